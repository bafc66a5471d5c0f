"""What would change the answer: scenarios, the tornado, and break-evens of one calculation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.assumptions import Assumption
from pricing.calculators.data import Scenario
from pricing.calculators.present_costs import PresentCosts
from pricing.calculators.stressed import Bar, BreakEven, ScenarioResult, nearest
from pricing.formula.arrays import Array
from pricing.records import by_id
from pricing.sensitivity import Numbers, Range, Turns

if TYPE_CHECKING:
    from pricing.calculators.calculation import Calculation

_ZERO = Decimal(0)
# So many break-evens of an alternative are told before a reader asks for all of them.
_TOLD = 8


class Stress:
    """One calculation put under stress.

    Args:
        of: the calculation.
        alternatives: what it gave for the current inputs.
    """

    def __init__(self, of: Calculation, alternatives: tuple[AlternativeResult, ...]) -> None:
        self.of, self.alternatives = of, alternatives
        self._searches: dict[tuple[str, ...], tuple[Turns, tuple[str, ...]]] = {}
        self._tornado: dict[str, tuple[Bar, ...]] = {}
        self._level_prices: dict[str, tuple[Decimal, ...]] = {}

    def compared(self) -> tuple[ScenarioResult, ...]:
        """The scenarios side by side."""
        stressed = [
            list(map(float, self.of.values_in(each).values())) for each in self.of.scenarios
        ]
        costs = self.of.present_costs(np.array(stressed))
        savings = self.of.costs.against_reference(costs)
        return tuple(
            self._scenario(each, costs[row], savings[row])
            for row, each in enumerate(self.of.scenarios)
        )

    def tornado_of(self, id: str) -> tuple[Bar, ...]:
        """What moves the net savings of an alternative within its own range, widest first."""
        if id not in self._tornado:
            self._tornado[id] = self._tornado_of(id)
        return self._tornado[id]

    def _tornado_of(self, id: str) -> tuple[Bar, ...]:
        turns, column = self._turns(id)
        ranged = [
            (row, each.id, *ends)
            for row, each in enumerate(self._moving)
            if (ends := self._ends(each)) is not None
        ]
        savings = np.array([turns.landmarks(row)[:, column] for row, *_ in ranged])
        found = [(id, low, high) for _, id, low, high in ranged]
        return self._bars(found, savings, by_id(self.alternatives, id).net_savings)

    def _bars(
        self, ranged: list[tuple[str, Decimal, Decimal]], savings: Array, current: Decimal
    ) -> tuple[Bar, ...]:
        bars = []
        for row, (id, low, high) in enumerate(ranged):
            at_low, at_high = savings[row].tolist()
            if at_low == at_high:
                continue
            ends = [self._maybe(at_low), self._maybe(at_high)]
            known = [end for end in ends if end is not None]
            bar = Bar(
                assumption=id,
                low=low,
                high=high,
                at_low=ends[0],
                at_high=ends[1],
                swing=abs(known[0] - known[1]) if len(known) == 2 else _ZERO,
                flips=any((end > 0) != (current > 0) for end in known),
            )
            if bar.swing or len(known) < 2:
                bars.append(bar)
        return tuple(sorted(bars, key=lambda bar: -bar.swing))

    def _scenario(self, scenario: Scenario, costs: Array, savings: Array) -> ScenarioResult:
        present = {id: self._maybe(cost) for id, cost in zip(self.of.ids, costs, strict=True)}
        net = {id: self._maybe(saved) for id, saved in zip(self.of.ids, savings, strict=True)}
        if scenario.id == self.of.scenario.id:
            present = {each.id: each.present_cost for each in self.alternatives}
            net = {each.id: each.net_savings for each in self.alternatives}
        headline = [each.id for each in self.alternatives if each.headline]
        known = {id: value for id in headline if (value := net[id]) is not None}
        best = max(known, key=lambda id: known[id]) if len(known) == len(headline) else None
        if best is not None and known[best] <= 0:
            best = self.of.data.reference
        return ScenarioResult(
            id=scenario.id,
            text=scenario.text,
            overrides=scenario.overrides,
            present_cost=present,
            net_savings=net,
            best=best,
        )

    def break_evens_of(self, id: str) -> tuple[BreakEven, ...]:
        """Where each input makes an alternative save nothing, if anywhere."""
        return self._break_evens(id, np.flatnonzero([_turning(each) for each in self._moving]))

    def nearest_break_evens(self, id: str, count: int) -> tuple[BreakEven, ...]:
        """So many of these, the nearest in proportion first; last come inputs that are 0 now."""
        turns, column = self._turns(id)
        found = self._break_evens(id, turns.nearest(column, count))
        return nearest(found, count)

    def break_even(self, id: str, assumption: str) -> BreakEven | None:
        """Where this input makes an alternative save nothing, if anywhere; None: it is not moved."""
        rows = np.flatnonzero([_turning(x) and x.id == assumption for x in self._moving])
        return next(iter(self._break_evens(id, rows)), None)

    def _break_evens(self, id: str, rows: Numbers) -> tuple[BreakEven, ...]:
        turns, column = self._turns(id)
        return tuple(
            BreakEven(
                alternative=id,
                assumption=(each := self._moving[row].id),
                current=self.of.values[each],
                value=None if np.isnan(value) else _tidy(value),
            )
            for row, value in zip(rows.tolist(), turns.at(rows, column).tolist(), strict=True)
        )

    @cached_property
    def _moving(self) -> list[Assumption]:
        return [x for x in self.of.inputs.values() if _turning(x) or self._ends(x)]

    def _turns(self, id: str) -> tuple[Turns, int]:
        """The search among alternatives that are told together, and which of them this is."""
        told = [x for x in self.alternatives if x.headline and x.id != self.of.data.reference]
        among = told if id in (x.id for x in told) else self.alternatives
        ids = tuple(each.id for each in among)
        if ids not in self._searches:
            costs = self._costs(ids)
            ranges = [self._range(each) for each in self._moving]
            turns = Turns(costs.savings_moved, costs.savings_now, ranges)
            self._searches[ids] = turns, costs.ids
            if among is told:
                self._find_together(turns, costs.ids)
        turns, columns = self._searches[ids]
        return turns, columns.index(id)

    def _find_together(self, turns: Turns, columns: Sequence[str]) -> None:
        """Search for what a page tells first in one go, which takes little longer than for one."""
        pairs = []
        for column, id in enumerate(columns):
            each = by_id(self.alternatives, id)
            watched = [row for row, x in enumerate(self._moving) if x.id == each.watch]
            rows = [*watched, *turns.may_be_nearest(column, _TOLD).tolist()]
            pairs += [(row, column) for row in rows if id != self.of.data.reference]
        if pairs:
            turns.at(*np.array(sorted(set(pairs))).T)

    def level_prices(self, each: Assumption) -> tuple[Decimal, ...]:
        """What the formula of its price gives at each level of an assumption, in the first year."""
        if each.id not in self._level_prices and each.level_price is not None:
            numbers = np.arange(1.0, len(each.levels) + 1)[:, None]
            of, name = self.of.compiled, each.level_price
            tried = of.compute_again(self.of.known, {each.id: numbers}, [name])
            yearly = tried.per_period(name)[:, 0] * tried.timeline.a_year
            prices = np.broadcast_to(yearly, len(numbers)).tolist()
            self._level_prices[each.id] = tuple(Decimal(f"{price:.12g}") for price in prices)
        return self._level_prices[each.id]

    def _costs(self, ids: Sequence[str]) -> PresentCosts:
        """What these alternatives cost, beside the reference, which comes first."""
        return PresentCosts(self.of, dict.fromkeys([self.of.data.reference, *ids]))

    def _range(self, each: Assumption) -> Range:
        minimum, maximum = each.bounds
        ends = self._ends(each)
        return Range(
            column=self.of.columns[each.id],
            value=float(self.of.values[each.id]),
            minimum=float(minimum),
            maximum=float(maximum),
            absolute=each.unit == "fraction",
            landmarks=tuple(map(float, ends or ())),
            straight=not self.of.costs.bends.get(each.id, False),
            turning=_turning(each),
        )

    def _ends(self, each: Assumption) -> tuple[Decimal, Decimal] | None:
        """Its own range, as far as it is known."""
        if each.low is None and each.high is None:
            return None
        current = self.of.values[each.id]
        low = current if each.low is None else each.low
        high = current if each.high is None else each.high
        return low, high

    def _maybe(self, number: float) -> Decimal | None:
        return self.of.figure(float(number)) if np.isfinite(number) else None


def _turning(each: Assumption) -> bool:
    return each.break_even and not each.whole


def _tidy(number: float) -> Decimal:
    """A computed input with twelve significant digits, as plain digits."""
    return Decimal(f"{number:.12g}")
