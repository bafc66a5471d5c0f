"""What a way of paying costs as a rate, and what a lease is worth today."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.returns import Number, When, effective_rate, irr, present_value
from pricing.returns.exactness import count_of, decimal, decimals


def implicit_rate(cash_price: Number, payments: Sequence[Number]) -> float | None:
    """The rate per period hidden in payments that replace a cash price; None: there is none.

    Args:
        cash_price: what would be paid at once, positive.
        payments: what is paid instead at time 0, 1, 2, …, positive.

    >>> round(implicit_rate(100, [0, 0, 121]), 6)
    0.1
    """
    first, *later = decimals(payments)
    return irr([decimal(cash_price) - first, *(-payment for payment in later)])


def yearly_implicit_rate(
    cash_price: Number, payments: Sequence[Number], periods: int
) -> Decimal | None:
    """The implicit rate as an effective yearly one, with `periods` payments a year.

    >>> round(yearly_implicit_rate(100, [0] + [Decimal("8.884879")] * 12, 12), 4)
    Decimal('0.1268')
    """
    rate = implicit_rate(cash_price, payments)
    n = count_of(periods, "the number of payments in a year")
    return None if rate is None else effective_rate(decimal(rate) * n, n)


def lease_liability(
    rate: Number, periods: int, payment: Number, when: When = "end", guaranteed: Number = 0
) -> Decimal:
    """Present value of the payments not yet made on the day a lease begins, positive.

    Args:
        payment: amount per period, positive; one in advance is made that day and no longer owed.
        guaranteed: residual value or purchase option paid at the end of the term.

    Source: IFRS 16.26 and illustrative example 13.

    >>> round(lease_liability(Decimal("0.05"), 10, 50000, "begin"))
    355391
    """
    worth = -present_value(rate, periods, decimal(payment), guaranteed, when)
    return worth - decimal(payment) if when == "begin" else worth


def right_of_use(
    liability: Number, paid_before: Number = 0, direct_costs: Number = 0, incentives: Number = 0
) -> Decimal:
    """What the leased asset is entered at: liability, earlier payments, costs, less incentives.

    Source: IFRS 16.24.

    >>> right_of_use(355391, paid_before=50000, direct_costs=20000, incentives=5000)
    Decimal('420391')
    """
    paid = decimal(liability) + decimal(paid_before) + decimal(direct_costs)
    return paid - decimal(incentives)
