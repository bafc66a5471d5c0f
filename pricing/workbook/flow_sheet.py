"""The sheet of one option: amounts by their formulas, cash flow, savings and paybacks."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.fields import SOONER
from pricing.calculators.graph import Step
from pricing.formula import cell_formula
from pricing.formula.spreadsheet import in_sheet
from pricing.workbook import words
from pricing.workbook.half_periods import half_periods
from pricing.workbook.layout import (
    BACK,
    FACTOR_ROW,
    FIRST_ROW,
    MIDDLE_SAVED,
    PERIOD_ROW,
    RECURRING_ROW,
    SAVED,
    SO_FAR,
    WORTH,
    WORTH_BACK,
    WORTH_SO_FAR,
    YEAR_ROW,
    Layout,
    PeriodCells,
    filled,
    on,
    range_name,
)
from pricing.workbook.pen import FACTOR, PLAIN, YEARS, Pen
from pricing.workbook.rate_table import RateTable, rate_table

TOTAL_COLUMN, PRESENT_COLUMN = 3, 4
PERIOD_WIDTH = 13


def timeline(pen: Pen, layout: Layout) -> None:
    """The rows of periods, years and discount factors that every such sheet begins with."""
    results = layout.results
    pen.text(PERIOD_ROW, 1, words.PERIODS[results.calculator.period], bold=True)
    pen.text(YEAR_ROW, 1, words.YEAR, bold=True)
    pen.text(FACTOR_ROW, 1, words.FACTOR)
    for period in layout.periods:
        column = layout.column(period)
        letter = get_column_letter(column)
        if period == 0:
            pen.value(PERIOD_ROW, column, 0)
        else:
            pen.formula(PERIOD_ROW, column, f"{get_column_letter(column - 1)}{PERIOD_ROW}+1", PLAIN)
        a_year = results.periods_a_year
        pen.formula(YEAR_ROW, column, f"ROUNDUP({letter}{PERIOD_ROW}/{a_year},0)", PLAIN)
        pen.formula(FACTOR_ROW, column, _factor(layout, letter, f"{letter}{PERIOD_ROW}"), FACTOR)
        if layout.recurring_row != FACTOR_ROW:
            due = f"({letter}{PERIOD_ROW}-{SOONER[layout.timing]})"
            factor = _factor(layout, letter, due) if period else "0"
            pen.formula(RECURRING_ROW, column, factor, FACTOR)
    if layout.recurring_row != FACTOR_ROW:
        pen.text(RECURRING_ROW, 1, words.RECURRING_FACTOR)
    cells = len(layout.periods) * (2 if layout.timing == "mid_year" else 1)  # half periods
    pen.widths(38, 12, 14, 14, *[PERIOD_WIDTH] * cells)
    pen.freeze(RECURRING_ROW + 1, layout.column(0))


def _factor(layout: Layout, letter: str, due: str) -> str:
    """What 1 due then is worth today; nothing beyond the years compared."""
    worth = f"(1+{range_name('discount_rate')})^-({due}/{layout.results.periods_a_year})"
    return f"IF({letter}{PERIOD_ROW}<={layout.last},{worth},0)"


def amounts(pen: Pen, layout: Layout, names: list[str]) -> None:
    """The amounts of formulas or lines, one row each."""
    views = [PeriodCells(layout, period) for period in layout.periods]
    for name in names:
        step, row = layout.steps[name], layout.rows[name]
        pen.text(row, 1, step.item.text)
        pen.text(row, 2, "" if step.line else str(getattr(step.item, "unit", None) or ""))
        for view in views:
            if filled(layout, name, view.period):
                formula = _scaled(cell_formula(step.node, view), step, layout)
                pen.formula(row, layout.column(view.period), formula, None if step.line else PLAIN)


def _scaled(formula: str, step: Step, layout: Layout) -> str:
    """The formula's value in the steps its cell stands in."""
    results = layout.results
    step_of_cell = Fraction(1)
    if step.line is None:
        step_of_cell = in_sheet(step.unit, results.currency, results.scale.factor)
    factor = step.share / step_of_cell
    if factor == 1:
        return formula
    if factor.numerator == 1:
        return f"({formula})/{factor.denominator}"
    return f"({formula})*{factor.numerator}/{factor.denominator}"


def flow_sheet(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    """Everything about one option."""
    pen.text(1, 1, each.text, bold=True)
    timeline(pen, layout)
    pen.text(FIRST_ROW - 1, 1, words.AMOUNTS, bold=True)
    amounts(pen, layout, [line.name for line in each.lines])
    first = layout.flow_row(each.id)
    pen.text(first - 1, 1, words.FLOWS, bold=True)
    pen.text(first - 1, TOTAL_COLUMN, words.TOTAL, bold=True)
    pen.text(first - 1, PRESENT_COLUMN, words.PRESENT_COST, bold=True)
    for row, line in enumerate(each.lines, start=first):
        pen.text(row, 1, line.text)
        _flow(pen, layout, line.name, row)
        _totals(pen, layout, line.name, row)
    _sums(pen, layout, each)
    _savings(pen, layout, each)


def _flow(pen: Pen, layout: Layout, name: str, row: int) -> None:
    """The flows of a line in the years compared; nothing beyond them."""
    step = layout.steps[name]
    assert step.line is not None
    sign = "" if step.line.sign > 0 else "-"
    shift = 1 if step.due == "advance" else 0
    for period in layout.periods:
        source = period + shift
        if source not in layout.periods or not filled(layout, name, source):
            continue
        column = layout.column(period)
        amount = f"{sign}{get_column_letter(layout.column(source))}{layout.rows[name]}"
        if step.due != "start" and source:
            compared = f"{get_column_letter(layout.column(source))}{PERIOD_ROW}"
            due = "=" if step.due == "end" else "<="
            amount = f"IF({compared}{due}{layout.last},{amount},0)"
        if source or step.due == "start":
            pen.formula(row, column, amount)


def _totals(pen: Pen, layout: Layout, name: str, row: int) -> None:
    cells, factors = layout.across(row), layout.across(layout.factor_row(name))
    pen.formula(row, TOTAL_COLUMN, f"-SUM({cells})")
    pen.formula(row, PRESENT_COLUMN, f"-SUMPRODUCT({cells},{factors})")


def _sums(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    first, row = layout.flow_row(each.id), layout.sum_row(each.id)
    pen.text(row, 1, words.SUM, bold=True)
    for column in (TOTAL_COLUMN, PRESENT_COLUMN, *map(layout.column, layout.periods)):
        letter = get_column_letter(column)
        pen.formula(row, column, f"SUM({letter}{first}:{letter}{row - 1})", bold=True)


def _savings(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    """Savings against the reference, their sums so far, and when they have paid back."""
    reference, row = layout.results.reference, layout.sum_row(each.id)
    name = layout.results.alternative(reference).text.in_(layout.language)
    pen.text(row + SAVED, 1, words.SAVINGS.in_(layout.language).format(name))
    titles = {
        SO_FAR: words.CUMULATIVE,
        WORTH_SO_FAR: words.DISCOUNTED,
        BACK: words.BACK,
        WORTH_BACK: words.DISCOUNTED_BACK,
        WORTH: words.WORTH,
    }
    for at, title in titles.items():
        pen.text(row + at, 1, title)
    for period in layout.periods:
        _saved_in(pen, layout, each, period)
    if layout.timing == "mid_year":
        half_periods(pen, layout, each)
    if each.id != reference:
        rate_table(pen, RateTable(layout, each))


def _saved_in(pen: Pen, layout: Layout, each: AlternativeResult, period: int) -> None:
    reference, row, column = (
        layout.results.reference,
        layout.sum_row(each.id),
        layout.column(period),
    )
    letter, before = get_column_letter(column), get_column_letter(column - 1)
    other = on(layout.titles[reference], f"{letter}{layout.sum_row(reference)}")
    saved, worth = f"{letter}{row + SAVED}", f"{letter}{row + WORTH}"
    pen.formula(row + SAVED, column, f"{letter}{row}-{other}")
    discounted = f"{saved}*{letter}{FACTOR_ROW}"
    if layout.timing == "mid_year":
        middle = f"{letter}{row + MIDDLE_SAVED}"
        discounted = f"({saved}-{middle})*{letter}{FACTOR_ROW}+{middle}*{letter}{RECURRING_ROW}"
    pen.formula(row + WORTH, column, discounted)
    for flow, sum_at, back_at in ((saved, SO_FAR, BACK), (worth, WORTH_SO_FAR, WORTH_BACK)):
        was, now = f"{before}{row + sum_at}", f"{letter}{row + sum_at}"
        pen.formula(row + sum_at, column, f"{was}+{flow}" if period else flow)
        if period:
            back = f"{before}{PERIOD_ROW}-{was}/({now}-{was})"
            pen.formula(row + back_at, column, f"IF(AND({was}<0,{now}>=0),{back},0)", YEARS)
