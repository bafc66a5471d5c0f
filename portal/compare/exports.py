"""A comparison as files: the figures of the page, and no text that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask import Response, make_response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from portal.compare.compared_plans import ComparedPlans
from portal.compare.plan_words import name
from portal.compare.reasons import charge_name, reasons
from portal.i18n import _, words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    "rank", "plan", "yearly", "tax", "yearly_with_tax", "cash_due", "billing_cycle",
    "rank_low", "rank_mean", "rank_high", "exit_fee", "currency",
)  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | Decimal | None


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(0)"), harmless("Night saver")
    ("'=HYPERLINK(0)", 'Night saver')
    """
    return f"'{text}" if text.startswith(RUNS) else text


def download(content: bytes, kind: str, name: str) -> Response:
    """The answer that a browser saves as a file."""
    response = make_response(content)
    response.mimetype = kind
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def ranking(found: ComparedPlans) -> Iterable[Sequence[Cell]]:
    """The rows of the ranking under COLUMNS."""
    for row in found.plans.rows:
        fee = row.tariff.exit_fee
        yield (
            row.rank, name(row), row.yearly.amount, row.tax.amount if row.tax else None,
            row.gross.amount if row.gross else None, row.cash_due.amount, row.cycle,
            row.rank_low, row.rank_mean, row.rank_high, fee.amount if fee else None,
            row.yearly.currency,
        )  # fmt: skip


def as_csv(found: ComparedPlans) -> bytes:
    """The ranking as a text file."""
    return csv_file(COLUMNS, ranking(found))


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table in UTF-8 with a byte-order mark, decimals with a point, nothing that runs."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(found: ComparedPlans) -> bytes:
    """Ranking, bills line by line, payments and sources, one sheet each."""
    plans = found.plans.rows
    bills = (
        (name(row), f"{line.month:%Y-%m}",
         charge_name(row.tariff, line.kind, line.code, line.above),
         line.quantity, line.price, line.amount.amount)
        for row in plans
        for line in row.bill.lines
    )  # fmt: skip
    payments = (
        (name(row), f"{due.month:%Y-%m}", due.amount.amount)
        for row in plans
        for due in row.calendar
    )
    sources = (
        (name(row), reasons(found, row).source, condition)
        for row in plans
        for condition in [words(text) for text in row.tariff.conditions] or [""]
    )
    return workbook(
        (_("Ranking"), COLUMNS, ranking(found)),
        (_("Bills"), ("plan", "month", "charge", "quantity", "price", "amount"), bills),
        (_("Payments"), ("plan", "due", "amount"), payments),
        (_("Sources and conditions"), ("plan", "source", "condition"), sources),
    )


def workbook(*sheets: tuple[str, Sequence[str], Iterable[Sequence[Cell]]]) -> bytes:
    """Tables as sheets of one XLSX: title, columns, rows."""
    book = Workbook(write_only=True)
    for title, columns, rows in sheets:
        _sheet(book, title, columns, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(
    book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, column, bold=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, bold: bool = False) -> Any:
    """A cell whose text stays text: openpyxl would make a formula of what begins with `=`."""
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # Decimals too
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
