"""A tariff's cost along one quantity, as straight pieces, and where two of them cross.

Costs are not rounded here. Between knots every cost is exactly linear: knots stand where a
block starts, where a minimum bill takes over and where billed power leaves its floor. Crossings
are therefore roots of straight lines, exact to 60 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from pricing.loads import MonthlyLoad
from pricing.tariffs.billing import priced_months
from pricing.tariffs.charges import (
    PricedMonth,
    block_starts,
    energy_by_price,
    maximum_kw,
    minimum_of,
    month_charges,
)
from pricing.tariffs.tariff import Tariff

ZERO = Decimal(0)

LoadAt = Callable[[Decimal], MonthlyLoad]


@dataclass(frozen=True)
class CostCurve:
    """Knots (quantity, cost), rising in quantity; the cost is linear between them."""

    tariff_id: str
    knots: tuple[tuple[Decimal, Decimal], ...]

    def cost(self, at: Decimal) -> Decimal:
        """The cost at a quantity inside the curve."""
        for (x, y), (next_x, next_y) in pairwise(self.knots):
            if x <= at <= next_x:
                return y if at == x else y + (next_y - y) * (at - x) / (next_x - x)
        raise ValueError(f"{at} lies outside the curve of {self.tariff_id}")


def cost_curve(
    tariff: Tariff, load_at: LoadAt, low: Decimal, high: Decimal, on: date | None
) -> CostCurve:
    """The cost of a tariff from `low` to `high` of the quantity that `load_at` varies.

    `load_at` must be linear in its quantity: every month's energy and power by period.
    """

    def months_at(x: Decimal) -> list[PricedMonth]:
        return list(priced_months(tariff, load_at(x), on))

    ends = {x: months_at(x) for x in (low, high)}
    costs = {x: _month_costs(tariff, months) for x, months in ends.items()}
    for x in set(_crossings(_kinks(tariff, ends[low], ends[high]), low, high)):
        costs[x] = _month_costs(tariff, months_at(x))
    for x in list(_minimum_crossings(costs)):
        costs[x] = _month_costs(tariff, months_at(x))
    knots = [(x, sum((max(month) for month in costs[x]), ZERO)) for x in sorted(costs)]
    return CostCurve(tariff.id, tuple(knots))


def crossings(one: CostCurve, other: CostCurve) -> list[Decimal]:
    """Where one becomes cheaper or dearer than the other, strictly inside the curves."""
    places = sorted({x for x, _ in (*one.knots, *other.knots)})
    gaps = [(x, one.cost(x) - other.cost(x)) for x in places]
    decided = [(x, gap) for x, gap in gaps if gap]
    equal = [x for x, gap in gaps if not gap]
    found = []
    for (x, gap), (next_x, next_gap) in pairwise(decided):
        if (gap > 0) != (next_gap > 0):
            between = [place for place in equal if x < place < next_x]
            found.append(between[0] if between else _root(x, gap, next_x, next_gap))
    return found


def _root(x: Decimal, gap: Decimal, next_x: Decimal, next_gap: Decimal) -> Decimal:
    """Where the line through two points is zero."""
    return x + (next_x - x) * gap / (gap - next_gap)


def _month_costs(tariff: Tariff, months: Iterable[PricedMonth]) -> list[tuple[Decimal, Decimal]]:
    """Charges and minimum of every month."""
    return [
        (
            sum((charge.amount for charge in month_charges(tariff, month)), ZERO),
            minimum_of(tariff, month) if tariff.minimum_bill else -Decimal("Infinity"),
        )
        for month in months
    ]


def _kinks(
    tariff: Tariff, low: Iterable[PricedMonth], high: Iterable[PricedMonth]
) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Quantities that bend the cost where they pass a level: (at low, at high, level)."""
    for first, last in zip(low, high, strict=True):
        yield from _block_kinks(tariff, first, last)
        yield from _power_kinks(tariff, first, last)


def _block_kinks(
    tariff: Tariff, first: PricedMonth, last: PricedMonth
) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    below = energy_by_price(tariff, first.use, first.on)
    above = energy_by_price(tariff, last.use, last.on)
    for period, (kwh, blocks) in below.items():
        for start in block_starts(tariff, first.use, blocks)[1:]:
            if tariff.tier_scope == "month":
                yield first.use.total, last.use.total, start
            else:
                yield kwh, above[period][0], start


def _power_kinks(
    tariff: Tariff, first: PricedMonth, last: PricedMonth
) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    floor = tariff.demand_floor
    if floor is None:
        return
    for periods in first.kw:
        low, high = (maximum_kw(tariff, month.use, periods) for month in (first, last))
        yield low, high, floor.kw
        yield low * floor.rate, high * floor.rate, floor.kw


def _crossings(
    kinks: Iterable[tuple[Decimal, Decimal, Decimal]], low: Decimal, high: Decimal
) -> Iterator[Decimal]:
    for at_low, at_high, level in kinks:
        if min(at_low, at_high) < level < max(at_low, at_high):
            yield low + (high - low) * (level - at_low) / (at_high - at_low)


def _minimum_crossings(
    costs: dict[Decimal, list[tuple[Decimal, Decimal]]],
) -> Iterator[Decimal]:
    """Where a month's charges pass its minimum bill, between knots."""
    for x, next_x in pairwise(sorted(costs)):
        for (charges, least), (next_charges, next_least) in zip(
            costs[x], costs[next_x], strict=True
        ):
            gap, next_gap = charges - least, next_charges - next_least
            if gap.is_finite() and gap * next_gap < 0:
                yield _root(x, gap, next_x, next_gap)
