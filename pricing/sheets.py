"""Workbooks (XLSX) as rows of text, opened with care: they are archives made by strangers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from pricing.errors import PricingError
from pricing.findings import Finding

MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
SMALL_PART = 1024 * 1024


class SheetError(PricingError):
    """A workbook that is not read; `finding` says why.

    Findings: sheet_unreadable, sheet_too_large (unpacked, in megabytes), sheet_too_many_rows.
    """

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(f"{finding.code} {dict(finding.params)}")


def is_workbook(content: bytes) -> bool:
    """Whether these bytes are an archive, as every XLSX is, whatever the file is called."""
    return content[:4] == b"PK\x03\x04"


def read_sheet(content: bytes, most_rows: int, most_columns: int = 200) -> list[list[str]]:
    """The cells of the first sheet as text, row by row; the row numbers are those of the sheet.

    Numbers are written as short as they read back the same, dates as ISO 8601, formulas by the
    value that was stored with them; empty cells are "". Rows end with their last filled cell.

    Raises:
        SheetError: not a workbook, unpacks to more than a spreadsheet holds, or too many rows.
    """
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_col=most_columns)
            return list(_rows(rows, most_rows))
        finally:
            book.close()
    except SheetError:
        raise
    except Exception as error:  # openpyxl lets whatever the XML provokes through
        raise SheetError(Finding("sheet_unreadable")) from error


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SheetError(Finding("sheet_unreadable")) from error
    unpacked = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if bomb or unpacked > MOST_BYTES:
        params = {"megabytes": unpacked // 1024**2, "most": MOST_BYTES // 1024**2}
        raise SheetError(Finding("sheet_too_large", (), params))


def _rows(rows: Iterable[Iterable[Any]], most_rows: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > most_rows:
            raise SheetError(Finding("sheet_too_many_rows", (), {"most": most_rows}))
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(cell: object) -> str:
    """A cell as one would type it.

    >>> [_text(cell) for cell in (None, 0.1, 1e-07, 3.0, True, datetime(2026, 5, 1), " a ")]
    ['', '0.1', '0.0000001', '3', 'true', '2026-05-01', 'a']
    """
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            plain = Decimal(repr(cell))
            return f"{plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain:f}"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
    return str(cell).strip()
