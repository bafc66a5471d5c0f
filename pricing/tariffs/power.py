"""The power a month is billed for: its own maximum, and what the ratchet makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Generic

from pricing.errors import PricingError
from pricing.loads.arithmetic import Arithmetic, Number
from pricing.loads.month_use import ALL, MonthUse
from pricing.tariffs.prices import DemandFloor
from pricing.tariffs.tariff import Tariff

Periods = tuple[str, ...]
WHOLE: Periods = (ALL,)


@dataclass(frozen=True)
class PricedMonth(Generic[Number]):
    """A month whose prices are known: the part of the load, the day of the prices, billed kW."""

    use: MonthUse[Number]
    on: date
    kw: Mapping[Periods, Number]


def billed_kw(
    tariff: Tariff, uses: Sequence[MonthUse[Number]], place: int, arithmetic: Arithmetic[Number]
) -> dict[Periods, Number]:
    """The kW each maximum of the tariff is billed for in a month, the ratchet included.

    Args:
        uses: the months of the load in order, those before it too.
        place: the month billed.

    Raises:
        PricingError: the tariff bills power and the load does not know it.
    """
    wanted = {price.period for price in tariff.demand}
    wanted |= {WHOLE} if tariff.hours_of_use else set()
    if tariff.demand_floor is None:
        return {periods: maximum_kw(tariff, uses[place], periods, arithmetic) for periods in wanted}
    return {
        periods: reduce(
            arithmetic.most,
            floors(tariff, tariff.demand_floor, uses, place, periods, arithmetic),
        )
        for periods in wanted
    }


def floors(
    tariff: Tariff,
    floor: DemandFloor,
    uses: Sequence[MonthUse[Number]],
    place: int,
    periods: Periods,
    arithmetic: Arithmetic[Number],
) -> Iterator[Number]:
    """What billed power does not fall below: the floor, the month's own and other maxima."""
    month = uses[place].month
    yield arithmetic.number(floor.kw)
    if floor.counts_in_full(month.month):
        yield maximum_kw(tariff, uses[place], periods, arithmetic)
    for use in uses:
        back = (month.year - use.month.year) * 12 + month.month - use.month.month
        fixed = floor.of_months is not None and use.month.month in floor.of_months
        if fixed or 0 <= back <= floor.previous_months:
            share = arithmetic.number(floor.share_of(use.month.month))
            yield share * maximum_kw(tariff, use, periods, arithmetic)


def maximum_kw(
    tariff: Tariff, use: MonthUse[Number], periods: Periods, arithmetic: Arithmetic[Number]
) -> Number:
    """The highest power of a month inside some periods or events ("all" is any time)."""
    if not use.kw:
        raise PricingError(
            f"{tariff.id} bills power, and the kW of {use.month:%Y-%m} are not known"
        )
    if ALL in periods:
        return reduce(arithmetic.most, use.kw.values())
    missing = [period for period in periods if period not in use.kw]
    if missing:
        raise PricingError(f"{tariff.id} bills the power of {missing[0]}, which is not known")
    return reduce(arithmetic.most, (use.kw[period] for period in periods))
