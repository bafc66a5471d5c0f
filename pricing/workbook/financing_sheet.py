"""The sheet of ways to pay: what each costs against paying at once, and its cash by quarter."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.paying import FinanceLease, Loan
from pricing.formula import cell_formula, parse
from pricing.workbook import words
from pricing.workbook.flow_sheet import timeline
from pricing.workbook.half_periods import half_cells
from pricing.workbook.instalment_table import instalments
from pricing.workbook.layout import MIDDLE, RECURRING_ROW, Layout, PeriodCells, on
from pricing.workbook.payment_table import payments
from pricing.workbook.pen import PERCENT, Pen
from pricing.workbook.summary_columns import LARGEST, PRESENT, TOTAL, summary_cell

_FIRST_ROW = RECURRING_ROW + 2


def financing_sheet(pen: Pen, layout: Layout) -> None:
    """Every way to pay with the option it pays for."""
    pen.text(1, 1, words.FINANCING, bold=True)
    timeline(pen, layout)
    # Instalments stand in whole money, down the first columns: billions of dong need the room.
    pen.widths(38, *[18] * 7)
    ways = [each for each in layout.results.alternatives if each.of is not None]
    row = _FIRST_ROW
    for each in ways:
        row = _way(pen, layout, each, row)
    if layout.results.periods_a_year > 1:
        row = _quarters(pen, layout, row + 1)
    for each in ways:
        debt = _debt(layout, each)
        if debt is None:
            row = payments(pen, layout, each, row + 1)
        else:
            row = instalments(pen, layout, each, debt, row + 1)


def _way(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> int:
    """One way to pay; the first row below it comes back."""
    assert each.of is not None
    base = layout.results.alternative(each.of)
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
        pen.text(last, 1, words.IMPLICIT)
        rate = _stated_rate(layout, each) or _found_rate(pen, layout, each, row)
        undefined = words.NO_IMPLICIT.in_(layout.language)
        pen.formula(last, 3, f'IFERROR({rate},"{undefined}")', PERCENT)
    return last + 2


def _found_rate(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> str:
    """The rate at which paying so costs as much as paying at once."""
    assert each.implicit_rate is not None
    steps, cells = layout.results.periods_a_year, layout.across(row + 2)
    if layout.timing == "mid_year":
        steps, cells = 2 * steps, _halves(pen, layout, each, row)
    rate = f"IRR({cells},{_per_step(each.implicit_rate, steps)})"
    return rate if steps == 1 else f"(1+{rate})^{steps}-1"


def _per_step(rate: Decimal, steps: int) -> str:
    """Where the search for a yearly rate begins: at the one found here, for each step of a year."""
    return f"{float(1 + rate) ** (1 / steps) - 1:.6g}"


def _halves(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> str:
    """What differs from paying at once by half periods, on the row of the rate it is for."""
    assert each.of is not None
    mine, theirs = ((layout.titles[id], layout.sum_row(id) + MIDDLE) for id in (each.id, each.of))
    at = row + 3
    for period in layout.periods:
        letter = get_column_letter(layout.column(period))
        middle = f"{on(mine[0], f'{letter}{mine[1]}')}-{on(theirs[0], f'{letter}{theirs[1]}')}"
        pen.formula(at, layout.column(2 * period), f"{letter}{row + 2}-({middle})")
        if period:
            pen.formula(at, layout.column(2 * period) - 1, middle)
    return half_cells(layout, at)


def _stated_rate(layout: Layout, each: AlternativeResult) -> str | None:
    """The effective rate of a debt that is paid more often than the columns count."""
    debt = _debt(layout, each)
    if debt is None or int(debt.payments_per_year) <= layout.results.periods_a_year:
        return None
    count, rate = debt.payments_per_year, cell_formula(parse(debt.rate), PeriodCells(layout, 0))
    return f"(1+({rate})/{count})^{count}-1"


def _debt(layout: Layout, each: AlternativeResult) -> Loan | FinanceLease | None:
    """The terms on which an option is paid on credit, where it is."""
    financing = next(a for a in layout.alternatives if a.id == each.id).financing
    return financing if isinstance(financing, Loan | FinanceLease) else None


def _quarters(pen: Pen, layout: Layout, row: int) -> int:
    """Cash per quarter of every option; the first row below comes back."""
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
    return row + 1 + len(layout.results.alternatives)
