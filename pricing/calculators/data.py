"""What an author writes in a calculator: frozen records, read and checked field by field.

How the fields hang together (names, units, cycles) is checked by `pricing.calculators.graph`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from pricing.calculators.assumptions import (
    Assumption,
    Conventions,
    DiscountRate,
    Group,
    Horizon,
    Scale,
    Table,
)
from pricing.calculators.fields import (
    DISCOUNT_RATE,
    HIGHEST_RATE,
    HORIZON,
    LOWEST_RATE,
    PERIODS_A_YEAR,
    Formula,
    Id,
    Number,
    Period,
)
from pricing.calculators.lines import Line
from pricing.calculators.paying import Financing, Tax
from pricing.records import Record
from pricing.text import Text


class NamedFormula(Record):
    """A step between assumptions and lines; `unit`, where given, is checked."""

    id: Id
    text: Text
    formula: Formula
    unit: str | None = Field(default=None, max_length=60)


class Alternative(Record):
    """A way to act and what it costs; with `of`, another alternative paid differently.

    `emissions` are tonnes of CO2e a year, or of a period, and those of `of` where left out.
    """

    id: Id
    text: Text
    short: Text | None = None
    """What a narrow place calls it: “Lease”."""
    act: Text | None = None
    """What a sentence begins with: “Leasing”."""
    of: Id | None = None
    financing: Financing | None = None
    headline: bool | None = None
    watch: Id | None = None
    emissions: Formula | None = None
    lines: tuple[Line, ...] = ()

    @property
    def in_headline(self) -> bool:
        """Whether it stands in the verdict; a mere way of paying does not unless it says so."""
        return self.financing is None if self.headline is None else self.headline

    @model_validator(mode="after")
    def _complete(self) -> Alternative:
        if (self.of is None) != (self.financing is None):
            raise ValueError("`of` and `financing` are given together")
        return self


class Scenario(Record):
    """A named set of assumptions that replace the current ones."""

    id: Id
    text: Text
    overrides: dict[Id, Number] = Field(default_factory=dict)


class Output(Record):
    """What all alternatives give alike, such as m³ of air a year: costs are told per unit of it."""

    text: Text
    formula: Formula
    unit: str = Field(max_length=60)


class Correlation(Record):
    """How two assumptions move together in a simulation: −1 to 1, by ranks."""

    between: tuple[Id, Id]
    value: Annotated[Number, Field(ge=-1, le=1)]


class CalculatorData(Record):
    """A whole calculator as authored."""

    id: Id
    text: Text
    about: Text | None = None
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    scale: Scale
    units: tuple[str, ...] = ()
    horizon: Horizon
    discount_rate: DiscountRate
    conventions: Conventions = Conventions()
    groups: tuple[Group, ...] = ()
    assumptions: tuple[Assumption, ...] = Field(min_length=1, max_length=300)
    period: Period = "year"
    tables: tuple[Table, ...] = Field(default=(), max_length=30)
    formulas: tuple[NamedFormula, ...] = Field(default=(), max_length=300)
    tax: Tax | None = None
    output: Output | None = None
    reference: Id
    alternatives: tuple[Alternative, ...] = Field(min_length=1, max_length=30)
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=30)
    correlations: tuple[Correlation, ...] = Field(default=(), max_length=300)

    @property
    def periods_a_year(self) -> int:
        """How many periods a year has: 1, 4 or 12."""
        return PERIODS_A_YEAR[self.period]

    @property
    def inputs(self) -> tuple[Assumption, ...]:
        """Every input, the discount rate first and the horizon second."""
        rate, horizon = self.discount_rate, self.horizon
        discount = Assumption(
            id=DISCOUNT_RATE,
            text=rate.text,
            unit="fraction",
            value=rate.value,
            low=rate.low,
            high=rate.high,
            minimum=LOWEST_RATE,
            maximum=HIGHEST_RATE,
            group=rate.group,
            source=rate.source,
            author=rate.author,
            date=rate.date,
            to_confirm=rate.to_confirm,
        )
        years = Assumption(
            id=HORIZON,
            text=horizon.text,
            unit="years",
            value=Decimal(horizon.years),
            minimum=Decimal(1),
            maximum=Decimal(horizon.maximum),
            group=horizon.group,
            source=Text("Mẫu tính", "Calculator template"),
            break_even=False,
        )
        return (discount, years, *self.assumptions)
