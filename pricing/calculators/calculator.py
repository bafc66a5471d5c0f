"""A calculator: alternatives as graphs of named formulas, run into results with a decision.

Conventions, printed with every result: year 0 is the day of signing and is not discounted;
what recurs falls due at the end of its period, in its middle or at its start, as the calculator
says, while loans and leases keep their days; amounts are nominal and without tax
unless the calculator says otherwise. `grow(base, rate)` leaves year 1 as it is: year 1 costs
the base, year t the base times (1 + rate)^(t − 1). One-off costs such as a purchase or training
fall in year 0, a residual value at the end of year n. The equivalent annual cost spreads the
present cost over n year-ends. Savings are counted against the reference, usually doing nothing.

A scenario replaces assumptions, the edits of a person included, and leaves all others as they
are: one assumption used by several alternatives changes for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException
from typing import Any

from pricing.calculators.calculation import Calculation
from pricing.calculators.cash_flows import CashFlows
from pricing.calculators.data import CalculatorData, Scenario
from pricing.calculators.inputs import Edit
from pricing.calculators.results import Results
from pricing.errors import AssumptionError, Path, PricingDataError, Problem
from pricing.findings import Finding
from pricing.text import Text

BASE = Scenario(id="base", text=Text("Cơ sở", "Base"))
Value = Decimal | int | str | Edit


class Calculator:
    """A calculator read from plain data, checked once and ready to run.

    Raises:
        PricingDataError: lists every fault with its path.
    """

    def __init__(self, data: CalculatorData) -> None:
        self.data = data
        self.compiled = CashFlows(data)
        self.inputs = self.compiled.inputs
        self.scenarios = {each.id: each for each in (BASE, *data.scenarios)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Calculator:
        """The calculator in plain data, as a YAML reader gives it; its scenarios are tried.

        Raises:
            PricingDataError: unknown keys, names, units, circles, values out of bounds, and
                amounts that are not finite in the base case or a scenario.
        """
        calculator = cls(CalculatorData.from_data(data))
        calculator._try_scenarios()
        return calculator

    @property
    def id(self) -> str:
        """The calculator's id."""
        return self.data.id

    @property
    def text(self) -> Text:
        """The calculator's title."""
        return self.data.text

    def takes(self, source: str) -> bool:
        """Whether an assumption may come from a source of this kind, such as "load"."""
        return any(
            known.partition(".")[0] == source for a in self.data.assumptions for known in a.sources
        )

    def check(self, assumptions: Mapping[str, Value], scenario: str = "base") -> list[Finding]:
        """What is wrong with these inputs, one Finding per assumption; empty when all is well.

        Codes: `unknown_assumption`, `unknown_scenario`, `not_a_number`, `out_of_range`
        (params `minimum`, `maximum`), `not_whole`.
        """
        found = [Finding("unknown_scenario", (scenario,))] if scenario not in self.scenarios else []
        for id, value in assumptions.items():
            problem = self._problem(id, value)
            if problem is not None:
                found.append(problem)
        return found

    def run(
        self, assumptions: Mapping[str, Value] | None = None, scenario: str = "base"
    ) -> Results:
        """The results with these assumptions in place of the author's.

        Args:
            assumptions: per id a number or an `Edit` (number with source, author, date);
                `discount_rate` and `horizon_years` may be among them.
            scenario: `base`, or the id of a scenario of the calculator.

        Raises:
            AssumptionError: with the findings of `check`, or `not_finite` / `too_large` naming
                the line and the year.
        """
        return self.calculation(assumptions, scenario).results()

    def calculation(
        self, assumptions: Mapping[str, Value] | None = None, scenario: str = "base"
    ) -> Calculation:
        """The calculation behind `run`, for many cases at once as `pricing.simulation` asks for.

        Raises:
            AssumptionError: with the findings of `check`.
        """
        found = self.check(assumptions or {}, scenario)
        if found:
            raise AssumptionError(found)
        edits = {id: _edit(value) for id, value in (assumptions or {}).items()}
        return self._calculation(edits, self.scenarios[scenario])

    def _calculation(self, edits: dict[str, Edit], scenario: Scenario) -> Calculation:
        return Calculation(self.compiled, tuple(self.scenarios.values()), edits, scenario)

    def _problem(self, id: str, value: Value) -> Finding | None:
        assumption = self.inputs.get(id)
        if assumption is None:
            return Finding("unknown_assumption", (id,))
        try:
            number = _edit(value).value
        except (DecimalException, ValueError, TypeError):
            return Finding("not_a_number", (id,))
        if not number.is_finite():
            return Finding("not_a_number", (id,))
        lowest, highest = assumption.bounds
        if not lowest <= number <= highest:
            return Finding("out_of_range", (id,), {"minimum": lowest, "maximum": highest})
        if assumption.whole and number != int(number):
            return Finding("not_whole", (id,))
        return None

    def _try_scenarios(self) -> None:
        problems = []
        for position, scenario in enumerate((BASE, *self.data.scenarios)):
            path: Path = ("scenarios", position - 1) if position else ()
            try:
                self._calculation({}, scenario).flows()
            except AssumptionError as error:
                for each in error.findings:
                    where = f"{each.subjects[0]}, year {each.params['year']}"
                    problems.append(Problem(path, scenario.id, f"{each.code}: {where}"))
        if problems:
            raise PricingDataError(problems)


def _edit(value: Value) -> Edit:
    if isinstance(value, Edit):
        return value
    if isinstance(value, bool | float):
        raise TypeError("a value is a Decimal, a whole number or a string")
    return Edit(value=Decimal(value))
