"""One calculation: all cases computed together, every printed figure made Decimal once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pricing.calculators.assumptions import Assumption
from pricing.calculators.cash_flows import CashFlows, Grid
from pricing.calculators.data import Scenario
from pricing.calculators.debts import debt_of
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON, LARGEST
from pricing.calculators.footprints import Footprints
from pricing.calculators.measures import Measures, PaidLine
from pricing.calculators.plans import Plan
from pricing.calculators.results import (
    Amounts,
    AssumptionValue,
    Edit,
    Results,
)
from pricing.calculators.stress import Stress
from pricing.calculators.timeline import Discount
from pricing.errors import AssumptionError
from pricing.findings import Finding
from pricing.formula.arrays import Array
from pricing.money import minor_places, quantise
from pricing.text import Text

# Enough for a spreadsheet to agree to nine digits, too few to show what binary fractions leave.
_MOST_PLACES = 10
# So many cases at once stay in the cache of a processor, month by month.
_AT_ONCE = 1000


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
        varied, side_by_side = (cases != cases[0]).any(axis=0), np.asfortranarray(cases)
        values = {
            id: side_by_side[:, column : column + 1]
            if varied[column]
            else cases[:1, column : column + 1]
            for id, column in self.columns.items()
        }
        return self.compiled.compute(values, int(cases[0, self.columns[HORIZON]]))

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
        with np.errstate(all="ignore"):
            rate = cases[:, self.columns[DISCOUNT_RATE]][:, None]
            discount = Discount(grid.timeline, rate if (rate != rate[0]).any() else rate[:1])
            costs = np.zeros((len(cases), len(self.plans)))
            present: dict[int, Array] = {}
            for column, plan in enumerate(self.plans):
                for name in plan.lines:
                    kind = self.compiled.steps[name].kind
                    if kind not in present:
                        present[kind] = grid.present_cost(name, discount)
                    costs[:, column] += present[kind]
        return np.where(np.abs(costs) < float(LARGEST) * 100, costs, np.nan)

    def net_savings(self, cases: Array) -> Array:
        """Net savings per case and alternative, against the reference."""
        costs = self.present_costs(cases)
        reference = self.ids.index(self.data.reference)
        savings: Array = costs[:, reference : reference + 1] - costs
        return savings

    def flows(self) -> tuple[Grid, dict[str, Amounts]]:
        """The grid of the current case, and its flows of each period as Decimals per line."""
        grid = self.grid(self.base[None, :])
        names = [name for plan in self.plans for name in plan.lines]
        with np.errstate(all="ignore"):
            flows = {name: grid.flow(name)[0] for name in names}
        years = grid.timeline.year_of
        found = [each for name, flow in flows.items() for each in _faults(name, flow, years)]
        if found:
            raise AssumptionError(found)
        return grid, {name: self._decimals(flow) for name, flow in flows.items()}

    def _decimals(self, numbers: Iterable[float]) -> Amounts:
        return tuple(self.figure(number) for number in numbers)

    def figure(self, number: float) -> Decimal:
        """A computed number, with the digits that money is kept with."""
        return quantise(Decimal(str(float(number))), self.places)

    # -- results ------------------------------------------------------------------------------

    def results(self) -> Results:
        """Everything printed."""
        grid, flows = self.flows()
        measures = Measures(self.rate, grid.timeline, self.places)
        paid = {plan.alternative.id: self._paid(plan, flows) for plan in self.plans}
        alternatives = tuple(
            measures.alternative(
                plan.alternative,
                paid[plan.alternative.id],
                reference=paid[self.data.reference],
                base=paid[plan.alternative.of or plan.alternative.id],
                debt=debt_of(plan.alternative, self.data, grid),
            )
            for plan in self.plans
        )
        reference = alternatives[self.ids.index(self.data.reference)]
        footprints = Footprints(grid, measures.factors, self.data.reference)
        alternatives = tuple(footprints.measured(each, reference) for each in alternatives)
        stress = Stress(self, alternatives)
        scenarios, tornado = stress.ranges()
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
            scenarios=scenarios,
            tornado=tornado,
            break_evens=stress.break_evens(),
        )

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
        )

    def _paid(self, plan: Plan, flows: Mapping[str, Amounts]) -> tuple[PaidLine, ...]:
        found = []
        for name in plan.lines:
            line = self.compiled.steps[name].line
            assert line is not None
            found.append(PaidLine(name, line, flows[name]))
        return tuple(found)


_TYPED = Text("Người dùng nhập", "Entered by the user")


def _faults(name: str, flow: Array, years: NDArray[np.intp]) -> Iterable[Finding]:
    for year, value in zip(years.tolist(), flow, strict=True):
        if not np.isfinite(value):
            yield Finding("not_finite", (name,), {"year": year})
            return
        if abs(value) > float(LARGEST):
            yield Finding("too_large", (name,), {"year": year})
            return
