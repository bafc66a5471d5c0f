"""One calculation: all cases computed together, every printed figure made Decimal once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pricing.calculators.alternatives import Amounts
from pricing.calculators.assumptions import Assumption
from pricing.calculators.cash_flows import CashFlows, Grid
from pricing.calculators.data import Scenario
from pricing.calculators.debts import debt_of
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON
from pricing.calculators.footprints import Footprints
from pricing.calculators.inputs import AssumptionValue, Edit
from pricing.calculators.measures import Measures, PaidLine
from pricing.calculators.plans import Plan
from pricing.calculators.present_costs import MOST, PresentCosts, known_costs
from pricing.calculators.results import Results
from pricing.calculators.stress import Stress
from pricing.calculators.timeline import Discount
from pricing.errors import AssumptionError
from pricing.findings import Finding
from pricing.formula.arrays import Array
from pricing.money import minor_places, quantise
from pricing.text import Text

# Enough for a spreadsheet to agree to nine digits, too few to show what binary fractions leave.
_MOST_PLACES = 10


class Calculation:
    """One calculator with one set of inputs, on its way to results."""

    def __init__(
        self,
        compiled: CashFlows,
        scenarios: Sequence[Scenario],
        edits: dict[str, Edit],
        scenario: Scenario,
    ) -> None:
        self.compiled, self.data, self.inputs = compiled, compiled.data, compiled.inputs
        self.scenarios, self.edits, self.scenario = scenarios, edits, scenario
        self.plans = compiled.plans
        self.ids = [plan.alternative.id for plan in self.plans]
        self.columns = {id: column for column, id in enumerate(self.inputs)}
        self.values = self.values_in(scenario)
        self.horizon = int(self.values[HORIZON])
        self.rate = self.values[DISCOUNT_RATE]
        zeros = len(str(self.data.scale.factor)) - 1
        self.places = min(minor_places(self.data.currency) + 6 + zeros, _MOST_PLACES)
        self.base = np.array([float(value) for value in self.values.values()])

    def values_in(self, scenario: Scenario) -> dict[str, Decimal]:
        """Every input in a scenario, edits included."""
        values = {id: each.value for id, each in self.inputs.items()}
        values |= {id: edit.value for id, edit in self.edits.items()}
        return values | scenario.overrides

    # -- calculating --------------------------------------------------------------------------

    def grid(self, cases: Array, lines: Sequence[str]) -> Grid:
        """The grid of cases of the same years; inputs alike in all of them stay one number.

        Args:
            lines: those that are asked for; what none of them uses is left as it was, or out.
        """
        horizon = int(cases[0, self.columns[HORIZON]])
        if horizon == self.horizon:
            moved = (cases != self.base).any(axis=0)
            return self.compiled.compute_again(self.known, self._given(cases, moved), lines)
        everything = np.full(len(self.base), True)
        return self.compiled.compute(self._given(cases, everything), horizon, lines)

    @cached_property
    def known(self) -> Grid:
        """The grid of the current case."""
        everything = np.full(len(self.base), True)
        return self.compiled.compute(self._given(self.base[None, :], everything), self.horizon)

    def _given(self, cases: Array, moved: NDArray[np.bool_]) -> dict[str, Array]:
        varied, side_by_side = (cases != cases[0]).any(axis=0), np.asfortranarray(cases)
        return {
            id: side_by_side[: None if varied[column] else 1, column : column + 1]
            for id, column in self.columns.items()
            if moved[column]
        }

    @cached_property
    def opening(self) -> NDArray[np.bool_]:
        """Per input whether formulas are looked into only where it moves, or it moves time."""
        apart = {*self.compiled.shut(self.known), HORIZON, DISCOUNT_RATE}
        return np.array([id in apart for id in self.inputs])

    def present_costs(self, cases: Array) -> Array:
        """Present cost per case and alternative; NaN where it is not defined."""
        return self.costs.of_cases(cases)

    def net_savings(self, cases: Array) -> Array:
        """Net savings per case and alternative, against the reference."""
        return self.costs.net_savings(cases)

    @cached_property
    def discount(self) -> Discount:
        """What discounting makes of the amounts of the current case."""
        return Discount(self.known.timeline, np.array([[float(self.rate)]]))

    @cached_property
    def known_costs(self) -> dict[int, Array]:
        """What a line of each kind costs today in the current case."""
        return known_costs(self)

    @cached_property
    def costs(self) -> PresentCosts:
        """What every alternative costs today."""
        return PresentCosts(self, self.ids)

    def flows(self) -> dict[str, Amounts]:
        """The flows of the current case of each period as Decimals per line.

        Raises:
            AssumptionError: `not_finite` or `too_large`, naming the lines and the years.
        """
        steps, grid = self.compiled.steps, self.known
        names = [name for plan in self.plans for name in plan.lines]
        with np.errstate(all="ignore"):
            kinds = {steps[name].kind: grid.flow(name)[0] for name in self.costs.lines}
            bad = {kind for kind, flow in kinds.items() if not (abs(flow) <= MOST).all()}
        if bad:
            of, years = [n for n in names if steps[n].kind in bad], grid.timeline.year_of
            raise AssumptionError([_fault(n, kinds[steps[n].kind], years) for n in of])
        exact = {kind: tuple(map(self.figure, flow.tolist())) for kind, flow in kinds.items()}
        return {name: exact[steps[name].kind] for name in names}

    def figure(self, number: float) -> Decimal:
        """A computed number, with the digits that money is kept with."""
        return _figure(number, self.places)

    # -- results ------------------------------------------------------------------------------

    def results(self) -> Results:
        """Everything printed."""
        grid, flows = self.known, self.flows()
        paid = {plan.alternative.id: self._paid(plan, flows) for plan in self.plans}
        reference_id = self.data.reference
        ways = {each.id: each.of for each in self.data.alternatives if each.financing and each.of}
        measures = Measures(self.rate, grid.timeline, self.places, paid, reference_id, ways)
        alternatives = tuple(
            measures.alternative(plan.alternative, debt_of(plan.alternative, self.data, grid))
            for plan in self.plans
        )
        reference = alternatives[self.ids.index(self.data.reference)]
        footprints = Footprints(grid, self.rate, self.data.reference)
        alternatives = tuple(footprints.measured(each, reference) for each in alternatives)
        stress = Stress(self, alternatives)
        return Results(
            calculator=self.data,
            edits=self.edits,
            scenario=self.scenario.id,
            currency=self.data.currency,
            scale=self.data.scale,
            horizon=self.horizon,
            discount_rate=self.rate,
            conventions=self.data.conventions,
            reference=self.data.reference,
            assumptions=self._assumptions(),
            alternatives=alternatives,
            scenarios=stress.compared(),
        ).knowing(stress=stress)

    def _assumptions(self) -> tuple[AssumptionValue, ...]:
        return tuple(self._assumption(each) for each in self.inputs.values())

    def _assumption(self, each: Assumption) -> AssumptionValue:
        authored, edit = self.compiled.authored[each.id], self.edits.get(each.id)
        changed: dict[str, object]
        if each.id in self.scenario.overrides:
            changed = {"set_by": "scenario", "source": self.scenario.text}
        elif edit is not None:
            source = Text(edit.source, edit.source) if edit.source.strip() else _TYPED
            changed = {"set_by": "edit", "author": edit.author, "date": edit.date, "source": source}
        else:
            return authored
        changed |= {"value": self.values[each.id], "to_confirm": False}
        return authored.model_copy(update=changed)

    def _paid(self, plan: Plan, flows: Mapping[str, Amounts]) -> tuple[PaidLine, ...]:
        found = []
        for name in plan.lines:
            step = self.compiled.steps[name]
            assert step.line is not None
            middle = step.due == "middle"
            found.append(PaidLine(name, step.line, step.kind, flows[name], middle))
        return tuple(found)


def again(results: Results) -> Calculation:
    """The calculation that gave these results."""
    scenarios = [
        Scenario(id=each.id, text=each.text, overrides=each.overrides) for each in results.scenarios
    ]
    current = next(each for each in scenarios if each.id == results.scenario)
    return Calculation(CashFlows(results.calculator), scenarios, results.edits, current)


_TYPED = Text("Người dùng nhập", "Entered by the user")


@lru_cache(maxsize=16_384)
def _figure(number: float, places: int) -> Decimal:
    """The same: from one edit to the next most flows stay as they were."""
    return quantise(Decimal(repr(number)), places)


def _fault(name: str, flow: Array, years: NDArray[np.intp]) -> Finding:
    """The first year in which a line has no value, or one beyond all money."""
    at = int(np.argmin(abs(flow) <= MOST))
    code = "too_large" if np.isfinite(flow[at]) else "not_finite"
    return Finding(code, (name,), {"year": int(years[at])})
