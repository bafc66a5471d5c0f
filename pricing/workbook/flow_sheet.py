"""The sheet of one option: amounts by their formulas, cash flow, savings and paybacks."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.utils import get_column_letter

from pricing.calculators.graph import Step
from pricing.calculators.results import AlternativeResult
from pricing.formula import cell_formula
from pricing.formula.spreadsheet import in_sheet
from pricing.workbook import words
from pricing.workbook.layout import (
    FACTOR_ROW,
    FIRST_ROW,
    PERIOD_ROW,
    YEAR_ROW,
    Layout,
    PeriodCells,
    filled,
    on,
    range_name,
)
from pricing.workbook.pen import FACTOR, PLAIN, YEARS, Pen

TOTAL_COLUMN, PRESENT_COLUMN = 3, 4


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
        rate = range_name("discount_rate")
        pen.formula(FACTOR_ROW, column, f"(1+{rate})^-({letter}{PERIOD_ROW}/{a_year})", FACTOR)
    pen.widths(38, 12, 14, 14)
    pen.freeze(FACTOR_ROW + 1, layout.column(0))


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
        _totals(pen, layout, row)
    _sums(pen, layout, each)
    _savings(pen, layout, each)


def _flow(pen: Pen, layout: Layout, name: str, row: int) -> None:
    line = layout.steps[name].line
    assert line is not None
    sign = "" if line.sign > 0 else "-"
    shift = 1 if line.when == "advance" else 0
    for period in layout.periods:
        source = period + shift
        once = line.when in ("start", "end")
        if source in layout.periods and filled(layout, name, source) and (source or once):
            letter = get_column_letter(layout.column(source))
            pen.formula(row, layout.column(period), f"{sign}{letter}{layout.rows[name]}")


def _totals(pen: Pen, layout: Layout, row: int, *, bold: bool = False) -> None:
    cells, factors = layout.across(row), layout.across(FACTOR_ROW)
    pen.formula(row, TOTAL_COLUMN, f"-SUM({cells})", bold=bold)
    pen.formula(row, PRESENT_COLUMN, f"-SUMPRODUCT({cells},{factors})", bold=bold)


def _sums(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    first, row = layout.flow_row(each.id), layout.sum_row(each.id)
    pen.text(row, 1, words.SUM, bold=True)
    for period in layout.periods:
        letter = get_column_letter(layout.column(period))
        cells = f"{letter}{first}:{letter}{row - 1}"
        pen.formula(row, layout.column(period), f"SUM({cells})", bold=True)
    _totals(pen, layout, row, bold=True)


def _savings(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    """Savings against the reference, their sums so far, and when they have paid back."""
    reference, row = layout.results.reference, layout.sum_row(each.id)
    other = on(layout.titles[reference], "")
    name = layout.results.alternative(reference).text.in_(layout.language)
    titles = (words.CUMULATIVE, words.DISCOUNTED, words.BACK, words.DISCOUNTED_BACK)
    pen.text(row + 1, 1, words.SAVINGS.in_(layout.language).format(name))
    for at, title in enumerate(titles, start=2):
        pen.text(row + at, 1, title)
    for period in layout.periods:
        column = layout.column(period)
        letter, before = get_column_letter(column), get_column_letter(column - 1)
        saved = f"{letter}{row}-{other}{letter}{layout.sum_row(reference)}"
        pen.formula(row + 1, column, saved)
        worth = f"{letter}{row + 1}*{letter}{FACTOR_ROW}"
        for at, flow in ((2, f"{letter}{row + 1}"), (3, worth)):
            so_far = f"{before}{row + at}+{flow}" if period else flow
            pen.formula(row + at, column, so_far)
            if period:
                was, now = f"{before}{row + at}", f"{letter}{row + at}"
                back = f"{before}{PERIOD_ROW}-{was}/({now}-{was})"
                pen.formula(row + at + 2, column, f"IF(AND({was}<0,{now}>=0),{back},0)", YEARS)
