"""How amounts come to payable digits: by line, by tax group, or once for a total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from pricing.money import RoundingMode, quantise

Scope = Literal["line", "group", "total"]


@dataclass(frozen=True)
class Rounding:
    """Mode, places and scope of rounding.

    `line` rounds each item by itself; `group` rounds once for all items taxed alike; `total`
    rounds once for all items.
    """

    mode: RoundingMode
    places: int
    scope: Scope

    def at(self, scope: Scope) -> Rounding:
        """The same rounding at another scope."""
        return replace(self, scope=scope)

    def settle(self, amounts: Sequence[Decimal], groups: Sequence[Hashable]) -> list[Decimal]:
        """Amounts at payable digits, aligned with their groups.

        Where several are rounded as one, their sum is the rounded exact sum and each stays
        within one unit of its exact amount.
        """
        if self.scope == "line":
            return [quantise(amount, self.places, self.mode) for amount in amounts]
        if self.scope == "total":
            return self.share_out(amounts)
        places: defaultdict[Hashable, list[int]] = defaultdict(list)
        for place, group in enumerate(groups):
            places[group].append(place)
        settled = [Decimal(0)] * len(amounts)
        for own in places.values():
            shares = self.share_out([amounts[place] for place in own])
            for place, share in zip(own, shares, strict=True):
                settled[place] = share
        return settled

    def share_out(self, amounts: Sequence[Decimal]) -> list[Decimal]:
        """Amounts at payable digits whose sum is the rounded exact sum."""
        settled: list[Decimal] = []
        exact = paid = Decimal(0)
        for amount in amounts:
            exact += amount
            up_to_here = quantise(exact, self.places, self.mode)
            settled.append(up_to_here - paid)
            paid = up_to_here
        return settled
