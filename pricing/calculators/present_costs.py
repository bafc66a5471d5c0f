"""What alternatives cost today, in many cases at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pricing.calculators.cash_flows import Grid
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON, LARGEST
from pricing.calculators.timeline import Discount
from pricing.formula.arrays import Array
from pricing.sensitivity import Numbers, moved

if TYPE_CHECKING:
    from pricing.calculators.calculation import Calculation

MOST = float(LARGEST)
# So many cases at once stay in the cache of a processor, month by month.
_AT_ONCE = 1024
# So few cases take as long as one.
_FEW = 64


class PresentCosts:
    """Present costs of some alternatives of a calculation, nothing computed for the others.

    Args:
        of: the calculation.
        ids: the alternatives, in the order of the columns that come back.
    """

    def __init__(self, of: Calculation, ids: Iterable[str]) -> None:
        self.of, self.ids = of, tuple(ids)
        steps, plans = of.compiled.steps, dict(zip(of.ids, of.plans, strict=True))
        paid = [plans[id].lines for id in self.ids]
        self._kinds = {steps[name].kind: name for names in paid for name in names}
        self.lines = tuple(self._kinds.values())
        """One line of each kind that is paid in any of them."""
        places = {kind: at for at, kind in enumerate(self._kinds, start=1)}
        self._parts = [[0, *(places[steps[name].kind] for name in names)] for names in paid]

    def net_savings(self, cases: Array) -> Array:
        """Net savings per case and alternative, against the reference, which is one of them."""
        return self.against_reference(self.of_cases(cases))

    def against_reference(self, costs: Array) -> Array:
        """What each alternative of these cases saves where they cost so much."""
        reference = self.ids.index(self.of.data.reference)
        savings: Array = costs[:, reference : reference + 1] - costs
        return savings

    def of_cases(self, cases: Array) -> Array:
        """Present cost per case and alternative; NaN where it is not defined."""
        years, costs = cases[:, self.of.columns[HORIZON]], np.empty((len(cases), len(self.ids)))
        if (years != years[:1]).any():
            for horizon in np.unique(years):
                costs[years == horizon] = self.of_cases(cases[years == horizon])
            return costs
        for start in range(0, len(cases), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            costs[part] = self._of_few(cases[part])
        return costs

    def _of_few(self, cases: Array) -> Array:
        grid, rate = self.of.grid(cases, self.lines), cases[:, self.of.columns[DISCOUNT_RATE]]
        same_years = grid.timeline is self.of.known.timeline
        known = same_years and bool((rate == float(self.of.rate)).all())
        lines = np.zeros((1 + len(self.lines), len(cases)))
        with np.errstate(all="ignore"):
            discount = self.of.discount if known else _discount(grid, rate)
            for at, name in enumerate(self.lines):
                taken_over = known and name not in grid.computed
                lines[1 + at] = self._known[at] if taken_over else grid.present_cost(name, discount)
        return self._added_up(lines)

    def _added_up(self, lines: Array) -> Array:
        """What each alternative costs where its lines cost so much, shape (cases, alternatives).

        Args:
            lines: shape (1 + lines, cases); the first row is nothing, so that there is a sum of none.
        """
        costs = np.zeros((lines.shape[1], len(self.ids)))
        with np.errstate(all="ignore"):
            # One after the other: a line that is not defined spoils its own alternatives alone.
            for column, mine in enumerate(self._parts):
                costs[:, column] = np.add.accumulate(lines[mine])[-1]
        return np.where(np.abs(costs) < MOST * 100, costs, np.nan)

    @cached_property
    def savings_now(self) -> Array:
        """Net savings of the current case, shape (alternatives,)."""
        now: Array = self.against_reference(self._added_up(np.array([[0.0], *self._known])))[0]
        return now

    def savings_moved(self, columns: Numbers, values: Array) -> Array:
        """Net savings per case and alternative where each case moves one input.

        Args:
            columns: which input that is, by its number.
            values: what it becomes.
        """
        cases, costs = moved(self.of.base, columns, values), np.empty((len(values), len(self.ids)))
        # Where an input at 0 moves, much is looked into that stays out of all other cases.
        opening = self.of.opening[columns] if len(values) > _FEW else np.full(len(values), False)
        for part in opening, ~opening:
            if part.any():
                costs[part] = self.of_cases(cases[part])
        return self.against_reference(costs)

    @cached_property
    def _known(self) -> list[Array]:
        """What each line costs in the current case."""
        known = self.of.known_costs
        return [known[kind] for kind in self._kinds]


def known_costs(of: Calculation) -> dict[int, Array]:
    """What a line of each kind costs in the current case."""
    steps, grid = of.compiled.steps, of.known
    kinds = {steps[name].kind: name for plan in of.plans for name in plan.lines}
    with np.errstate(all="ignore"):
        return {kind: grid.present_cost(name, of.discount) for kind, name in kinds.items()}


def _discount(grid: Grid, rate: Array) -> Discount:
    alike = (rate == rate[0]).all()
    return Discount(grid.timeline, rate[:1, None] if alike else rate[:, None])
