"""Readings folded into cells: energy and highest power per month × weekday × half-hour.

Conventions: a half-hour takes an equal share of a longer reading, and its power; a month known in
part keeps the days it is known for. Folding and cells are in double precision; numbers become
Decimals once, at a millionth of a kWh, where a tariff bills them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from pricing.errors import PricingError
from pricing.loads.arithmetic import Floats
from pricing.loads.hours import HALF_HOURS, WEEKDAYS, Hours
from pricing.loads.month_use import ALL, MonthUse
from pricing.loads.monthly import MonthlyLoad

KWH_PLACES = 6
WEEK = len(WEEKDAYS) * HALF_HOURS
HALF_HOUR = np.timedelta64(30, "m")

DAILY, MONTHLY = 1440, 43_200
"""Minutes of an interval that is a day, and those that stand for one of a month's length."""

Moments = npt.NDArray[np.datetime64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Readings:
    """A meter's readings in order of time.

    Attributes:
        start: start of each interval, local time, datetime64[m].
        kwh: energy of each interval.
        minutes: length of the interval; DAILY, or MONTHLY for calendar months.
    """

    start: Moments
    kwh: Floats
    minutes: int

    @property
    def has_hours(self) -> bool:
        """Whether they say when in the day the energy was used."""
        return self.minutes < DAILY

    def monthly(self) -> list[tuple[date, Decimal]]:
        """The energy of each calendar month with readings."""
        months, place = np.unique(self.start.astype("datetime64[M]"), return_inverse=True)
        sums = np.bincount(place, weights=self.kwh)
        return [
            (month.astype("datetime64[D]").item(), decimal_of(kwh))
            for month, kwh in zip(months, sums, strict=True)
        ]

    @property
    def total(self) -> float:
        """Energy of all readings in kWh."""
        return float(self.kwh.sum())

    @property
    def peak_kw(self) -> float:
        """The highest average power of an interval."""
        return float(self.kwh.max() * 60 / self.minutes)

    def peak_at(self, moments: Iterable[datetime]) -> float:
        """The highest average power of the intervals that hold these moments; 0 without any."""
        wanted = np.array(list(moments), dtype="datetime64[m]")
        place = np.searchsorted(self.start, wanted, side="right") - 1
        inside = (place >= 0) & (wanted - self.start[place] < np.timedelta64(self.minutes, "m"))
        return float(self.kwh[place[inside]].max(initial=0) * 60 / self.minutes)


@dataclass(frozen=True)
class MeterCells:
    """The cells of many meters read at the same times.

    Attributes:
        spans: first and last day with readings of each month, or of each part of a month where
            the fold was cut.
        kwh: energy, shape (spans, 336, meters), Monday 00:00 first.
        kw: highest average power of an interval, same shape; 0 where there is no reading.
    """

    spans: tuple[tuple[date, date], ...]
    kwh: Floats
    kw: Floats

    def meter(self, place: int) -> LoadCells:
        """The cells of one meter."""
        shape = (len(self.spans), len(WEEKDAYS), HALF_HOURS)
        kwh, kw = (cells[:, :, place].reshape(shape) for cells in (self.kwh, self.kw))
        return LoadCells(self.spans, kwh, kw)


@dataclass(frozen=True)
class LoadCells:
    """A meter's readings folded per month × weekday × half-hour.

    Attributes:
        spans: as of `MeterCells`.
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

    def followed_by(self, newer: LoadCells) -> LoadCells:
        """This load and a newer one as one, by time: the twelve months up to the last day.

        Where spans of both share a day, the one with more days counts, and of equals the newer:
        no day is counted twice.
        """
        own = [p for p, span in enumerate(self.spans) if not _outweighed(span, newer.spans)]
        left = [self.spans[place] for place in own]
        new = [p for p, span in enumerate(newer.spans) if not _shares_a_day(span, left)]
        spans = [*left, *(newer.spans[place] for place in new)]
        kwh = np.concatenate([self.kwh[own], newer.kwh[new]])
        kw = np.concatenate([self.kw[own], newer.kw[new]])
        first = _year_up_to(max(end for _start, end in spans))
        order = [
            p for p in sorted(range(len(spans)), key=spans.__getitem__) if spans[p][0] >= first
        ]
        return LoadCells(tuple(spans[place] for place in order), kwh[order], kw[order])

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


Span = tuple[date, date]


def _shares_a_day(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] <= end and start <= span[1] for start, end in others)


def _outweighed(span: Span, newer: Iterable[Span]) -> bool:
    """Whether a newer span shares a day with this one and has as many days or more."""
    days = span[1] - span[0]
    return any(end - start >= days and _shares_a_day(span, [(start, end)]) for start, end in newer)


def _year_up_to(last: date) -> date:
    """The first day of the twelve calendar months that end with `last`."""
    return date(last.year + last.month // 12 - 1, last.month % 12 + 1, 1)


def _by_period(
    periods: tuple[str, ...], grid: Places, kwh: Floats, kw: Floats
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
    return {name: decimal_of(number) for name, number in numbers.items()}


def decimal_of(number: float) -> Decimal:
    """The number at a millionth of a kWh or kW."""
    return Decimal(f"{number:.{KWH_PLACES}f}")


def fold(readings: Readings, cuts: Iterable[date] = ()) -> LoadCells:
    """The readings of a meter as cells: month × weekday × half-hour.

    Args:
        readings: intervals that divide a half-hour, or are whole half-hours; an hour is shared
            evenly by its two half-hours.
        cuts: days on which a month starts a new span, such as `hours.changes`; without a cut a
            month has the hours and prices of its days in proportion.

    Raises:
        PricingError: no readings, or an interval that does not fit half-hours.
    """
    return fold_meters(readings.start, readings.kwh[:, np.newaxis], readings.minutes, cuts).meter(0)


def fold_meters(start: Moments, kwh: Floats, minutes: int, cuts: Iterable[date] = ()) -> MeterCells:
    """The readings of many meters as cells, in one pass.

    Args:
        start: start of each interval, the same for all meters, rising.
        kwh: energy, shape (readings, meters).
        minutes, cuts: as of `fold`.

    Raises:
        PricingError: as of `fold`.
    """
    if not len(kwh):
        raise PricingError("there are no readings to fold")
    pieces = _pieces(minutes)
    moments = start[:, np.newaxis] + np.arange(pieces) * HALF_HOUR
    spans, cell = _cells_of(moments.ravel(), cuts)
    alike, group = np.unique(cell.reshape(moments.shape), axis=0, return_inverse=True)
    readings = np.arange(len(start))
    sums, tops = _reduced(group.ravel(), readings, kwh, kwh, len(alike))
    piece_of = np.repeat(np.arange(len(alike)), pieces)
    sums, tops = _reduced(alike.ravel(), piece_of, sums, tops, len(spans) * WEEK)
    sums /= pieces
    tops *= 60 / minutes
    shape = (len(spans), WEEK, kwh.shape[1])
    return MeterCells(spans, sums.reshape(shape), tops.reshape(shape))


def _pieces(minutes: int) -> int:
    """How many half-hours share one reading; 1 for shorter intervals."""
    if minutes > 0 and 30 % minutes == 0:
        return 1
    if minutes <= 0 or minutes % 30 or minutes >= DAILY:
        raise PricingError(f"intervals of {minutes} minutes do not fit half-hours")
    return minutes // 30


def _reduced(
    group: Places, row: Places, kwh: Floats, kw: Floats, groups: int
) -> tuple[Floats, Floats]:
    """For each group the sum of its rows of one and their maximum in the other; 0 without any.

    A group at a time: its few rows stay in the processor's cache.
    """
    order = np.argsort(group, kind="stable")
    used, first = np.unique(group[order], return_index=True)
    sums, tops = np.zeros((groups, kwh.shape[1])), np.zeros((groups, kwh.shape[1]))
    for place, rows in zip(used, np.split(row[order], first[1:]), strict=True):
        np.add.reduce(kwh[rows], axis=0, out=sums[place])
        np.maximum.reduce(kw[rows], axis=0, out=tops[place])
    return sums, tops


def _cells_of(start: Moments, cuts: Iterable[date]) -> tuple[tuple[tuple[date, date], ...], Places]:
    """The spans, and the cell of each moment: span × weekday × half-hour in one number."""
    days = start.astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype("datetime64[D]")
    marks = np.unique(np.concatenate([months, np.array(list(cuts), dtype="datetime64[D]")]))
    used, span = np.unique(np.searchsorted(marks, days, side="right") - 1, return_inverse=True)
    weekday = (days.astype(np.int64) + 3) % len(WEEKDAYS)
    half_hour = (start - days).astype("timedelta64[m]").astype(np.int64) // 30
    spans = []
    for place in range(len(used)):
        inside = days[span == place]
        spans.append((inside.min().item(), inside.max().item()))
    return tuple(spans), (span * len(WEEKDAYS) + weekday) * HALF_HOURS + half_hour
