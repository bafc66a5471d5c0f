"""Where everything stands: sheets, rows of names, columns of periods."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from openpyxl.utils import get_column_letter

from pricing.calculators.data import Alternative
from pricing.calculators.fields import HORIZON, Timing
from pricing.calculators.graph import Step
from pricing.calculators.inputs import AssumptionValue
from pricing.calculators.results import Results
from pricing.formula import PERIOD, YEAR, Unit, looks_back, names
from pricing.text import Text
from pricing.workbook import words

FIRST_COLUMN = 5
PERIOD_ROW, YEAR_ROW, FACTOR_ROW, RECURRING_ROW, FIRST_ROW = 3, 4, 5, 6, 8
MOST_PERIODS = 120
# Below the sum of an option: its savings, and what is made of them.
SAVED, SO_FAR, WORTH_SO_FAR, BACK, WORTH_BACK, WORTH, MIDDLE, MIDDLE_SAVED, HALVES = range(1, 10)
ASSUMPTION_ROW = 4
VALUE_COLUMN, IN_USE_COLUMN, LOW_COLUMN, HIGH_COLUMN, SCENARIO_COLUMN = 2, 3, 5, 6, 11
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*|true|false")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Layout:
    """The plan of a workbook for one calculation in one language."""

    results: Results
    language: str

    # -- sheets -------------------------------------------------------------------------------

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of each alternative's sheet."""
        taken: set[str] = set()
        found = {}
        for each in self.alternatives:
            name = (each.short or each.text).in_(self.language)
            title = f"{words.CASH_FLOW.in_(self.language)} {_NOT_IN_TITLES.sub(' ', name)}"[:31]
            while title.lower() in taken:
                title = f"{title[:28]} {len(taken)}"
            taken.add(title.lower())
            found[each.id] = title
        return found

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The alternatives as authored, in the order of their sheets."""
        return self.results.calculator.alternatives

    def title(self, sheet: Text) -> str:
        """The title of a sheet that every workbook has."""
        return sheet.in_(self.language)

    # -- columns and rows ---------------------------------------------------------------------

    @property
    def most_years(self) -> int:
        """How many years there are columns for: the number compared may be changed up to it."""
        results = self.results
        room = MOST_PERIODS // results.periods_a_year
        return max(results.horizon, min(results.calculator.horizon.maximum, room))

    @property
    def periods(self) -> range:
        """0 to the last period there is a column for."""
        return range(self.most_years * self.results.periods_a_year + 1)

    @property
    def last(self) -> str:
        """The number of the last period compared, as a formula."""
        a_year = self.results.periods_a_year
        return range_name(HORIZON) if a_year == 1 else f"{range_name(HORIZON)}*{a_year}"

    @property
    def timing(self) -> Timing:
        """When in its period what recurs is paid."""
        return self.results.conventions.timing

    @property
    def recurring_row(self) -> int:
        """The row of the discount factors of what recurs."""
        return FACTOR_ROW if self.timing == "year_end" else RECURRING_ROW

    def factor_row(self, name: str) -> int:
        """The row of the discount factors of a line."""
        return RECURRING_ROW if self.steps[name].due == "middle" else FACTOR_ROW

    @property
    def last_column(self) -> int:
        """The column of the last period there is one for."""
        return self.column(self.periods[-1])

    def column(self, period: int) -> int:
        """The column of a period; alike on every sheet that has periods."""
        return FIRST_COLUMN + period

    def across(self, row: int, first: int = 0) -> str:
        """The cells of a row from a period to the last."""
        start = get_column_letter(self.column(first))
        return f"{start}{row}:{get_column_letter(self.last_column)}{row}"

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The graph of the calculator."""
        return self.results.computation[0].steps

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """Names of the formulas, in the order in which they are computed."""
        return tuple(name for name, step in self.steps.items() if step.line is None)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row in which the amounts of each formula and line stand."""
        rows = {name: FIRST_ROW + at for at, name in enumerate(self.formulas)}
        for each in self.results.alternatives:
            rows |= {line.name: FIRST_ROW + at for at, line in enumerate(each.lines)}
        return rows

    def flow_row(self, id: str) -> int:
        """The row of an alternative's first cash flow."""
        return FIRST_ROW + len(self.results.alternative(id).lines) + 2

    def sum_row(self, id: str) -> int:
        """The row of an alternative's sum; its savings and paybacks stand below."""
        return self.flow_row(id) + len(self.results.alternative(id).lines)

    # -- names --------------------------------------------------------------------------------

    @cached_property
    def positions(self) -> dict[str, int]:
        """The position of each assumption, from 1."""
        return {each.id: at for at, each in enumerate(self.results.assumptions, start=1)}

    def assumption_row(self, id: str) -> int:
        """The row of an assumption."""
        return ASSUMPTION_ROW + self.positions[id]

    @cached_property
    def table_rows(self) -> dict[str, tuple[int, int]]:
        """First and last row of each table's keys and values, below the assumptions."""
        found, row = {}, ASSUMPTION_ROW + len(self.positions) + 4
        for table in self.results.calculator.tables:
            found[table.id] = (row, row + len(table.rows) - 1)
            row += len(table.rows) + 3
        return found

    @property
    def choices(self) -> list[AssumptionValue]:
        """The assumptions that are a choice among named levels."""
        return [each for each in self.results.assumptions if each.levels]

    @cached_property
    def level_rows(self) -> dict[str, tuple[int, int]]:
        """First and last row of the names of each choice's levels, below the tables."""
        tables = [last for _first, last in self.table_rows.values()]
        found, row = {}, max(tables, default=ASSUMPTION_ROW + len(self.positions)) + 4
        for each in self.choices:
            found[each.id] = (row, row + len(each.levels) - 1)
            row += len(each.levels) + 2
        return found

    def level_cells(self, id: str) -> str:
        """Where the names of a choice's levels stand on the sheet of assumptions."""
        first, last = self.level_rows[id]
        return f"$A${first}:$A${last}"

    @cached_property
    def needed_at_once(self) -> frozenset[str]:
        """Names whose value of year 0 something paid at the start asks for."""
        found: set[str] = set()
        waiting = [n for n, s in self.steps.items() if s.due == "start"]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting += [each for each in names(self.steps[name].node) if each in self.steps]
        return frozenset(found)


def range_name(id: str) -> str:
    """The name of an assumption's cell; one that looks like a cell gets a line behind it."""
    return f"{id}_" if _LIKE_A_CELL.fullmatch(id) else id


def on(title: str, cell: str) -> str:
    """A cell on another sheet."""
    return f"'{title}'!{cell}"


class PeriodCells:
    """Where names stand, seen from one period; see `pricing.formula.Cells`."""

    def __init__(self, layout: Layout, period: int) -> None:
        self.layout, self.period = layout, period
        results = layout.results
        self.currency, self.scale = results.currency, results.scale.factor
        self.units = dict(self._units())

    def _units(self) -> Iterator[tuple[str, Unit]]:
        graph = self.layout.results.computation[0].graph
        for name, unit in graph.units.items():
            step = self.layout.steps.get(name)
            in_scale = step is not None and step.line is not None
            yield name, Unit(unit.powers, Fraction(self.scale)) if in_scale else unit

    def cell(self, name: str) -> str:
        """The cell of a name in this period, or its one cell."""
        return self._cell(name, self.period)

    def earlier(self, name: str) -> str | None:
        """The cell of a name in the period before; None in the first period."""
        return self._cell(name, self.period - 1) if self.period > 1 else None

    def periods(self, name: str) -> str:
        """The cells of a name from period 1 to the last one compared."""
        whole = f"{self._cell(name, 1)}:{self._cell(name, self.layout.periods[-1]).split('!')[-1]}"
        return f"{self._cell(name, 1)}:INDEX({whole},1,{self.layout.last})"

    def table(self, name: str) -> tuple[str, str]:
        """The cells of a table's keys and of its values."""
        first, last = self.layout.table_rows[name]
        sheet = self.layout.title(words.ASSUMPTIONS)
        return on(sheet, f"$A${first}:$A${last}"), on(sheet, f"$B${first}:$B${last}")

    def _cell(self, name: str, period: int) -> str:
        layout = self.layout
        letter = get_column_letter(layout.column(period))
        if name == YEAR:
            return f"{letter}${YEAR_ROW}"
        if name == PERIOD:
            return f"{letter}${PERIOD_ROW}"
        step = layout.steps.get(name)
        if step is None:
            return range_name(name)
        if step.line is None:
            return on(layout.title(words.WORKINGS), f"{letter}{layout.rows[name]}")
        title, row = layout.titles[name.partition(".")[0]], layout.rows[name]
        if step.due == "end":
            return f"INDEX({on(title, layout.across(row, 1))},1,{layout.last})"
        if step.due == "start":
            letter = f"${get_column_letter(layout.column(0))}$"
        return on(title, f"{letter}{row}")


def filled(layout: Layout, name: str, period: int) -> bool:
    """Whether a name has a cell in a period: what is paid at the start has one, all else from 1.

    What is paid at the end has one for each end there may be.
    """
    if layout.steps[name].due == "start":
        return period == 0
    if period > 0:
        return True
    return name in layout.needed_at_once and not looks_back(layout.steps[name].node)
