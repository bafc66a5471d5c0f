"""Tariffs side by side on one load: yearly cost, cash due, ranks, and where the ranks flip.

Conventions. All costs are without tax. The year is twelve months: a load of another length is
scaled by its months and a finding says so. `cash_due` is the yearly cost divided by the payments
of a year. A rank counts strictly cheaper tariffs, so equals share a rank. The ranks at low, mean
and high usage are those of a year in which every month uses the lowest, the mean, the highest
monthly energy of the load, in its own shape. The calendar shows what the load itself would have
cost, paid in the first month of each cycle (advance) or its last (arrears). Savings are against
the current tariff, before its exit fee. Flips are exact: costs are not rounded to find them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from pricing.errors import PricingError
from pricing.findings import Finding
from pricing.loads import LoadCells, MonthlyLoad
from pricing.loads.hours import HoursBook
from pricing.money import Money, exactly, quantise
from pricing.tariffs.billing import Bill, bill
from pricing.tariffs.cost_curve import CostCurve, cost_curve
from pricing.tariffs.divided_load import DividedLoad
from pricing.tariffs.flips import Flip, flips_between
from pricing.tariffs.flips import peak_curves as along_peak
from pricing.tariffs.tariff import MONTHS_OF, BillingCycle, Tariff
from pricing.tax import Taxes

MONTHS_PER_YEAR = Decimal(12)


@dataclass(frozen=True)
class Payment:
    """What falls due in a month, without tax."""

    month: date
    amount: Money


@dataclass(frozen=True)
class ComparedTariff:
    """One row of a comparison; amounts without tax unless they say otherwise.

    Attributes:
        yearly: cost of a year; tax and gross beside it, None where the tax is unknown.
        cash_due: one payment per billing cycle.
        low, mean, high: cost of a year at the lowest, mean and highest monthly energy, rounded
            once.
        saving: what changing from the current tariff saves in a year, negative when dearer;
            None without a current tariff. `saving_share` is its fraction of the current cost.
        saving_after_exit: the first year's saving less the current tariff's exit fee.
    """

    tariff: Tariff
    bill: Bill
    yearly: Money
    tax: Money | None
    gross: Money | None
    cash_due: Money
    low: Money
    mean: Money
    high: Money
    rank: int
    rank_low: int
    rank_mean: int
    rank_high: int
    saving: Money | None
    saving_share: Decimal | None
    saving_after_exit: Money | None
    is_current: bool

    @cached_property
    def calendar(self) -> tuple[Payment, ...]:
        """What the load itself would have cost, when it falls due."""
        return _calendar(self.bill)

    @property
    def cycle(self) -> BillingCycle:
        """How often the tariff is paid."""
        return self.tariff.billing_cycle


@dataclass(frozen=True)
class Comparison:
    """Tariffs ranked by yearly cost, and what would change the order.

    `left_out` has a finding per tariff that cannot be priced on this load, with the reason.
    `peak_curves` are the costs of the load along its share of peak hours, unrounded; none where
    no division into periods holds for all.
    """

    rows: tuple[ComparedTariff, ...]
    flips: tuple[Flip, ...]
    low_kwh: Decimal
    mean_kwh: Decimal
    high_kwh: Decimal
    peak_share: Decimal | None
    findings: tuple[Finding, ...]
    left_out: tuple[Finding, ...]
    peak_curves: tuple[CostCurve, ...] = ()

    @property
    def best(self) -> ComparedTariff:
        """The cheapest tariff of the year."""
        return self.rows[0]

    @property
    def current(self) -> ComparedTariff | None:
        """The tariff the buyer has now, if it was named."""
        return next((row for row in self.rows if row.is_current), None)

    def row(self, tariff_id: str) -> ComparedTariff:
        """The row of one tariff.

        Raises:
            PricingError: it is not compared.
        """
        for row in self.rows:
            if row.tariff.id == tariff_id:
                return row
        raise PricingError(f"{tariff_id} is not in the comparison")


@dataclass(frozen=True)
class _Costs:
    """A tariff's bill of the load itself, and what even years cost along usage."""

    tariff: Tariff
    bill: Bill
    yearly: Money
    usage: CostCurve
    levels: tuple[Money, Money, Money]


@exactly
def compare(
    tariffs: Iterable[Tariff],
    load: MonthlyLoad | LoadCells,
    current: str | None = None,
    low: Decimal | None = None,
    high: Decimal | None = None,
    on: date | None = None,
    hours: HoursBook | None = None,
    taxes: Taxes | None = None,
    peak_curves: Sequence[CostCurve] = (),
) -> Comparison:
    """Tariffs of one currency ranked on a load, cheapest first.

    Args:
        current: id of the tariff the buyer has now.
        low, high: kWh per month for the outer ranks; None takes the lowest and highest month.
        on: the day whose prices hold for the year compared; None takes each day's own.
        peak_curves: those of a comparison whose load differs in its share of peak hours alone.

    Raises:
        PricingError: nothing to compare, mixed currencies, an unknown current tariff, or none
            of the tariffs can be priced on the load.
    """
    wanted = list(tariffs)
    _check(wanted, current)
    whole = load if isinstance(load, MonthlyLoad) else load.monthly()
    months = whole.monthly_kwh.values()
    mean = whole.total / whole.months
    levels = (min(months) if low is None else low, mean, max(months) if high is None else high)
    divided = DividedLoad(load, on, hours)
    costs: list[_Costs] = []
    left_out: list[Finding] = []
    for tariff in wanted:
        try:
            costs.append(_costs(tariff, divided, levels, on, taxes))
        except PricingError as error:
            left_out.append(Finding("tariff_left_out", (tariff.id,), {"reason": str(error)}))
    if not costs:
        raise PricingError("; ".join(str(finding.params["reason"]) for finding in left_out))
    now = next((cost for cost in costs if cost.tariff.id == current), None)
    places = (
        _ranks(cost.yearly for cost in costs),
        *(_ranks(cost.levels[level] for cost in costs) for level in range(len(levels))),
    )
    rows = [_row(cost, now, *ranks) for cost, *ranks in zip(costs, *places, strict=True)]
    rows.sort(key=lambda row: (row.rank, row.tariff.id))
    share, curves = along_peak([cost.tariff for cost in costs], divided, on, peak_curves)
    along_usage = flips_between([cost.usage for cost in costs], "usage")
    return Comparison(
        rows=tuple(rows),
        flips=(*flips_between(curves, "peak_share"), *along_usage),
        low_kwh=levels[0],
        mean_kwh=mean,
        high_kwh=levels[2],
        peak_share=share,
        findings=_length_findings(costs[0].bill.load.months),
        left_out=tuple(left_out),
        peak_curves=tuple(curves),
    )


def _check(tariffs: Sequence[Tariff], current: str | None) -> None:
    if not tariffs:
        raise PricingError("there are no tariffs to compare")
    currencies = sorted({tariff.currency for tariff in tariffs})
    if len(currencies) > 1:
        raise PricingError(f"tariffs in {' and '.join(currencies)} cannot be compared")
    if current is not None and current not in {tariff.id for tariff in tariffs}:
        raise PricingError(f"the current tariff {current} is not among those compared")


def _costs(
    tariff: Tariff,
    load: DividedLoad,
    levels: tuple[Decimal, Decimal, Decimal],
    on: date | None,
    taxes: Taxes | None,
) -> _Costs:
    own = bill(tariff, load.of(tariff), on, taxes=taxes)
    usage = cost_curve(tariff, lambda kwh: load.at(tariff, kwh), Decimal(0), max(levels) * 2, on)
    low, mean, high = (_even_year(own, usage.cost(kwh)) for kwh in levels)
    return _Costs(tariff, own, _year(own), usage, (low, mean, high))


def _even_year(found: Bill, cost: Decimal) -> Money:
    """What twelve months at one level cost, rounded once: it ranks, and is no bill."""
    yearly = cost * MONTHS_PER_YEAR / found.load.months
    return quantise(Money(yearly, found.tariff.currency), mode=found.tariff.rounding)


def _year(found: Bill, amount: Money | None = None) -> Money:
    """An amount of a bill (its net by default) for twelve months."""
    amount = found.net if amount is None else amount
    months = found.load.months
    if months == MONTHS_PER_YEAR:
        return amount
    return quantise(amount * MONTHS_PER_YEAR / months, mode=found.tariff.rounding)


def _row(
    cost: _Costs, now: _Costs | None, rank: int, rank_low: int, rank_mean: int, rank_high: int
) -> ComparedTariff:
    saving = None if now is None else now.yearly - cost.yearly
    tariff = cost.tariff
    payments = MONTHS_PER_YEAR / MONTHS_OF[tariff.billing_cycle]
    tax = None if cost.bill.tax is None else _year(cost.bill, cost.bill.tax)
    low, mean, high = cost.levels
    return ComparedTariff(
        tariff=tariff,
        bill=cost.bill,
        yearly=cost.yearly,
        tax=tax,
        gross=None if tax is None else cost.yearly + tax,
        cash_due=quantise(cost.yearly / payments, mode=tariff.rounding),
        low=low,
        mean=mean,
        high=high,
        rank=rank,
        rank_low=rank_low,
        rank_mean=rank_mean,
        rank_high=rank_high,
        saving=saving,
        saving_share=saving.ratio(now.yearly) if saving and now and now.yearly else None,
        saving_after_exit=_after_exit(saving, cost, now),
        is_current=cost is now,
    )


def _after_exit(saving: Money | None, cost: _Costs, now: _Costs | None) -> Money | None:
    if saving is None or now is None or cost is now or now.tariff.exit_fee is None:
        return saving
    return saving - Money(now.tariff.exit_fee.amount, saving.currency)


def _ranks(costs: Iterable[Money]) -> list[int]:
    """The rank of each: one more than the strictly cheaper ones."""
    amounts = [cost.amount for cost in costs]
    rising = sorted(amounts)
    return [1 + bisect_left(rising, amount) for amount in amounts]


def _calendar(found: Bill) -> tuple[Payment, ...]:
    months = list(found.by_month().items())
    step = MONTHS_OF[found.tariff.billing_cycle]
    payments = []
    for start in range(0, len(months), step):
        cycle = months[start : start + step]
        due = cycle[0][0] if found.tariff.payment == "advance" else cycle[-1][0]
        amount = Money.sum((money for _, money in cycle), found.tariff.currency)
        payments.append(Payment(due, amount))
    return tuple(payments)


def _length_findings(months: Decimal) -> tuple[Finding, ...]:
    if months == MONTHS_PER_YEAR:
        return ()
    return (Finding("load_scaled_to_a_year", (), {"months": months}),)
