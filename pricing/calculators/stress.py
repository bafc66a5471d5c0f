"""What would change the answer: scenarios, the tornado, and break-evens of one calculation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from pricing.calculators.alternatives import AlternativeResult
from pricing.calculators.assumptions import Assumption
from pricing.calculators.batches import batches
from pricing.calculators.data import Scenario
from pricing.calculators.present_costs import PresentCosts
from pricing.calculators.stressed import Bar, BreakEven, ScenarioResult
from pricing.formula.arrays import Array
from pricing.records import by_id
from pricing.sensitivity import Range, break_evens, moved

if TYPE_CHECKING:
    from pricing.calculators.calculation import Calculation

_ZERO = Decimal(0)


class Stress:
    """One calculation put under stress.

    Args:
        of: the calculation.
        alternatives: what it gave for the current inputs.
    """

    def __init__(self, of: Calculation, alternatives: tuple[AlternativeResult, ...]) -> None:
        self.of, self.alternatives = of, alternatives
        self._break_evens: dict[str, tuple[BreakEven, ...]] = {}
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
        ranged = [
            (id, *ends)
            for id, each in self.of.inputs.items()
            if (ends := _ends(each, self.of.values[id])) is not None
        ]
        columns = np.repeat([self.of.columns[id] for id, _, _ in ranged], 2)
        ends_ = np.array([float(end) for _, low, high in ranged for end in (low, high)])
        savings = self._costs([id]).net_savings(moved(self.of.base, columns, ends_))
        return self._bars(ranged, savings[:, 1], by_id(self.alternatives, id).net_savings)

    def _bars(
        self, ranged: list[tuple[str, Decimal, Decimal]], savings: Array, current: Decimal
    ) -> tuple[Bar, ...]:
        bars = []
        for row, (id, low, high) in enumerate(ranged):
            at_low, at_high = savings[2 * row : 2 * row + 2].tolist()
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
        if id not in self._break_evens:
            told = [each.id for each in self.alternatives if each.headline and not each.watch]
            ids = [each for each in told if each != self.of.data.reference]
            # The verdict looks through those of all alternatives that watch no input.
            ids = ids if id in ids else [id]
            found = self.break_evens(self.of.inputs, ids)
            for other in ids:
                self._break_evens[other] = tuple(e for e in found if e.alternative == other)
        return self._break_evens[id]

    def watched(self) -> tuple[BreakEven, ...]:
        """Where the inputs that verdicts watch make their alternatives save nothing, if anywhere."""
        watching = [each for each in self.alternatives if each.headline and each.watch]
        inputs = dict.fromkeys(each.watch for each in watching if each.watch)
        return self.break_evens(inputs, [each.id for each in watching]) if watching else ()

    def break_evens(self, inputs: Iterable[str], ids: Sequence[str]) -> tuple[BreakEven, ...]:
        """Where each of these inputs makes each of these alternatives save nothing, if anywhere."""
        costs, known = self._costs(ids), (self.of.inputs[id] for id in inputs)
        moving = [each for each in known if each.break_even and not each.whole]
        ranges = [self._range(each) for each in moving]
        together = self._batches(moving, ranges, costs)
        found = break_evens(costs.net_savings, self.of.base, ranges, together)
        return tuple(
            BreakEven(
                alternative=id,
                assumption=each.id,
                current=self.of.values[each.id],
                value=None if np.isnan(found[row, column]) else _tidy(found[row, column]),
            )
            for column, id in enumerate(costs.ids)
            if id != self.of.data.reference
            for row, each in enumerate(moving)
        )

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

    def _batches(
        self, moving: Sequence[Assumption], ranges: Sequence[Range], costs: PresentCosts
    ) -> tuple[tuple[int, ...], ...]:
        """What is computed together, by number; an input that touches no cost is in none."""
        cases = tuple(1 if each.straight else len(each.tries()) for each in ranges)
        touched = tuple(costs.touched_by(each.id) for each in moving)
        return batches(touched, cases, self.of.known.timeline.periods.shape[1])

    def _range(self, each: Assumption) -> Range:
        minimum, maximum = each.bounds
        return Range(
            column=self.of.columns[each.id],
            value=float(self.of.values[each.id]),
            minimum=float(minimum),
            maximum=float(maximum),
            absolute=each.unit == "fraction",
            landmarks=tuple(
                float(end) for end in (each.low, each.value, each.high) if end is not None
            ),
            straight=not self.of.costs.bends.get(each.id, False),
        )

    def _maybe(self, number: float) -> Decimal | None:
        return self.of.figure(float(number)) if np.isfinite(number) else None


def _ends(each: Assumption, current: Decimal) -> tuple[Decimal, Decimal] | None:
    if each.low is None and each.high is None:
        return None
    low = current if each.low is None else each.low
    high = current if each.high is None else each.high
    return low, high


def _tidy(number: float) -> Decimal:
    """A computed input with twelve significant digits, as plain digits."""
    return Decimal(f"{number:.12g}")
