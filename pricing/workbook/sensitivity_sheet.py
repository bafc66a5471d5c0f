"""The sheet of cases: each computed by the whole workbook through one cell that selects it.

A data table puts one case number after the other into the selector; the assumptions follow it.
That is how a spreadsheet computes tornado, scenarios and the proof of break-evens with the
formulas it has, without a second copy of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import DataTableFormula

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.stressed import BreakEven
from pricing.text import Text
from pricing.workbook import words
from pricing.workbook.layout import (
    HIGH_COLUMN,
    LOW_COLUMN,
    VALUE_COLUMN,
    Layout,
    on,
)
from pricing.workbook.pen import PERCENT, PLAIN, Pen
from pricing.workbook.summary_columns import NET, summary_cell

SCENARIOS, BREAK_EVENS = 10_000, 20_000
SELECTOR = "case_number"
_MOST_BREAK_EVENS = 5
_SELECTOR_ROW, _HEAD_ROW = 3, 5
_POSITION_COLUMN, _TESTED_COLUMN, _NUMBER_COLUMN = 2, 3, 4


@dataclass(frozen=True)
class Case:
    """One row: its number, what it is called, the value it tries, what was found on the page."""

    number: int
    text: str
    value: str | Decimal
    found: tuple[Decimal | None, ...]
    position: int = 0
    fraction: bool = False


@dataclass(frozen=True)
class Cases:
    """All cases of a calculation, in the order of their rows."""

    layout: Layout

    @property
    def selector(self) -> str:
        """The name of the cell that says which case is computed."""
        return SELECTOR

    @property
    def others(self) -> list[AlternativeResult]:
        """The options that are compared with the reference."""
        results = self.layout.results
        return [each for each in results.alternatives if each.id != results.reference]

    @cached_property
    def break_evens(self) -> list[BreakEven]:
        """Of each option of the verdict the break-evens nearest to its assumptions."""
        results = self.layout.results
        compared = [each.id for each in results.headline if each.id != results.reference]
        found: list[BreakEven] = []
        for id in compared:
            mine = [e for e in results.break_evens if e.alternative == id and e.change is not None]
            found += sorted(mine, key=lambda each: abs(each.change or Decimal(0)))[
                :_MOST_BREAK_EVENS
            ]
        return found

    @property
    def break_even_cells(self) -> tuple[str, str]:
        """Which assumption each break-even case changes, and to what."""
        last = _HEAD_ROW + 1 + len(self.rows)
        first = last - len(self.break_evens) + 1
        title = self.layout.title(words.SENSITIVITY)
        which, what = (
            on(title, f"${letter}${first}:${letter}${last}")
            for letter in map(get_column_letter, (_POSITION_COLUMN, _TESTED_COLUMN))
        )
        return which, what

    @cached_property
    def rows(self) -> list[Case]:
        """Ends of ranges, scenarios, break-evens."""
        return [*self._ends(), *self._scenarios(), *self._break_evens()]

    def _ends(self) -> Iterator[Case]:
        layout = self.layout
        sheet = layout.title(words.ASSUMPTIONS)
        for each in layout.results.assumptions:
            if each.low is None and each.high is None:
                continue
            at = layout.positions[each.id]
            name = each.text.in_(layout.language)
            for offset, column, given, word in (
                (1, LOW_COLUMN, each.low, words.LOW),
                (0, HIGH_COLUMN, each.high, words.HIGH),
            ):
                source = VALUE_COLUMN if given is None else column
                cell = on(sheet, f"{get_column_letter(source)}{layout.assumption_row(each.id)}")
                found = tuple(self._bar(o.id, each.id, low=bool(offset)) for o in self.others)
                text = f"{name}: {word.in_(layout.language)}"
                yield Case(2 * at - offset, text, cell, found, fraction=each.is_fraction)

    def _bar(self, option: str, assumption: str, *, low: bool) -> Decimal | None:
        """What the page found; a bar it leaves out changes nothing."""
        results = self.layout.results
        for bar in results.tornado[option]:
            if bar.assumption == assumption:
                return bar.at_low if low else bar.at_high
        return results.alternative(option).net_savings

    def _scenarios(self) -> Iterator[Case]:
        for at, each in enumerate(self.layout.results.scenarios, start=1):
            text = f"{words.SCENARIO.in_(self.layout.language)}: {self._words(each.text)}"
            found = tuple(each.net_savings[option.id] for option in self.others)
            yield Case(SCENARIOS + at, text, "", found)

    def _break_evens(self) -> Iterator[Case]:
        results = self.layout.results
        for at, each in enumerate(self.break_evens, start=1):
            assumption = results.assumption(each.assumption)
            option = results.alternative(each.alternative)
            assert each.value is not None
            yield Case(
                BREAK_EVENS + at,
                f"{words.BREAK_EVEN.in_(self.layout.language)}, {self._words(option.text)}: "
                f"{self._words(assumption.text)}",
                each.value,
                tuple(Decimal(0) if o.id == option.id else None for o in self.others),
                self.layout.positions[each.assumption],
                assumption.is_fraction,
            )

    def _words(self, text: Text) -> str:
        return text.in_(self.layout.language)


def sensitivity_sheet(pen: Pen, layout: Layout, cases: Cases, book: Workbook) -> None:
    """Net savings of every option in every case."""
    pen.text(1, 1, words.KEEP_ZERO)
    pen.text(_SELECTOR_ROW, 1, words.CASE, bold=True)
    pen.input(_SELECTOR_ROW, _POSITION_COLUMN, 0)
    cell = f"${get_column_letter(_POSITION_COLUMN)}${_SELECTOR_ROW}"
    place = on(layout.title(words.SENSITIVITY), cell)
    book.defined_names[SELECTOR] = DefinedName(SELECTOR, attr_text=place)
    pen.head(_HEAD_ROW, [words.CHANGED, words.NAME, words.TESTED])
    first = _HEAD_ROW + 2
    for row, case in enumerate(cases.rows, start=first):
        _case(pen, case, row)
    for at, each in enumerate(cases.others):
        column = result_column(at)
        pen.head(_HEAD_ROW, [words.NUMBER, each.text], column - 1)
        pen.formula(_HEAD_ROW + 1, column, summary_cell(layout, each.id, NET))
        letter = get_column_letter(column)
        area = f"{letter}{first}:{letter}{first + len(cases.rows) - 1}"
        table = DataTableFormula(ref=area, dt2D=False, dtr=False, r1=cell.replace("$", ""))
        if cases.rows:
            pen.sheet[f"{letter}{first}"] = table
    pen.widths(60, 14, 16, *(width for _ in cases.others for width in (8, 18)))
    pen.freeze(first, _POSITION_COLUMN)


def result_column(option: int) -> int:
    """The column of an option's net savings; the case numbers stand to its left.

    Each option has a table of its own: not every program fills one of many columns.
    """
    return _NUMBER_COLUMN + 1 + 2 * option


def _case(pen: Pen, case: Case, row: int) -> None:
    pen.text(row, 1, case.text)
    format = PERCENT if case.fraction else PLAIN
    if case.position:
        pen.value(row, _POSITION_COLUMN, case.position)
    if isinstance(case.value, Decimal):
        pen.input(row, _TESTED_COLUMN, case.value, format)
    elif case.value:
        pen.formula(row, _TESTED_COLUMN, case.value, format)
    pen.value(row, _NUMBER_COLUMN, case.number)
    for option, found in enumerate(case.found):
        column = result_column(option)
        if option:
            pen.formula(row, column - 1, f"${get_column_letter(_NUMBER_COLUMN)}{row}", PLAIN)
        # What the data table held when the page was computed; it is computed anew on opening.
        pen.value(row, column, found if found is not None else Decimal(0), pen.money)
