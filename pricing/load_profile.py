"""Loads that tariffs are billed on: typed months, or a meter's readings folded into cells.

Conventions: kWh are energy used, never negative; kW is the highest average power of a reading
interval in the month; a half-hour cell takes an equal share of a longer reading.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pricing.errors import PricingError
from pricing.hours import HALF_HOURS, WEEKDAYS, Hours
from pricing.money import exactly

Floats = npt.NDArray[np.float64]

ALL = "all"
REST_OF_SHARES = "normal"
KWH_PLACES = 6


def days_in_month(day: date) -> int:
    """Days of the month that holds this day."""
    return calendar.monthrange(day.year, day.month)[1]


@dataclass(frozen=True)
class MonthUse:
    """What a tariff needs to know of one month, or of a part of it.

    Attributes:
        start, end: first and last day, both included, inside one calendar month.
        kwh: energy by period; {"all": …} where periods are not known.
        kw: maximum power by period; empty where it is not known.
    """

    start: date
    end: date
    kwh: Mapping[str, Decimal]
    kw: Mapping[str, Decimal] = field(default_factory=dict)

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
    def total(self) -> Decimal:
        """Energy of all periods."""
        return sum(self.kwh.values(), Decimal(0))

    def scaled(self, factor: Decimal) -> MonthUse:
        """The same shape with energy and power multiplied."""
        return replace(
            self,
            kwh={period: kwh * factor for period, kwh in self.kwh.items()},
            kw={period: kw * factor for period, kw in self.kw.items()},
        )

    def split(self, first_days: Iterable[date]) -> list[MonthUse]:
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


@dataclass(frozen=True)
class MonthlyLoad:
    """Energy per month and period, in order of time; exact Decimals."""

    uses: tuple[MonthUse, ...]

    @classmethod
    @exactly
    def from_bills(
        cls,
        bills: Iterable[tuple[date, Decimal]],
        shares: Mapping[str, Decimal] | None = None,
        max_kw: Mapping[date, Decimal] | None = None,
        rest: str = REST_OF_SHARES,
    ) -> MonthlyLoad:
        """The load that monthly bills describe.

        Args:
            bills: (any day of the month, kWh), each month once.
            shares: fraction of every month's energy by period, such as {"peak": 0.30}; what is
                missing to 1 belongs to `rest`. None leaves periods unknown.
            max_kw: maximum power by month, where it is known.
            rest: the period of the remaining share.

        Raises:
            PricingError: no bills, a month twice, a negative or non-finite number, shares outside
                0 to 1 or above 1 together.
        """
        split = _whole_shares(shares, rest)
        known_kw = {day.replace(day=1): kw for day, kw in (max_kw or {}).items()}
        uses: dict[date, MonthUse] = {}
        for day, kwh in bills:
            start = day.replace(day=1)
            _check_amount(kwh, f"the energy of {start:%Y-%m}")
            if start in uses:
                raise PricingError(f"{start:%Y-%m} has two bills")
            kw = {}
            if start in known_kw:
                _check_amount(known_kw[start], f"the power of {start:%Y-%m}")
                kw = {ALL: known_kw[start]}
            end = start.replace(day=days_in_month(start))
            by_period = {period: kwh * share for period, share in split.items()}
            uses[start] = MonthUse(start, end, by_period, kw)
        if not uses:
            raise PricingError("a load needs at least one bill")
        return cls(tuple(uses[start] for start in sorted(uses)))

    @property
    def total(self) -> Decimal:
        """Energy of the whole load in kWh."""
        return sum((use.total for use in self.uses), Decimal(0))

    @property
    def months(self) -> Decimal:
        """Length in months; parts of months count by days."""
        return sum((use.fraction for use in self.uses), Decimal(0))

    @property
    def monthly_kwh(self) -> dict[date, Decimal]:
        """Energy per calendar month; a month known in part counts as if it went on like that."""
        kwh: dict[date, Decimal] = {}
        known: dict[date, Decimal] = {}
        for use in self.uses:
            kwh[use.month] = kwh.get(use.month, Decimal(0)) + use.total
            known[use.month] = known.get(use.month, Decimal(0)) + use.fraction
        return {month: kwh[month] / known[month] for month in kwh}

    @exactly
    def share(self, period: str) -> Decimal:
        """The fraction of all energy in one period; 0 where nothing was used."""
        inside = sum((use.kwh.get(period, Decimal(0)) for use in self.uses), Decimal(0))
        return inside / self.total if self.total else Decimal(0)

    def _shape(self) -> dict[str, Decimal]:
        periods = dict.fromkeys(period for use in self.uses for period in use.kwh)
        return {period: self.share(period) for period in periods}

    @exactly
    def at(self, kwh_per_month: Decimal) -> MonthlyLoad:
        """The same months with this energy in each, every month keeping its own shape."""
        _check_amount(kwh_per_month, "the energy of a month")
        months = self.monthly_kwh
        shape = {} if all(months.values()) else self._shape()
        uses = []
        for use in self.uses:
            whole = months[use.month]
            if whole:
                uses.append(use.scaled(kwh_per_month / whole))
            else:
                target = kwh_per_month * use.fraction
                kwh = {period: target * share for period, share in shape.items()}
                uses.append(replace(use, kwh=kwh))
        return MonthlyLoad(tuple(uses))

    @exactly
    def with_share(self, period: str, share: Decimal) -> MonthlyLoad:
        """The same energy with this share of every month in one period.

        The other periods keep their proportions; where there are none the rest becomes normal
        hours. Power stays as it is.
        """
        _check_share(share, period)
        return MonthlyLoad(tuple(_with_share(use, period, share) for use in self.uses))


def _with_share(use: MonthUse, period: str, share: Decimal) -> MonthUse:
    others = {name: kwh for name, kwh in use.kwh.items() if name not in (period, ALL)}
    outside = sum(others.values(), Decimal(0))
    left = use.total * (1 - share)
    if outside:
        kwh = {name: left * amount / outside for name, amount in others.items()}
    elif period == REST_OF_SHARES and left:
        raise PricingError(f"nothing but {period} is known to take the other {left} kWh")
    else:
        kwh = dict.fromkeys(others, Decimal(0)) | {REST_OF_SHARES: left}
    return replace(use, kwh=kwh | {period: use.total * share})


def _whole_shares(shares: Mapping[str, Decimal] | None, rest: str) -> dict[str, Decimal]:
    if shares is None:
        return {ALL: Decimal(1)}
    for period, share in shares.items():
        _check_share(share, period)
    remainder = 1 - sum(shares.values(), Decimal(0))
    if remainder < 0:
        raise PricingError(f"the shares of {', '.join(shares)} exceed the whole")
    whole = dict(shares)
    whole[rest] = whole.get(rest, Decimal(0)) + remainder
    return whole


def _check_share(share: Decimal, period: str) -> None:
    if not share.is_finite() or not 0 <= share <= 1:
        raise PricingError(f"the share of {period} lies between 0 and 1, not {share}")


def _check_amount(amount: Decimal, what: str) -> None:
    if not amount.is_finite() or amount < 0:
        raise PricingError(f"{what} is a number from 0 up, not {amount}")


@dataclass(frozen=True)
class Readings:
    """A meter's readings in order of time.

    Attributes:
        start: start of each interval, local time, datetime64[m].
        kwh: energy of each interval.
        minutes: length of the interval.
    """

    start: npt.NDArray[np.datetime64]
    kwh: Floats
    minutes: int

    @property
    def total(self) -> float:
        """Energy of all readings in kWh."""
        return float(self.kwh.sum())

    @property
    def peak_kw(self) -> float:
        """The highest average power of an interval."""
        return float(self.kwh.max() * 60 / self.minutes)


@dataclass(frozen=True)
class LoadCells:
    """Readings folded per month × weekday × half-hour: energy summed, power at its maximum.

    Attributes:
        spans: first and last day with readings of each month, or of each part of a month where
            the fold was cut.
        kwh: energy, shape (spans, 7, 48), Monday first.
        kw: highest average power of an interval, same shape; 0 where there is no reading.
    """

    spans: tuple[tuple[date, date], ...]
    kwh: Floats
    kw: Floats

    @property
    def total(self) -> float:
        """Energy of all cells in kWh."""
        return float(self.kwh.sum())

    def monthly(self, hours: Hours | None = None, on: date | None = None) -> MonthlyLoad:
        """Energy and power per month by the periods of a table of hours.

        Args:
            hours: None gives one period, "all".
            on: the day whose hours hold for the whole load; None takes the hours in force at
                the start of each span.
        """
        uses = []
        for place, (start, end) in enumerate(self.spans):
            if hours is None:
                kwh = {ALL: float(self.kwh[place].sum())}
                kw = {ALL: float(self.kw[place].max())}
            else:
                version = hours.on(on or start)
                grid = version.grids[start.month - 1]
                kwh, kw = _by_period(version.periods, grid, self.kwh[place], self.kw[place])
            uses.append(MonthUse(start, end, _decimals(kwh), _decimals(kw)))
        return MonthlyLoad(tuple(uses))


def _by_period(
    periods: Sequence[str], grid: npt.NDArray[np.intp], kwh: Floats, kw: Floats
) -> tuple[dict[str, float], dict[str, float]]:
    flat = grid.ravel()
    sums = np.bincount(flat, weights=kwh.ravel(), minlength=len(periods))
    tops = np.zeros(len(periods))
    np.maximum.at(tops, flat, kw.ravel())
    energy = {period: float(sums[place]) for place, period in enumerate(periods)}
    power = {period: float(tops[place]) for place, period in enumerate(periods)}
    return energy, power


def _decimals(numbers: Mapping[str, float]) -> dict[str, Decimal]:
    """Floats become Decimal here, once, at a millionth of a kWh or kW."""
    return {name: Decimal(f"{number:.{KWH_PLACES}f}") for name, number in numbers.items()}


def fold(readings: Readings, cuts: Iterable[date] = ()) -> LoadCells:
    """The readings as cells: month × weekday × half-hour.

    Args:
        readings: intervals that divide a half-hour, or are whole half-hours; an hour is shared
            evenly by its two half-hours.
        cuts: days on which a month starts a new span, such as `hours.changes`; without a cut a
            month has the hours and prices of its days in proportion.

    Raises:
        PricingError: no readings, or an interval that does not fit half-hours.
    """
    if not len(readings.kwh):
        raise PricingError("there are no readings to fold")
    start, kwh, kw = _half_hours(readings)
    days = start.astype("datetime64[D]")
    month_starts = days.astype("datetime64[M]").astype("datetime64[D]")
    marks = np.unique(np.concatenate([month_starts, np.array(list(cuts), dtype="datetime64[D]")]))
    span_of = np.searchsorted(marks, days, side="right") - 1
    used, span = np.unique(span_of, return_inverse=True)
    weekday = (days.astype(np.int64) + 3) % len(WEEKDAYS)
    half_hour = (start - days).astype("timedelta64[m]").astype(np.int64) // 30
    shape = (len(used), len(WEEKDAYS), HALF_HOURS)
    cell = np.ravel_multi_index((span, weekday, half_hour), shape)
    size = len(used) * len(WEEKDAYS) * HALF_HOURS
    sums: Floats = np.bincount(cell, weights=kwh, minlength=size).astype(np.float64)
    tops: Floats = np.zeros(size)
    np.maximum.at(tops, cell, kw)
    spans = []
    for place in range(len(used)):
        inside = days[span == place]
        spans.append((inside.min().item(), inside.max().item()))
    return LoadCells(tuple(spans), sums.reshape(shape), tops.reshape(shape))


def _half_hours(
    readings: Readings,
) -> tuple[npt.NDArray[np.datetime64], Floats, Floats]:
    """Start, energy and power of pieces no longer than a half-hour."""
    minutes = readings.minutes
    kw = readings.kwh * 60 / minutes
    if minutes > 0 and 30 % minutes == 0:
        return readings.start, readings.kwh, kw
    if minutes <= 0 or minutes % 30:
        raise PricingError(f"intervals of {minutes} minutes do not fit half-hours")
    pieces = minutes // 30
    step = np.tile(np.arange(pieces) * np.timedelta64(30, "m"), len(kw))
    start = np.repeat(readings.start, pieces) + step
    return start, np.repeat(readings.kwh / pieces, pieces), np.repeat(kw, pieces)
