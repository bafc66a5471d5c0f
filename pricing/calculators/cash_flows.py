"""The graph computed: amounts and flows for many cases and all periods at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from pricing.calculators.data import CalculatorData
from pricing.calculators.dependence import Bends, dependence, together
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON
from pricing.calculators.graph import Graph, Step
from pricing.calculators.inputs import as_authored
from pricing.calculators.plans import OUTPUT, emissions_of
from pricing.calculators.timeline import Discount, Timeline
from pricing.formula import PERIOD, YEAR, Node, before, key_of, rows_of
from pricing.formula.arrays import Array
from pricing.formula.syntax import Binary, Name

_NOTHING = np.zeros((1, 1))


class CashFlows:
    """A calculator ready to compute.

    Raises:
        PricingDataError: every name, unit, cycle or value that does not fit.
    """

    def __init__(self, data: CalculatorData) -> None:
        self.data = data
        self.graph = Graph(data)
        self.inputs, self.plans, self.steps = self.graph.inputs, self.graph.plans, self.graph.steps
        self.authored = {id: as_authored(each) for id, each in self.inputs.items()}
        self.factors = {id: float(self.graph.units[id].factor) for id in self.inputs}
        self.signs = {name: self._sign(step) for name, step in self.steps.items() if step.line}
        self.shares = {name: float(step.share) for name, step in self.steps.items()}
        self.tables = dict(self._tables())
        self.bends = dependence(self.steps.values())
        self._bits = {id: 1 << at for at, id in enumerate(self.inputs)}
        self._touching = {name: self._mask(on) for name, on in self.bends.items()}
        self._gates = {name: self._mask(_factors(step.node)) for name, step in self.steps.items()}
        self._gating = self._mask(
            {id for step in self.steps.values() for id in _factors(step.node)}
        )
        self._shown = self._asked_for()
        self._bending: dict[tuple[str, int], Bends] = {}
        self._needed: dict[tuple[tuple[str, ...], int], list[str]] = {}

    def savings_bend(self, id: str, grid: Grid) -> Bends:
        """What the net savings of an alternative depend on, and whether they bend with it.

        Args:
            grid: of the current case: what is multiplied by an input at 0 moves with that alone.
        """
        shut = grid.zeros & self._gating
        if (id, shut) not in self._bending:
            opened = (step for name, step in self.steps.items() if not self._gates[name] & shut)
            here, anywhere = self._bends_of(id, dependence(opened)), self._bends_of(id, self.bends)
            alone = {name: anywhere.get(name, False) for name in self.shut(grid)}
            self._bending[id, shut] = here | alone
        return self._bending[id, shut]

    def _bends_of(self, id: str, bends: Mapping[str, Bends]) -> Bends:
        paid = [x.lines for x in self.plans if x.alternative.id in (id, self.data.reference)]
        lines = (bends.get(name, {}) for names in paid for name in names)
        return together([*lines, {HORIZON: True, DISCOUNT_RATE: True}])

    def _asked_for(self) -> tuple[str, ...]:
        """Every step but formulas made for what may not count: those are found when they do."""
        made = {*self.graph.made} - {OUTPUT, *(emissions_of(p.alternative.id) for p in self.plans)}
        return tuple(name for name in self.steps if name not in made)

    def _tables(self) -> Iterator[tuple[str, Array]]:
        for table in self.data.tables:
            key, value = self.graph.units[key_of(table.id)], self.graph.units[table.id]
            steps = np.array([float(key.factor), float(value.factor)])
            yield rows_of(table.id), np.array(table.rows, dtype=np.float64) * steps

    def compute(
        self, values: Mapping[str, Array], horizon: int, lines: Sequence[str] | None = None
    ) -> Grid:
        """The grid of these inputs; what is multiplied by an input at 0 is not looked into.

        Args:
            values: one array per input, in the input's own unit, shape (cases, 1).
            horizon: last year.
            lines: those that are asked for, else all, and all formulas.
        """
        timeline = Timeline(horizon, self.data.periods_a_year)
        zeros = self._mask(id for id, value in values.items() if not value.any())
        known = self.tables | {PERIOD: timeline.periods, YEAR: timeline.years}
        known |= {name: _NOTHING for name, gate in self._gates.items() if gate & zeros}
        steps = self._needed_by(self._shown if lines is None else tuple(lines), zeros)
        return Grid(self, timeline, known, self._given(values), steps, zeros)

    def compute_again(self, grid: Grid, values: Mapping[str, Array], lines: Sequence[str]) -> Grid:
        """A grid where only some inputs have moved: what they do not touch is taken over.

        Args:
            lines: those that are asked for; nothing is computed again for others.
        """
        moved = self._mask(values)
        zeros = grid.zeros & ~moved
        needed = self._needed_by(tuple(lines), zeros)
        steps = [n for n in needed if self._touching[n] & moved or n not in grid.amounts]
        return Grid(self, grid.timeline, grid.amounts, self._given(values), steps, zeros)

    def shut(self, grid: Grid) -> list[str]:
        """The inputs at 0 in a grid that keep formulas from being looked into."""
        return [id for id, bit in self._bits.items() if bit & grid.zeros & self._gating]

    def complete(self, grid: Grid) -> Grid:
        """The grid with everything in it, also what is multiplied by 0."""
        steps = [n for n in self.steps if n not in grid.amounts or self._gates[n] & grid.zeros]
        return Grid(self, grid.timeline, grid.amounts, {}, steps, zeros=0)

    def _sign(self, step: Step) -> float:
        """What brings an amount of a line to a flow in the money scale."""
        assert step.line is not None
        return step.line.sign / self.data.scale.factor

    def _mask(self, names: Iterable[str]) -> int:
        """A bit for each input among these names."""
        return sum(self._bits.get(name, 0) for name in names)

    def _needed_by(self, lines: tuple[str, ...], zeros: int) -> list[str]:
        """These lines and all formulas that they use, in the order in which they are computed.

        Args:
            zeros: the inputs that stand at 0; a product with one of them is known without.
        """
        zeros &= self._gating
        if (lines, zeros) not in self._needed:
            needed = set(lines)
            for name in reversed(self.steps):
                if self._gates[name] & zeros:
                    needed.discard(name)
                if name in needed:
                    needed.update(self.steps[name].uses)
            self._needed[lines, zeros] = [name for name in self.steps if name in needed]
        return self._needed[lines, zeros]

    def _given(self, values: Mapping[str, Array]) -> dict[str, Array]:
        return {id: value * self.factors[id] for id, value in values.items()}


def _factors(node: Node) -> Iterator[str]:
    """The names that the whole of a formula is multiplied by."""
    match node:
        case Name(id):
            yield id
        case Binary("*", left, right):
            yield from _factors(left)
            yield from _factors(right)


class Grid:
    """What a calculation gives: an amount per name, and flows per line.

    `amounts[name]` is in base units, shape (cases or 1, columns), where there is one column
    without time, one per year, or one per period, each from 0 on.
    """

    def __init__(
        self,
        of: CashFlows,
        timeline: Timeline,
        known: Mapping[str, Array],
        given: Mapping[str, Array],
        steps: Sequence[str],
        zeros: int,
    ) -> None:
        self.of, self.timeline, self.zeros = of, timeline, zeros
        self.amounts: dict[str, Array] = {**known, **given}
        self.computed = frozenset(steps)
        self._spread: dict[str, Array] = {}
        done: dict[int, str] = {}
        with np.errstate(all="ignore"):
            for name in steps:
                step = of.steps[name]
                twin = done.setdefault(step.kind, name)
                amount = self._amount(step) if twin == name else self.amounts[twin]
                self.amounts[name] = amount

    def at(self, name: str, period: int) -> float:
        """The amount of a name in one period of the first case."""
        amount = self.amounts[name]
        return float(amount[0, 0] if amount.shape[1] == 1 else self._by_period(name)[0, period])

    def per_period(self, name: str) -> Array:
        """A formula's amounts per year, in its own unit, as they fall into periods 1 to the last."""
        step = self.of.steps[name]
        share = 1.0 / (float(step.unit.factor) * self.timeline.a_year)
        amount: Array = self._by_period(name)[:, 1:] * share
        return amount

    def flow(self, name: str) -> Array:
        """The flows of a line in the calculator's money scale, shape (cases or 1, periods + 1)."""
        step = self.of.steps[name]
        amount = self._by_period(name) * self.of.signs[name]
        placed = np.zeros((len(amount), self.timeline.periods.shape[1]))
        match step.due:
            case "start":
                placed[:, 0] = amount[:, 0]
            case "end":
                placed[:, -1] = amount[:, -1]
            case "advance":
                placed[:, :-1] = amount[:, 1:]
            case _:
                placed[:, 1:] = amount[:, 1:]
        return placed

    def present_cost(self, name: str, discount: Discount) -> Array:
        """Present cost of a line in the money scale, shape (cases or 1,)."""
        step = self.of.steps[name]
        assert step.due is not None
        return discount.present(self.amounts[name], step.due) * -self.of.signs[name]

    def _by_period(self, name: str) -> Array:
        """The amount of a name with a column for every period."""
        if name not in self._spread:
            self._spread[name] = self.timeline.by_period(self.amounts[name])
        return self._spread[name]

    def _amount(self, step: Step) -> Array:
        if step.looks_at_itself:
            amount = self._period_after_period(step)
        else:
            amount = step.compute(self._values(step))
        if step.line is None:
            return amount
        share = self.of.shares[step.name]
        amount = amount if share == 1.0 else amount * share
        if amount.shape[1] == 1 or step.due not in ("start", "end"):
            return amount
        # A one-off amount is the one of its own period, wherever it is referred to.
        return amount[:, :1] if step.due == "start" else amount[:, -1:]

    def _values(self, step: Step) -> Mapping[str, Array]:
        """The values a formula uses, by year as long as nothing in it differs within a year."""
        timeline, years = self.timeline, self.timeline.years.shape[1]
        if timeline.a_year == 1 and not step.earlier:
            return self.amounts
        by_period = step.of_the_period or any(
            self.amounts[name].shape[1] > years for name in step.uses
        )
        values = {rows_of(table): self.amounts[rows_of(table)] for table in step.tables}
        for name in step.uses:
            amount = self.amounts[name]
            values[name] = self._by_period(name) if by_period and amount.shape[1] > 1 else amount
            if name in step.earlier:
                whole = self._by_period(name)
                values[before(name)] = np.concatenate([whole[:, :1], whole[:, :-1]], axis=1)
        values[PERIOD] = timeline.periods if by_period else timeline.years
        values[YEAR] = timeline.year_of_period if by_period else timeline.years
        return values

    def _period_after_period(self, step: Step) -> Array:
        """A formula that looks at itself."""
        values = dict(self._values(step))
        if step.running is not None and (known := step.running.compute(values)) is not None:
            return known
        last, found = np.full((1, 1), np.nan), []
        for period in range(self.timeline.periods.shape[1]):
            now = {
                name: value[:, period : period + 1] if _timed(name, value) else value
                for name, value in values.items()
            }
            last = step.compute(now | {before(step.name): last})
            found.append(last)
        cases = max(len(each) for each in found)
        return np.concatenate([np.broadcast_to(each, (cases, 1)) for each in found], axis=1)


def _timed(name: str, value: Array) -> bool:
    """Whether there is a column per period; the rows of a table have none."""
    return value.shape[1] > 1 and not name.endswith(rows_of(""))
