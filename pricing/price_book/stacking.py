"""Which adjustments stand together: of a stacking group only one stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from pricing.price_book.adjustments import Adjustment

Stacking = Literal["best", "first"]
"""`best`: the one with the lowest net price; `first`: the first that changes the price."""


def standing(
    adjustments: Sequence[Adjustment],
    rules: Mapping[str, Stacking],
    net_of: Callable[[Sequence[Adjustment]], Decimal],
) -> list[Adjustment]:
    """The adjustments left when of every stacking group one stays, in the order given.

    Args:
        adjustments: those that apply, in order; one without a group always stays.
        rules: group → rule; groups are settled in this order.
        net_of: the net price with these adjustments.
    """
    kept = list(adjustments)
    for group, rule in rules.items():
        rivals = [each for each in kept if each.stack == group]
        if len(rivals) > 1:
            others = [each for each in kept if each.stack != group]
            nets = {r.id: net_of([e for e in kept if e is r or e.stack != group]) for r in rivals}
            winner = _winner(rivals, rule, nets, net_of(others))
            kept = [each for each in kept if each is winner or each.stack != group]
    return kept


def _winner(
    rivals: Sequence[Adjustment], rule: Stacking, nets: Mapping[str, Decimal], without: Decimal
) -> Adjustment:
    if rule == "best":
        return min(rivals, key=lambda rival: nets[rival.id])
    return next((rival for rival in rivals if nets[rival.id] != without), rivals[0])
