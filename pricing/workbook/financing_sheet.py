"""The sheet of ways to pay: what each costs against paying at once, and its cash by quarter."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from pricing.calculators.paying import FinanceLease, Loan
from pricing.calculators.results import AlternativeResult
from pricing.formula import cell_formula, parse
from pricing.workbook import words
from pricing.workbook.flow_sheet import timeline
from pricing.workbook.layout import FACTOR_ROW, Layout, PeriodCells, on
from pricing.workbook.pen import PERCENT, Pen
from pricing.workbook.summary_sheet import LARGEST, PRESENT, TOTAL, summary_cell

_FIRST_ROW = FACTOR_ROW + 3


def financing_sheet(pen: Pen, layout: Layout) -> None:
    """Every way to pay with the option it pays for."""
    pen.text(1, 1, words.FINANCING, bold=True)
    timeline(pen, layout)
    ways = [each for each in layout.results.alternatives if each.of is not None]
    row = _FIRST_ROW
    for each in ways:
        row = _way(pen, layout, each, row)
    if layout.results.periods_a_year > 1:
        _quarters(pen, layout, row + 1)


def _way(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> int:
    """One way to pay; the first row below it comes back."""
    assert each.of is not None
    base = layout.results.alternative(each.of)
    a_year = layout.results.periods_a_year
    pen.text(row, 1, each.text, bold=True)
    pen.text(row + 1, 1, f"{words.WAY.in_(layout.language)} {base.text.in_(layout.language)}")
    pen.text(row + 2, 1, words.AGAINST_BUYING)
    for period in layout.periods:
        letter = get_column_letter(layout.column(period))
        paid = on(layout.titles[each.id], f"{letter}{layout.sum_row(each.id)}")
        whole = on(layout.titles[base.id], f"{letter}{layout.sum_row(base.id)}")
        pen.formula(row + 1, layout.column(period), paid)
        pen.formula(row + 2, layout.column(period), f"{paid}-{whole}")
    figures = [
        (words.PRESENT_COST, summary_cell(layout, each.id, PRESENT)),
        (words.TOTAL_COST, summary_cell(layout, each.id, TOTAL)),
        (words.LARGEST, summary_cell(layout, each.id, LARGEST)),
    ]
    if each.total_interest is not None:
        figures.append((words.INTEREST, f"-SUM({layout.across(row + 2)})"))
    for at, (name, formula) in enumerate(figures, start=row + 3):
        pen.text(at, 1, name)
        pen.formula(at, 3, formula)
    last = row + 3 + len(figures)
    if each.implicit_rate is not None:
        yearly = _stated_rate(layout, each)
        if yearly is None:
            guess = float(1 + each.implicit_rate) ** (1 / a_year) - 1
            rate = f"IRR({layout.across(row + 2)},{guess:.6g})"
            yearly = rate if a_year == 1 else f"(1+{rate})^{a_year}-1"
        pen.text(last, 1, words.IMPLICIT)
        undefined = words.UNDEFINED.in_(layout.language)
        pen.formula(last, 3, f'IFERROR({yearly},"{undefined}")', PERCENT)
    return last + 2


def _stated_rate(layout: Layout, each: AlternativeResult) -> str | None:
    """The effective rate of a debt that is paid more often than the columns count."""
    financing = next(a for a in layout.alternatives if a.id == each.id).financing
    if not isinstance(financing, Loan | FinanceLease):
        return None
    payments = int(financing.payments_per_year)
    if payments <= layout.results.periods_a_year:
        return None
    rate = cell_formula(parse(financing.rate), PeriodCells(layout, 0))
    return f"(1+({rate})/{payments})^{payments}-1"


def _quarters(pen: Pen, layout: Layout, row: int) -> None:
    """Cash per quarter of every option."""
    months = layout.results.periods_a_year // 4
    pen.text(row, 1, words.QUARTERS, bold=True)
    for at, each in enumerate(layout.results.alternatives, start=row + 1):
        title, source = layout.titles[each.id], layout.sum_row(each.id)
        pen.text(at, 1, each.text)
        starts = [0, *range(1, len(layout.periods), months)]
        for column, start in enumerate(starts, start=layout.column(0)):
            first = get_column_letter(layout.column(start))
            last = get_column_letter(layout.column(start if start == 0 else start + months - 1))
            cells = f"{first}{source}:{last}{source}"
            pen.formula(at, column, f"SUM({on(title, cells)})")
