"""A meter's CSV file as a table: its text, its cells, and which column is what."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from pricing.findings import Finding

Unit = Literal["kwh", "kw"]

MAX_ROWS = 530_000

TIME = re.compile(
    r"^\s*(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T\s,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?"
    r"\s*([AaPp][Mm])?\s*(?:Z|[+-]\d{2}:?\d{2})?\s*$"
)
CLOCK = re.compile(r"^\s*(\d{1,2})(?::|h)(\d{2})(?::\d{2})?\s*([AaPp][Mm])?\s*$")
NUMBER = re.compile(r"^[-+]?[\d.,\s\u00a0]*\d[\d.,]*(?:[eE][-+]?\d+)?$")
_ENERGY = re.compile(r"(?i)kwh|energy|điện năng|sản lượng|consumption|usage")
_POWER = re.compile(r"(?i)\bkw\b|kw\)|_kw|demand|power|công suất")


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
        return [row[place] if place < len(row) else "" for _, row in self.rows]


@dataclass
class MeterColumns:
    """Which column is what; `clock` is a time of day beside a date."""

    value: int
    time: int | None = None
    clock: int | None = None
    unit: Unit = "kwh"
    findings: list[Finding] = field(default_factory=list)


def decode(data: bytes) -> str:
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


def read_table(text: str, decimal: str | None) -> MeterTable:
    lines = text.splitlines()
    if len(lines) > MAX_ROWS:
        raise Unusable("readings_too_many", most=MAX_ROWS)
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not filled:
        raise Unusable("readings_missing")
    delimiter = _delimiter([line for _, line in filled[:200]], decimal)
    if delimiter is None:
        cells = [[line.strip()] for _, line in filled]
    else:
        try:
            cells = list(csv.reader((line for _, line in filled), delimiter=delimiter))
        except csv.Error as error:
            raise Unusable("readings_unreadable", row=1, text=str(error)[:60]) from error
    numbered = [(number, row) for (number, _), row in zip(filled, cells, strict=False)]
    start = 0
    while start < min(len(numbered), 30) and not _has_reading(numbered[start][1]):
        start += 1
    header = [cell.strip() for cell in numbered[start - 1][1]] if start else []
    return MeterTable(header, numbered[start:])


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
    if not table.rows:
        raise Unusable("readings_missing")
    sample = [row for _, row in islice(table.rows, 200)]
    width = max(len(row) for row in sample)
    share = [_share(sample, place) for place in range(width)]
    times = [place for place in range(width) if share[place][0] > 0.8]
    clocks = [place for place in range(width) if share[place][1] > 0.8]
    values = [place for place in range(width) if share[place][2] > 0.5 and place not in times]
    if not values:
        raise Unusable("readings_missing")
    titles = table.header + [""] * width
    energy = [place for place in values if _ENERGY.search(titles[place])]
    power = [place for place in values if _POWER.search(titles[place])]
    value = (energy or power or values)[0]
    found: Unit = "kw" if value in power and value not in energy else "kwh"
    columns = MeterColumns(value, times[0] if times else None, unit=unit or found)
    if times and clocks and not _has_clock(sample, times[0]):
        columns.clock = clocks[0]
    if not energy and not power and len(values) > 1:
        columns.findings.append(
            Finding("readings_column_assumed", (titles[value] or str(value + 1),))
        )
    if unit is None and not energy and not power:
        columns.findings.append(Finding("readings_unit_assumed", (), {"unit": found}))
    return columns


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
