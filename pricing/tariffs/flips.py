"""Where two tariffs cost the same and change places, along usage and along the peak share.

Costs are not rounded here: a flip is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Literal

from pricing.loads.monthly import MonthlyLoad
from pricing.tariffs.cost_curve import CostCurve, cost_curve, crossings, gaps_between
from pricing.tariffs.divided_load import DividedLoad
from pricing.tariffs.tariff import Tariff

PEAK = "peak"
SMALLEST = Decimal("1e-40")


@dataclass(frozen=True)
class Flip:
    """Where two tariffs cost the same and change places.

    Attributes:
        along: "peak_share" (fraction, 0 to 1) or "usage" (kWh per month).
        at: the exact quantity.
        cheaper_below, cheaper_above: ids of the cheaper of the two on each side.
        for_first: whether the cheapest tariff of all changes here.
    """

    along: Literal["peak_share", "usage"]
    at: Decimal
    cheaper_below: str
    cheaper_above: str
    for_first: bool


def peak_curves(
    tariffs: Sequence[Tariff],
    load: DividedLoad,
    on: date | None,
    known: Sequence[CostCurve] = (),
) -> tuple[Decimal | None, list[CostCurve]]:
    """The load's share of peak hours, and what each tariff costs along that share.

    None and none where no one division into periods holds for all, or none has peak hours.
    `known` are the curves of a load that differs in nothing but that share: they are the same.
    """
    divided = {tariff.hours for tariff in tariffs if tariff.hours}
    by_period = load.of(next((t for t in tariffs if t.hours), tariffs[0]))
    if len(divided) > 1 or not any(PEAK in use.kwh for use in by_period.uses):
        return None, []

    if [curve.tariff_id for curve in known] == [tariff.id for tariff in tariffs]:
        return by_period.share(PEAK), list(known)

    @cache
    def with_peak(share: Decimal) -> MonthlyLoad:
        return by_period.with_share(PEAK, share)

    curves = [cost_curve(tariff, with_peak, Decimal(0), Decimal(1), on) for tariff in tariffs]
    return by_period.share(PEAK), curves


def flips_between(curves: Sequence[CostCurve], along: Literal["peak_share", "usage"]) -> list[Flip]:
    """Every exchange of places between two of the curves, in order."""
    flips = []
    cheapest_first = sorted(curves, key=lambda curve: sum(cost for _, cost in curve.knots))
    for one, other in combinations(curves, 2):
        before = None
        for at in crossings(one, other):
            below = _cheaper_below(one, other, at) if before is None else before
            above = other if below is one else one
            first = not _any_below(one.cost(at), at, cheapest_first)
            flips.append(Flip(along, at, below.tariff_id, above.tariff_id, first))
            before = above
    return sorted(flips, key=lambda flip: (flip.at, flip.cheaper_below))


def _any_below(cost: Decimal, at: Decimal, curves: Sequence[CostCurve]) -> bool:
    """Whether a curve is cheaper, by more than the last of the digits carried."""
    return any(cost - least > abs(least) * SMALLEST for least in (c.cost(at) for c in curves))


def _cheaper_below(one: CostCurve, other: CostCurve, at: Decimal) -> CostCurve:
    """The cheaper of two curves just below their first crossing."""
    decided = [gap for x, gap in gaps_between(one, other) if gap and x < at]
    return one if decided and decided[-1] < 0 else other
