"""Savings by half periods, where what recurs is paid in the middle of its period."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import AlternativeResult
from pricing.workbook import words
from pricing.workbook.layout import HALVES, MIDDLE, MIDDLE_SAVED, SAVED, Layout, on
from pricing.workbook.pen import Pen


def half_periods(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    """The part of the flows that falls in the middle, what it saves, and all savings in order.

    The last of these rows has two cells a period, for a rate of return to be found over.
    """
    row, reference = layout.sum_row(each.id), layout.results.reference
    first = layout.flow_row(each.id)
    own = [at for at, line in enumerate(each.lines) if layout.steps[line.name].due == "middle"]
    for at, title in ((MIDDLE, words.MIDDLE), (MIDDLE_SAVED, words.MIDDLE_SAVED)):
        pen.text(row + at, 1, title)
    pen.text(row + HALVES, 1, words.HALVES)
    for period in layout.periods:
        column = layout.column(period)
        letter = get_column_letter(column)
        middle = "+".join(f"{letter}{first + at}" for at in own) or "0"
        other = on(layout.titles[reference], f"{letter}{layout.sum_row(reference) + MIDDLE}")
        pen.formula(row + MIDDLE, column, middle)
        pen.formula(row + MIDDLE_SAVED, column, f"{letter}{row + MIDDLE}-{other}")
        late = f"{letter}{row + SAVED}-{letter}{row + MIDDLE_SAVED}"
        pen.formula(row + HALVES, layout.column(2 * period), late)
        if period:
            pen.formula(
                row + HALVES, layout.column(2 * period) - 1, f"{letter}{row + MIDDLE_SAVED}"
            )


def half_cells(layout: Layout, row: int) -> str:
    """The cells of the savings by half periods."""
    first, last = (get_column_letter(layout.column(2 * at)) for at in (0, layout.periods[-1]))
    return f"{first}{row}:{last}{row}"
