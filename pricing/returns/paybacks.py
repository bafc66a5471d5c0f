"""Paybacks: when the money put in has come back, and that it never does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.returns.exactness import Number, decimals, exactly, rate_of


def payback(flows: Sequence[Number]) -> Decimal | None:
    """Periods until the sum of the flows is no longer negative and stays so; None: never.

    Within a period the flow is taken as even. Nothing spent is paid back at once: 0.

    >>> payback([-200, 50, 60, 70, 200]), payback([-100, 10, 10, 10])
    (Decimal('3.1'), None)
    """
    with exactly("a payback"):
        total, back = Decimal(0), Decimal(0)
        for period, flow in enumerate(decimals(flows)):
            before, total = total, total + flow
            if total >= 0 > before:
                back = Decimal(period - 1) - before / flow
        return back if total >= 0 else None


def discounted_payback(rate: Number, flows: Sequence[Number]) -> Decimal | None:
    """The payback of the flows brought to their present values first; None: never.

    >>> round(discounted_payback(0.11, [-210, 85, 75, 85, 105]), 2)
    Decimal('3.15')
    """
    with exactly("a discounted payback"):
        growth = 1 + rate_of(rate)
        return payback([flow / growth**t for t, flow in enumerate(decimals(flows))])
