"""One month of a load as a tariff sees it: energy and power by period."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Generic

from pricing.loads.arithmetic import Number

ALL = "all"


def days_in_month(day: date) -> int:
    """Days of the month that holds this day; 29 in February of a leap year."""
    return calendar.monthrange(day.year, day.month)[1]


@dataclass(frozen=True)
class MonthUse(Generic[Number]):
    """What a tariff needs to know of one month, or of a part of it.

    A number is a Decimal, or an array with an element per meter.

    Attributes:
        start, end: first and last day, both included, inside one calendar month.
        kwh: energy by period, one period at least; {"all": …} where periods are not known.
        kw: maximum power by period or event; empty where it is not known.
        billed_kwh: energy of the month that an earlier invoice charged: blocks go on from there.
        billed_kw: power of the month, by period, that an earlier invoice charged: only what is
            above it is charged now.
    """

    start: date
    end: date
    kwh: Mapping[str, Number]
    kw: Mapping[str, Number] = field(default_factory=dict)
    billed_kwh: Mapping[str, Number] = field(default_factory=dict)
    billed_kw: Mapping[str, Number] = field(default_factory=dict)

    @cached_property
    def month(self) -> date:
        """The first day of the month."""
        return self.start.replace(day=1)

    @cached_property
    def days(self) -> int:
        """Days of the part."""
        return (self.end - self.start).days + 1

    @cached_property
    def fraction(self) -> Decimal:
        """The part of the calendar month, by days; exactly 1 for a whole month."""
        return Decimal(self.days) / days_in_month(self.start)

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """What is known of energy and of what was billed before, by name."""
        return tuple(tuple(each) for each in (self.kwh, self.billed_kwh, self.billed_kw))

    @cached_property
    def total(self) -> Number:
        """Energy of all periods."""
        first, *others = self.kwh.values()
        for kwh in others:
            first = first + kwh
        return first

    def scaled(self, factor: Number) -> MonthUse[Number]:
        """The same shape with energy and power multiplied."""
        return replace(
            self,
            kwh={period: kwh * factor for period, kwh in self.kwh.items()},
            kw={period: kw * factor for period, kw in self.kw.items()},
        )

    def split(self, first_days: Iterable[date]) -> list[MonthUse[Number]]:
        """The part cut at the start of each of these days; energy follows the number of days."""
        cuts = sorted(day for day in set(first_days) if self.start < day <= self.end)
        if not cuts:
            return [self]
        starts = [self.start, *cuts]
        ends = [*(cut - timedelta(days=1) for cut in cuts), self.end]
        parts = []
        for start, end in zip(starts, ends, strict=True):
            days = (end - start).days + 1
            kwh = {period: kwh * days / self.days for period, kwh in self.kwh.items()}
            parts.append(replace(self, start=start, end=end, kwh=kwh))
        return parts
