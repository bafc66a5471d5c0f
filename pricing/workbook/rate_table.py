"""The rates at which an option's savings are worth nothing, searched for in the file itself.

A spreadsheet's IRR finds one rate at most, and none where its search fails. Here the worth is taken
at rates from −100 % up; between each two of them once more where it turns, if it nears zero and goes
back, else half-way. Every change of its sign is a rate that fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from openpyxl.utils import get_column_letter

from pricing.calculators.alternatives import MOST_TELLING, AlternativeResult
from pricing.calculators.fields import HORIZON
from pricing.workbook import words
from pricing.workbook.half_periods import half_cells
from pricing.workbook.layout import HALVES, SAVED, Layout, on, range_name
from pricing.workbook.pen import PERCENT, PLAIN, Pen

MOST_NAMED = 4
"""There are cells for so many of the rates that fit."""
_SMALL = "1E-12"
_SIZE = "0.0E+00"
# Dense where returns are found. None of them is a rate that flows are made up for: at one that fits,
# the rounding of a computer would decide on which side of zero the worth is.
# fmt: off
_RATES = (
    "-0.9999", "-0.951", "-0.8037", "-0.6031", "-0.4039", "-0.2531", "-0.1537", "-0.0639",
    "-0.0037", "0.0337", "0.0739", "0.1139", "0.1539", "0.1937", "0.2339", "0.2937", "0.3631",
    "0.4639", "0.6137", "0.8331", "1.1139", "1.6137", "2.6331", "5.3331", "10.339", "31.37",
    "1013.1", "1E+9",
)
# fmt: on
_RATE, _WORTH, _COUNT, _DEPTH = "ABEF"
_TOUCHING = "1E-6"


@dataclass(frozen=True)
class RateTable:
    """Where the search for the rates of one option stands on its sheet."""

    layout: Layout
    each: AlternativeResult

    @property
    def _sums(self) -> int:
        return self.layout.sum_row(self.each.id)

    @property
    def side_row(self) -> int:
        """On which side of zero the savings of each period are; a zero is on that before it."""
        return self._sums + HALVES + 1

    @property
    def top(self) -> int:
        """The row of the heading."""
        return self.side_row + 2

    def named(self, at: int) -> str:
        """A cell of what is found: 1 too small to count, 2 sign changes, 3 last side, 4 rates."""
        return f"$B${self.top + at}"

    @property
    def small(self) -> str:
        """Below this an amount is nothing but the rounding of a computer."""
        return self.named(1)

    @property
    def changes(self) -> str:
        """How often the savings change their sign."""
        return self.named(2)

    @property
    def side(self) -> str:
        """The sign of the last saving that is not zero; 0 where all are."""
        return self.named(3)

    @property
    def count(self) -> str:
        """How many rates fit."""
        return self.named(4)

    @property
    def first(self) -> str:
        """The smallest rate that fits, per year."""
        return f"$C${self.top + 5}"

    @property
    def names(self) -> str:
        """All rates that fit, in words."""
        return self.named(5 + MOST_NAMED)

    @property
    def touching(self) -> str:
        """About where the worth touches zero without a change of sign; empty if nowhere."""
        return self.named(6 + MOST_NAMED)

    @property
    def head(self) -> int:
        """The row above the first rate tried."""
        return self.top + 8 + MOST_NAMED

    @property
    def last(self) -> int:
        """The row of the last rate tried, which is beyond all."""
        return self.head + 2 * len(_RATES) + 1

    @property
    def savings(self) -> str:
        """The savings in the order in which they fall due, on this sheet."""
        if self.layout.timing == "mid_year":
            return half_cells(self.layout, self._sums + HALVES)
        return self.layout.across(self._sums + SAVED)

    @property
    def steps(self) -> int:
        """How many of them make a year."""
        a_year = self.layout.results.periods_a_year
        return 2 * a_year if self.layout.timing == "mid_year" else a_year

    def column(self, letter: str) -> str:
        """The cells of a column of the table."""
        return f"${letter}${self.head + 1}:${letter}${self.last}"

    def on_sheet(self, cell: str) -> str:
        """A cell of it from another sheet."""
        return on(self.layout.titles[self.each.id], cell)


def rate_table(pen: Pen, table: RateTable) -> None:
    """The savings' signs, what is found, and below it the rates tried."""
    _sides(pen, table)
    _found(pen, table)
    pen.head(
        table.head,
        [words.RATE, words.WORTH_AT, words.SLOPE, words.SIDE, words.RATES_SO_FAR, words.DEPTH],
    )
    rows = range(table.head + 2, table.last, 2)
    _end(pen, table, table.head + 1, "-1", table.side)
    for row, rate in zip(rows, _RATES, strict=True):
        _tried(pen, table, row, rate)
    for row, _next in pairwise(rows):
        _between(pen, table, row + 1)
    _end(pen, table, table.last, "1E+12", f"{table.side}*(-1)^{table.changes}")


def _sides(pen: Pen, table: RateTable) -> None:
    first, _colon, last = table.savings.partition(":")
    source = int("".join(filter(str.isdigit, first)))
    row, start = table.side_row, table.layout.column(0)
    pen.text(row, 1, words.SIDES)
    end = pen.sheet[last].column
    for column in range(start, end + 1):
        letter, before = get_column_letter(column), get_column_letter(column - 1)
        saved, known = f"{letter}{source}", "0" if column == start else f"{before}{row}"
        side = f"IF(ABS({saved})<={table.small},{known},SIGN({saved}))"
        pen.formula(row, column, side, PLAIN)


def _found(pen: Pen, table: RateTable) -> None:
    layout, row, top = table.layout, table.side_row, table.top
    letters = [get_column_letter(pen.sheet[c].column) for c in table.savings.split(":")]
    second = get_column_letter(layout.column(1))
    before_last = get_column_letter(pen.sheet[f"{letters[1]}1"].column - 1)
    changes = (
        f"SUMPRODUCT(({letters[0]}{row}:{before_last}{row}*{second}{row}:{letters[1]}{row}<0)*1)"
    )
    flows = [on(layout.titles[id], layout.across(layout.sum_row(id)))
             for id in (table.each.id, layout.results.reference)]  # fmt: skip
    sizes = ",".join(f"MAX({cells}),-MIN({cells})" for cells in flows)
    cells = {
        1: (words.TOO_SMALL, f"{_SMALL}*MAX({sizes})", _SIZE),
        2: (words.SIGN_CHANGES, changes, PLAIN),
        3: (words.LAST_SIDE, f"{letters[1]}{row}", PLAIN),
        4: (words.RATES_FIT, f"MAX({table.column(_COUNT)})", PLAIN),
    }
    pen.text(top, 1, words.RATES_OF_RETURN, bold=True)
    for at, (name, formula, format) in cells.items():
        pen.text(top + at, 1, name)
        pen.formula(top + at, 2, formula, format)
    for number in range(1, MOST_NAMED + 1):
        _root(pen, table, number)
    pen.text(top + 5 + MOST_NAMED, 1, words.ALL_RATES)
    pen.formula(top + 5 + MOST_NAMED, 2, _all_names(pen, table), "@")
    pen.text(top + 6 + MOST_NAMED, 1, words.TOUCHING)
    depths = table.column(_DEPTH)
    nearest = f"INDEX({table.column(_RATE)},MATCH(MIN({depths}),{depths},0))"
    pen.formula(top + 6 + MOST_NAMED, 2, f'IF(MIN({depths})<{_TOUCHING},{nearest},"")', PERCENT)


def _root(pen: Pen, table: RateTable, number: int) -> None:
    """One of the rates: about where it is, the rate itself, and its name."""
    row = table.top + 4 + number
    at = f"MATCH({number},{table.column(_COUNT)},0)"
    low, high = (f"INDEX({table.column(_RATE)},{at}{less})" for less in ("-1", ""))
    below, above = (f"INDEX({table.column(_WORTH)},{at}{less})" for less in ("-1", ""))
    share = f"IF(AND(ISNUMBER({below}),ISNUMBER({above})),{below}/({below}-{above}),0.5)"
    about = f"EXP((1-{share})*LN(1.000001+{low})+{share}*LN(1.000001+{high}))-1.000001"
    pen.text(row, 1, f"{words.RATE.in_(pen.language)} {number}")
    pen.formula(row, 2, f'IF({table.count}<{number},"",{about})', PERCENT)
    exact = _yearly(f"IRR({table.savings},(1+B{row})^(1/{table.steps})-1)", table.steps)
    inside = f"IF(AND({exact}>={low}-0.000001,{exact}<={high}+0.000001),{exact},B{row})"
    pen.formula(row, 3, f'IF({table.count}<{number},"",IFERROR({inside},B{row}))', PERCENT)
    over = words.OVER_MOST.in_(pen.language)
    name = f'IF(C{row}>{MOST_TELLING},"{over}",FIXED(100*C{row},1,TRUE)&"%")'
    pen.formula(row, 4, f'IF({table.count}<{number},"",{name})', "@")


def _yearly(rate: str, steps: int) -> str:
    return rate if steps == 1 else f"((1+{rate})^{steps}-1)"


def _all_names(pen: Pen, table: RateTable) -> str:
    """“10.0%, 20.0% and 30.0%”."""
    last = f" {words.AND.in_(pen.language)} "
    found = f"D{table.top + 5}"
    for number in range(2, MOST_NAMED + 1):
        joint = f'IF({table.count}={number},"{last}",", ")'
        found += f'&IF({table.count}<{number},"",{joint}&D{table.top + 4 + number})'
    return f'{found}&IF({table.count}>{MOST_NAMED},", …","")'


def _end(pen: Pen, table: RateTable, row: int, rate: str, side: str) -> None:
    """A rate beyond all that are tried, where the last or the first saving decides the sign."""
    pen.formula(row, 1, rate, PERCENT)
    pen.formula(row, 4, side, PLAIN)
    if row == table.last:
        _counted(pen, row, row - 1)
    else:
        pen.formula(row, 5, "0", PLAIN)


def _tried(pen: Pen, table: RateTable, row: int, rate: str) -> None:
    pen.formula(row, 1, rate, PERCENT)
    _worth(pen, table, row)
    times = _times(table, row)
    pen.formula(row, 3, f"SUMPRODUCT({table.savings},{times},(1+A{row})^{times})", _SIZE)
    _sided(pen, row)


def _between(pen: Pen, table: RateTable, row: int) -> None:
    """Where the worth turns between the rates above and below, by the slopes there; else half-way."""
    low, high = row - 1, row + 1
    back = f"AND(B{low}*B{high}>0,B{low}*C{low}<0,B{high}*C{high}>0)"
    share = f"IF({back},C{low}/(C{low}-C{high}),0.5)"
    pen.formula(row, 1, f"EXP((1-{share})*LN(1+A{low})+{share}*LN(1+A{high}))-1", PERCENT)
    _worth(pen, table, row)
    size = f"SUMPRODUCT(ABS({table.savings}),(1+A{row})^{_times(table, row)})"
    pen.formula(row, 6, f"IF({back},ABS(B{row})/{size},1)", _SIZE)
    _sided(pen, row)


def _worth(pen: Pen, table: RateTable, row: int) -> None:
    """What the savings are worth at the rate of the row; at the end of the years if it is negative."""
    worth = f"SUMPRODUCT({table.savings},(1+A{row})^{_times(table, row)})"
    pen.formula(row, 2, worth, _SIZE)


def _times(table: RateTable, row: int) -> str:
    first = table.savings.partition(":")[0]
    since = f"(COLUMN({table.savings})-COLUMN({first}))/{table.steps}"
    return f"((A{row}<0)*{range_name(HORIZON)}-{since})"


def _sided(pen: Pen, row: int) -> None:
    before = row - 1
    pen.formula(row, 4, f"IF(B{row}=0,D{before},SIGN(B{row}))", PLAIN)
    _counted(pen, row, before)


def _counted(pen: Pen, row: int, before: int) -> None:
    pen.formula(row, 5, f"E{before}+(D{row}*D{before}<0)", PLAIN)
