"""A meter's file as a table: its cells, and which column is what."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from pricing.findings import Finding
from pricing.loads.moments import CLOCK, TIME
from pricing.loads.numerals import NUMBER
from pricing.sheets import SheetError, is_workbook, read_sheet

Unit = Literal["wh", "kwh", "mwh", "kw", "mw"]

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
SAMPLE = 200

IN_KWH: dict[Unit, float] = {"wh": 0.001, "kwh": 1, "mwh": 1000, "kw": 1, "mw": 1000}
"""What a number becomes in kWh, or in kW for the units of power."""
POWER = frozenset({"kw", "mw"})

_ENERGY = re.compile(r"(?i)\b[km]?wh\b|kwh|mwh|energy|điện năng|sản lượng|consumption|usage")
_POWER = re.compile(r"(?i)\b[km]w\b|[km]w\)|_[km]w\b|demand|power|công suất")
_OTHER = re.compile(
    r"(?i)kvar|reactive|phản kháng|export|phát lên|trả lưới|kva|cos|volt|index|chỉ số"
)
_METER = re.compile(r"(?i)meter|công tơ|điểm đo|serial|số công tơ|mpan|nmi|\bpod\b|site|mã kh")
_UNITS: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("mwh", re.compile(r"(?i)mwh")),
    ("kwh", re.compile(r"(?i)kwh")),
    ("wh", re.compile(r"(?i)\bwh\b")),
    ("mw", re.compile(r"(?i)\bmw\b|_mw")),
)


class Unusable(Exception):
    """The file stops here; carries the finding."""

    def __init__(self, code: str, **params: object) -> None:
        self.finding = Finding(code, (), params)


@dataclass
class MeterTable:
    """Data rows with their numbers in the file, and the header where there is one."""

    header: list[str]
    rows: list[tuple[int, list[str]]]

    def column(self, place: int) -> list[str]:
        """The cells of a column, "" where a row is too short."""
        return [row[place].strip() if place < len(row) else "" for _, row in self.rows]

    def title(self, place: int) -> str:
        """What the header calls a column, else its number."""
        named = self.header[place] if place < len(self.header) else ""
        return named or str(place + 1)


@dataclass
class MeterColumns:
    """Which column is what.

    Attributes:
        values: columns of readings: one, or one for each meter.
        clock: a time of day beside a date.
        meter: whose reading a row is.
    """

    values: list[int]
    time: int | None = None
    clock: int | None = None
    meter: int | None = None
    unit: Unit = "kwh"
    findings: list[Finding] = field(default_factory=list)


def read_table(data: bytes, decimal: str | None) -> MeterTable:
    """The table in a text file or a workbook."""
    if is_workbook(data):
        try:
            rows = read_sheet(data, MAX_ROWS, MAX_COLUMNS)
        except SheetError as error:
            raise Unusable(error.finding.code, **error.finding.params) from error
        numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    else:
        numbered = _text_rows(decode(data), decimal)
    if not numbered:
        raise Unusable("readings_missing")
    start = 0
    while start < min(len(numbered), 30) and not _has_reading(numbered[start][1]):
        start += 1
    header = [cell.strip() for cell in numbered[start - 1][1]] if start else []
    return MeterTable(header, numbered[start:])


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or a Windows code page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unusable("readings_not_text")


def _text_rows(text: str, decimal: str | None) -> list[tuple[int, list[str]]]:
    lines = text.splitlines()
    if len(lines) > MAX_ROWS:
        raise Unusable("readings_too_many", most=MAX_ROWS)
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    delimiter = _delimiter([line for _, line in filled[:SAMPLE]], decimal)
    if delimiter is None:
        return [(number, [line.strip()]) for number, line in filled]
    try:
        cells = list(csv.reader((line for _, line in filled), delimiter=delimiter))
    except csv.Error as error:
        raise Unusable("readings_unreadable", row=1, text=str(error)[:60]) from error
    return [(number, row) for (number, _), row in zip(filled, cells, strict=False)]


def _has_reading(row: Sequence[str]) -> bool:
    return any(NUMBER.match(cell.strip()) for cell in row if cell.strip()) and not any(
        re.search(r"(?i)kwh|kw\b|date|time|ngày|giờ", cell) for cell in row
    )


def _delimiter(lines: Sequence[str], decimal: str | None) -> str | None:
    """What separates cells; None for one column, also of numbers with a decimal comma."""
    for candidate in (";", "\t", "|"):
        if sum(candidate in line for line in lines) > len(lines) / 2:
            return candidate
    if not any("," in line for line in lines):
        return None
    lone = [re.fullmatch(r"\s*[-+]?\d+(?:,\d+)?\s*", line) for line in lines[1:] or lines]
    return None if all(lone) and decimal != "." else ","


def find_columns(table: MeterTable, unit: Unit | None) -> MeterColumns:
    """Which column is what, from the titles and what the first rows look like."""
    if not table.rows:
        raise Unusable("readings_missing")
    sample = [row for _, row in islice(table.rows, SAMPLE)]
    width = max(len(row) for row in sample)
    share = [_share(sample, place) for place in range(width)]
    titles = table.header + [""] * width
    times = [place for place in range(width) if share[place][0] > 0.8]
    clocks = [place for place in range(width) if share[place][1] > 0.8]
    meter = _meter_column(table, titles, sample, share, times, clocks)
    values = [
        place for place in range(width)
        if share[place][2] > 0.5 and place not in times and place != meter
    ]  # fmt: skip
    if not values:
        raise Unusable("readings_missing")
    columns = _values(table, titles, values, unit)
    columns.time, columns.meter = (times[0] if times else None), meter
    if times and clocks and not _has_clock(sample, times[0]):
        columns.clock = clocks[0]
    return columns


def _values(
    table: MeterTable, titles: Sequence[str], values: Sequence[int], unit: Unit | None
) -> MeterColumns:
    energy = [p for p in values if _ENERGY.search(titles[p]) and not _OTHER.search(titles[p])]
    power = [p for p in values if _POWER.search(titles[p]) and not _OTHER.search(titles[p])]
    chosen = energy or power or values[:1]
    found: Unit = "kw" if chosen == power and not energy else "kwh"
    found = next((name for name, words in _UNITS if words.search(titles[chosen[0]])), found)
    columns = MeterColumns(list(chosen), unit=unit or found)
    if not energy and not power and len(values) > 1:
        columns.findings.append(Finding("readings_column_assumed", (table.title(chosen[0]),)))
    if unit is None and not energy and not power:
        columns.findings.append(Finding("readings_unit_assumed", (), {"unit": found}))
    return columns


def _meter_column(
    table: MeterTable,
    titles: Sequence[str],
    sample: Sequence[Sequence[str]],
    share: Sequence[tuple[float, float, float]],
    times: Sequence[int],
    clocks: Sequence[int],
) -> int | None:
    """The column that says whose reading a row is, where there are times beside it."""
    free = [p for p in range(len(share)) if p not in times and p not in clocks] if times else []
    for place in free:
        named = _METER.search(titles[place]) and not _ENERGY.search(titles[place])
        if named and not _POWER.search(titles[place]) and len(free) > 1:
            return place
    for place in free:
        words = {row[place].strip() for row in sample if place < len(row)}
        if share[place][2] == 0 and "" not in words and len(words) < len(sample) / 2:
            return place
    return None


def _share(sample: Sequence[Sequence[str]], place: int) -> tuple[float, float, float]:
    """How much of a column are dates, times of day and numbers."""
    cells = [row[place].strip() for row in sample if place < len(row)]
    filled = [cell for cell in cells if cell]
    if not filled:
        return 0.0, 0.0, 0.0
    kinds = (TIME, CLOCK, NUMBER)
    shares = [sum(bool(kind.match(cell)) for cell in filled) / len(filled) for kind in kinds]
    return shares[0], shares[1], shares[2]


def _has_clock(sample: Sequence[Sequence[str]], place: int) -> bool:
    found = [TIME.match(row[place]) for row in sample if place < len(row)]
    return any(match and match[4] is not None for match in found)
