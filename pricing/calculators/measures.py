"""From the flows of an alternative's lines to everything that is printed of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from pricing.calculators.alternatives import (
    MOST_TELLING,
    AlternativeResult,
    Amounts,
    LargestPayment,
    LineResult,
)
from pricing.calculators.data import Alternative
from pricing.calculators.debts import DebtTable
from pricing.calculators.lines import Line
from pricing.calculators.timeline import Timeline
from pricing.money import EXACT, quantise
from pricing.returns import (
    adjusted_irr_of_ratio,
    annuity_factor,
    effective_rate,
    internal_rates_of,
    payback,
)
from pricing.returns.exactness import root

_RATE_PLACES = 10
# A yearly rate beyond it, which tells nothing, could have more digits than a Decimal is kept with.
_LARGEST_RATE = 1e30
_YEAR_PLACES = 10
_ZERO = Decimal(0)
# Flows per period by whether they fall in the middle of it.
Parts = dict[bool, Amounts]
_ON_CREDIT = ("loan", "finance_lease", "deferred")


@dataclass(frozen=True)
class PaidLine:
    """A line of an alternative and its flow in each period, alike in all lines of a kind.

    `in_the_middle`: it falls due half a period before its period ends.
    """

    name: str
    line: Line
    kind: int
    flows: Amounts
    in_the_middle: bool


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
        ways: what each way to pay pays for.
    """

    def __init__(
        self,
        rate: Decimal,
        timeline: Timeline,
        places: int,
        paid: Mapping[str, Sequence[PaidLine]],
        reference: str,
        ways: Mapping[str, str],
    ) -> None:
        self.rate, self.timeline, self.places = rate, timeline, places
        self.paid = paid
        self.halved = any(line.in_the_middle for lines in paid.values() for line in lines)
        self.factors = {False: timeline.factors(rate)}
        if self.halved:
            self.factors[True] = timeline.factors(rate, sooner=Decimal("0.5"))
        self.annuity = annuity_factor(rate, timeline.horizon)
        self.lines = dict(self._measured())
        self.parts = {id: self._sums(lines) for id, lines in paid.items()}
        self.flows = {id: _together(parts) for id, parts in self.parts.items()}
        self.saved = {id: self._against(id, reference) for id in paid}
        self.reference_cost = self._present(reference)
        self.given = {id: self._against(id, of) for id, of in ways.items()}
        differences = (*self.saved.values(), *self.given.values())
        found = internal_rates_of([self._in_order(each) for each in differences])
        self.rates = dict(zip(paid, found, strict=False))
        self.implicit = dict(zip(ways, found[len(paid) :], strict=True))

    def alternative(self, alternative: Alternative, debt: DebtTable | None) -> AlternativeResult:
        """All that is printed of one alternative.

        Args:
            debt: its term and instalments, where it is paid on credit.
        """
        id = alternative.id
        flows, savings, present = self.flows[id], _together(self.saved[id]), self._present(id)
        net = self.reference_cost - present
        shown = tuple(map(self._line, self.paid[id]))
        by_category: dict[str, Decimal] = {}
        for line in shown:
            known = by_category.get(line.category, _ZERO)
            by_category[line.category] = known + line.present_cost
        annual = EXACT.divide(present, self.annuity)
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
            cumulative=self._cumulative(id, net),
            **self._returns(id, net),
            **self._credit(alternative, debt),
            watch=alternative.watch,
            term_years=debt.term_years if debt else None,
            instalments=debt.instalments if debt else (),
        )

    def _measured(self) -> Iterator[tuple[int, LineFigures]]:
        """What is printed of each kind of line: its flows a year, their sum, its present cost."""
        kinds = {line.kind: line for lines in self.paid.values() for line in lines}
        for kind, line in kinds.items():
            factors = self.factors[line.in_the_middle]
            worth = sum((f * d for f, d in zip(line.flows, factors, strict=True) if f), _ZERO)
            cost = quantise(-worth, self.places)
            yield kind, LineFigures(self._yearly(line.flows), -sum(line.flows, _ZERO), cost)

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

    def _sums(self, lines: Sequence[PaidLine]) -> Parts:
        """Flows per period: what falls due at its end, and what falls in its middle, if any."""
        periods = range(len(self.factors[False]))
        return {
            middle: tuple(
                sum((line.flows[at] for line in lines if line.in_the_middle is middle), _ZERO)
                for at in periods
            )
            for middle in self.factors
        }

    def _against(self, id: str, other: str) -> Parts:
        mine, theirs = self.parts[id], self.parts[other]
        return {middle: _less(mine[middle], theirs[middle]) for middle in mine}

    def _in_order(self, parts: Parts) -> Amounts:
        """The flows as they follow one another, by half periods where some fall in the middle."""
        if not self.halved:
            return parts[False]
        pairs = zip(parts[True][1:], parts[False][1:], strict=True)
        return (parts[False][0], *(flow for pair in pairs for flow in pair))

    def _largest(self, flows: Amounts) -> LargestPayment:
        period = min(range(len(flows)), key=lambda at: flows[at])
        year = ceil(period / self.timeline.a_year)
        return LargestPayment(year=year, amount=flows[period], period=period)

    def _discounted(self, parts: Parts) -> list[Decimal]:
        found = [_ZERO] * len(self.factors[False])
        for middle, flows in parts.items():
            worths = map(EXACT.multiply, flows, self.factors[middle])
            found = list(map(EXACT.add, found, worths))
        return found

    def _cumulative(self, id: str, net: Decimal) -> Amounts:
        total, running = _ZERO, []
        for flow in self._discounted(self.saved[id]):
            total = EXACT.add(total, flow)
            running.append(quantise(total, self.places))
        return (*running[: -1 : self.timeline.a_year], net)

    def _returns(self, id: str, net: Decimal) -> dict[str, Any]:
        savings, rates = _together(self.saved[id]), self.rates[id]
        discounted = self._discounted(self.saved[id])
        invested = -savings[0]
        sir = EXACT.divide(net + invested, invested) if invested > 0 else None
        years = self.timeline.horizon
        adjusted = None if sir is None else adjusted_irr_of_ratio(self.rate, sir, years)
        internal = tuple(map(self._yearly_rate, rates.roots))
        alone = internal[0] if len(internal) == 1 and internal[0] <= MOST_TELLING else None
        moved = any(savings)
        return {
            "irr": alone,
            "internal_rates": internal,
            "irr_sign_changes": rates.sign_changes,
            "sir": _rounded(sir, _YEAR_PLACES),
            "airr": _rounded(adjusted, _RATE_PLACES),
            "mirr": self._modified(discounted),
            "simple_payback": self._years(payback(savings) if moved else None),
            "discounted_payback": self._years(payback(discounted) if moved else None),
        }

    def _modified(self, discounted: Iterable[Decimal]) -> Decimal | None:
        """MIRR with the discount rate for payments and receipts; None without both."""
        received, paid = _ZERO, _ZERO
        for worth in discounted:
            received, paid = received + max(worth, _ZERO), paid - min(worth, _ZERO)
        if not received or not paid:
            return None
        growth = root(EXACT.divide(received, paid), self.timeline.horizon)
        return quantise(EXACT.multiply(growth, 1 + self.rate) - 1, _RATE_PLACES)

    def _credit(self, alternative: Alternative, debt: DebtTable | None) -> dict[str, Any]:
        """What paying in another way costs more than paying at once, in all and as a rate."""
        if alternative.financing is None or alternative.of is None:
            return {}
        given = _together(self.given[alternative.id])
        more = -sum(given, _ZERO) if alternative.financing.kind in _ON_CREDIT else None
        if debt is not None and debt.finer:
            return {"total_interest": more, "implicit_rate": _rounded(debt.rate, _RATE_PLACES)}
        rates = self.implicit[alternative.id]
        rate = self._yearly_rate(rates.roots[0]) if len(rates.roots) == 1 else None
        return {"total_interest": more, "implicit_rate": rate}

    def _yearly_rate(self, rate: float) -> Decimal:
        """A rate per period as an effective rate per year."""
        steps = self.timeline.a_year * (2 if self.halved else 1)
        exact = Decimal(str(min(rate, _LARGEST_RATE ** (1 / steps))))
        return quantise(effective_rate(exact * steps, steps), _RATE_PLACES)

    def _years(self, periods: Decimal | None) -> Decimal | None:
        if periods is None:
            return None
        return quantise(EXACT.divide(periods, Decimal(self.timeline.a_year)), _YEAR_PLACES)


def _together(parts: Parts) -> Amounts:
    if len(parts) == 1:
        return parts[False]
    return tuple(map(EXACT.add, parts[False], parts[True]))


def _less(mine: Amounts, theirs: Amounts) -> Amounts:
    return tuple(a - b for a, b in zip(mine, theirs, strict=True))


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else quantise(value, places)
