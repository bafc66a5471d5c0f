"""The charges of one month on a tariff, before rounding: the arithmetic under every bill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from pricing.errors import PricingError
from pricing.loads import MonthUse
from pricing.tariffs.tariff import ALL, REST, DatedPrice, DemandFloor, EnergyPrice, Tariff

ChargeKind = Literal["energy", "fixed", "demand", "adjustment", "minimum"]

ZERO = Decimal(0)

_Price = TypeVar("_Price", bound=DatedPrice)


@dataclass(frozen=True)
class MonthCharge:
    """One charge of one month (or part of it): quantity × price = amount, not yet rounded."""

    use: MonthUse
    kind: ChargeKind
    code: str
    quantity: Decimal
    price: Decimal
    from_kwh: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """In the currency of the tariff."""
        return self.quantity * self.price


@dataclass(frozen=True)
class PricedMonth:
    """A month whose prices are known: the part of the load, the day of the prices, billed kW."""

    use: MonthUse
    on: date
    kw: Mapping[tuple[str, ...], Decimal]


def month_charges(tariff: Tariff, month: PricedMonth) -> list[MonthCharge]:
    """Fixed, energy and demand charges and percentages of a month, in that order."""
    charges = [*_fixed(tariff, month), *_energy(tariff, month), *_demand(tariff, month)]
    for adjustment in tariff.adjustments:
        wanted = [c for c in charges if adjustment.of in ("all", c.kind)]
        base = sum((charge.amount for charge in wanted), ZERO)
        charges.append(MonthCharge(month.use, "adjustment", adjustment.id, base, adjustment.rate))
    return charges


def minimum_of(tariff: Tariff, month: PricedMonth) -> Decimal:
    """The least a month costs before tax, 0 where the tariff asks for none."""
    prices = _in_force(tariff, tariff.minimum_bill, month)
    return sum((price.price for price in prices), ZERO) * month.use.fraction


def block_starts(tariff: Tariff, use: MonthUse, prices: Iterable[EnergyPrice]) -> list[Decimal]:
    """Where the blocks start in this month (or part), in kWh."""
    size = Decimal(use.days) if tariff.block_unit == "day" else use.fraction
    return [price.from_kwh * size for price in prices]


def energy_prices(tariff: Tariff, on: date, month: int) -> dict[str, list[EnergyPrice]]:
    """The prices in force by period, each with its blocks rising."""
    found: dict[str, list[EnergyPrice]] = {}
    for price in tariff.energy:
        if price.applies(on, month):
            found.setdefault(price.period, []).append(price)
    return {
        period: sorted(prices, key=lambda price: price.from_kwh) for period, prices in found.items()
    }


def energy_by_price(
    tariff: Tariff, use: MonthUse, on: date
) -> dict[str, tuple[Decimal, list[EnergyPrice]]]:
    """Energy of the month by the period whose price it bears, with that price's blocks.

    Raises:
        PricingError: energy without a price on that day, or whose period is not known.
    """
    prices = energy_prices(tariff, on, use.month.month)
    found = {period: (ZERO, blocks) for period, blocks in prices.items()}
    for period, kwh in use.kwh.items():
        bearer = _bearer(period, prices)
        if bearer is None:
            if kwh:
                raise PricingError(_no_price(tariff, period, on, prices))
            continue
        found[bearer] = (found[bearer][0] + kwh, prices[bearer])
    return found


def billed_kw(
    tariff: Tariff, uses: Sequence[MonthUse], place: int
) -> dict[tuple[str, ...], Decimal]:
    """The kW each demand price of the tariff bills in a month, the floor included.

    Raises:
        PricingError: the tariff bills power and the load does not know it.
    """
    floor = tariff.demand_floor
    billed = {}
    for periods in {price.period for price in tariff.demand}:
        kw = maximum_kw(tariff, uses[place], periods)
        if floor is not None:
            looked_back = _looked_back(tariff, floor, uses, place, periods)
            kw = max(kw, floor.kw, floor.rate * looked_back)
        billed[periods] = kw
    return billed


def maximum_kw(tariff: Tariff, use: MonthUse, periods: tuple[str, ...]) -> Decimal:
    """The highest power of a month inside some periods ("all" is any time)."""
    if not use.kw:
        raise PricingError(
            f"{tariff.id} bills power, and the kW of {use.month:%Y-%m} are not known"
        )
    if ALL in periods:
        return max(use.kw.values())
    missing = [period for period in periods if period not in use.kw]
    if missing:
        raise PricingError(f"{tariff.id} bills the power of {missing[0]}, which is not known")
    return max(use.kw[period] for period in periods)


def _looked_back(
    tariff: Tariff,
    floor: DemandFloor,
    uses: Sequence[MonthUse],
    place: int,
    periods: tuple[str, ...],
) -> Decimal:
    """The maximum of the months that the floor looks at; 0 where there are none."""
    month = uses[place].month
    seen: list[Decimal] = []
    for use in uses:
        back = (month.year - use.month.year) * 12 + month.month - use.month.month
        fixed = floor.of_months is not None and use.month.month in floor.of_months
        if fixed or 0 < back <= floor.previous_months:
            seen.append(maximum_kw(tariff, use, periods))
    return max(seen, default=ZERO)


def _fixed(tariff: Tariff, month: PricedMonth) -> Iterator[MonthCharge]:
    for price in _in_force(tariff, tariff.fixed, month):
        yield MonthCharge(month.use, "fixed", "fixed", month.use.fraction, price.price)


def _energy(tariff: Tariff, month: PricedMonth) -> Iterator[MonthCharge]:
    use = month.use
    for period, (kwh, blocks) in energy_by_price(tariff, use, month.on).items():
        starts = block_starts(tariff, use, blocks)
        filled = use.total if tariff.tier_scope == "month" else kwh
        for price, start, end in zip(blocks, starts, [*starts[1:], None], strict=True):
            inside = max(ZERO, (filled if end is None else min(filled, end)) - start)
            quantity = inside if filled == kwh else _part(inside, kwh, filled)
            if quantity:
                yield MonthCharge(use, "energy", period, quantity, price.price, price.from_kwh)


def _part(inside: Decimal, kwh: Decimal, filled: Decimal) -> Decimal:
    """A period's part of a block that the whole month fills."""
    if not filled:
        return ZERO
    return kwh if inside == filled else inside * kwh / filled


def _demand(tariff: Tariff, month: PricedMonth) -> Iterator[MonthCharge]:
    for price in _in_force(tariff, tariff.demand, month):
        kw = month.kw[price.period] * month.use.fraction
        yield MonthCharge(month.use, "demand", ",".join(price.period), kw, price.price)


def _in_force(tariff: Tariff, prices: Sequence[_Price], month: PricedMonth) -> Iterator[_Price]:
    """The prices of a charge on the day; a charge whose prices have run out is an error."""
    if prices and not any(price.holds(month.on) for price in prices):
        raise PricingError(f"{tariff.id} has a charge without a price on {month.on}")
    for price in prices:
        if price.applies(month.on, month.use.month.month):
            yield price


def _bearer(period: str, prices: Mapping[str, object]) -> str | None:
    """The period whose price energy of `period` bears."""
    if period == ALL:
        return ALL if ALL in prices and len(prices) == 1 else None
    return next((name for name in (period, REST, ALL) if name in prices), None)


def _no_price(tariff: Tariff, period: str, on: date, prices: Mapping[str, object]) -> str:
    if not prices:
        return f"{tariff.id} has no energy price on {on}"
    if period == ALL:
        return f"{tariff.id} prices {', '.join(prices)}: the load must say how much falls in each"
    return f"{tariff.id} has no price for {period} on {on}"
