"""Costs per unit of output and per tonne avoided, and the tonnes of each alternative."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from math import isfinite

import numpy as np

from pricing.calculators.alternatives import AlternativeResult, Amounts
from pricing.calculators.cash_flows import Grid
from pricing.calculators.fields import SOONER
from pricing.calculators.plans import OUTPUT, emissions_of
from pricing.formula.arrays import Array
from pricing.money import EXACT, quantise

_PLACES = 10
_ZERO = Decimal(0)


class Footprints:
    """Adds to results what is measured in units other than money.

    Args:
        grid: amounts of the current case.
        rate: discount rate, fraction per year; output is discounted as what recurs is.
        reference: the alternative others are compared with.
    """

    def __init__(self, grid: Grid, rate: Decimal, reference: str) -> None:
        self.grid, self.reference = grid, reference
        timing = grid.of.data.conventions.timing
        self.factors = grid.timeline.factors(rate, SOONER[timing])
        self.scale = Decimal(grid.of.data.scale.factor)
        emitting = {emissions_of(plan.alternative.id) for plan in grid.of.plans}
        self.tonnes = {name: self._tonnes(name) for name in emitting if name in grid.of.steps}

    def measured(self, each: AlternativeResult, reference: AlternativeResult) -> AlternativeResult:
        """The alternative with its unit cost, its tonnes and its cost per tonne avoided."""
        found: dict[str, object] = {"unit_cost": self._unit_cost(each)}
        mine = self.tonnes.get(emissions_of(each.id))
        theirs = self.tonnes.get(emissions_of(self.reference))
        if mine is not None:
            found["emissions"] = mine
        if mine is not None and theirs is not None:
            more = each.present_cost - reference.present_cost
            found["cost_per_tonne"] = self._per(more, sum(theirs, _ZERO) - sum(mine, _ZERO))
        return each.model_copy(update=found)

    def _unit_cost(self, each: AlternativeResult) -> Decimal | None:
        """Levelised cost: present cost over the present value of the output."""
        return None if self.output is None else self._per(each.present_cost, self.output)

    @cached_property
    def output(self) -> Decimal | None:
        """The present value of the output, where there is any."""
        if OUTPUT not in self.grid.of.steps:
            return None
        worth = self.grid.per_period(OUTPUT)[0] @ np.array(self.factors[1:], dtype=np.float64)
        return _decimal(float(worth))

    def _tonnes(self, name: str) -> Amounts:
        a_year = self.grid.timeline.a_year
        tonnes: Array = self.grid.per_period(name)[0].reshape(-1, a_year).sum(axis=1)
        return (_ZERO, *(_decimal(each) for each in tonnes.tolist()))

    def _per(self, figure: Decimal, count: Decimal) -> Decimal | None:
        if not count.is_finite() or count <= 0:
            return None
        return quantise(EXACT.divide(EXACT.multiply(figure, self.scale), count), _PLACES)


def _decimal(number: float) -> Decimal:
    return quantise(Decimal(str(number)), _PLACES) if isfinite(number) else Decimal("NaN")
