"""A tariff's cost along one quantity, as straight pieces, and where two of them cross.

Costs are not rounded here. Between knots every cost is exactly linear: knots stand where a
block starts, where a minimum takes over, where a quantity to be taken is reached and where billed
power leaves its floor. Crossings are therefore roots of straight lines, exact to 60 digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from itertools import chain, islice, pairwise

from pricing.loads.arithmetic import EXACT, ZERO
from pricing.loads.monthly import MonthlyLoad
from pricing.tariffs.billing import priced_months
from pricing.tariffs.blocks import block_starts
from pricing.tariffs.charges import (
    MONTHS_PER_YEAR,
    cost_from,
    energy_by_price,
    length_of,
    month_minimum,
    year_minimum,
)
from pricing.tariffs.like_months import charged_together
from pricing.tariffs.power import PricedMonth, floors
from pricing.tariffs.tariff import Tariff

MOST_ROUNDS = 8

BETWEEN = Context(prec=50)
"""Between knots the last of the 60 digits carried are dropped: an amount that ends on a half is
rounded as a half."""

LoadAt = Callable[[Decimal], MonthlyLoad]
Gaps = list[Decimal]


@dataclass(frozen=True)
class CostCurve:
    """Knots (quantity, cost), rising in quantity; the cost is linear between them."""

    tariff_id: str
    knots: tuple[tuple[Decimal, Decimal], ...]

    def cost(self, at: Decimal) -> Decimal:
        """The cost at a quantity inside the curve."""
        for x, y in self.knots:
            if x == at:
                return y
        for (x, y), (next_x, next_y) in pairwise(self.knots):
            if x < at < next_x:
                return BETWEEN.plus(y + (next_y - y) * (at - x) / (next_x - x))
        raise ValueError(f"{at} lies outside the curve of {self.tariff_id}")


def cost_curve(
    tariff: Tariff, load_at: LoadAt, low: Decimal, high: Decimal, on: date | None
) -> CostCurve:
    """The cost of a tariff from `low` to `high` of the quantity that `load_at` varies.

    `load_at` must be linear in its quantity: every month's energy and power by period.
    """
    found: dict[Decimal, tuple[Decimal, Gaps]] = {}
    new = {low, high}
    for _round in range(MOST_ROUNDS):
        found |= dict(zip(new, _costs(tariff, [load_at(x) for x in new], on), strict=True))
        new = {x for x in _bends(found) if x not in found}
        if not new:
            break
    return CostCurve(tariff.id, tuple((x, found[x][0]) for x in sorted(found)))


def _costs(
    tariff: Tariff, loads: Sequence[MonthlyLoad], on: date | None
) -> Iterator[tuple[Decimal, Gaps]]:
    """What each load costs, and its gaps; the months of all are charged together."""
    each = [list(priced_months(tariff, x.uses, on, EXACT, earlier=x.earlier)) for x in loads]
    sums = iter(charged_together(tariff, list(chain.from_iterable(each))))
    for load, months in zip(loads, each, strict=True):
        own = list(islice(sums, len(months)))
        yield cost_from(tariff, months, own, EXACT), list(_gaps(tariff, load, months, own))


def _bends(found: dict[Decimal, tuple[Decimal, Gaps]]) -> Iterator[Decimal]:
    """Where a gap between two knots closes."""
    for x, next_x in pairwise(sorted(found)):
        for gap, next_gap in zip(found[x][1], found[next_x][1], strict=True):
            if gap * next_gap < 0:
                yield _root(x, gap, next_x, next_gap)


def _gaps(
    tariff: Tariff,
    load: MonthlyLoad,
    months: Sequence[PricedMonth[Decimal]],
    sums: Sequence[Decimal],
) -> Iterator[Decimal]:
    """Differences whose change of sign bends the cost, the same number of them for every load."""
    if tariff.is_straight:
        return
    whole = ZERO
    for month, cost in zip(months, sums, strict=True):
        yield from _block_gaps(tariff, month)
        yield from _power_block_gaps(tariff, month)
        least = month_minimum(tariff, month)
        whole += max(cost, least) if least else cost
        yield cost - least
    yield from _power_gaps(tariff, load)
    yield from _quantity_gaps(tariff, months)
    yield whole - year_minimum(tariff, months)


def _block_gaps(tariff: Tariff, month: PricedMonth[Decimal]) -> Iterator[Decimal]:
    if not any(price.from_kwh or price.from_hours for price in tariff.energy):
        return
    for kwh, _before, blocks in energy_by_price(tariff, month, EXACT).values():
        starts = block_starts(tariff, month, blocks, EXACT)
        filled = month.use.total if tariff.tier_scope == "month" else kwh
        yield from (filled - start for start in starts[1:])
        yield from (start - other for start, other in pairwise(starts) if tariff.hours_of_use)


def _power_block_gaps(tariff: Tariff, month: PricedMonth[Decimal]) -> Iterator[Decimal]:
    for periods, blocks in tariff.demand_prices(month.on, month.use.month.month).items():
        yield from (month.kw[periods] - price.from_kw for price in blocks if price.from_kw)


def _power_gaps(tariff: Tariff, load: MonthlyLoad) -> Iterator[Decimal]:
    """How far apart the things are that billed power is the highest of."""
    floor, every = tariff.demand_floor, [*load.earlier, *load.uses]
    if floor is None:
        return
    for place in range(len(load.earlier), len(every)):
        for periods in sorted({price.period for price in tariff.demand}):
            least, *others = floors(tariff, floor, every, place, periods, EXACT)
            yield from (other - least for other in others)


def _quantity_gaps(tariff: Tariff, months: Sequence[PricedMonth[Decimal]]) -> Iterator[Decimal]:
    taken = sum((month.use.total for month in months), ZERO)
    for terms in tariff.take_or_pay:
        if terms.per == "year":
            yield taken - terms.kwh * length_of(months) / MONTHS_PER_YEAR
        else:
            yield from (m.use.total - terms.kwh * m.use.fraction for m in months)


def gaps_between(one: CostCurve, other: CostCurve) -> list[tuple[Decimal, Decimal]]:
    """How much dearer the one is at every knot of both, rising in quantity."""
    if [x for x, _ in one.knots] == [x for x, _ in other.knots]:
        pairs = zip(one.knots, other.knots, strict=True)
        return [(x, cost - other_cost) for (x, cost), (_, other_cost) in pairs]
    places = sorted({x for x, _ in (*one.knots, *other.knots)})
    return [(x, one.cost(x) - other.cost(x)) for x in places]


def crossings(one: CostCurve, other: CostCurve) -> list[Decimal]:
    """Where one becomes cheaper or dearer than the other, strictly inside the curves."""
    gaps = gaps_between(one, other)
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
