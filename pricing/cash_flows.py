"""The compiled calculator: names resolved, units checked, flows computed for many cases at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

import numpy as np
from pydantic import ValidationError

from pricing.calculator_data import (
    HORIZON,
    Alternative,
    Assumption,
    CalculatorData,
    Line,
    NamedFormula,
)
from pricing.errors import Path, PricingDataError, Problem
from pricing.financing.rewriting import financed
from pricing.formula import (
    PLAIN,
    YEAR,
    Computation,
    FormulaError,
    Node,
    Unit,
    computation,
    names,
    parse,
    read_unit,
    same_kind,
    unit_of,
)
from pricing.formula.functions import FUNCTIONS, Array


@dataclass(frozen=True)
class Step:
    """A named formula or a line of an alternative, parsed, with its unit.

    Steps of the same `kind` have the same formula, time of payment and sign: what one
    alternative takes over from another is computed once.
    """

    name: str
    item: NamedFormula | Line
    node: Node
    unit: Unit
    path: Path
    kind: int
    compute: Computation

    @property
    def line(self) -> Line | None:
        """The line, where this is one."""
        return self.item if isinstance(self.item, Line) else None


@dataclass(frozen=True)
class Plan:
    """An alternative with the lines it really has, after financing."""

    alternative: Alternative
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """What a calculation gives: amounts per name and flows per line.

    `amounts[name]` is in base units and broadcasts to (cases, years 0 to n). `flows[name]` is in
    the calculator's money scale, outflows negative, shape (cases, years 0 to n).
    """

    amounts: Mapping[str, Array]
    flows: Mapping[str, Array]


class CashFlows:
    """A calculator ready to compute.

    Raises:
        PricingDataError: every name, unit, cycle or value that does not fit.
    """

    def __init__(self, data: CalculatorData) -> None:
        self.data = data
        self.inputs = {each.id: each for each in data.inputs}
        self.problems: list[Problem] = []
        self.units = self._input_units()
        self.factors = {id: float(unit.factor) for id, unit in self.units.items()}
        self._check_names()
        self.plans, found = self._plans()
        steps = {name: step for name, step in found.items() if self._known(step)}
        self._raise()
        self.steps = self._in_order(steps)
        self._raise()

    def compute(self, values: Mapping[str, Array], horizon: int) -> Grid:
        """Amounts and flows.

        Args:
            values: one array per input, in the input's own unit, shape (cases, 1).
            horizon: last year n; the flows have n + 1 columns.
        """
        with np.errstate(all="ignore"):
            return self._compute(values, horizon)

    def _compute(self, values: Mapping[str, Array], horizon: int) -> Grid:
        years = np.arange(horizon + 1, dtype=np.float64).reshape(1, -1)
        amounts: dict[str, Array] = {YEAR: years}
        for id, value in values.items():
            amounts[id] = value * self.factors[id]
        flows: dict[str, Array] = {}
        done: dict[int, str] = {}
        cases = max(value.shape[0] for value in values.values())
        for name, step in self.steps.items():
            line = step.line
            twin = done.setdefault(step.kind, name)
            if twin != name:
                amounts[name] = amounts[twin]
                if line is not None:
                    flows[name] = flows[twin]
                continue
            amount = step.compute(amounts)
            if line is None:
                amounts[name] = amount
                continue
            amounts[name] = _at(amount, line.when, horizon)
            factor = line.sign / self.data.scale.factor
            flows[name] = _placed(amounts[name] * factor, line.when, cases, horizon)
        return Grid(amounts, flows)

    # -- reading the author's data ------------------------------------------------------------

    def _wrong(self, path: Path, id: str, message: str) -> None:
        self.problems.append(Problem(path, id, message))

    def _raise(self) -> None:
        if self.problems:
            raise PricingDataError(self.problems)

    def _input_units(self) -> dict[str, Unit]:
        units = {YEAR: PLAIN}
        own = {each.id: position for position, each in enumerate(self.data.assumptions)}
        for id, each in self.inputs.items():
            try:
                units[id] = read_unit(each.unit, self.data.units)
            except FormulaError as error:
                self._wrong(("assumptions", own[id], "unit"), id, str(error))
                units[id] = PLAIN
        return units

    def _check_names(self) -> None:
        data = self.data
        taken: set[str] = {YEAR, HORIZON, "discount_rate", *FUNCTIONS}
        parts = {
            "assumptions": [item.id for item in data.assumptions],
            "formulas": [item.id for item in data.formulas],
        }
        for part, ids in parts.items():
            for position, id in enumerate(ids):
                if id in taken:
                    self._wrong((part, position, "id"), id, f"{id!r} is already taken")
                taken.add(id)
        groups = {group.id for group in data.groups}
        for position, item in enumerate(data.assumptions):
            if item.group is not None and item.group not in groups:
                path = ("assumptions", position, "group")
                self._wrong(path, item.id, f"no group {item.group!r}")
        self._check_alternatives()
        self._check_scenarios()

    def _check_alternatives(self) -> None:
        ids: dict[str, Alternative] = {}
        for position, each in enumerate(self.data.alternatives):
            path: Path = ("alternatives", position)
            if each.id in ids:
                self._wrong((*path, "id"), each.id, f"{each.id!r} is already taken")
            if each.watch is not None and each.watch not in self.inputs:
                self._wrong((*path, "watch"), each.id, f"no assumption {each.watch!r}")
            ids[each.id] = each
        if self.data.reference not in ids:
            self._wrong(("reference",), "", f"no alternative {self.data.reference!r}")
        for position, each in enumerate(self.data.alternatives):
            path = ("alternatives", position, "of")
            if each.of is not None and (each.of not in ids or ids[each.of].of is not None):
                message = f"{each.of!r} is not an alternative with lines of its own"
                self._wrong(path, each.id, message)

    def _check_scenarios(self) -> None:
        taken = {"base", "own"}
        for position, scenario in enumerate(self.data.scenarios):
            path: Path = ("scenarios", position)
            if scenario.id in taken:
                self._wrong((*path, "id"), scenario.id, f"{scenario.id!r} is already taken")
            taken.add(scenario.id)
            for id, value in scenario.overrides.items():
                place = (*path, "overrides", id)
                if id not in self.inputs:
                    self._wrong(place, scenario.id, f"no assumption {id!r}")
                elif not _within(self.inputs[id], value):
                    low, high = self.inputs[id].bounds
                    self._wrong(place, scenario.id, f"{value} does not fit {low} to {high}")

    def _plans(self) -> tuple[tuple[Plan, ...], dict[str, _Parsed]]:
        found: dict[str, _Parsed] = {}
        for position, formula in enumerate(self.data.formulas):
            path: Path = ("formulas", position, "formula")
            self._parse(found, formula.id, formula, path)
        plans = []
        by_id = {each.id: each for each in self.data.alternatives}
        for position, alternative in enumerate(self.data.alternatives):
            path = ("alternatives", position)
            mine = []
            for at, line in self._lines(alternative, by_id, path):
                name = f"{alternative.id}.{line.id}"
                if name in found:
                    self._wrong(at, alternative.id, f"line {line.id!r} is already there")
                self._parse(found, name, line, at)
                mine.append(name)
            plans.append(Plan(alternative, tuple(mine)))
        return tuple(plans), found

    def _lines(
        self, alternative: Alternative, by_id: Mapping[str, Alternative], path: Path
    ) -> Iterator[tuple[Path, Line]]:
        base = by_id.get(alternative.of or "")
        if base is None or base.of is not None:
            for at, line in enumerate(alternative.lines):
                yield (*path, "lines", at, "formula"), line
            return
        if alternative.financing is not None and alternative.financing.kind != "lease":
            bought = [x for x in base.lines if x.category == "acquisition" and x.when == "start"]
            if not bought:
                message = f"{base.id!r} has no acquisition in year 0 to finance"
                self._wrong((*path, "of"), alternative.id, message)
                return
        try:
            lines = financed(alternative, base)
        except ValidationError:
            self._wrong((*path, "financing"), alternative.id, "the formulas are too long")
            return
        inherited = len(lines) - len(alternative.lines)
        for at, line in enumerate(lines):
            own = (*path, "lines", at - inherited, "formula")
            yield ((*path, "financing") if at < inherited else own), line

    def _parse(
        self, found: dict[str, _Parsed], name: str, item: NamedFormula | Line, path: Path
    ) -> None:
        try:
            found[name] = _Parsed(name, item, parse(item.formula), path)
        except FormulaError as error:
            self._wrong(path, name, str(error))
            found[name] = _Parsed(name, item, parse("0"), path)

    def _known(self, step: _Parsed) -> bool:
        known = {YEAR, *self.inputs, *(each.id for each in self.data.formulas)}
        known |= {name for plan in self.plans for name in plan.lines}
        missing = [name for name in names(step.node) if name not in known]
        for name in missing:
            self._wrong(step.path, step.name, f"unknown name {name!r}")
        return not missing

    def _in_order(self, parsed: Mapping[str, _Parsed]) -> dict[str, Step]:
        needs = {name: [n for n in names(p.node) if n in parsed] for name, p in parsed.items()}
        try:
            order = tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle: Sequence[str] = error.args[1]
            first = parsed[circle[0]]
            self._wrong(first.path, first.name, f"goes in a circle: {' → '.join(circle)}")
            self._raise()
        units, steps = dict(self.units), {}
        kinds: dict[tuple[Node, str, int], int] = {}
        for name in order:
            step = parsed[name]
            try:
                units[name] = self._checked(step, units)
            except FormulaError as error:
                self._wrong(step.path, name, str(error))
                units[name] = unit_of(parse("0"), units)
            item = step.item
            line = (item.when, item.sign) if isinstance(item, Line) else ("", 0)
            kind = kinds.setdefault((step.node, *line), len(kinds))
            steps[name] = Step(
                name, item, step.node, units[name], step.path, kind, computation(step.node)
            )
        return steps

    def _checked(self, step: _Parsed, units: Mapping[str, Unit]) -> Unit:
        """The unit of a step; an amount per year that falls due in a year is simply an amount."""
        unit = unit_of(step.node, units)
        if isinstance(step.item, NamedFormula):
            return self._declared(step.item, unit)
        money = read_unit(self.data.currency, (self.data.currency,))
        by_year = step.item.when in ("yearly", "advance") and same_kind(unit, money / _A_YEAR)
        zero = step.node == parse("0")
        if not (same_kind(unit, money) or by_year or zero):
            raise FormulaError(f"the amount has the unit {unit}, not {money}")
        return money

    def _declared(self, formula: NamedFormula, unit: Unit) -> Unit:
        if formula.unit is None:
            return Unit(unit.powers)
        declared = read_unit(formula.unit, self.data.units)
        if not same_kind(declared, unit):
            raise FormulaError(f"the formula gives {unit}, not {formula.unit}")
        return declared


@dataclass(frozen=True)
class _Parsed:
    name: str
    item: NamedFormula | Line
    node: Node
    path: Path


_A_YEAR = Unit((("year", 1),))


def _within(assumption: Assumption, value: Decimal) -> bool:
    low, high = assumption.bounds
    return low <= value <= high and (not assumption.whole or value == int(value))


def _at(amount: Array, when: str, horizon: int) -> Array:
    """A one-off amount is the one of its own year, wherever it is referred to."""
    if amount.shape[1] == 1 or when not in ("start", "end"):
        return amount
    column = 0 if when == "start" else horizon
    return amount[:, column : column + 1]


def _placed(amount: Array, when: str, cases: int, horizon: int) -> Array:
    """The amount in the columns where it is paid, zero elsewhere."""
    flow = np.zeros((cases, horizon + 1))
    if when == "start":
        flow[:, 0] = amount[:, 0]
    elif when == "end":
        flow[:, horizon] = amount[:, 0]
    else:
        first = 1 if when == "yearly" else 0
        flow[:, first : first + horizon] = amount[:, 1:] if amount.shape[1] > 1 else amount
    return flow
