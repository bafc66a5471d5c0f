"""CSV text → rows of a table over groups, options and number ranges."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from operator import getitem

from configurator.errors import ModelError, Problem
from configurator.model import NOTHING, Cell, Group, Number, Option

MAX_BYTES = 20_000_000
"""A car maker's 200,000 rows of nine columns take 14 MB, should they all stand in one table."""
ANY = "*"
FLAGS = {"yes": True, "no": False}

Subject = Group | Number | Option
Row = tuple[Cell, ...]


def read_rows(
    text: str, file: str, id: str, subject: Callable[[str], Subject | None]
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Columns and rows of a table; `subject` finds what a column is about.

    Raises ModelError with file, row and column for every cell that cannot be used.
    """
    lines = list(_lines(text, file, id))
    if len(lines) < 2:
        raise ModelError([Problem(file, 1, id, "needs a header and at least one row")])
    columns = tuple(lines[0][1])
    problems = list(_header_problems(columns, file, id, subject))
    if problems:
        raise ModelError(problems)
    return columns, _Rows(file, id, columns, subject).read(lines[1:])


def _lines(text: str, file: str, id: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.rstrip().splitlines(), strict=True)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise ModelError([Problem(file, reader.line_num, id, f"not CSV: {error}")]) from None


def _header_problems(
    columns: tuple[str, ...], file: str, id: str, subject: Callable[[str], Subject | None]
) -> Iterator[Problem]:
    for column in columns:
        found = subject(column)
        if found is None:
            message = f"column '{column}' is no group, number or option of the model"
            message += "; columns are parted by commas" if ";" in column else ""
            yield Problem(file, 1, id, message)
        elif isinstance(found, Group) and not found.single:
            message = f"column '{column}': several options are possible; use one column per option"
            yield Problem(file, 1, id, message)
        if columns.count(column) > 1:
            yield Problem(file, 1, id, f"column '{column}' stands here twice")


class _Column(dict[str, Cell]):
    """Text → cell of one column; a text is read once, cells that mean the same are one object."""

    def __init__(self, name: str, subject: Subject | None) -> None:
        super().__init__()
        self.name = name
        self._subject = subject
        self._meanings: dict[Cell, Cell] = {}

    def __missing__(self, text: str) -> Cell:
        cell = _cell(self._subject, text)
        self[text] = self._meanings.setdefault(cell, cell)
        return self[text]


class _Rows:
    """Reads rows one after the other and collects what is wrong with them."""

    def __init__(
        self,
        file: str,
        id: str,
        columns: tuple[str, ...],
        subject: Callable[[str], Subject | None],
    ) -> None:
        self._file, self._id = file, id
        self._columns = [_Column(column, subject(column)) for column in columns]
        self._problems: list[Problem] = []
        self._first: dict[tuple[int, ...], int] = {}

    def read(self, lines: list[tuple[int, list[str]]]) -> tuple[Row, ...]:
        rows = [row for line, cells in lines if (row := self._row(line, cells))]
        if self._problems:
            raise ModelError(self._problems)
        return tuple(rows)

    def _row(self, line: int, cells: list[str]) -> Row:
        if len(cells) != len(self._columns) or not any(cells):
            empty = "the row is empty"
            wrong = f"{len(cells)} cells under {len(self._columns)} columns"
            return self._problem(line, wrong if any(cells) else empty)
        try:
            row = tuple(map(getitem, self._columns, cells))
        except ValueError:
            return self._wrong_cells(line, cells)
        # Cells that mean the same are one object, so that their addresses tell rows apart.
        first = self._first.setdefault(tuple(map(id, row)), line)
        return row if first == line else self._problem(line, f"the same row stands in line {first}")

    def _wrong_cells(self, line: int, cells: list[str]) -> Row:
        for column, text in zip(self._columns, cells, strict=True):
            try:
                _ = column[text]
            except ValueError as error:
                self._problem(line, f"column '{column.name}': {error}")
        return ()

    def _problem(self, line: int, message: str) -> Row:
        self._problems.append(Problem(self._file, line, self._id, message))
        return ()


def _cell(subject: Subject | None, text: str) -> Cell:
    if not text:
        raise ValueError("the cell is empty; write * for any")
    if text == ANY:
        return Cell()
    if isinstance(subject, Number):
        return _stretch(subject, text)
    if isinstance(subject, Group):
        return _codes(subject, text)
    if flag(text) is None:
        raise ValueError(f"'{text}' is neither yes nor no nor *")
    return Cell(chosen=flag(text))


def flag(text: str) -> bool | None:
    """What a written yes or no says; None for any other word."""
    return FLAGS.get(text.lower())


def _codes(group: Group, text: str) -> Cell:
    codes = [code.strip() for code in text.split("|")]
    known = {option.code for option in group.options} | ({NOTHING} if group.min == 0 else set())
    for code in codes:
        if code not in known:
            raise ValueError(f"'{code}' is no option of group '{group.id}'")
    if len(set(codes)) < len(codes):
        raise ValueError(f"'{text}' names an option twice")
    return Cell(codes=tuple(sorted(codes)))


def _stretch(number: Number, text: str) -> Cell:
    low, dots, high = text.partition("..")
    first = _constant(low)
    last = _constant(high) if dots else first
    if first > last:
        raise ValueError(f"'{text}' runs backwards")
    if number.step_up(first) > min(last, number.max):
        raise ValueError(f"'{text}' holds no value of '{number.id}'")
    return Cell(low=first, high=last)


def _constant(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a number") from None
    if not value.is_finite():
        raise ValueError(f"'{text}' is not a number")
    return value
