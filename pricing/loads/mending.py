"""What a meter did not count, or counted wrongly, replaced by what it counted around it.

A gap of two hours at most is bridged in a straight line between its neighbours. A longer one takes
the mean of the same weekday and time of day in the rest of the file, else of the same time of day,
else of all readings. A reading five times as high as 99 of 100 others is a spike, as long as there
are few of them, and is replaced like a gap. Nothing is replaced before somebody agreed: the
readings as they are stand beside the mended ones.
"""

from __future__ import annotations

from datetime import tzinfo

import numpy as np
import numpy.typing as npt

from pricing.findings import Finding
from pricing.loads.arithmetic import Floats
from pricing.loads.cells import DAILY, MONTHLY, Moments, Readings
from pricing.loads.moments import MINUTE, clock_changes

BRIDGED_MINUTES = 120
SPIKE_TIMES, SPIKE_RANK, SPIKE_SHARE = 5.0, 99, 0.001
FEWEST_SPIKES = 3
MOST_DAYS_NAMED = 10
WEEK = 7 * DAILY
MOST_FILLED = 4_000_000


def mended(
    meter: str, readings: Readings, zone: tzinfo | None, findings: list[Finding]
) -> Readings:
    """The readings without gaps and spikes; findings say how many and by what they are replaced."""
    if readings.minutes == MONTHLY or len(readings.kwh) < 2:
        return readings
    grid = np.arange(readings.start[0], readings.start[-1] + MINUTE, readings.minutes * MINUTE)
    if len(grid) > MOST_FILLED:
        return readings
    kwh, extra = _on_grid(readings, grid)
    changes = clock_changes(grid[0], grid[-1], zone)
    skipped = np.isin(grid, changes["skipped"])
    _report_days(meter, kwh, grid, skipped, findings)
    spikes = _spikes(kwh)
    if spikes.any():
        at = [str(moment) for moment in grid[spikes]]
        params = {"meter": meter, "count": len(at), "at": at[:5]}
        findings.append(Finding("reading_spike", (meter,), params))
    filled = _filled(np.where(spikes, np.nan, kwh), grid, readings.minutes)
    start = np.concatenate([grid[~skipped], grid[extra[0]]])
    order = np.argsort(start, kind="stable")
    values = np.concatenate([filled[~skipped], extra[1]])
    return Readings(start[order], values[order], readings.minutes)


def _on_grid(
    readings: Readings, grid: Moments
) -> tuple[Floats, tuple[npt.NDArray[np.intp], Floats]]:
    """Energy by place on the grid, NaN where there is none, and what comes a second time."""
    place = ((readings.start - grid[0]) // (readings.minutes * MINUTE)).astype(np.intp)
    first = np.ones(len(place), dtype=bool)
    first[1:] = np.diff(place) > 0
    kwh = np.full(len(grid), np.nan)
    kwh[place[first]] = readings.kwh[first]
    again = ~first & np.isin(readings.start, grid)
    return kwh, (place[again], readings.kwh[again])


def _report_days(
    meter: str,
    kwh: Floats,
    grid: Moments,
    skipped: npt.NDArray[np.bool_],
    findings: list[Finding],
) -> None:
    """The days without any reading."""
    days, place = np.unique(grid[~skipped].astype("datetime64[D]"), return_inverse=True)
    counted = np.bincount(place, weights=~np.isnan(kwh[~skipped]))
    empty = [str(day) for day in days[counted == 0]]
    if empty:
        params = {"meter": meter, "count": len(empty), "days": empty[:MOST_DAYS_NAMED]}
        findings.append(Finding("reading_missing_days", (meter,), params))


def _spikes(kwh: Floats) -> npt.NDArray[np.bool_]:
    used = kwh[kwh > 0]
    if len(used) < 100:
        return np.zeros(len(kwh), dtype=bool)
    high = kwh > SPIKE_TIMES * np.percentile(used, SPIKE_RANK)
    few = high.sum() <= max(FEWEST_SPIKES, SPIKE_SHARE * len(kwh))
    return high if few else np.zeros(len(kwh), dtype=bool)


def _filled(kwh: Floats, grid: Moments, minutes: int) -> Floats:
    missing = np.isnan(kwh)
    if not missing.any() or missing.all():
        return np.nan_to_num(kwh)
    known = np.flatnonzero(~missing)
    line = np.interp(np.arange(len(kwh)), known, kwh[known])
    short = _run_lengths(missing) * minutes <= BRIDGED_MINUTES
    filled = kwh.copy()
    filled[missing] = np.where(short, line, _alike(kwh, grid, minutes))[missing]
    return filled


def _run_lengths(missing: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """For each place how many in a row are missing there; 0 where nothing is."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], missing.astype(np.int8), [0]])))
    lengths = np.zeros(len(missing), dtype=np.intp)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        lengths[start:end] = end - start
    return lengths


def _alike(kwh: Floats, grid: Moments, minutes: int) -> Floats:
    """The mean at the same weekday and time of day, else time of day, else of all."""
    since = grid.astype(np.int64)
    by_week = _means((since % WEEK) // minutes, kwh)
    by_day = _means((since % DAILY) // minutes, kwh)
    mean: Floats = np.where(np.isnan(by_week), by_day, by_week)
    mean[np.isnan(mean)] = np.nanmean(kwh)
    return mean


def _means(kind: npt.NDArray[np.int64], kwh: Floats) -> Floats:
    """For each place the mean of its kind; NaN where none of it is known."""
    known = ~np.isnan(kwh)
    size = int(kind.max()) + 1
    count = np.bincount(kind[known], minlength=size)
    total = np.bincount(kind[known], weights=kwh[known], minlength=size)
    means = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    found: Floats = means[kind]
    return found
