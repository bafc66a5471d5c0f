"""The charges of one month on a tariff, before rounding: the arithmetic under every bill.

Written once for both kinds of number: Decimals for a bill that is shown, arrays with an element
per meter where thousands of meters are ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Generic, Literal, TypeVar

from pricing.errors import PricingError
from pricing.loads.arithmetic import ZERO, Arithmetic, Number
from pricing.loads.month_use import ALL
from pricing.tariffs.blocks import block_starts, inside
from pricing.tariffs.power import PricedMonth
from pricing.tariffs.prices import DatedPrice, EnergyPrice, MinimumBill, TakeOrPay
from pricing.tariffs.tariff import REST, Tariff

ChargeKind = Literal[
    "energy", "fixed", "demand", "adjustment", "take_or_pay", "minimum", "rounding"
]

MONTHS_PER_YEAR = Decimal(12)

_Price = TypeVar("_Price", bound=DatedPrice)
_Yearly = TypeVar("_Yearly", MinimumBill, TakeOrPay)


@dataclass(frozen=True)
class MonthCharge(Generic[Number]):
    """One charge of one month (or part of it): quantity × price = amount, not yet rounded.

    `above` is where the block of an energy or demand price starts, in the tariff's own words:
    kWh, hours of use or kW.
    """

    month: PricedMonth[Number]
    kind: ChargeKind
    code: str
    quantity: Number
    price: Decimal
    amount: Number
    above: Decimal = ZERO

    @property
    def stands_empty(self) -> bool:
        """Whether it is charged where nothing is counted: energy and later blocks are not."""
        return self.kind in ("fixed", "adjustment") or (self.kind == "demand" and not self.above)


def month_charges(
    tariff: Tariff, month: PricedMonth[Number], arithmetic: Arithmetic[Number]
) -> list[MonthCharge[Number]]:
    """Fixed, energy and demand charges, percentages, and what was not taken, in that order."""
    charges = [
        *_fixed(tariff, month, arithmetic),
        *_energy(tariff, month, arithmetic),
        *_demand(tariff, month, arithmetic),
    ]
    for adjustment in tariff.adjustments:
        wanted = [c.amount for c in charges if adjustment.of in ("all", c.kind)]
        base = total_of(wanted, arithmetic)
        charges.append(
            _charge(month, "adjustment", adjustment.id, base, adjustment.rate, arithmetic)
        )
    for terms in _per(tariff, tariff.take_or_pay, month, "month"):
        quantity = terms.kwh * month.use.fraction
        charges += _not_taken(month, terms, quantity, month.use.total, arithmetic)
    return [charge for charge in charges if due(charge, arithmetic)]


def year_charges(
    tariff: Tariff, months: Sequence[PricedMonth[Number]], arithmetic: Arithmetic[Number]
) -> list[MonthCharge[Number]]:
    """What was not taken of a year's quantity, in the last month; a part of a year counts so."""
    last = months[-1]
    taken = total_of([month.use.total for month in months], arithmetic)
    charges: list[MonthCharge[Number]] = []
    for terms in _per(tariff, tariff.take_or_pay, last, "year"):
        quantity = terms.kwh * length_of(months) / MONTHS_PER_YEAR
        charges += _not_taken(last, terms, quantity, taken, arithmetic)
    return [charge for charge in charges if due(charge, arithmetic)]


def due(charge: MonthCharge[Number], arithmetic: Arithmetic[Number]) -> bool:
    """Whether anything is charged."""
    return charge.stands_empty or arithmetic.some(charge.quantity)


def month_minimum(tariff: Tariff, month: PricedMonth[Number]) -> Decimal:
    """The least a month costs before tax, 0 where the tariff asks for none."""
    if not tariff.minimum_bill:
        return ZERO
    prices = _per(tariff, tariff.minimum_bill, month, "month")
    return sum((price.price for price in prices), ZERO) * month.use.fraction


def year_minimum(tariff: Tariff, months: Sequence[PricedMonth[Number]]) -> Decimal:
    """The least the whole load costs before tax; a part of a year counts so."""
    prices = _per(tariff, tariff.minimum_bill, months[-1], "year")
    return sum((price.price for price in prices), ZERO) * length_of(months) / MONTHS_PER_YEAR


def cost_of(
    tariff: Tariff, months: Sequence[PricedMonth[Number]], arithmetic: Arithmetic[Number]
) -> Number:
    """What the months cost together, without tax and not rounded."""
    return cost_from(tariff, months, charged(tariff, months, arithmetic), arithmetic)


def charged(
    tariff: Tariff, months: Sequence[PricedMonth[Number]], arithmetic: Arithmetic[Number]
) -> list[Number]:
    """What the charges of each month come to, before its minimum."""
    every = (month_charges(tariff, month, arithmetic) for month in months)
    return [total_of((charge.amount for charge in charges), arithmetic) for charges in every]


def cost_from(
    tariff: Tariff,
    months: Sequence[PricedMonth[Number]],
    sums: Sequence[Number],
    arithmetic: Arithmetic[Number],
) -> Number:
    """What the months cost together, from what the charges of each come to."""
    costs = list(sums)
    if tariff.minimum_bill:
        pairs = zip(costs, months, strict=True)
        costs = [_lifted(cost, month_minimum(tariff, month), arithmetic) for cost, month in pairs]
    costs += [charge.amount for charge in year_charges(tariff, months, arithmetic)]
    return _lifted(total_of(costs, arithmetic), year_minimum(tariff, months), arithmetic)


def _lifted(cost: Number, least: Decimal, arithmetic: Arithmetic[Number]) -> Number:
    """A cost, or the least that is asked for."""
    return arithmetic.most(cost, arithmetic.number(least)) if least else cost


def length_of(months: Sequence[PricedMonth[Number]]) -> Decimal:
    """Length in months; parts of months count by days."""
    return sum((month.use.fraction for month in months), ZERO)


def total_of(amounts: Iterable[Number], arithmetic: Arithmetic[Number]) -> Number:
    """The sum of amounts, 0 without any."""
    total = arithmetic.number(ZERO)
    for amount in amounts:
        total = total + amount
    return total


def energy_by_price(
    tariff: Tariff, month: PricedMonth[Number], arithmetic: Arithmetic[Number]
) -> dict[str, tuple[Number, Number, list[EnergyPrice]]]:
    """By the period whose price it bears: energy now, energy billed before, the price's blocks.

    Raises:
        PricingError: energy without a price on that day, or whose period is not known.
    """
    prices = tariff.energy_prices(month.on, month.use.month.month)
    nothing = arithmetic.number(ZERO)
    found = {period: (nothing, nothing, blocks) for period, blocks in prices.items()}
    for period, kwh in month.use.kwh.items():
        bearer = _bearer(period, prices)
        if bearer is None:
            if arithmetic.some(kwh):
                raise PricingError(_no_price(tariff, period, month, prices))
            continue
        now, before, blocks = found[bearer]
        before = before + month.use.billed_kwh.get(period, nothing)
        found[bearer] = (now + kwh, before, blocks)
    return found


def _charge(
    month: PricedMonth[Number],
    kind: ChargeKind,
    code: str,
    quantity: Number,
    price: Decimal,
    arithmetic: Arithmetic[Number],
    above: Decimal = ZERO,
) -> MonthCharge[Number]:
    amount = quantity * arithmetic.number(price)
    return MonthCharge(month, kind, code, quantity, price, amount, above)


def _fixed(
    tariff: Tariff, month: PricedMonth[Number], arithmetic: Arithmetic[Number]
) -> Iterator[MonthCharge[Number]]:
    for price in in_force(tariff, tariff.fixed, month):
        use = month.use
        part = {"day": Decimal(use.days), "year": use.fraction / MONTHS_PER_YEAR}
        quantity = arithmetic.number(part.get(price.per, use.fraction))
        yield _charge(month, "fixed", price.code, quantity, price.price, arithmetic)


def _energy(
    tariff: Tariff, month: PricedMonth[Number], arithmetic: Arithmetic[Number]
) -> Iterator[MonthCharge[Number]]:
    use = month.use
    billed = total_of(use.billed_kwh.values(), arithmetic)
    for period, (kwh, before, blocks) in energy_by_price(tariff, month, arithmetic).items():
        if not (len(blocks) > 1 or blocks[0].from_kwh or blocks[0].from_hours):
            yield _charge(month, "energy", period, kwh, blocks[0].price, arithmetic)
            continue
        whole = tariff.tier_scope == "month"
        low = billed if whole else before
        high = low + (use.total if whole else kwh)
        starts = block_starts(tariff, month, blocks, arithmetic)
        for price, start, end in zip(blocks, starts, [*starts[1:], None], strict=True):
            quantity = inside(high, start, end, arithmetic) - inside(low, start, end, arithmetic)
            if whole:
                quantity = arithmetic.share(quantity, kwh, use.total)
            above = price.from_kwh or price.from_hours
            yield _charge(month, "energy", period, quantity, price.price, arithmetic, above)


def _demand(
    tariff: Tariff, month: PricedMonth[Number], arithmetic: Arithmetic[Number]
) -> Iterator[MonthCharge[Number]]:
    in_force(tariff, tariff.demand, month)
    part = arithmetic.number(month.use.fraction)
    for periods, blocks in tariff.demand_prices(month.on, month.use.month.month).items():
        before = _billed_before(month, periods, arithmetic)
        kw = arithmetic.most(month.kw[periods], before)
        starts = [arithmetic.number(price.from_kw) for price in blocks]
        for price, start, end in zip(blocks, starts, [*starts[1:], None], strict=True):
            quantity = inside(kw, start, end, arithmetic) - inside(before, start, end, arithmetic)
            code = ",".join(price.period)
            yield _charge(
                month, "demand", code, quantity * part, price.price, arithmetic, price.from_kw
            )


def _billed_before(
    month: PricedMonth[Number], periods: tuple[str, ...], arithmetic: Arithmetic[Number]
) -> Number:
    """The power of these periods that an earlier invoice of the month charged."""
    billed = month.use.billed_kw
    if ALL in periods:
        periods = (ALL,) if ALL in billed else tuple(billed)
    known = (billed[period] for period in periods if period in billed)
    return reduce(arithmetic.most, known, arithmetic.number(ZERO))


def _not_taken(
    month: PricedMonth[Number],
    terms: TakeOrPay,
    quantity: Decimal,
    taken: Number,
    arithmetic: Arithmetic[Number],
) -> Iterator[MonthCharge[Number]]:
    short = arithmetic.most(arithmetic.number(quantity) - taken, arithmetic.number(ZERO))
    yield _charge(month, "take_or_pay", terms.per, short, terms.price, arithmetic)


def in_force(tariff: Tariff, prices: Sequence[_Price], month: PricedMonth[Number]) -> list[_Price]:
    """The prices of a charge on the day; a charge whose prices have run out is an error."""
    if not prices:
        return []
    if not any(price.holds(month.on) for price in prices):
        raise PricingError(f"{tariff.id} has a charge without a price on {month.on}")
    return [price for price in prices if price.applies(month.on, month.use.month.month)]


def _per(
    tariff: Tariff, prices: Sequence[_Yearly], month: PricedMonth[Number], per: str
) -> list[_Yearly]:
    return [price for price in in_force(tariff, prices, month) if price.per == per]


def _bearer(period: str, prices: Mapping[str, object]) -> str | None:
    """The period whose price energy of `period` bears."""
    if period == ALL:
        return ALL if ALL in prices and len(prices) == 1 else None
    return next((name for name in (period, REST, ALL) if name in prices), None)


def _no_price(
    tariff: Tariff, period: str, month: PricedMonth[Number], prices: Mapping[str, object]
) -> str:
    if not prices:
        return f"{tariff.id} has no energy price on {month.on}"
    if period == ALL:
        return f"{tariff.id} prices {', '.join(prices)}: the load must say how much falls in each"
    return f"{tariff.id} has no price for {period} on {month.on}"
