"""From the flows of an alternative's lines to everything that is printed of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    payback,
)

_RATE_PLACES = 10
_YEAR_PLACES = 10
_ZERO = Decimal(0)
_ON_CREDIT = ("loan", "finance_lease", "deferred")


@dataclass(frozen=True)
class PaidLine:
    """A line of an alternative and its flow in each period."""

    name: str
    line: Line
    flows: Amounts


class Measures:
    """The field's measures at one discount rate.

    Args:
        rate: fraction per year.
        timeline: the periods that flows have.
        places: digits that money is kept with.
    """

    def __init__(self, rate: Decimal, timeline: Timeline, places: int) -> None:
        self.rate, self.timeline, self.places = rate, timeline, places
        step = EXACT.power(1 + rate, EXACT.divide(Decimal(1), Decimal(timeline.a_year)))
        self.factors = [EXACT.power(step, -at) for at in range(timeline.periods.shape[1])]

    def alternative(
        self,
        alternative: Alternative,
        lines: Sequence[PaidLine],
        *,
        reference: Sequence[PaidLine],
        base: Sequence[PaidLine],
        debt: DebtTable | None,
    ) -> AlternativeResult:
        """All that is printed of one alternative.

        Args:
            reference: what it is compared with.
            base: what it pays for in another way, itself if it does not.
            debt: its term and instalments, where it is paid on credit.
        """
        shown = tuple(map(self._line, lines))
        flows, present = self._sum(lines), _present(shown)
        savings = _less(flows, self._sum(reference))
        net = _present(map(self._line, reference)) - present
        by_category: dict[str, Decimal] = {}
        for line in shown:
            known = by_category.get(line.category, _ZERO)
            by_category[line.category] = known + line.present_cost
        annual = EXACT.divide(present, annuity_factor(self.rate, self.timeline.horizon))
        return AlternativeResult(
            id=alternative.id,
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
            **self._returns(savings, net),
            **self._credit(alternative, flows, self._sum(base), debt),
            watch=alternative.watch,
            term_years=debt.term_years if debt else None,
            instalments=debt.instalments if debt else (),
        )

    def _line(self, paid: PaidLine) -> LineResult:
        worth = sum((f * d for f, d in zip(paid.flows, self.factors, strict=True) if f), _ZERO)
        return LineResult(
            id=paid.line.id,
            name=paid.name,
            text=paid.line.text,
            category=paid.line.category,
            flows=self._yearly(paid.flows),
            total=-sum(paid.flows, _ZERO),
            present_cost=quantise(-worth, self.places),
        )

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

    def _returns(self, savings: Amounts, net: Decimal) -> dict[str, Any]:
        rates = internal_rates(savings)
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

    def _credit(
        self, alternative: Alternative, flows: Amounts, base: Amounts, debt: DebtTable | None
    ) -> dict[str, Any]:
        """What paying in another way costs more than paying at once, in all and as a rate."""
        if alternative.financing is None:
            return {}
        given = _less(flows, base)
        rates = internal_rates(given)
        more = -sum(given, _ZERO) if alternative.financing.kind in _ON_CREDIT else None
        rate = self._yearly_rate(rates.rate if rates.sign_changes == 1 else None)
        if debt is not None and debt.finer:
            rate = _rounded(debt.rate, _RATE_PLACES)
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


def _present(lines: Iterable[LineResult]) -> Decimal:
    return sum((line.present_cost for line in lines), _ZERO)


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else quantise(value, places)
