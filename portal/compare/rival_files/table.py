"""A table of offers, one a row: columns found by their titles, cells read as if they were typed."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from werkzeug.datastructures import MultiDict

from portal.compare.rival_files.found import FoundOffers
from portal.compare.rivals import RivalForm
from portal.forms import tidy
from portal.i18n import _, fold, language
from portal.messages import sentence
from pricing.loads.table import Unusable, decode
from pricing.sheets import SheetError, is_workbook, read_sheet

MOST_ROWS = 200
MOST_COLUMNS = 40
MOST_CELL = 200
TITLES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "plan", "supplier", "offer", "tariff", "ten", "goi", "goi dien",
             "nha cung cap", "bieu gia"),
    "peak_price": ("peak price", "price peak", "peak", "gia cao diem", "gia gio cao diem",
                   "cao diem"),
    "price": ("price", "price per kwh", "energy price", "gia", "don gia", "gia moi kwh",
              "gia dien", "gia binh thuong", "gia gio binh thuong"),
    "fixed": ("fixed", "fixed per month", "fixed charge", "monthly fee", "phi co dinh",
              "co dinh", "co dinh moi thang"),
    "cycle": ("paid", "cycle", "billing cycle", "payment", "ky thanh toan", "tra", "thanh toan"),
    "valid_to": ("valid until", "valid to", "until", "price valid until", "het han", "hieu luc den",
                 "co hieu luc den", "gia co hieu luc den"),
    "with_tax": ("with vat", "vat", "with tax", "vat included", "gom vat", "da gom vat",
                 "co vat", "gom thue"),
}  # fmt: skip
"""Field → titles without marks and case that name it."""
CYCLES = {
    "month": ("", "month", "monthly", "every month", "thang", "moi thang", "hang thang"),
    "quarter": ("quarter", "quarterly", "every quarter", "quy", "moi quy", "hang quy"),
    "year": ("year", "yearly", "every year", "nam", "moi nam", "hang nam"),
}
YES = ("yes", "y", "x", "1", "true", "co", "da gom", "included")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
PLAIN_NUMBER = re.compile(r"-?\d+\.\d+")

Cells = list[str]


def read_table(content: bytes) -> FoundOffers:
    """The offers of a table; nothing of it counts where a cell cannot be read."""
    found = FoundOffers()
    try:
        rows = list(_filled(_rows(content)))
    except Unusable as error:
        found.problems = [sentence(error.finding)]
    except SheetError as error:
        found.problems = [sentence(error.finding)]
    except csv.Error:
        found.problems = [_("This table cannot be read. Save it as CSV (UTF-8) and try again.")]
    else:
        _read(rows, found)
    return found


def _rows(content: bytes) -> list[Cells]:
    """Cells as typed; the numbers of a workbook in the reader's notation."""
    if is_workbook(content):
        rows = read_sheet(content, MOST_ROWS, MOST_COLUMNS)
        return [[_typed(cell) for cell in row] for row in rows]
    text = decode(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t|,", key=lambda sign: (head.count(sign), -";\t|,".index(sign)))
    return list(csv.reader(text.splitlines(), delimiter=separator, strict=True))


def _typed(cell: str) -> str:
    return cell.replace(".", ",") if language() == "vi" and PLAIN_NUMBER.fullmatch(cell) else cell


def _filled(rows: Sequence[Cells]) -> Iterator[tuple[int, Cells]]:
    for number, row in enumerate(rows, start=1):
        if any(cell.strip() for cell in row):
            yield number, [tidy(cell) for cell in row]


def _read(rows: Sequence[tuple[int, Cells]], found: FoundOffers) -> None:
    if not rows:
        found.problems = [_("The file is empty.")]
        return
    if len(rows) > MOST_ROWS:
        found.problems = [_("More than %(most)s rows: that is no list of offers.", most=MOST_ROWS)]
        return
    places = columns_of(rows[0][1])
    titles = rows[0][1]
    labels = _labels()
    found.columns = [(titles[place], labels[name]) for name, place in places.items()]
    found.unused = [t for place, t in enumerate(titles) if t and place not in places.values()]
    for needed in ("name", "price"):
        if needed not in places:
            found.problems.append(
                _("No column is called “%(title)s”. The first row names the columns.",
                  title=labels[needed])
            )  # fmt: skip
    if found.problems:
        return
    if len(rows) == 1:
        found.problems = [_("There is no offer below the titles.")]
    for number, row in rows[1:]:
        _read_row(number, row, places, found)


def columns_of(titles: Sequence[str]) -> dict[str, int]:
    """Field → place of the column whose title names it; a title in brackets counts without them."""
    plain = [" ".join(re.sub(r"\(.*?\)|\[.*?\]|[/_.:*]", " ", fold(t)).split()) for t in titles]
    found: dict[str, int] = {}
    for name, known in TITLES.items():
        place = next((n for n, title in enumerate(plain) if title in known), None)
        if place is not None:
            found[name] = place
    return found


def _read_row(number: int, row: Cells, places: Mapping[str, int], found: FoundOffers) -> None:
    cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
    wrong = {name: _is_code(cell) for name, cell in cells.items() if _is_code(cell)}
    form = RivalForm(formdata=MultiDict(_as_typed(cells)), meta={"csrf": False})
    if not wrong and form.validate():
        found.offers.append(form.kept())
        return
    labels = _labels()
    errors = wrong or {name: str(form[name].errors[0]) for name in form.errors}
    found.problems += [
        _("Row %(row)s, %(column)s: %(problem)s", row=number, column=labels[name], problem=words)
        for name, words in errors.items()
    ]


def _is_code(cell: str) -> str:
    """Why a cell is refused before it is read: it is a formula, or as long as no cell is."""
    if len(cell) > MOST_CELL:
        return _("This cell is longer than %(most)s characters.", most=MOST_CELL)
    if cell.startswith(("=", "@")) or re.match(r"[+-]\D", cell):
        return _("This is a formula. Put its value into the cell.")
    return ""


def _as_typed(cells: Mapping[str, str]) -> dict[str, str]:
    """The row as a form would send it."""
    words = {name: fold(cell).strip() for name, cell in cells.items()}
    cycle = words.get("cycle", "")
    typed = dict(cells)
    typed["cycle"] = next((key for key, known in CYCLES.items() if cycle in known), cycle)
    typed["valid_to"] = _iso(cells.get("valid_to", ""))
    if words.get("with_tax", "") in YES:
        typed["with_tax"] = "y"
    else:
        typed.pop("with_tax", None)
    return typed


def _iso(text: str) -> str:
    """A day written day first as ISO 8601; anything else as it is."""
    found = DAY_FIRST.fullmatch(text)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


def _labels() -> dict[str, str]:
    form = RivalForm(formdata=None, meta={"csrf": False})
    return {name: str(form[name].label.text) for name in TITLES}
