"""Inputs as they entered a calculation, and the values people put in place of the author's."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from pricing.calculators.assumptions import Assumption
from pricing.records import Record
from pricing.text import Text


class Edit(Record):
    """A value that a person puts in place of the author's."""

    value: Decimal
    source: str = ""
    author: str = ""
    date: datetime.date | None = None


class AssumptionValue(Record):
    """An input as it entered this calculation, with where it comes from."""

    id: str
    text: Text
    unit: str
    value: Decimal
    default: Decimal
    low: Decimal | None
    high: Decimal | None
    minimum: Decimal
    maximum: Decimal
    group: str | None
    source: Text
    author: str
    date: datetime.date | None
    to_confirm: bool
    set_by: Literal["author", "edit", "scenario"]
    levels: tuple[Text, ...] = ()
    """What 1, 2, 3 … are called, where the value is a choice among named levels."""

    @property
    def is_fraction(self) -> bool:
        """Whether the page shows it as per cent."""
        return self.unit == "fraction"


def as_authored(each: Assumption) -> AssumptionValue:
    """An assumption as its author gave it."""
    minimum, maximum = each.bounds
    return AssumptionValue(
        id=each.id,
        text=each.text,
        unit=each.unit,
        value=each.value,
        default=each.value,
        low=each.low,
        high=each.high,
        minimum=minimum,
        maximum=maximum,
        group=each.group,
        source=each.source,
        author=each.author,
        date=each.date,
        to_confirm=each.to_confirm,
        set_by="author",
        levels=each.levels,
    )
