"""What is paid when, for a lease and every other way to pay that has no debt, as formulas."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import AlternativeResult, LineResult
from pricing.text import Text
from pricing.workbook import words
from pricing.workbook.layout import Layout, on
from pricing.workbook.pen import PLAIN, Pen

_FIRST = 3


def payments(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> int:
    """A row for each period there may be; the first row below the table comes back.

    A column for each kind of payment, then what the period's payments are worth today, and what
    is still to be paid after them. Rows beyond the years compared are empty. Amounts in whole
    money, not in the scale.
    """
    lines = [line for line in each.lines if line.category == "financing"]
    name = each.text.in_(layout.language)
    pen.text(row, 1, f"{words.PAYMENTS.in_(layout.language)}: {name}", bold=True)
    head = row + 3
    first, last = head + 1, head + len(layout.periods)
    worth, left = _FIRST + len(lines), _FIRST + len(lines) + 1
    _sum(pen, row + 1, words.TOTAL_PAID, _FIRST, worth - 1, (first, last))
    _sum(pen, row + 2, words.WORTH_TODAY, worth, worth, (first, last))
    titles = [words.PERIODS[layout.results.calculator.period], words.INSTALMENT]
    titles += [*(line.text for line in lines), words.WORTH_TODAY, words.STILL_TO_PAY]
    pen.head(head, [*titles])
    for period, at in zip(layout.periods, range(first, last + 1), strict=True):
        pen.formula(at, 1, f'IF({period}<={layout.last},{period},"")', PLAIN)
        paid = f"{get_column_letter(_FIRST)}{at}:{get_column_letter(worth - 1)}{at}"
        count = f"COUNT(B${head}:B{at - 1})+1"
        pen.formula(at, 2, f'IF(SUM({paid})=0,"",{count})', PLAIN)
        for column, line in enumerate(lines, start=_FIRST):
            pen.formula(at, column, _within(at, _paid(layout, each, line, period)))
        pen.formula(at, worth, _within(at, _worth(layout, lines, period, at)))
        before = f"$B${row + 1}" if period == 0 else f"{get_column_letter(left)}{at - 1}"
        pen.formula(at, left, _within(at, f"{before}-SUM({paid})"))
    return last + 2


def _sum(pen: Pen, row: int, title: Text, first: int, last: int, rows: tuple[int, int]) -> None:
    """The sum of some columns of the table, above it."""
    top, bottom = rows
    pen.text(row, 1, title)
    cells = f"{get_column_letter(first)}{top}:{get_column_letter(last)}{bottom}"
    pen.formula(row, 2, f"SUM({cells})")


def _within(row: int, formula: str) -> str:
    return f'IF($A{row}="","",{formula})'


def _paid(layout: Layout, each: AlternativeResult, line: LineResult, period: int) -> str:
    """The line's flow of the period on the option's own sheet, positive, in whole money."""
    row = layout.flow_row(each.id) + each.lines.index(line)
    letter = get_column_letter(layout.column(period))
    flow = f"-{on(layout.titles[each.id], f'{letter}{row}')}"
    scale = layout.results.scale.factor
    return flow if scale == 1 else f"{flow}*{scale}"


def _worth(layout: Layout, lines: list[LineResult], period: int, row: int) -> str:
    """What the payments of a row are worth today, by the factors at the head of this sheet."""
    letter = get_column_letter(layout.column(period))
    return "+".join(
        f"{get_column_letter(column)}{row}*{letter}${layout.factor_row(line.name)}"
        for column, line in enumerate(lines, start=_FIRST)
    )
