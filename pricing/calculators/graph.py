"""The graph of a calculator: formulas parsed, names resolved, units checked, put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from pricing.calculators.checks import check
from pricing.calculators.data import CalculatorData, NamedFormula
from pricing.calculators.fields import RECURRING, Due
from pricing.calculators.lines import Line
from pricing.calculators.plans import OUTPUT, Placed, Plan, Plans
from pricing.calculators.running import Running, running
from pricing.errors import Path, PricingDataError, Problem
from pricing.formula import (
    PERIOD,
    PLAIN,
    YEAR,
    Computation,
    FormulaError,
    Node,
    Unit,
    computation,
    key_of,
    looks_back,
    names,
    parse,
    read_unit,
    same_kind,
    tables,
    unit_of,
)
from pricing.formula.functions import OVER_PERIODS
from pricing.formula.syntax import Call, Name, Previous, walk

_A_YEAR = Unit((("year", 1),))


@dataclass(frozen=True)
class Step:
    """A named formula or a line of an alternative, parsed, with its unit.

    Steps of the same `kind` have the same formula, time of payment and sign: what one
    alternative takes over from another is computed once. `share` is the part of the formula's
    value that belongs to one period: an amount per year is spread over the periods of a year.
    `due` is when a line is paid, None for a formula.
    """

    name: str
    item: NamedFormula | Line
    node: Node
    unit: Unit
    path: Path
    kind: int
    share: Fraction
    due: Due | None
    compute: Computation

    @cached_property
    def line(self) -> Line | None:
        """The line, where this is one."""
        return self.item if isinstance(self.item, Line) else None

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The names in the formula, itself and the clock left out."""
        return tuple(name for name in names(self.node) if name not in (YEAR, PERIOD, self.name))

    @cached_property
    def earlier(self) -> frozenset[str]:
        """The names whose value of the period before is used."""
        return frozenset(looks_back(self.node))

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables it looks into."""
        return tables(self.node)

    @cached_property
    def of_the_period(self) -> bool:
        """Whether the formula itself, not what it uses, differs from period to period."""
        calls = (part for part in walk(self.node) if isinstance(part, Call))
        over = any(call.function in OVER_PERIODS for call in calls)
        return over or bool(self.earlier) or PERIOD in names(self.node)

    @cached_property
    def running(self) -> Running | None:
        """How it goes on from its own value of the period before, where that is all it does."""
        return running(self.name, self.node)

    @property
    def looks_at_itself(self) -> bool:
        """Whether each period's value builds on the one before."""
        return self.name in self.earlier


class Graph:
    """Steps in the order in which they can be computed, and the units of all names.

    Raises:
        PricingDataError: every name, unit, cycle or value that does not fit.
    """

    def __init__(self, data: CalculatorData) -> None:
        self.data = data
        self.inputs = {each.id: each for each in data.inputs}
        self.tables = {each.id: each for each in data.tables}
        found = Plans(data)
        self.plans: tuple[Plan, ...] = tuple(found.plans)
        self.made = found.made
        self.problems: list[Problem] = [*check(data, found.made), *found.problems]
        self.units = dict(self._given_units())
        parsed = dict(self._parsed(found.items))
        known = {
            name: node for name, node in parsed.items() if self._known(found.items[name], node)
        }
        self._raise()
        self.steps = self._in_order(found.items, known)
        self._raise()

    def _wrong(self, path: Path, id: str, message: str) -> None:
        self.problems.append(Problem(path, id, message))

    def _raise(self) -> None:
        if self.problems:
            raise PricingDataError(self.problems)

    def _given_units(self) -> Iterator[tuple[str, Unit]]:
        yield from ((YEAR, PLAIN), (PERIOD, PLAIN))
        own = {each.id: position for position, each in enumerate(self.data.assumptions)}
        for id, each in self.inputs.items():
            yield id, self._read(each.unit, ("assumptions", own.get(id, 0), "unit"), id)
        for position, table in enumerate(self.data.tables):
            path: Path = ("tables", position)
            yield table.id, self._read(table.unit, (*path, "unit"), table.id)
            yield key_of(table.id), self._read(table.key_unit, (*path, "key_unit"), table.id)

    def _read(self, unit: str, path: Path, id: str) -> Unit:
        try:
            return read_unit(unit, self.data.units)
        except FormulaError as error:
            self._wrong(path, id, str(error))
            return PLAIN

    def _parsed(self, items: Mapping[str, Placed]) -> Iterator[tuple[str, Node]]:
        for name, placed in items.items():
            try:
                yield name, parse(self._written(placed.item))
            except FormulaError as error:
                self._wrong(placed.path, name, str(error))

    def _written(self, item: NamedFormula | Line) -> str:
        return item.written(self.data.periods_a_year) if isinstance(item, Line) else item.formula

    def _known(self, placed: Placed, node: Node) -> bool:
        known = {YEAR, PERIOD, *self.inputs, *(each.id for each in self.data.formulas)}
        known |= {name for plan in self.plans for name in plan.lines} | set(self.made)
        missing = [name for name in names(node) if name not in known]
        unheard = [table for table in tables(node) if table not in self.tables]
        for name in missing:
            self._wrong(placed.path, placed.name, f"unknown name {name!r}")
        for table in unheard:
            self._wrong(placed.path, placed.name, f"unknown table {table!r}")
        return not (missing or unheard)

    def _in_order(self, items: Mapping[str, Placed], parsed: Mapping[str, Node]) -> dict[str, Step]:
        needs = {
            name: [n for n in names(node) if n in parsed and not _itself(name, n, node)]
            for name, node in parsed.items()
        }
        try:
            order = tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle: Sequence[str] = error.args[1]
            first = items[circle[0]]
            self._wrong(first.path, first.name, f"goes in a circle: {' → '.join(circle)}")
            self._raise()
        steps: dict[str, Step] = {}
        kinds: dict[tuple[Node, Due | None, int], int] = {}
        for name in order:
            steps[name] = self._step(items[name], parsed[name], kinds)
        return steps

    def _step(
        self, placed: Placed, node: Node, kinds: dict[tuple[Node, Due | None, int], int]
    ) -> Step:
        item, name = placed.item, placed.name
        share = Fraction(1)
        try:
            self.units[name], share = self._checked(placed, node)
        except FormulaError as error:
            self._wrong(placed.path, name, str(error))
            self.units[name] = PLAIN
        line = item if isinstance(item, Line) else None
        due = None if line is None else self._due(line)
        kind = kinds.setdefault((node, due, line.sign if line else 0), len(kinds))
        unit, compute = self.units[name], computation(node)
        return Step(name, item, node, unit, placed.path, kind, share, due, compute)

    def _due(self, line: Line) -> Due:
        return RECURRING[self.data.conventions.timing] if line.when == "yearly" else line.when

    def _checked(self, placed: Placed, node: Node) -> tuple[Unit, Fraction]:
        """The unit of a step; an amount per year that falls due in a period is an amount."""
        if isinstance(placed.item, NamedFormula):
            if placed.name in looks_back(node):
                self.units[placed.name] = self._expected(placed.item, node)
            return self._declared(placed.item, unit_of(node, self.units)), Fraction(1)
        unit = unit_of(node, self.units)
        money = read_unit(self.data.currency, (self.data.currency,))
        by_year = placed.item.when not in ("start", "end") and same_kind(unit, money / _A_YEAR)
        zero = node == parse("0")
        if by_year and placed.item.every is not None:
            raise FormulaError(f"what is paid every some years is not so much a year, as {unit} is")
        if not (same_kind(unit, money) or by_year or zero):
            raise FormulaError(f"the amount has the unit {unit}, not {money}")
        return money, Fraction(1, self.data.periods_a_year if by_year else 1)

    def _expected(self, formula: NamedFormula, node: Node) -> Unit:
        """The unit of a formula that looks at itself: as declared, else as its first value."""
        if formula.unit is not None:
            return read_unit(formula.unit, self.data.units)
        starts = (part.first for part in walk(node) if isinstance(part, Previous))
        return Unit(unit_of(next(starts), self.units).powers)

    def _declared(self, formula: NamedFormula, unit: Unit) -> Unit:
        if formula.unit is None:
            return Unit(unit.powers)
        declared = read_unit(formula.unit, self.data.units)
        if not same_kind(declared, unit):
            raise FormulaError(f"the formula gives {unit}, not {formula.unit}")
        if formula.id == OUTPUT and ("year", -1) not in declared.powers:
            raise FormulaError(f"an output is so much a year, not {formula.unit}")
        return declared


def _itself(name: str, other: str, node: Node) -> bool:
    """Whether a formula uses a name only as its own value of the period before."""
    return name == other and not any(part == Name(name) for part in walk(node))
