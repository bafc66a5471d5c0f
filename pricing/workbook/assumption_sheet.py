"""The sheet of assumptions: inputs in one colour, the value in use beside each, tables below."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from pricing.calculators.fields import HORIZON
from pricing.calculators.inputs import AssumptionValue
from pricing.calculators.levels import level_name
from pricing.workbook import words
from pricing.workbook.layout import (
    ASSUMPTION_ROW,
    HIGH_COLUMN,
    IN_USE_COLUMN,
    LOW_COLUMN,
    SCENARIO_COLUMN,
    VALUE_COLUMN,
    Layout,
    on,
    range_name,
)
from pricing.workbook.pen import PERCENT, PLAIN, Pen
from pricing.workbook.sensitivity_sheet import BREAK_EVENS, SCENARIOS, Cases


def assumption_sheet(pen: Pen, layout: Layout, cases: Cases, book: Workbook) -> None:
    """Every assumption in a row, and the tables."""
    results = layout.results
    pen.text(1, 1, words.ASSUMPTIONS, bold=True)
    pen.head(ASSUMPTION_ROW, [words.NAME, words.VALUE, words.IN_USE, words.UNIT, words.LOW])
    more = [words.HIGH, words.SOURCE, words.AUTHOR, words.DATE, words.MARK]
    pen.head(ASSUMPTION_ROW, [*more, *(each.text for each in results.scenarios)], HIGH_COLUMN)
    for each in results.assumptions:
        _assumption(pen, layout, cases, each)
        cell = f"${get_column_letter(IN_USE_COLUMN)}${layout.assumption_row(each.id)}"
        name = range_name(each.id)
        place = on(layout.title(words.ASSUMPTIONS), cell)
        book.defined_names[name] = DefinedName(name, attr_text=place)
    _tables(pen, layout)
    _levels(pen, layout)
    pen.widths(48, 16, 16, 20, 12, 12, 50, 18, 12, 18)
    pen.freeze(ASSUMPTION_ROW + 1, IN_USE_COLUMN)


def _assumption(pen: Pen, layout: Layout, cases: Cases, each: AssumptionValue) -> None:
    row = layout.assumption_row(each.id)
    format = PERCENT if each.is_fraction else PLAIN
    pen.text(row, 1, each.text)
    pen.text(row, IN_USE_COLUMN + 1, each.unit)
    pen.text(row, HIGH_COLUMN + 1, each.source)
    pen.text(row, HIGH_COLUMN + 2, each.author)
    pen.text(row, HIGH_COLUMN + 3, each.date.isoformat() if each.date else "")
    if each.id == HORIZON:
        # The sheets have so many columns; those beyond the years compared hold nothing.
        most = layout.most_years
        pen.text(row, HIGH_COLUMN + 4, words.UP_TO.in_(layout.language).format(most))
        pen.whole(row, VALUE_COLUMN, each.value, 1, most)
        pen.formula(row, IN_USE_COLUMN, _in_use(layout, cases, each, row), format)
        return
    if each.to_confirm:
        pen.text(row, HIGH_COLUMN + 4, words.TO_CONFIRM)
    for column, value in ((LOW_COLUMN, each.low), (HIGH_COLUMN, each.high)):
        if value is not None:
            pen.input(row, column, value, format)
    chosen = _in_use(layout, cases, each, row)
    values = {VALUE_COLUMN: each.value} | {
        SCENARIO_COLUMN + at: value for at, value in enumerate(_stressed(layout, each))
    }
    if each.levels:
        names = layout.level_cells(each.id)
        for column, value in values.items():
            level = level_name(each.levels, value) if value is not None else None
            pen.one_of(row, column, level, names)
        chosen = f"MATCH({chosen},{names},0)"
    else:
        for column, value in values.items():
            pen.input(row, column, value, format)
    pen.formula(row, IN_USE_COLUMN, chosen, format)


def _stressed(layout: Layout, each: AssumptionValue) -> list[Decimal | None]:
    """What each scenario puts in the place of the value, where it differs."""
    results = layout.results
    edit = results.edits.get(each.id)
    own = each.default if edit is None else edit.value
    values = [scenario.overrides.get(each.id, own) for scenario in results.scenarios]
    return [None if value == each.value else value for value in values]


def _in_use(layout: Layout, cases: Cases, each: AssumptionValue, row: int) -> str:
    """The value, unless a case of the sensitivity sheet puts another in its place."""
    at, case = layout.positions[each.id], cases.selector
    value, low, high = (
        f"{get_column_letter(column)}{row}" for column in (VALUE_COLUMN, LOW_COLUMN, HIGH_COLUMN)
    )
    first = get_column_letter(SCENARIO_COLUMN)
    last = get_column_letter(SCENARIO_COLUMN + len(layout.results.scenarios) - 1)
    stressed = f"INDEX({first}{row}:{last}{row},1,{case}-{SCENARIOS})"
    scenario = f'IF({case}>{SCENARIOS},IF({stressed}="",{value},{stressed}),{value})'
    tried = scenario
    if cases.break_evens:
        which, what = cases.break_even_cells
        number = f"{case}-{BREAK_EVENS}"
        tested = f"IF(INDEX({which},{number})={at},INDEX({what},{number}),{value})"
        tried = f"IF({case}>{BREAK_EVENS},{tested},{scenario})"
    at_low, at_high = f'IF({low}="",{value},{low})', f'IF({high}="",{value},{high})'
    ends = f"IF({case}={2 * at - 1},{at_low},IF({case}={2 * at},{at_high},{tried}))"
    return f"IF({case}=0,{value},{ends})"


def _tables(pen: Pen, layout: Layout) -> None:
    for table in layout.results.calculator.tables:
        first, _ = layout.table_rows[table.id]
        pen.text(first - 2, 1, table.text, bold=True)
        pen.text(first - 2, HIGH_COLUMN + 1, table.source)
        pen.head(first - 1, [words.KEY, words.TABLE])
        pen.text(first - 1, IN_USE_COLUMN + 1, f"{table.key_unit} → {table.unit}")
        for row, (key, value) in enumerate(table.rows, start=first):
            pen.input(row, 1, key)
            pen.input(row, VALUE_COLUMN, value)


def _levels(pen: Pen, layout: Layout) -> None:
    """The names that a choice among levels has, below one another."""
    for each in layout.choices:
        first, _ = layout.level_rows[each.id]
        pen.text(first - 1, 1, each.text, bold=True)
        for row, name in enumerate(each.levels, start=first):
            pen.text(row, 1, name)
