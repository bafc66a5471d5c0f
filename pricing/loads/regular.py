"""One meter's readings on the grid of their interval; what does not fit is reported."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import numpy.typing as npt

from pricing.findings import Finding, row_subjects
from pricing.loads.arithmetic import Floats
from pricing.loads.cells import DAILY, MONTHLY, Moments, Readings
from pricing.loads.moments import MINUTE, clock_changes
from pricing.loads.table import Unusable

MAX_MINUTES = 60
DAY = 1440
SHORTEST_MONTH, LONGEST_MONTH = 28 * DAY, 31 * DAY


@dataclass
class Series:
    """One meter's usable readings as they stand in the file; values in its unit."""

    meter: str
    starts: Moments
    values: Floats
    rows: npt.NDArray[np.intp]

    def taken(self, wanted: npt.NDArray[np.bool_]) -> Series:
        """Some of them."""
        return Series(self.meter, self.starts[wanted], self.values[wanted], self.rows[wanted])

    def says(self, code: str, wanted: npt.NDArray[np.bool_], **more: object) -> Finding:
        """A finding about some of the rows."""
        rows = [int(row) for row in self.rows[wanted]]
        params = {"meter": self.meter, "count": len(rows), "rows": rows[:10]} | more
        return Finding(code, row_subjects(rows), params)


def regular(series: Series, power: bool, zone: tzinfo | None, findings: list[Finding]) -> Readings:
    """The readings in order of time, each once, at the interval most of them have.

    A time that comes twice because the clock was set back is kept twice, one that the clock
    skipped is no gap. Where every time is the end of its interval, it is moved to the start.

    Args:
        power: whether values are average power, not energy.

    Raises:
        Unusable: the interval is neither part of an hour, a day nor a month.
    """
    series = _sorted(series, findings)
    if not len(series.starts):
        raise Unusable("readings_missing")
    changes = clock_changes(series.starts[0], series.starts[-1], zone)
    twice = np.isin(series.starts, changes["twice"])
    series = _without_duplicates(series, twice, findings)
    steps = np.diff(series.starts).astype(np.int64)
    minutes = _interval(steps)
    if minutes == MONTHLY:
        return _readings(series.starts, series.values, minutes, power)
    if twice.any() or len(changes["skipped"]):
        findings.append(Finding("readings_clock_change", (), {"meter": series.meter}))
    _report_steps(series, steps, minutes, changes["skipped"], findings)
    starts = _start_stamped(series.starts, minutes, findings)
    return _readings(starts, series.values, minutes, power)


def _sorted(series: Series, findings: list[Finding]) -> Series:
    if not (np.diff(series.starts) < np.timedelta64(0, "m")).any():
        return series
    if not any(finding.code == "readings_unsorted" for finding in findings):
        findings.append(Finding("readings_unsorted"))
    order = np.argsort(series.starts, kind="stable")
    return Series(series.meter, series.starts[order], series.values[order], series.rows[order])


def _without_duplicates(
    series: Series, twice: npt.NDArray[np.bool_], findings: list[Finding]
) -> Series:
    """The first reading of each time; the first two where the clock shows it twice."""
    again = np.zeros(len(series.starts), dtype=bool)
    again[1:] = np.diff(series.starts) == np.timedelta64(0, "m")
    third = np.zeros_like(again)
    third[2:] = series.starts[2:] == series.starts[:-2]
    surplus = np.where(twice, third, again)
    if surplus.any():
        findings.append(series.says("reading_duplicate", surplus))
    return series.taken(~surplus)


def _interval(steps: npt.NDArray[np.int64]) -> int:
    """The length most intervals have, in minutes."""
    steps = steps[steps > 0]
    if not len(steps):
        raise Unusable("readings_interval_unclear")
    if np.mean((steps >= SHORTEST_MONTH) & (steps <= LONGEST_MONTH)) > 0.5:
        return MONTHLY
    minutes = int(np.bincount(np.minimum(steps, 100_000)).argmax())
    fits = minutes <= MAX_MINUTES and not (minutes % 30 and 30 % minutes)
    if not fits and minutes != DAILY:
        raise Unusable("readings_interval_unclear", minutes=minutes)
    return minutes


def _report_steps(
    series: Series,
    steps: npt.NDArray[np.int64],
    minutes: int,
    skipped: Moments,
    findings: list[Finding],
) -> None:
    after = np.zeros(len(series.starts), dtype=bool)
    after[1:] = steps % minutes != 0
    if after.any():
        findings.append(series.says("reading_off_grid", after, minutes=minutes))
    missing = np.maximum(steps // minutes - 1, 0)
    if len(skipped):
        ends = np.searchsorted(skipped, series.starts)
        missing -= np.diff(ends) // minutes
    after[1:] = missing > 0
    if after.any():
        most = int(missing[missing > 0].sum())
        findings.append(series.says("reading_gap", after, missing=most, minutes=minutes))


def _start_stamped(starts: Moments, minutes: int, findings: list[Finding]) -> Moments:
    clock = (starts - starts.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    if minutes < DAY and clock[0] == minutes and clock[-1] == 0:
        findings.append(Finding("readings_end_stamped", (), {"minutes": minutes}))
        return starts - minutes * MINUTE
    return starts


def _readings(starts: Moments, values: Floats, minutes: int, power: bool) -> Readings:
    kwh = values * minutes / 60 if power else values
    return Readings(starts.astype("datetime64[m]"), kwh.astype(np.float64), minutes)


def year_of(rows: Sequence[object], year: int) -> tuple[Moments, int]:
    """The times of a whole year of readings in order, and its year: leap for 366 days of them."""
    per_day = {days * per: (days, per) for days in (365, 366) for per in (24, 48, 96)}
    if len(rows) not in per_day:
        wanted = sorted(per_day)
        raise Unusable("readings_undated_length", rows=len(rows), wanted=wanted)
    days, per = per_day[len(rows)]
    year = next(y for y in range(year, year - 9, -1) if _days_in(y) == days)
    start = np.datetime64(f"{year}-01-01T00:00", "m")
    return start + np.arange(len(rows)) * (DAY // per) * MINUTE, year


def _days_in(year: int) -> int:
    return 366 if isleap(year) else 365
