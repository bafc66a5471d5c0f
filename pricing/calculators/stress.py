"""What would change the answer: scenarios, the tornado, and break-evens of one calculation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from pricing.sensitivity import Range, Turns

if TYPE_CHECKING:
    from pricing.calculators.calculation import Calculation

_ZERO = Decimal(0)
# So many break-evens are told of the best alternative until a reader asks for all of them.
_TOLD = 8


@dataclass(frozen=True)
class Search:
    """Where some inputs turn what some alternatives save; the reference is among these."""

    moving: tuple[Assumption, ...]
    ids: tuple[str, ...]
    turns: Turns


class Stress:
    """One calculation put under stress.

    Args:
        of: the calculation.
        alternatives: what it gave for the current inputs.
    """

    def __init__(self, of: Calculation, alternatives: tuple[AlternativeResult, ...]) -> None:
        self.of, self.alternatives = of, alternatives
        self._searches: dict[tuple[str, ...], Search] = {}
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
        search, ranged = self._search(id), list[tuple[str, Decimal, Decimal]]()
        savings = []
        for row, each in enumerate(search.moving):
            if (ends := self._ends(each)) is not None:
                ranged.append((each.id, *ends))
                savings.append(search.turns.landmarks(row)[:, search.ids.index(id)])
        return self._bars(ranged, np.array(savings), by_id(self.alternatives, id).net_savings)

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
        search = self._search(id)
        return self._found(search, id, [r for r, x in enumerate(search.moving) if _turning(x)])

    def nearest_break_evens(self, id: str, count: int) -> tuple[BreakEven, ...]:
        """So many of these, the nearest in proportion first; last come inputs that are 0 now."""
        search = self._search(id)
        rows = search.turns.nearest(search.ids.index(id), count)
        return nearest(self._found(search, id, rows.tolist()), count)

    def break_even(self, id: str, assumption: str) -> BreakEven | None:
        """Where this input makes an alternative save nothing, if anywhere; None: it is not moved."""
        watches = by_id(self.alternatives, id).watch == assumption
        search = self._watching if watches and id in self._watching.ids else self._search(id)
        rows = [r for r, x in enumerate(search.moving) if x.id == assumption and _turning(x)]
        return next(iter(self._found(search, id, rows)), None)

    def _find_first(self, search: Search) -> None:
        """Find what a page tells of them in one go, which takes hardly longer than one of them."""
        ids = [id for id in search.ids if id != self.of.data.reference]
        best = max(ids, key=lambda id: by_id(self.alternatives, id).net_savings)
        told = {search.ids.index(id): _TOLD if id == best else 1 for id in ids}
        pairs = [(r, c) for c, n in told.items() for r in search.turns.may_be_nearest(c, n)]
        if pairs:
            search.turns.at(*np.array(sorted(pairs)).T)

    def _found(self, search: Search, id: str, rows: list[int]) -> tuple[BreakEven, ...]:
        values = search.turns.at(np.array(rows, dtype=np.intp), search.ids.index(id)).tolist()
        return tuple(
            BreakEven(
                alternative=id,
                assumption=(each := search.moving[row].id),
                current=self.of.values[each],
                value=None if np.isnan(value) else _tidy(value),
            )
            for row, value in zip(rows, values, strict=True)
        )

    def _search(self, id: str) -> Search:
        """The search for an alternative; those of the verdict that watch no input share one."""
        told = self._told(watching=False)
        ids = told if id in told else (id,)
        if ids not in self._searches:
            moving = [x for x in self.of.inputs.values() if _turning(x) or self._ends(x)]
            self._searches[ids] = self._searched(moving, ids)
            self._find_first(self._searches[ids])
        return self._searches[ids]

    @cached_property
    def _watching(self) -> Search:
        """The search where the inputs that verdicts watch turn them."""
        ids = self._told(watching=True)
        watched = {by_id(self.alternatives, id).watch for id in ids}
        search = self._searched([x for x in self.of.inputs.values() if x.id in watched], ids)
        return search

    def _told(self, *, watching: bool) -> tuple[str, ...]:
        """The alternatives of the verdict that watch an input, or those that watch none."""
        reference = self.of.data.reference
        told = (x for x in self.alternatives if x.headline and x.id != reference)
        return tuple(each.id for each in told if bool(each.watch) is watching)

    def _searched(self, moving: Sequence[Assumption], ids: Sequence[str]) -> Search:
        costs, of = self._costs(ids), self.of.compiled
        bends = [of.savings_bend(id, self.of.known) for id in costs.ids]
        straight = [[not bend.get(each.id, False) for bend in bends] for each in moving]
        flags = np.array(straight, dtype=np.bool_).reshape(len(moving), len(bends))
        ranges = [self._range(each) for each in moving]
        turns = Turns(costs.savings_moved, costs.savings_now, ranges, flags)
        return Search(tuple(moving), costs.ids, turns)

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
