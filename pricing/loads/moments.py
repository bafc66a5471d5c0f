"""Times in a file as local times: day or month first, with or without an offset, clock changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo

import numpy as np
import numpy.typing as npt

Moments = npt.NDArray[np.datetime64]

TIME = re.compile(
    r"^\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T\s,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?"
    r"\s*([AaPp][Mm])?\s*(Z|[+-]\d{2}:?\d{2})?\s*$"
)
CLOCK = re.compile(r"^\s*(\d{1,2})(?::|h)(\d{2})(?::\d{2})?\s*([AaPp][Mm])?\s*$")
NEVER = np.datetime64("NaT")
MINUTE, HOUR, DAY = (np.timedelta64(1, unit) for unit in ("m", "h", "D"))


def local_moments(
    times: Sequence[str], clocks: Sequence[str] | None, zone: tzinfo | None
) -> Moments:
    """The local time of each cell, to the minute; NaT where there is none.

    Day and month stand in the order that fits every cell, day first in doubt. A time with an
    offset becomes local time of `zone`; without a zone its own offset is the local one.

    Args:
        clocks: times of day in a column of their own.
    """
    distinct = set(times)
    found = (TIME.match(cell) for cell in distinct)
    month_first = any(match and len(match[1]) < 4 and int(match[2]) > 12 for match in found)
    known: dict[tuple[str, str], np.datetime64] = {}
    moments = np.empty(len(times), dtype="datetime64[m]")
    beside = clocks if clocks is not None else [""] * len(times)
    for place, pair in enumerate(zip(times, beside, strict=True)):
        if pair not in known:
            known[pair] = _moment(*pair, clocks is not None, month_first, zone)
        moments[place] = known[pair]
    return moments


def _moment(
    cell: str, beside: str, has_clock: bool, month_first: bool, zone: tzinfo | None
) -> np.datetime64:
    match = TIME.match(cell)
    clock = CLOCK.match(beside) if has_clock else None
    if match is None or (has_clock and clock is None):
        return NEVER
    hour, minute, half = match[4], match[5], match[6]
    if clock is not None:
        hour, minute, half = clock[1], clock[2], clock[3]
    day = _day(match, month_first)
    if day is None or not 0 <= int(hour or 0) <= 24 or int(minute or 0) > 59:
        return NEVER
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    moment = day + timedelta(hours=hours, minutes=int(minute or 0))
    return np.datetime64(_local(moment, match[7], zone), "m")


def _day(match: re.Match[str], month_first: bool) -> datetime | None:
    one, two, three = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        year, month, day = one, two, three
    elif month_first:
        month, day, year = one, two, three
    else:
        day, month, year = one, two, three
    year += 2000 if year < 100 else 0
    try:
        return datetime(year, month, day) if 1900 <= year <= 2200 else None  # noqa: DTZ001
    except ValueError:
        return None


def _local(moment: datetime, offset: str | None, zone: tzinfo | None) -> datetime:
    if not offset or zone is None:
        return moment
    shift = timedelta()
    if offset != "Z":
        digits = offset[1:].replace(":", "")
        shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        shift = -shift if offset[0] == "-" else shift
    if abs(shift) >= timedelta(days=1):
        return moment
    return moment.replace(tzinfo=timezone(shift)).astimezone(zone).replace(tzinfo=None)


def clock_changes(
    first: np.datetime64, last: np.datetime64, zone: tzinfo | None
) -> dict[str, Moments]:
    """The hours that the clock skips and those it shows twice between two local times.

    Returns:
        "skipped" and "twice": local minutes, rising; both empty in a zone without such changes.
    """
    found: dict[str, list[Moments]] = {"skipped": [], "twice": []}
    days = np.arange(first.astype("datetime64[D]"), last.astype("datetime64[D]") + DAY)
    for day in days if zone is not None else []:
        noon = day.astype(datetime)
        at = [datetime(noon.year, noon.month, noon.day, tzinfo=zone)]
        at.append(at[0] + timedelta(days=1))
        before, after = (moment.utcoffset() or timedelta() for moment in at)
        if before != after:
            kind, minutes = _changed(at[0], before, after)
            found[kind].append(minutes)
    none = np.array([], dtype="datetime64[m]")
    return {kind: np.concatenate([none, *minutes]) for kind, minutes in found.items()}


def _changed(day: datetime, before: timedelta, after: timedelta) -> tuple[str, Moments]:
    """What happens on a day on which the offset changes, and the local minutes of it."""
    kind = "skipped" if after > before else "twice"
    for minute in range(0, 24 * 60, 15):
        early = (day + timedelta(minutes=minute)).replace(fold=0)
        late = early.replace(fold=1)
        if early.utcoffset() != late.utcoffset():
            start = np.datetime64(early.replace(tzinfo=None), "m")
            length = abs(after - before) // timedelta(minutes=1)
            return kind, start + np.arange(length) * MINUTE
    return kind, np.array([], dtype="datetime64[m]")
