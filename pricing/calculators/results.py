"""Everything a calculation prints: frozen, one Decimal per figure, storable as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pricing.calculators.alternatives import AlternativeResult, Amounts
from pricing.calculators.assumptions import Conventions, Scale
from pricing.calculators.cash_flows import CashFlows, Grid
from pricing.calculators.data import CalculatorData
from pricing.calculators.inputs import AssumptionValue, Edit
from pricing.calculators.stressed import Bar, BreakEven, ScenarioResult, Sensitivity, nearest
from pricing.calculators.undefined import undefined
from pricing.errors import PricingError
from pricing.findings import Finding
from pricing.money import EXACT, Money
from pricing.records import Record, by_id

if TYPE_CHECKING:
    from pricing.calculators.stress import Stress
    from pricing.formula.explain import Explanation


class Results(Record):
    """A calculation, complete: inputs, figures, and the calculator they came from.

    What would change the answer takes as long as everything else: it is computed when it is first
    asked for, and kept with the rest.
    """

    calculator: CalculatorData
    edits: dict[str, Edit]
    scenario: str
    currency: str
    scale: Scale
    horizon: int
    discount_rate: Decimal
    conventions: Conventions
    reference: str
    assumptions: tuple[AssumptionValue, ...]
    alternatives: tuple[AlternativeResult, ...]
    scenarios: tuple[ScenarioResult, ...]

    # -- looking things up --------------------------------------------------------------------

    @property
    def years(self) -> tuple[int, ...]:
        """0, the year of signing, to the last year compared."""
        return tuple(range(self.horizon + 1))

    @cached_property
    def headline(self) -> tuple[AlternativeResult, ...]:
        """The alternatives of the verdict, without mere ways of paying."""
        return tuple(each for each in self.alternatives if each.headline)

    def alternative(self, id: str) -> AlternativeResult:
        """The alternative with this id."""
        return by_id(self.alternatives, id)

    def assumption(self, id: str) -> AssumptionValue:
        """The assumption with this id, `discount_rate` and `horizon_years` included."""
        return by_id(self.assumptions, id)

    @property
    def periods_a_year(self) -> int:
        """How many periods of the calculator make a year: 1, 4 or 12."""
        return self.calculator.periods_a_year

    def quarterly(self, id: str) -> Amounts:
        """The flows of an alternative per quarter, the first at time 0.

        Raises:
            PricingError: the calculator counts in whole years.
        """
        if self.periods_a_year == 1:
            raise PricingError("a calculator of whole years has no quarters")
        flows, months = self.alternative(id).period_flows, self.periods_a_year // 4
        later = range(1, len(flows), months)
        return (flows[0], *(sum(flows[at : at + months], Decimal(0)) for at in later))

    def money(self, figure: Decimal) -> Money:
        """A figure of these results as money, out of the scale."""
        return Money(EXACT.multiply(figure, Decimal(self.scale.factor)), self.currency)

    # -- the verdict --------------------------------------------------------------------------

    @cached_property
    def best(self) -> AlternativeResult:
        """The one of the headline that saves most; the reference if none saves anything."""
        return self._winner(self.headline)

    @property
    def cheapest(self) -> AlternativeResult:
        """The same among all alternatives, every way of paying included."""
        return self._winner(self.alternatives)

    def _winner(self, among: tuple[AlternativeResult, ...]) -> AlternativeResult:
        winner = max(among, key=lambda each: each.net_savings)
        return winner if winner.net_savings > 0 else self.alternative(self.reference)

    @property
    def decision(self) -> Finding:
        """What to do, as a finding.

        `change` to the best alternative, with the params of its verdict. `keep` the reference
        because nothing saves, with `closest` (id) and its `gain`. `tie`: the closest one costs
        the same. `nothing_paid`: no alternative has a cash flow, so that no answer is defined.
        """
        best = self.best
        if best.id != self.reference:
            return Finding("change", (best.id, self.reference), self.verdict(best.id).params)
        others = [each for each in self.headline if each.id != self.reference]
        if not others:
            return Finding("keep", (self.reference,), {})
        if not any(any(each.flows) for each in self.headline):
            return Finding("nothing_paid", (self.reference,), {})
        closest = max(others, key=lambda each: each.net_savings)
        params = {"closest": closest.id, "gain": closest.net_savings}
        return Finding("keep" if closest.net_savings else "tie", (self.reference,), params)

    def verdict(self, id: str) -> Finding:
        """`gains`, `loses` or `equals`, with `gain`, and the break-even of what it watches.

        Params: `gain` (net savings), `watch` (assumption id or None), `break_even` and
        `change` (both None where no value of it brings the savings to zero).
        """
        alternative = self.alternative(id)
        watched = self._watched(alternative)
        params: dict[str, Any] = {"gain": alternative.net_savings}
        params["watch"] = watched.assumption if watched else None
        params["break_even"] = watched.value if watched else None
        params["change"] = watched.change if watched else None
        gain = alternative.net_savings
        code = "gains" if gain > 0 else "loses" if gain else "equals"
        return Finding(code, (id, self.reference), params)

    def _watched(self, alternative: AlternativeResult) -> BreakEven | None:
        """The break-even the author wants watched, else the one nearest in proportion."""
        id, watch = alternative.id, alternative.watch
        if id == self.reference:
            return None
        if watch and (found := self._break_even(id, watch)):
            return found
        nearest = self.nearest_break_evens(id, 1)
        return nearest[0] if nearest and nearest[0].change is not None else None

    # -- what would change it -----------------------------------------------------------------

    @cached_property
    def stress(self) -> Stress:
        """The calculation under stress, made again."""
        from pricing.calculators.calculation import again
        from pricing.calculators.stress import Stress

        return Stress(again(self), self.alternatives)

    @cached_property
    def break_evens(self) -> tuple[BreakEven, ...]:
        """Where each assumption makes each alternative save nothing, if anywhere."""
        return tuple(each for id in self._compared for each in self.stress.break_evens_of(id))

    @cached_property
    def tornado(self) -> dict[str, tuple[Bar, ...]]:
        """Per alternative what moves its net savings, widest first."""
        return {id: self.stress.tornado_of(id) for id in self._compared}

    @property
    def _compared(self) -> list[str]:
        return [each.id for each in self.alternatives if each.id != self.reference]

    def break_evens_of(self, id: str) -> tuple[BreakEven, ...]:
        """Where each assumption makes this alternative save nothing, if anywhere."""
        if "break_evens" in vars(self):
            return tuple(each for each in self.break_evens if each.alternative == id)
        return self.stress.break_evens_of(id)

    def nearest_break_evens(self, id: str, count: int) -> tuple[BreakEven, ...]:
        """So many of those that exist, the nearest in proportion first; none else is looked for."""
        if "break_evens" in vars(self):
            return nearest(self.break_evens_of(id), count)
        return self.stress.nearest_break_evens(id, count)

    def tornado_of(self, id: str) -> tuple[Bar, ...]:
        """What moves the net savings of this alternative, widest first; nothing the reference's."""
        if "tornado" in vars(self):
            return self.tornado.get(id, ())
        return self.stress.tornado_of(id)

    def break_even(self, alternative: str, assumption: str) -> BreakEven:
        """What this assumption must become for this alternative to save nothing."""
        if found := self._break_even(alternative, assumption):
            return found
        raise PricingError(f"no break-even of {assumption!r} for {alternative!r}")

    def _break_even(self, alternative: str, assumption: str) -> BreakEven | None:
        if "break_evens" in vars(self):
            known = (x for x in self.break_evens_of(alternative) if x.assumption == assumption)
            return next(known, None)
        return self.stress.break_even(alternative, assumption)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not defined or wants care, per alternative other than the reference."""
        found: list[Finding] = []
        for each in self.alternatives:
            if each.id != self.reference:
                found += self._cares(each)
        return tuple(found)

    def _cares(self, each: AlternativeResult) -> list[Finding]:
        found = []
        for measures, why in undefined(each):
            params = {"measures": measures, "why": why}
            if why.code == "never_back" and "discounted_payback" in measures:
                found.append(Finding("payback_never", (each.id,), why.params))
            elif why.code != "never_back":
                found.append(Finding("not_defined", (each.id,), params))
        if each.irr_is_paid:
            found.append(Finding("irr_is_paid", (each.id,), {}))
        if each.term_years is not None and each.term_years > self.horizon:
            params = {"term_years": each.term_years, "years": self.horizon}
            found.append(Finding("term_beyond_horizon", (each.id,), params))
        return found

    @cached_property
    def computation(self) -> tuple[CashFlows, Grid]:
        """The compiled calculator and its grid for these inputs, one case, with everything in it."""
        compiled = self.stress.of.compiled
        return compiled, compiled.complete(self.stress.of.known)

    # -- keeping and explaining ---------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain data with Decimals as strings; the same calculation gives the same data."""
        stressed = Sensitivity(break_evens=self.break_evens, tornado=self.tornado)
        return self.model_dump(mode="json") | stressed.model_dump(mode="json")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Results:
        """The results that `to_dict` wrote, nothing of them computed again."""
        stressed = {key: data[key] for key in Sensitivity.model_fields if key in data}
        figures = {key: value for key, value in data.items() if key not in stressed}
        return cls.from_data(figures).knowing(**vars(Sensitivity.from_data(stressed)))

    def knowing(self, **known: Any) -> Results:
        """These results, with what some of their properties would compute when first asked."""
        vars(self).update(known)
        return self

    def explain(self, name: str, year: int | None = None, period: int | None = None) -> Explanation:
        """How a figure came about.

        Args:
            name: `keep` (an alternative), `keep.maintenance` (a line), a formula or an
                assumption.
            year: 0 to the horizon; without it the present cost of an alternative or a line.
            period: of a line or formula in a calculator of quarters or months, counted from 1; a
                line's year opens to its periods.

        Raises:
            PricingError: no such name, year or period.
        """
        from pricing.calculators.explanations import explain

        return explain(self, name, year, period)
