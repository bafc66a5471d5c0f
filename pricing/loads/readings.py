"""A meter's readings from a CSV file: columns, units and numbers found out, faults reported.

Conventions: a time marks the start of its interval; files that mark the end (first reading at
00:30 or 01:00, last at 00:00) are shifted and a finding says so. A file without times is a whole
year from 1 January, hours (or half or quarter hours) in order. Rows that cannot be used are left
out, never filled in: a gap uses no energy, and the finding says how long it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pricing.findings import Finding, row_subjects
from pricing.loads.cells import Readings
from pricing.loads.table import (
    CLOCK,
    NUMBER,
    TIME,
    MeterColumns,
    MeterTable,
    Unit,
    Unusable,
    decode,
    find_columns,
    read_table,
)

MAX_BYTES = 20_000_000
MAX_READING = 1e9
MOST_UNUSABLE = 0.10
MINUTES_PER_DAY = 1440
MAX_MINUTES = 60


@dataclass(frozen=True)
class ParsedReadings:
    """Readings, or None where the file cannot be used; findings say what was seen.

    A finding that stops the file: readings_too_large, readings_too_many, readings_not_text,
    readings_missing, readings_unreadable, readings_interval_unclear, readings_undated_length.
    One that explains: readings_undated, readings_unit_assumed, readings_column_assumed,
    readings_end_stamped, readings_unsorted, reading_gap, reading_duplicate,
    reading_not_a_number, reading_negative, reading_off_grid. Rows are counted as in the file.
    """

    readings: Readings | None
    findings: tuple[Finding, ...]


def parse_readings(
    data: bytes,
    year: int = 2025,
    unit: Unit | None = None,
    decimal: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> ParsedReadings:
    """The readings in a CSV file.

    Args:
        data: the file; UTF-8, UTF-16 with a mark, or a Windows code page.
        year: the year of a file without times; a leap year only for 366 days of rows.
        unit: "kwh" per interval or "kw" average power; None reads it from the header.
        decimal: "," or "."; None finds out.
        max_bytes: a larger file is refused unread.
    """
    try:
        return _parse(data, year, unit, decimal, max_bytes)
    except Unusable as stop:
        return ParsedReadings(None, (stop.finding,))


def _parse(
    data: bytes, year: int, unit: Unit | None, decimal: str | None, max_bytes: int
) -> ParsedReadings:
    if len(data) > max_bytes:
        raise Unusable("readings_too_large", megabytes=max_bytes // 1_000_000)
    table = read_table(decode(data), decimal)
    columns = find_columns(table, unit)
    findings = list(columns.findings)
    numbers, good = _numbers(table, columns, decimal, findings)
    if columns.time is None:
        readings = _undated(numbers, good, year, columns.unit, findings)
    else:
        readings = _dated(table, columns, numbers, good, findings)
    return ParsedReadings(readings, tuple(findings))


def _numbers(
    table: MeterTable, columns: MeterColumns, decimal: str | None, findings: list[Finding]
) -> tuple[list[float], list[bool]]:
    """The number of each row, and whether it can be used."""
    cells = [
        row[columns.value].strip() if columns.value < len(row) else "" for _, row in table.rows
    ]
    convert = _Numerals(cells, decimal)
    numbers: list[float] = []
    unreadable: list[int] = []
    negative: list[int] = []
    for (row, _), cell in zip(table.rows, cells, strict=True):
        number = convert(cell)
        numbers.append(number)
        if not abs(number) <= MAX_READING:
            unreadable.append(row)
        elif number < 0:
            negative.append(row)
    good = [0 <= number <= MAX_READING for number in numbers]
    for code, rows in (("reading_not_a_number", unreadable), ("reading_negative", negative)):
        if rows:
            findings.append(
                Finding(code, row_subjects(rows), {"count": len(rows), "rows": rows[:10]})
            )
    bad = len(unreadable) + len(negative)
    if bad > MOST_UNUSABLE * len(numbers):
        first = min(unreadable + negative)
        text = cells[[row for row, _ in table.rows].index(first)]
        raise Unusable("readings_unreadable", row=first, text=text[:60], count=bad)
    return numbers, good


class _Numerals:
    """Cells to numbers with one decimal separator; what is no number becomes NaN."""

    def __init__(self, cells: Sequence[str], decimal: str | None) -> None:
        point = decimal or _decimal_of(cells)
        self.group, self.point = ("." if point == "," else ","), point

    def __call__(self, cell: str) -> float:
        plain = cell.replace(self.group, "").replace(self.point, ".").replace("\u00a0", "")
        try:
            return float(plain) if NUMBER.match(cell) else float("nan")
        except ValueError:
            return float("nan")


def _decimal_of(cells: Sequence[str]) -> str:
    """The decimal separator that a column uses; "." where nothing tells.

    With both separators in a cell the last is the decimal one. A lone separator groups
    thousands when it comes twice in a cell, or when it always stands before three digits while
    the cells without it are whole numbers below 1,000.
    """
    for cell in cells:
        if "," in cell and "." in cell:
            return "," if cell.rfind(",") > cell.rfind(".") else "."
    if any("," in cell for cell in cells):
        return "." if _groups(cells, ",") else ","
    return "," if _groups(cells, ".") else "."


def _groups(cells: Sequence[str], separator: str) -> bool:
    marked = [cell for cell in cells if separator in cell]
    if not marked:
        return False
    if any(cell.count(separator) > 1 for cell in marked):
        return True
    plain = [cell for cell in cells if cell and separator not in cell]
    grouped = re.compile(rf"\d{{1,3}}{re.escape(separator)}\d{{3}}")
    return (
        bool(plain)
        and all(grouped.fullmatch(cell) for cell in marked)
        and all(re.fullmatch(r"\d{1,3}", cell) for cell in plain)
    )


def _undated(
    numbers: Sequence[float],
    good: Sequence[bool],
    year: int,
    unit: Unit,
    findings: list[Finding],
) -> Readings:
    """A whole year of readings in order."""
    lengths = {days * per: (days, per) for days in (365, 366) for per in (24, 48, 96)}
    if len(numbers) not in lengths:
        raise Unusable("readings_undated_length", rows=len(numbers), wanted=sorted(lengths))
    days, per_day = lengths[len(numbers)]
    leap = _days_in(year) == 366
    if leap != (days == 366):
        year = next(y for y in range(year, year - 9, -1) if _days_in(y) == days)
    findings.append(Finding("readings_undated", (), {"year": year}))
    minutes = MINUTES_PER_DAY // per_day
    start = np.datetime64(f"{year}-01-01T00:00", "m")
    starts = start + np.arange(len(numbers)) * np.timedelta64(minutes, "m")
    used = np.array(good)
    return _readings(starts[used], np.array(numbers)[used], minutes, unit)


def _days_in(year: int) -> int:
    return (datetime(year + 1, 1, 1) - datetime(year, 1, 1)).days  # noqa: DTZ001


def _dated(
    table: MeterTable,
    columns: MeterColumns,
    numbers: Sequence[float],
    good: Sequence[bool],
    findings: list[Finding],
) -> Readings:
    moments = list(_moments(table, columns))
    lost = [row for (row, _), moment in zip(table.rows, moments, strict=True) if moment is None]
    if len(lost) > MOST_UNUSABLE * len(moments):
        raise Unusable("readings_unreadable", row=lost[0], text="", count=len(lost))
    if lost:
        params = {"count": len(lost), "rows": lost[:10]}
        findings.append(Finding("reading_without_time", row_subjects(lost), params))
    kept = [
        (moment, number, row)
        for moment, number, fine, (row, _) in zip(moments, numbers, good, table.rows, strict=True)
        if moment is not None and fine
    ]
    starts = np.array([moment for moment, _, _ in kept], dtype="datetime64[m]")
    values = np.array([number for _, number, _ in kept])
    rows = np.array([row for _, _, row in kept])
    if len(starts) > 1 and (np.diff(starts) < np.timedelta64(0, "m")).any():
        findings.append(Finding("readings_unsorted"))
        order = np.argsort(starts, kind="stable")
        starts, values, rows = starts[order], values[order], rows[order]
    return _regular(starts, values, rows, columns.unit, findings)


def _regular(
    starts: np.ndarray, values: np.ndarray, rows: np.ndarray, unit: Unit, findings: list[Finding]
) -> Readings:
    """Readings without duplicates, at the interval most of them have; gaps reported."""
    first = np.ones(len(starts), dtype=bool)
    first[1:] = np.diff(starts) > np.timedelta64(0, "m")
    if not first.all():
        again = [int(row) for row in rows[~first]]
        params = {"count": len(again), "rows": again[:10]}
        findings.append(Finding("reading_duplicate", row_subjects(again), params))
    starts, values, rows = starts[first], values[first], rows[first]
    if len(starts) < 2:
        raise Unusable("readings_interval_unclear")
    steps = np.diff(starts).astype(np.int64)
    minutes = int(np.bincount(np.minimum(steps, 100_000)).argmax())
    if (minutes % 30 and 30 % minutes) or minutes > MAX_MINUTES:
        raise Unusable("readings_interval_unclear", minutes=minutes)
    off = steps % minutes != 0
    if off.any():
        odd = [int(row) for row in rows[1:][off]]
        params = {"count": len(odd), "rows": odd[:10], "minutes": minutes}
        findings.append(Finding("reading_off_grid", row_subjects(odd), params))
    gaps = steps >= 2 * minutes
    if gaps.any():
        after = [int(row) for row in rows[1:][gaps]]
        missing = int((steps[gaps] // minutes - 1).sum())
        params = {"count": len(after), "rows": after[:10], "missing": missing, "minutes": minutes}
        findings.append(Finding("reading_gap", row_subjects(after), params))
    starts = _start_stamped(starts, minutes, findings)
    return _readings(starts, values, minutes, unit)


def _start_stamped(starts: np.ndarray, minutes: int, findings: list[Finding]) -> np.ndarray:
    clock = (starts - starts.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    if clock[0] == minutes and clock[-1] == 0:
        findings.append(Finding("readings_end_stamped", (), {"minutes": minutes}))
        return starts - np.timedelta64(minutes, "m")
    return starts


def _readings(starts: np.ndarray, values: np.ndarray, minutes: int, unit: Unit) -> Readings:
    if not len(values):
        raise Unusable("readings_missing")
    kwh = values * minutes / 60 if unit == "kw" else values
    return Readings(starts.astype("datetime64[m]"), kwh.astype(np.float64), minutes)


def _moments(table: MeterTable, columns: MeterColumns) -> Iterator[datetime | None]:
    """The time of each row; day and month in the order that fits every row, day first in doubt."""
    assert columns.time is not None
    cells = table.column(columns.time)
    found = [TIME.match(cell) for cell in cells]
    month_first = any(match and len(match[1]) < 4 and int(match[2]) > 12 for match in found)
    for match, (_, row) in zip(found, table.rows, strict=True):
        clock = None
        if columns.clock is not None:
            clock = CLOCK.match(row[columns.clock]) if columns.clock < len(row) else None
            if clock is None:
                yield None
                continue
        yield _moment(match, clock, month_first) if match else None


def _moment(
    match: re.Match[str], clock: re.Match[str] | None, month_first: bool
) -> datetime | None:
    one, two, three = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == 4:
        year, month, day = one, two, three
    elif month_first:
        month, day, year = one, two, three
    else:
        day, month, year = one, two, three
    year += 2000 if year < 100 else 0
    hour, minute = int(match[4] or 0), int(match[5] or 0)
    half = match[6]
    if clock is not None:
        hour, minute, half = int(clock[1]), int(clock[2]), clock[3]
    if half:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    if hour > 24 or minute > 59 or not 1900 <= year <= 2200:
        return None
    try:
        return datetime(year, month, day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    except ValueError:
        return None
