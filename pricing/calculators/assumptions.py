"""What goes into a calculator: assumptions and tables with where they come from, conventions."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from pricing.calculators.fields import (
    LARGEST,
    Id,
    Number,
    Rate,
    Source,
    Spread,
    Timing,
)
from pricing.records import Record
from pricing.text import Text

WHOLE = ("years", "months", "level")
"""Units of which there are only whole numbers."""


class Provenance(Record):
    """Where a value comes from: what says so, who entered it, and when."""

    source: Source
    author: str = Field(default="", max_length=200)
    date: datetime.date | None = None
    to_confirm: bool = False


class Assumption(Provenance):
    """An input of the calculator, in its own unit; rates are fractions.

    `spread` says how a simulation draws between `low` and `high`; see `pricing.simulation`.
    """

    id: Id
    text: Text
    short: Text | None = None
    """What a sentence calls it: “fee”."""
    unit: str = Field(max_length=60)
    value: Number
    low: Number | None = None
    high: Number | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    spread: Spread = "pert"
    group: Id | None = None
    prefill: str = Field(default="", max_length=200)
    """Where a value may come from, in this order: `load.energy configuration.monthly_volume`."""
    break_even: bool = True
    levels: tuple[Text, ...] = ()
    """What 1, 2, 3 … are called, where a value is a choice among named levels."""
    level_price: Id | None = None
    """The formula that says what the level chosen costs a year; see `levels.level_prices`."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The parts of `prefill`."""
        return tuple(self.prefill.split())

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Lowest and highest value that makes sense; both included.

        Where the author names none: fractions from −0.99 to 100, everything else from 0.
        """
        if self.levels:
            return Decimal(1), Decimal(len(self.levels))
        fraction = self.unit == "fraction"
        lowest = Decimal("-0.99") if fraction else Decimal(0)
        highest = Decimal(100) if fraction else LARGEST
        return (
            lowest if self.minimum is None else self.minimum,
            highest if self.maximum is None else self.maximum,
        )

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense: a number of years or months, a level."""
        return self.unit in WHOLE

    @model_validator(mode="after")
    def _named(self) -> Assumption:
        if not self.levels:
            if self.level_price is not None:
                raise ValueError("`level_price` is for an assumption with `levels`")
            return self
        if self.unit != "level":
            raise ValueError(f"`levels` count in the unit level, not {self.unit}")
        for name in ("low", "high", "minimum", "maximum"):
            if getattr(self, name) is not None:
                raise ValueError(f"`{name}` is for numbers, not for named levels")
        for names in ({each.vi for each in self.levels}, {each.en for each in self.levels}):
            if len(names) < max(len(self.levels), 2):
                raise ValueError("two levels or more, each with a name of its own")
        return self

    @model_validator(mode="after")
    def _ordered(self) -> Assumption:
        lowest, highest = self.bounds
        for name in ("value", "low", "high"):
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:
                raise ValueError(f"{name} {value} is outside {lowest} to {highest}")
            if value is not None and self.whole and value != int(value):
                raise ValueError(f"{name} {value}: {self.unit} are whole numbers")
        return self


class DiscountRate(Provenance):
    """The yearly rate that brings later money to today, a fraction."""

    text: Text = Text("Tỷ suất chiết khấu", "Discount rate")
    value: Rate
    low: Rate | None = None
    high: Rate | None = None
    group: Id | None = None


class Horizon(Record):
    """How many years are compared."""

    text: Text = Text("Số năm so sánh", "Years compared")
    years: int = Field(ge=1, le=50)
    maximum: int = Field(default=25, ge=1, le=50)
    group: Id | None = None

    @model_validator(mode="after")
    def _within(self) -> Horizon:
        if self.years > self.maximum:
            raise ValueError(f"years {self.years} is above the maximum {self.maximum}")
        return self


class Conventions(Record):
    """What every printed figure takes for granted.

    `timing`: whether what recurs counts as paid at the end, in the middle or at the start of its
    period, of a year, quarter or month.
    """

    timing: Timing = "year_end"
    basis: Literal["nominal", "real"] = "nominal"
    tax: Literal["excluded", "included"] = "excluded"
    notes: tuple[Text, ...] = ()


class Scale(Record):
    """The step in which money is computed and printed, such as million ₫."""

    factor: int = Field(default=1, ge=1, le=10**9)
    text: Text


class Group(Record):
    """A heading over assumptions."""

    id: Id
    text: Text


class Table(Provenance):
    """Values by steps of a key, such as a price by year: `lookup(id, key)` in a formula."""

    id: Id
    text: Text
    key_unit: str = Field(default="1", max_length=60)
    unit: str = Field(max_length=60)
    rows: tuple[tuple[Number, Number], ...] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _rising(self) -> Table:
        for before, after in pairwise(self.rows):
            if after[0] <= before[0]:
                raise ValueError(f"keys rise from row to row: {after[0]} after {before[0]}")
        return self
