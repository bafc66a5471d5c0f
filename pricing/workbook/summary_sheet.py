"""The first sheet: what each option costs and saves, and which one saves most."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import MOST_TELLING, AlternativeResult
from pricing.calculators.plans import OUTPUT, emissions_of
from pricing.workbook import words
from pricing.workbook.drawn_part import drawn_part
from pricing.workbook.flow_sheet import PRESENT_COLUMN, TOTAL_COLUMN
from pricing.workbook.half_periods import half_cells
from pricing.workbook.layout import (
    BACK,
    HALVES,
    PERIOD_ROW,
    SAVED,
    SO_FAR,
    WORTH,
    WORTH_BACK,
    WORTH_SO_FAR,
    Layout,
    on,
    range_name,
)
from pricing.workbook.pen import PERCENT, YEARS, Pen

HEAD_ROW = 5
COMPARED = "$B$4"
"""The years compared where figures are defined for them, else why they are not."""
_RATE, _YEARS = range_name("discount_rate"), range_name("horizon_years")
_GUESSES = ("0.1", "0.5", "2")
_COLUMNS = (
    words.PRESENT_COST,
    words.BEFORE_TAX,
    words.TOTAL_COST,
    words.ANNUAL_COST,
    words.NET_SAVINGS,
    words.SIR,
    words.AIRR,
    words.IRR,
    words.MIRR,
    words.PAYBACK,
    words.DISCOUNTED_PAYBACK,
    words.LARGEST,
)
(
    PRESENT,
    BEFORE_TAX,
    TOTAL,
    ANNUAL,
    NET,
    SIR,
    AIRR,
    IRR,
    MIRR,
    PAYBACK,
    DISCOUNTED,
    LARGEST,
) = range(2, 2 + len(_COLUMNS))

UNIT_COST, TONNES, PER_TONNE = range(2 + len(_COLUMNS), 5 + len(_COLUMNS))


def summary_row(layout: Layout, id: str) -> int:
    """The row of an option."""
    return HEAD_ROW + 1 + [each.id for each in layout.results.alternatives].index(id)


def summary_cell(layout: Layout, id: str, column: int) -> str:
    """A figure of an option, from any sheet."""
    cell = f"${get_column_letter(column)}${summary_row(layout, id)}"
    return on(layout.title(words.SUMMARY), cell)


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
    pen.head(HEAD_ROW, [words.OPTION, *_COLUMNS])
    for each in results.alternatives:
        _option(pen, layout, each)
    _footprints(pen, layout)
    drawn_part(pen, layout, HEAD_ROW + len(results.alternatives) + 3)
    pen.widths(34, *(15 for _ in range(len(_COLUMNS) + 3)))
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


def _measure(pen: Pen, row: int, column: int, formula: str, format: str | None = None) -> None:
    """A measure that may be words, or why none is defined."""
    pen.formula(row, column, f"IF(ISNUMBER({COMPARED}),{formula},{COMPARED})", format)


def _option(pen: Pen, layout: Layout, each: AlternativeResult) -> None:
    row, sum_row = summary_row(layout, each.id), layout.sum_row(each.id)
    title, a_year = layout.titles[each.id], layout.results.periods_a_year
    reasons = (words.NO_RATE, words.NO_RATIO, words.NO_ROOT, words.NEVER)
    no_rate, no_ratio, no_root, never = (f'"{each.in_(layout.language)}"' for each in reasons)
    present = f"{get_column_letter(PRESENT)}{row}"
    net = f"{get_column_letter(NET)}{row}"
    flows, savings, worth = (on(title, layout.across(sum_row + at)) for at in (0, SAVED, WORTH))
    invested = f"(-{on(title, f'{get_column_letter(layout.column(0))}{sum_row + SAVED}')})"
    pen.text(row, 1, each.text)
    _figure(pen, row, PRESENT, on(title, f"{get_column_letter(PRESENT_COLUMN)}{sum_row}"))
    _figure(pen, row, BEFORE_TAX, _before_tax(layout, each, present))
    _figure(pen, row, TOTAL, on(title, f"{get_column_letter(TOTAL_COLUMN)}{sum_row}"))
    _figure(pen, row, ANNUAL, f"-PMT({_RATE},{_YEARS},{present})")
    reference = summary_cell(layout, layout.results.reference, PRESENT)
    _figure(pen, row, NET, f"{reference}-{present}", bold=True)
    ratio = f"IF({invested}>0,({net}+{invested})/{invested},{no_ratio})"
    _measure(pen, row, SIR, ratio, "0.00")
    sir = f"{get_column_letter(SIR)}{row}"
    adjusted = f"IF(ISNUMBER({sir}),IF({sir}<0,{no_root},(1+{_RATE})*{sir}^(1/{_YEARS})-1)"
    _measure(pen, row, AIRR, f"{adjusted},{no_ratio})", PERCENT)
    steps = a_year
    if layout.timing == "mid_year":
        savings, steps = on(title, half_cells(layout, sum_row + HALVES)), 2 * a_year
    known = () if each.irr is None else (per_step(each.irr, steps),)
    rate = _first_rate(savings, (*known, *_GUESSES))
    received, paid = f'SUMIF({worth},">0")', f'SUMIF({worth},"<0")'
    modified = f"(1+{_RATE})*({received}/-{paid})^(1/{_YEARS})-1"
    yearly = rate if steps == 1 else f"(1+{rate})^{steps}-1"
    over = f'"{words.OVER_MOST.in_(layout.language)}"'
    yearly = f"IF({yearly}>{MOST_TELLING},{over},{yearly})"
    for column, cells, figure in ((IRR, savings, yearly), (MIRR, worth, modified)):
        both = f"AND(MAX({cells})>0,MIN({cells})<0)"
        _measure(pen, row, column, f"IF({both},IFERROR({figure},{no_rate}),{no_rate})", PERCENT)
    last = get_column_letter(layout.last_column)
    for column, sums, backs in ((PAYBACK, SO_FAR, BACK), (DISCOUNTED, WORTH_SO_FAR, WORTH_BACK)):
        so_far = on(title, f"{last}{sum_row + sums}")
        back = on(title, layout.across(sum_row + backs))
        _measure(pen, row, column, f"IF({so_far}<0,{never},MAX({back})/{a_year})", YEARS)
    _figure(pen, row, LARGEST, f"MIN({flows})")


def _first_rate(savings: str, guesses: Sequence[str]) -> str:
    """The rate of return from the first guess that leads to one: programs give up far from it."""
    *others, last = (f"IRR({savings},{guess})" for guess in guesses)
    for rate in reversed(others):
        last = f"IFERROR({rate},{last})"
    return last


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
            _measure(pen, row, PER_TONNE, f"IF({avoided}>0,{more}/{avoided},{undefined})")


def _workings(layout: Layout, name: str | None) -> str:
    """A formula's cells from period 1 on; without a name the discount factors beside them."""
    row = layout.recurring_row if name is None else layout.rows[name]
    return on(layout.title(words.WORKINGS), layout.across(row, 1))


def per_step(rate: Decimal, steps: int) -> str:
    """Where the search for a yearly rate begins: at the one found here, for each step of a year."""
    return f"{float(1 + rate) ** (1 / steps) - 1:.6g}"


def _before_tax(layout: Layout, each: AlternativeResult, present: str) -> str:
    rows = [
        layout.flow_row(each.id) + at
        for at, line in enumerate(each.lines)
        if line.category == "tax"
    ]
    column = get_column_letter(PRESENT_COLUMN)
    taxes = [on(layout.titles[each.id], f"{column}{row}") for row in rows]
    return "-".join([present, *taxes])
