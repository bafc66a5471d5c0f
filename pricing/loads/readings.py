"""Meters' readings from a file: kind, columns, units, times found out, faults reported.

Conventions: a time marks the start of its interval; files that mark the end (first reading at
00:30 or 01:00, last at 00:00) are shifted and a finding says so. A file without times is a whole
year from 1 January, hours (or half or quarter hours) in order. Times with an offset become local
times of the zone. Rows that cannot be used are left out; `mended` fills what is missing, and
whoever confirms the report chooses between it and the readings as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from pricing.findings import Finding, row_subjects
from pricing.loads.cells import Readings
from pricing.loads.green_button import is_green_button, read_green_button
from pricing.loads.mending import mended
from pricing.loads.moments import local_moments
from pricing.loads.numerals import Numerals
from pricing.loads.regular import Series, regular, year_of
from pricing.loads.table import (
    IN_KWH,
    POWER,
    MeterColumns,
    MeterTable,
    Unit,
    Unusable,
    find_columns,
    read_table,
)
from pricing.sheets import is_workbook

MAX_BYTES = 40_000_000
MAX_METERS = 200
MAX_READING = 1e9
MOST_UNUSABLE = 0.10

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Meter:
    """One meter of a file: its readings as they are, and with gaps and spikes replaced."""

    name: str
    readings: Readings
    mended: Readings


@dataclass(frozen=True)
class ParsedReadings:
    """The meters of a file, none where it cannot be used; findings say what was seen.

    A finding that stops the file: readings_too_large, readings_too_many, readings_not_text,
    readings_missing, readings_unreadable, readings_interval_unclear, readings_undated_length,
    readings_not_green_button, sheet_unreadable, sheet_too_large, sheet_too_many_rows.
    One that explains: readings_undated, readings_unit_assumed, readings_column_assumed,
    readings_end_stamped, readings_unsorted, readings_clock_change, reading_gap,
    reading_missing_days, reading_spike, reading_duplicate, reading_not_a_number,
    reading_negative, reading_off_grid. Rows are counted as in the file.
    """

    meters: tuple[Meter, ...]
    findings: tuple[Finding, ...]

    @property
    def readings(self) -> Readings | None:
        """The readings of the only meter, as they are."""
        return self.meters[0].readings if len(self.meters) == 1 else None


def parse_readings(
    data: bytes,
    year: int = 2025,
    unit: Unit | None = None,
    decimal: str | None = None,
    max_bytes: int = MAX_BYTES,
    zone: tzinfo | None = None,
    progress: Progress = lambda _part: None,
) -> ParsedReadings:
    """The readings in a file.

    Args:
        data: CSV (UTF-8, UTF-16 with a mark, or a Windows code page), XLSX or Green Button XML;
            told apart by what is in it.
        year: the year of a file without times; a leap year only for 366 days of rows.
        unit: of the readings; None reads it from the header.
        decimal: "," or "."; None finds out.
        max_bytes: a larger file is refused unread.
        zone: where the meters are: what times with an offset become, and when clocks change.
        progress: told from time to time how much is done, from 0 to 1.
    """
    try:
        if len(data) > max_bytes:
            raise Unusable("readings_too_large", megabytes=max_bytes // 1_000_000)
        findings: list[Finding] = []
        if is_green_button(data):
            series, power = read_green_button(data, zone, findings), False
        else:
            series, power = _from_table(data, year, unit, decimal, zone, findings, progress)
        meters = []
        for place, each in enumerate(series):
            meters.append(_meter(each, power, zone, findings))
            progress(0.5 + 0.5 * (place + 1) / len(series))
        return ParsedReadings(tuple(meters), tuple(findings))
    except Unusable as stop:
        return ParsedReadings((), (stop.finding,))


def _meter(series: Series, power: bool, zone: tzinfo | None, findings: list[Finding]) -> Meter:
    readings = regular(series, power, zone, findings)
    return Meter(series.meter, readings, mended(series.meter, readings, zone, findings))


def _from_table(
    data: bytes,
    year: int,
    unit: Unit | None,
    decimal: str | None,
    zone: tzinfo | None,
    findings: list[Finding],
    progress: Progress,
) -> tuple[list[Series], bool]:
    """The series of a table, in kWh or kW, and whether they are power."""
    table = read_table(data, decimal)
    progress(0.2)
    columns = find_columns(table, unit)
    findings += columns.findings
    if columns.time is None:
        moments, found = year_of(table.rows, year)
        findings.append(Finding("readings_undated", (), {"year": found}))
    else:
        clocks = None if columns.clock is None else table.column(columns.clock)
        moments = local_moments(table.column(columns.time), clocks, zone)
        _report_timeless(table, np.isnat(moments), findings)
    progress(0.4)
    names = [""] * len(table.rows) if columns.meter is None else table.column(columns.meter)
    point = "." if is_workbook(data) and decimal is None else decimal
    series = [
        each
        for place in columns.values
        for each in _column_series(table, columns, place, moments, names, point, findings)
    ]
    if len(series) > MAX_METERS:
        raise Unusable("readings_too_many_meters", most=MAX_METERS)
    return series, columns.unit in POWER


def _column_series(
    table: MeterTable,
    columns: MeterColumns,
    place: int,
    moments: np.ndarray,
    names: Sequence[str],
    decimal: str | None,
    findings: list[Finding],
) -> list[Series]:
    """The series in one column: one, or one for each meter named beside it."""
    values, good = _numbers(table, place, decimal, findings)
    good &= ~np.isnat(moments)
    rows = np.array([row for row, _ in table.rows])
    title = table.title(place) if len(columns.values) > 1 else ""
    meters, whose = np.unique(np.array(names), return_inverse=True)
    found = []
    for number, meter in enumerate(meters):
        mine = good & (whose == number)
        name = " ".join(part for part in (str(meter), title) if part)
        kwh = values[mine] * IN_KWH[columns.unit]
        found.append(Series(name, moments[mine], kwh, rows[mine]))
    return found


def _report_timeless(table: MeterTable, lost: np.ndarray, findings: list[Finding]) -> None:
    if not lost.any():
        return
    rows = [table.rows[place][0] for place in np.flatnonzero(lost)]
    if len(rows) > MOST_UNUSABLE * len(lost):
        raise Unusable("readings_unreadable", row=rows[0], text="", count=len(rows))
    params = {"count": len(rows), "rows": rows[:10]}
    findings.append(Finding("reading_without_time", row_subjects(rows), params))


def _numbers(
    table: MeterTable, place: int, decimal: str | None, findings: list[Finding]
) -> tuple[np.ndarray, np.ndarray]:
    """The number in each row of a column, and whether it can be used."""
    cells = table.column(place)
    convert = Numerals(cells, decimal)
    values = np.array([convert(cell) for cell in cells])
    unreadable = ~(np.abs(values) <= MAX_READING)
    negative = ~unreadable & (values < 0)
    bad = unreadable | negative
    if bad.sum() > MOST_UNUSABLE * len(values):
        first = int(np.flatnonzero(bad)[0])
        text, row = cells[first][:60], table.rows[first][0]
        raise Unusable("readings_unreadable", row=row, text=text, count=int(bad.sum()))
    for code, which in (("reading_not_a_number", unreadable), ("reading_negative", negative)):
        rows = [table.rows[at][0] for at in np.flatnonzero(which)]
        if rows:
            params = {"count": len(rows), "rows": rows[:10]}
            findings.append(Finding(code, row_subjects(rows), params))
    return values, ~bad
