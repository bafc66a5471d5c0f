"""The first sheet: what each option costs and saves, and which one saves most."""

from __future__ import annotations

from functools import partial

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.plans import OUTPUT, emissions_of
from pricing.workbook import words
from pricing.workbook.drawn_part import drawn_part
from pricing.workbook.flow_sheet import PRESENT_COLUMN, TOTAL_COLUMN
from pricing.workbook.layout import PERIOD_ROW, Layout, on, range_name
from pricing.workbook.pen import Pen
from pricing.workbook.return_columns import returns
from pricing.workbook.summary_columns import (
    ANNUAL,
    BEFORE_TAX,
    COLUMNS,
    COMPARED,
    HEAD_ROW,
    LARGEST,
    NET,
    PER_TONNE,
    PRESENT,
    TONNES,
    TOTAL,
    UNIT_COST,
    summary_cell,
    summary_row,
)

_RATE, _YEARS = range_name("discount_rate"), range_name("horizon_years")


def summary_sheet(pen: Pen, layout: Layout) -> None:
    """Every option in a row."""
    results = layout.results
    pen.text(1, 1, results.calculator.text, bold=True)
    pen.text(2, 1, words.SCALE)
    pen.text(2, 2, results.scale.text)
    pen.text(3, 1, words.BEST, bold=True)
    best = f"IF(ISNUMBER({COMPARED}),{_best(layout)},{COMPARED})"
    pen.formula(3, 2, best, "@", bold=True)
    pen.text(4, 1, results.calculator.horizon.text)
    pen.formula(4, 2, _compared(layout), "0")
    pen.head(HEAD_ROW, [words.OPTION, *COLUMNS])
    for each in results.alternatives:
        _option(pen, layout, each)
    _footprints(pen, layout)
    drawn_part(pen, layout, HEAD_ROW + len(results.alternatives) + 3)
    pen.widths(34, *(15 for _ in range(len(COLUMNS) + 3)))
    pen.freeze(HEAD_ROW + 1, 2)


def _best(layout: Layout) -> str:
    """The option of the verdict that saves most, or the reference where none saves."""
    results = layout.results
    names = {each.id: summary_cell(layout, each.id, 1) for each in results.alternatives}
    best = names[results.reference]
    saved = [summary_cell(layout, each.id, NET) for each in results.headline]
    for each, cell in zip(results.headline, saved, strict=True):
        best = f"IF(AND({cell}>0,{cell}=MAX({','.join(saved)})),{names[each.id]},{best})"
    return best


def _compared(layout: Layout) -> str:
    """The years compared; words where no figure is defined for them or for the discount rate."""
    low = words.RATE_TOO_LOW.in_(layout.language)
    outside = words.YEARS_OUTSIDE.in_(layout.language).format(layout.most_years)
    sound = f"AND({_YEARS}>=1,{_YEARS}<={layout.most_years},{_YEARS}=INT({_YEARS}))"
    return f'IF({_RATE}<=-1,"{low}",IF({sound},{_YEARS},"{outside}"))'


def _figure(pen: Pen, row: int, column: int, formula: str, *, bold: bool = False) -> None:
    """Money, or why it is not defined for the rate and the years that somebody typed.

    The formula comes first: a data table leaves its last case in a cell that is computed there
    alone.
    """
    why = f"IF(ISNUMBER({COMPARED}),NA(),{COMPARED})"
    pen.formula(row, column, f"IFERROR({formula}+0*{COMPARED},{why})", bold=bold)


def _present(pen: Pen, layout: Layout, each: AlternativeResult, row: int) -> None:
    """The present cost; or why none is defined, once every cell it is made of was looked at.

    What a data table leaves its last case in is computed anew only where something asks for it.
    """
    cell = f"{get_column_letter(PRESENT_COLUMN)}{layout.sum_row(each.id)}"
    last = get_column_letter(layout.last_column)
    rows = {layout.titles[other.id]: layout.sum_row(other.id) for other in layout.alternatives}
    if layout.formulas:
        rows[layout.title(words.WORKINGS)] = layout.rows[layout.formulas[-1]]
    asked = ",".join(on(title, f"A{PERIOD_ROW}:{last}{end}") for title, end in rows.items())
    why = f'IF(ISNUMBER({COMPARED}),NA(),IF(COUNT({asked})<0,"",{COMPARED}))'
    figure = f"{on(layout.titles[each.id], cell)}+0*{COMPARED}"
    pen.formula(row, PRESENT, f"IFERROR({figure},{why})")


def _measure(pen: Pen, row: int, column: int, formula: str, format: str | None = None) -> None:
    """A measure that may be words, or why none is defined."""
    pen.formula(row, column, f"IF(ISNUMBER({COMPARED}),{formula},{COMPARED})", format)


def _option(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    row, sum_row, title = (
        summary_row(layout, each.id),
        layout.sum_row(each.id),
        layout.titles[each.id],
    )
    present = f"{get_column_letter(PRESENT)}{row}"
    pen.text(row, 1, each.text)
    _present(pen, layout, each, row)
    _figure(pen, row, BEFORE_TAX, _before_tax(layout, each, present))
    _figure(pen, row, TOTAL, on(title, f"{get_column_letter(TOTAL_COLUMN)}{sum_row}"))
    _figure(pen, row, ANNUAL, f"-PMT({_RATE},{_YEARS},{present})")
    reference = summary_cell(layout, layout.results.reference, PRESENT)
    _figure(pen, row, NET, f"{reference}-{present}", bold=True)
    returns(layout, each, row, partial(_measure, pen, row))
    _figure(pen, row, LARGEST, f"MIN({on(title, layout.across(sum_row))})")


def _footprints(pen: Pen, layout: Layout) -> None:
    """Columns of unit cost, tonnes and cost per tonne, where the calculator knows them."""
    results, output = layout.results, layout.results.calculator.output
    scale, a_year = results.scale.factor, results.periods_a_year
    undefined = f'"{words.NOTHING_AVOIDED.in_(layout.language)}"'
    if output is not None:
        name = output.text.in_(layout.language)
        pen.head(HEAD_ROW, [f"{words.UNIT_COST.in_(layout.language)} {name}"], UNIT_COST)
    if any(each.emissions for each in results.alternatives):
        pen.head(HEAD_ROW, [words.TONNES, words.PER_TONNE], TONNES)
    for each in results.alternatives:
        row = summary_row(layout, each.id)
        if each.unit_cost is not None:
            made = _workings(layout, OUTPUT)
            worth = f"SUMPRODUCT({made},{_workings(layout, None)})/{a_year}"
            _measure(pen, row, UNIT_COST, f"{get_column_letter(PRESENT)}{row}*{scale}/({worth})")
        if each.emissions:
            made = _workings(layout, emissions_of(each.id))
            compared = on(layout.title(words.WORKINGS), layout.across(PERIOD_ROW, 1))
            tonnes = f"SUMPRODUCT({made},({compared}<={layout.last})*1)/{a_year}"
            _measure(pen, row, TONNES, tonnes, "#,##0.0")
            letter = get_column_letter(TONNES)
            avoided = f"({letter}{summary_row(layout, results.reference)}-{letter}{row})"
            more = f"-{get_column_letter(NET)}{row}*{scale}"
            cost = f"IF({avoided}>0,{more}/{avoided},{undefined})"
            _measure(pen, row, PER_TONNE, '"–"' if each.id == results.reference else cost)


def _workings(layout: Layout, name: str | None) -> str:
    """A formula's cells from period 1 on; without a name the discount factors beside them."""
    row = layout.recurring_row if name is None else layout.rows[name]
    return on(layout.title(words.WORKINGS), layout.across(row, 1))


def _before_tax(layout: Layout, each: AlternativeResult, present: str) -> str:
    rows = [
        layout.flow_row(each.id) + at
        for at, line in enumerate(each.lines)
        if line.category == "tax"
    ]
    column = get_column_letter(PRESENT_COLUMN)
    taxes = [on(layout.titles[each.id], f"{column}{row}") for row in rows]
    return "-".join([present, *taxes])
