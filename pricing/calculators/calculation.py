"""One calculation: all cases computed together, every printed figure made Decimal once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pricing.calculators.alternatives import Amounts
from pricing.calculators.assumptions import Assumption
from pricing.calculators.cash_flows import CashFlows, Grid
from pricing.calculators.data import Scenario
from pricing.calculators.debts import debt_of
from pricing.calculators.dependence import Bends, together
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON, LARGEST
from pricing.calculators.footprints import Footprints
from pricing.calculators.inputs import AssumptionValue, Edit
from pricing.calculators.measures import Measures, PaidLine
from pricing.calculators.plans import Plan
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
_MOST = float(LARGEST)
# So many cases at once stay in the cache of a processor, month by month.
_AT_ONCE = 1024


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

    def grid(self, cases: Array) -> Grid:
        """The grid of cases of the same years; inputs alike in all of them stay one number."""
        horizon = int(cases[0, self.columns[HORIZON]])
        if horizon == self.horizon:
            moved = (cases != self.base).any(axis=0)
            return self.compiled.compute_again(self.known, self._given(cases, moved))
        return self.compiled.compute(self._given(cases, np.full(len(self.base), True)), horizon)

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

    def present_costs(self, cases: Array) -> Array:
        """Present cost per case and alternative; NaN where it is not defined."""
        years = cases[:, self.columns[HORIZON]]
        costs = np.empty((len(cases), len(self.plans)))
        if (years == years[0]).all():
            for start in range(0, len(cases), _AT_ONCE):
                part = slice(start, start + _AT_ONCE)
                costs[part] = self._present_costs(cases[part])
            return costs
        for horizon in np.unique(years):
            mine = years == horizon
            costs[mine] = self.present_costs(cases[mine])
        return costs

    def _present_costs(self, cases: Array) -> Array:
        grid = self.grid(cases)
        known = (
            grid.taken_over and (cases[:, self.columns[DISCOUNT_RATE]] == float(self.rate)).all()
        )
        lines = np.empty((len(cases), len(self._lines)), order="F")
        with np.errstate(all="ignore"):
            discount = self._discount(grid, cases)
            for at, name in enumerate(self._lines):
                if known and name not in grid.computed:
                    lines[:, at] = self._known_lines[at]
                else:
                    lines[:, at] = grid.present_cost(name, discount)
            # Not a matrix product: a line that is not defined spoils its own alternatives alone.
            costs = np.stack([lines[:, mine].sum(axis=1) for mine in self._parts], axis=1)
        return np.where(np.abs(costs) < _MOST * 100, costs, np.nan)

    def _discount(self, grid: Grid, cases: Array) -> Discount:
        rate = cases[:, self.columns[DISCOUNT_RATE]][:, None]
        return Discount(grid.timeline, rate if (rate != rate[0]).any() else rate[:1])

    @cached_property
    def _known_lines(self) -> Array:
        with np.errstate(all="ignore"):
            discount = self._discount(self.known, self.base[None, :])
            return np.array([self.known.present_cost(n, discount)[0] for n in self._lines])

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        """One line of each kind that is paid in any alternative."""
        names = (name for plan in self.plans for name in plan.lines)
        return tuple({self.compiled.steps[name].kind: name for name in names}.values())

    @cached_property
    def _parts(self) -> list[NDArray[np.intp]]:
        """Where the lines of each alternative stand among these."""
        steps = self.compiled.steps
        places = {steps[name].kind: at for at, name in enumerate(self._lines)}
        return [np.array([places[steps[n].kind] for n in p.lines], np.intp) for p in self.plans]

    @cached_property
    def bends(self) -> Bends:
        """What net savings depend on, and whether they bend with it."""
        lines = together(self.compiled.bends[name] for name in self._lines)
        return together([lines, {DISCOUNT_RATE: True}])

    def net_savings(self, cases: Array) -> Array:
        """Net savings per case and alternative, against the reference."""
        return self.against_reference(self.present_costs(cases))

    def against_reference(self, costs: Array) -> Array:
        """What each alternative of these cases saves where they cost so much."""
        reference = self.ids.index(self.data.reference)
        savings: Array = costs[:, reference : reference + 1] - costs
        return savings

    def flows(self) -> dict[str, Amounts]:
        """The flows of the current case of each period as Decimals per line.

        Raises:
            AssumptionError: `not_finite` or `too_large`, naming the lines and the years.
        """
        steps, grid = self.compiled.steps, self.known
        names = [name for plan in self.plans for name in plan.lines]
        with np.errstate(all="ignore"):
            kinds = {steps[name].kind: grid.flow(name)[0] for name in self._lines}
            bad = {kind for kind, flow in kinds.items() if not (abs(flow) <= _MOST).all()}
        if bad:
            of, years = [n for n in names if steps[n].kind in bad], grid.timeline.year_of
            raise AssumptionError([_fault(n, kinds[steps[n].kind], years) for n in of])
        exact = {kind: tuple(map(self.figure, flow.tolist())) for kind, flow in kinds.items()}
        return {name: exact[steps[name].kind] for name in names}

    def figure(self, number: float) -> Decimal:
        """A computed number, with the digits that money is kept with."""
        return quantise(Decimal(repr(number)), self.places) if number else self._nothing

    @cached_property
    def _nothing(self) -> Decimal:
        return quantise(Decimal(0), self.places)

    # -- results ------------------------------------------------------------------------------

    def results(self) -> Results:
        """Everything printed."""
        grid, flows = self.known, self.flows()
        paid = {plan.alternative.id: self._paid(plan, flows) for plan in self.plans}
        reference_id = self.data.reference
        measures = Measures(self.rate, grid.timeline, self.places, paid, reference_id)
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
        minimum, maximum = each.bounds
        edit = self.edits.get(each.id)
        source, author, date = each.source, each.author, each.date
        set_by = "author"
        if each.id in self.scenario.overrides:
            set_by, source = "scenario", self.scenario.text
        elif edit is not None:
            set_by, author, date = "edit", edit.author, edit.date
            source = Text(edit.source, edit.source) if edit.source.strip() else _TYPED
        return AssumptionValue(
            id=each.id,
            text=each.text,
            unit=each.unit,
            value=self.values[each.id],
            default=each.value,
            low=each.low,
            high=each.high,
            minimum=minimum,
            maximum=maximum,
            group=each.group,
            source=source,
            author=author,
            date=date,
            to_confirm=each.to_confirm and set_by == "author",
            set_by=set_by,
            levels=each.levels,
        )

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
    return Calculation(results.computation[0], scenarios, results.edits, current)


_TYPED = Text("Người dùng nhập", "Entered by the user")


def _fault(name: str, flow: Array, years: NDArray[np.intp]) -> Finding:
    """The first year in which a line has no value, or one beyond all money."""
    at = int(np.argmin(abs(flow) <= _MOST))
    code = "too_large" if np.isfinite(flow[at]) else "not_finite"
    return Finding(code, (name,), {"year": int(years[at])})
