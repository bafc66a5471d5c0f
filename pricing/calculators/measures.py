"""From the flows of an alternative's lines to everything that is printed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from pricing.calculators.data import Alternative, Line
from pricing.calculators.debts import DebtTable
from pricing.calculators.results import AlternativeResult, Amounts, LargestPayment, LineResult
from pricing.calculators.timeline import Timeline
from pricing.money import EXACT, quantise
from pricing.returns import (
    adjusted_irr_of_ratio,
    annuity_factor,
    effective_rate,
    internal_rates,
    internal_rates_of,
    payback,
)

_RATE_PLACES = 10
_YEAR_PLACES = 10
_ZERO = Decimal(0)
_ON_CREDIT = ("loan", "finance_lease", "deferred")


@dataclass(frozen=True)
class PaidLine:
    """A line of an alternative and its flow in each period, alike in all lines of a kind."""

    name: str
    line: Line
    kind: int
    flows: Amounts


@dataclass(frozen=True)
class LineFigures:
    """Flows a year, their sum as a cost, and the present cost of a kind of line."""

    flows: Amounts
    total: Decimal
    present_cost: Decimal


class Measures:
    """The field's measures at one discount rate.

    Args:
        rate: fraction per year.
        timeline: the periods that flows have.
        places: digits that money is kept with.
        paid: the lines of each alternative.
        reference: the alternative that the others are compared with.
    """

    def __init__(
        self,
        rate: Decimal,
        timeline: Timeline,
        places: int,
        paid: Mapping[str, Sequence[PaidLine]],
        reference: str,
    ) -> None:
        self.rate, self.timeline, self.places = rate, timeline, places
        self.factors = timeline.factors(rate)
        self.paid = paid
        self.lines = dict(self._measured())
        self.flows = {id: self._sum(lines) for id, lines in paid.items()}
        self.savings = {id: _less(mine, self.flows[reference]) for id, mine in self.flows.items()}
        self.reference_cost = self._present(reference)
        found = internal_rates_of(list(self.savings.values()))
        self.rates = dict(zip(paid, found, strict=True))

    def alternative(self, alternative: Alternative, debt: DebtTable | None) -> AlternativeResult:
        """All that is printed of one alternative.

        Args:
            debt: its term and instalments, where it is paid on credit.
        """
        id = alternative.id
        flows, savings, present = self.flows[id], self.savings[id], self._present(id)
        net = self.reference_cost - present
        shown = tuple(map(self._line, self.paid[id]))
        by_category: dict[str, Decimal] = {}
        for line in shown:
            known = by_category.get(line.category, _ZERO)
            by_category[line.category] = known + line.present_cost
        annual = EXACT.divide(present, annuity_factor(self.rate, self.timeline.horizon))
        return AlternativeResult(
            id=id,
            text=alternative.text,
            of=alternative.of,
            financing=alternative.financing.kind if alternative.financing else None,
            headline=alternative.in_headline,
            lines=shown,
            flows=self._yearly(flows),
            period_flows=flows if self.timeline.a_year > 1 else (),
            total_cost=-sum(flows, _ZERO),
            present_cost=present,
            npv=-present,
            equivalent_annual_cost=quantise(annual, self.places),
            by_category=by_category,
            largest_payment=self._largest(flows),
            net_savings=net,
            savings=self._yearly(savings),
            cumulative=self._cumulative(savings, net),
            **self._returns(id, net),
            **self._credit(alternative, debt),
            watch=alternative.watch,
            term_years=debt.term_years if debt else None,
            instalments=debt.instalments if debt else (),
        )

    def _measured(self) -> Iterator[tuple[int, LineFigures]]:
        """What is printed of each kind of line: its flows a year, their sum, its present cost."""
        kinds = {line.kind: line.flows for lines in self.paid.values() for line in lines}
        for kind, flows in kinds.items():
            worth = sum((f * d for f, d in zip(flows, self.factors, strict=True) if f), _ZERO)
            cost = quantise(-worth, self.places)
            yield kind, LineFigures(self._yearly(flows), -sum(flows, _ZERO), cost)

    def _line(self, paid: PaidLine) -> LineResult:
        figures = self.lines[paid.kind]
        return LineResult(
            id=paid.line.id,
            name=paid.name,
            text=paid.line.text,
            category=paid.line.category,
            flows=figures.flows,
            total=figures.total,
            present_cost=figures.present_cost,
        )

    def _present(self, id: str) -> Decimal:
        return sum((self.lines[line.kind].present_cost for line in self.paid[id]), _ZERO)

    def _yearly(self, flows: Amounts) -> Amounts:
        a_year = self.timeline.a_year
        if a_year == 1:
            return flows
        starts = range(1, len(flows), a_year)
        return (flows[0], *(sum(flows[at : at + a_year], _ZERO) for at in starts))

    def _sum(self, lines: Sequence[PaidLine]) -> Amounts:
        periods = range(len(self.factors))
        return tuple(sum((line.flows[at] for line in lines), _ZERO) for at in periods)

    def _largest(self, flows: Amounts) -> LargestPayment:
        period = min(range(len(flows)), key=lambda at: flows[at])
        year = ceil(period / self.timeline.a_year)
        return LargestPayment(year=year, amount=flows[period], period=period)

    def _discounted(self, flows: Amounts) -> list[Decimal]:
        return [EXACT.multiply(f, d) for f, d in zip(flows, self.factors, strict=True)]

    def _cumulative(self, savings: Amounts, net: Decimal) -> Amounts:
        total, running = _ZERO, []
        for flow in self._discounted(savings):
            total = EXACT.add(total, flow)
            running.append(quantise(total, self.places))
        return (*running[: -1 : self.timeline.a_year], net)

    def _returns(self, id: str, net: Decimal) -> dict[str, Any]:
        savings, rates = self.savings[id], self.rates[id]
        discounted = self._discounted(savings)
        invested = -savings[0]
        sir = EXACT.divide(net + invested, invested) if invested > 0 else None
        years = self.timeline.horizon
        adjusted = None if sir is None else adjusted_irr_of_ratio(self.rate, sir, years)
        return {
            "irr": self._yearly_rate(rates.rate),
            "irr_sign_changes": rates.sign_changes,
            "sir": _rounded(sir, _YEAR_PLACES),
            "airr": _rounded(adjusted, _RATE_PLACES),
            "mirr": self._modified(discounted),
            "simple_payback": self._years(payback(savings)),
            "discounted_payback": self._years(payback(discounted)),
        }

    def _modified(self, discounted: Iterable[Decimal]) -> Decimal | None:
        """MIRR with the discount rate for payments and receipts; None without both."""
        received, paid = _ZERO, _ZERO
        for worth in discounted:
            received, paid = received + max(worth, _ZERO), paid - min(worth, _ZERO)
        if not received or not paid:
            return None
        root = EXACT.power(
            EXACT.divide(received, paid), EXACT.divide(Decimal(1), Decimal(self.timeline.horizon))
        )
        return quantise(EXACT.multiply(root, 1 + self.rate) - 1, _RATE_PLACES)

    def _credit(self, alternative: Alternative, debt: DebtTable | None) -> dict[str, Any]:
        """What paying in another way costs more than paying at once, in all and as a rate."""
        if alternative.financing is None or alternative.of is None:
            return {}
        given = _less(self.flows[alternative.id], self.flows[alternative.of])
        more = -sum(given, _ZERO) if alternative.financing.kind in _ON_CREDIT else None
        if debt is not None and debt.finer:
            return {"total_interest": more, "implicit_rate": _rounded(debt.rate, _RATE_PLACES)}
        rates = internal_rates(given)
        rate = self._yearly_rate(rates.rate if rates.sign_changes == 1 else None)
        return {"total_interest": more, "implicit_rate": rate}

    def _yearly_rate(self, rate: float | None) -> Decimal | None:
        """A rate per period as an effective rate per year."""
        if rate is None:
            return None
        a_year = self.timeline.a_year
        exact = Decimal(str(rate))
        return quantise(effective_rate(exact * a_year, a_year), _RATE_PLACES)

    def _years(self, periods: Decimal | None) -> Decimal | None:
        if periods is None:
            return None
        return quantise(EXACT.divide(periods, Decimal(self.timeline.a_year)), _YEAR_PLACES)


def _less(mine: Amounts, theirs: Amounts) -> Amounts:
    return tuple(a - b for a, b in zip(mine, theirs, strict=True))


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else quantise(value, places)
