"""What comes back of what was paid more, on the first sheet: figures, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import MOST_TELLING, AlternativeResult
from pricing.calculators.fields import HORIZON
from pricing.calculators.undefined import REASONS
from pricing.workbook import words
from pricing.workbook.layout import (
    BACK,
    SAVED,
    SO_FAR,
    WORTH,
    WORTH_BACK,
    WORTH_SO_FAR,
    Layout,
    on,
    range_name,
)
from pricing.workbook.pen import PERCENT, PLAIN, YEARS
from pricing.workbook.rate_table import RateTable
from pricing.workbook.summary_columns import (
    AIRR,
    DISCOUNTED,
    IRR,
    MIRR,
    NET,
    PAYBACK,
    SIGN_CHANGES,
    SIR,
)

Measure = Callable[[int, str, str], None]
"""Writes a measure: its column, its formula, its format."""
_DISCOUNT, _YEARS = range_name("discount_rate"), range_name(HORIZON)


def returns(layout: Layout, each: AlternativeResult, row: int, write: Measure) -> None:
    """The measures of an option; a dash in the row of the reference, which saves nothing."""
    columns = (SIR, AIRR, IRR, SIGN_CHANGES, MIRR, PAYBACK, DISCOUNTED)
    if each.id == layout.results.reference:
        for column in columns:
            write(column, '"–"', PLAIN)
        return
    table, told = RateTable(layout, each), partial(_reason, layout.language)
    nothing = f"AND({_from(table, table.changes)}=0,{_from(table, table.side)}=0)"

    def measure(column: int, formula: str, format: str) -> None:
        write(column, f"IF({nothing},{told('nothing_saved')},{formula})", format)

    _ratios(layout, each, row, measure)
    measure(IRR, _internal_rate(layout, table), PERCENT)
    write(SIGN_CHANGES, _from(table, table.changes), PLAIN)
    measure(MIRR, _modified(layout, table), PERCENT)
    _paybacks(layout, each, measure)


def _from(table: RateTable, cell: str) -> str:
    return table.on_sheet(cell)


def _reason(language: str, code: str, **params: str) -> str:
    """A reason as a formula: its words around the formulas of its params."""
    text = REASONS[code].in_(language)
    for name, formula in params.items():
        text = text.replace(f"{{{name}}}", f'"&{formula}&"')
    return f'"{text}"'


def _one_way(layout: Layout, table: RateTable) -> str:
    saves, pays = (_reason(layout.language, code) for code in ("only_saves", "only_pays"))
    saved = on(layout.titles[table.each.id], layout.across(layout.sum_row(table.each.id) + SAVED))
    return f"IF(SUM({saved})>0,{saves},{pays})"


def _internal_rate(layout: Layout, table: RateTable) -> str:
    """The one rate that fits, if it tells anything, else which of the reasons there is none."""
    told = partial(_reason, layout.language)
    changes, count, rate, names = (
        _from(table, cell) for cell in (table.changes, table.count, table.first, table.names)
    )
    # Where the worth touches zero without a change of sign only IRR itself can find the rate.
    about = f"(1+{_from(table, table.touching)})^(1/{table.steps})-1"
    touching = f"IRR({_from(table, table.savings)},{about})"
    if table.steps > 1:
        touching = f"(1+{touching})^{table.steps}-1"
    none = f"IFERROR({touching},{told('no_rate_fits', changes=changes)})"
    several = told("several_rates_fit", changes=changes, count=count, rates=names)
    over = f'"{words.OVER_MOST.in_(layout.language)}"'
    one = f"IF({rate}>{MOST_TELLING},{over},{rate})"
    found = f"IF({count}=0,{none},IF({count}>1,{several},{one}))"
    return f"IF({changes}=0,{_one_way(layout, table)},{found})"


def _modified(layout: Layout, table: RateTable) -> str:
    title, row = layout.titles[table.each.id], layout.sum_row(table.each.id)
    worth, small = on(title, layout.across(row + WORTH)), _from(table, table.small)
    received, paid = f'SUMIF({worth},">"&{small})', f'SUMIF({worth},"<"&-{small})'
    figure = f"(1+{_DISCOUNT})*({received}/-{paid})^(1/{_YEARS})-1"
    return f"IF(AND({received}>0,{paid}<0),{figure},{_one_way(layout, table)})"


def _ratios(layout: Layout, each: AlternativeResult, row: int, measure: Measure) -> None:
    start = f"{get_column_letter(layout.column(0))}{layout.sum_row(each.id) + SAVED}"
    invested, net = f"(-{on(layout.titles[each.id], start)})", f"{get_column_letter(NET)}{row}"
    not_invested, below = (
        _reason(layout.language, code) for code in ("nothing_invested", "ratio_below_zero")
    )
    sir = f"{get_column_letter(SIR)}{row}"
    measure(SIR, f"IF({invested}>0,({net}+{invested})/{invested},{not_invested})", "0.00")
    adjusted = f"IF({sir}<0,{below},(1+{_DISCOUNT})*{sir}^(1/{_YEARS})-1)"
    measure(AIRR, f"IF(ISNUMBER({sir}),{adjusted},{not_invested})", PERCENT)


def _paybacks(layout: Layout, each: AlternativeResult, measure: Measure) -> None:
    title, row = layout.titles[each.id], layout.sum_row(each.id)
    last, a_year = get_column_letter(layout.last_column), layout.results.periods_a_year
    never = _reason(layout.language, "never_back", years=_YEARS)
    for column, sums, backs in ((PAYBACK, SO_FAR, BACK), (DISCOUNTED, WORTH_SO_FAR, WORTH_BACK)):
        so_far, back = on(title, f"{last}{row + sums}"), on(title, layout.across(row + backs))
        measure(column, f"IF({so_far}<0,{never},MAX({back})/{a_year})", YEARS)
