"""A buyer's cost lines out of a spreadsheet: columns found by their names, checked cell by cell."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from portal.calculators.case_view import CaseView
from portal.calculators.forms import LineForm
from portal.calculators.messages import category
from portal.calculators.own_lines import MOST_LINES, OWN_CATEGORIES
from portal.i18n import _, fold, number, words
from pricing.loads.table import decode
from pricing.sheets import is_workbook, read_sheet

MOST_ROWS = 1000
MOST_BYTES = 2 * 1024 * 1024
COLUMNS = {
    "alternative": ("alternative", "option", "phuong an"),
    "text": ("line", "cost line", "what it is for", "item", "name", "description", "khoan muc", "dong",
             "dong chi phi", "chi cho viec gi", "dien giai", "ten"),
    "category": ("category", "kind of cost", "loai chi phi", "nhom", "loai"),
    "when": ("when", "when it is paid", "tra khi nao", "khi nao"),
    "value": ("amount", "value", "cost", "so tien", "thanh tien", "chi phi", "gia tri"),
    "growth": ("growth", "growth a year", "tang moi nam"),
    "first": ("first year", "from year", "nam dau", "tu nam"),
    "last": ("last year", "to year", "nam cuoi", "den nam"),
    "source": ("source", "nguon"),
}  # fmt: skip
REQUIRED = ("text", "value")
WHENS = {
    "yearly": ("yearly", "every year", "year", "hang nam", "moi nam"),
    "start": ("start", "once at the start", "mot lan luc dau", "dau ky", "luc dau"),
    "end": ("end", "once at the end", "mot lan luc cuoi", "cuoi ky", "luc cuoi"),
}  # fmt: skip


class Unreadable(Exception):
    """The file has no table of cost lines; the text says what to do."""


@dataclass(frozen=True)
class Preview:
    """The lines of a file to look through, and how it was read."""

    lines: list[LineForm]
    """A form for each line, in the file's order, filled with what the cells say."""
    rows: list[int]
    """In which row of the file each of them stands, from 1."""
    unread: list[str]
    """Headings of columns that say nothing of a cost line."""


def lines_in_file(content: bytes, case: CaseView) -> Preview:
    """The lines of a file, not added yet.

    Numbers of a workbook are numbers; those of a text file are read in the reader's notation.

    Raises:
        Unreadable: too large, no columns that are known, or no lines below them.
        SheetError: a workbook that cannot be read.
    """
    rows = _rows(content)
    header, found = next(
        ((at, columns) for at, row in enumerate(rows) if (columns := _columns(row))), (0, {})
    )
    if not found:
        raise Unreadable(
            _(
                "No row names the columns. One column is called “Line”, one “Amount”; download the template to see all."
            )
        )
    filled = [(at, row) for at, row in enumerate(rows) if at > header and any(row)]
    if not filled:
        raise Unreadable(_("There is no line below the names of the columns."))
    if len(filled) > MOST_LINES:
        raise Unreadable(_("A case holds %(n)s lines of your own at most.", n=MOST_LINES))
    known = found.values()
    return Preview(
        lines=[_form(row, found, nth, case) for nth, (_at, row) in enumerate(filled)],
        rows=[at + 1 for at, _row in filled],
        unread=[name for at, name in enumerate(rows[header]) if name and at not in known],
    )


def choices_of(case: CaseView) -> list[tuple[str, str]]:
    """The alternatives that a line may belong to."""
    return [(each.id, words(each.text)) for each in case.results.calculator.alternatives]


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MB."))
    if is_workbook(content):
        return [[_as_typed(cell) for cell in row] for row in read_sheet(content, MOST_ROWS)]
    text = decode(content)
    sample = text[:4096]
    delimiter = max(";\t,", key=lambda sign: (sample.count(sign), sign != ","))
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row, _n in zip(rows, range(MOST_ROWS), strict=False)]


def _as_typed(cell: str) -> str:
    """A number of a workbook as the reader would type it."""
    try:
        amount = Decimal(cell)
    except InvalidOperation:
        return cell
    return number(amount) if amount.is_finite() else cell


def _columns(row: list[str]) -> dict[str, int]:
    """Which column holds what; empty where the row does not name the columns."""
    folded = [_plain(cell) for cell in row]
    found = {}
    for name, spelled in COLUMNS.items():
        for at, cell in enumerate(folded):
            if cell in spelled and name not in found:
                found[name] = at
    return found if all(name in found for name in REQUIRED) else {}


def _form(row: list[str], columns: dict[str, int], at: int, case: CaseView) -> LineForm:
    said = {name: row[column] for name, column in columns.items() if column < len(row)}
    alternatives = choices_of(case)
    named = [(id, (text, case.label(id))) for id, text in alternatives]
    kinds = [(each, (category(each),)) for each in OWN_CATEGORIES]
    found = {
        "alternative": (_chosen(said.get("alternative", ""), named), alternatives[0][0]),
        "category": (_chosen(said.get("category", ""), kinds), "consumables"),
        "when": (_chosen(said.get("when", ""), list(WHENS.items())), "yearly"),
    }
    unknown = {
        name: said[name] for name, (id, _else) in found.items() if id is None and said.get(name)
    }
    said |= {name: id or otherwise for name, (id, otherwise) in found.items()}
    prefix = f"r{at}-"
    data = MultiDict({prefix + name: value for name, value in said.items()})
    form = LineForm.over(alternatives, prefix=prefix, formdata=data, meta={"csrf": False})
    form.validate()
    for name, typed in unknown.items():
        text = _("“%(typed)s” is none of these. Choose one.", typed=typed)
        form[name].errors = [*form[name].errors, text]
    return form


def _chosen(said: str, choices: Sequence[tuple[str, Iterable[str]]]) -> str | None:
    """What a cell names, by its id or one of its names; None for an empty or an unknown one."""
    wanted = _plain(said)
    return next((id for id, names in choices if wanted in (_plain(id), *map(_plain, names))), None)


def _plain(text: str) -> str:
    """A name without marks, case and punctuation: “Growth a year, %” is “growth a year”."""
    return " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
