"""The instalment table of a loan, to the last payable digit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pricing.errors import PricingError
from pricing.money import EXACT, Money, quantise

Repayment = Literal["annuity", "linear"]


@dataclass(frozen=True)
class Instalment:
    """One payment of a loan; all amounts positive, payment = interest + principal."""

    number: int
    payment: Money
    interest: Money
    principal: Money
    balance: Money


def instalment(principal: Money, rate: Decimal, payments: int) -> Money:
    """Level payment that repays a loan, due at the end of each period, positive, unrounded.

    Args:
        principal: amount financed, positive.
        rate: fraction per period; 0.01 is 1 %.
        payments: number of payments, at least 1.

    Raises:
        PricingError: no payments, or a rate of −100 % or less.

    Source: annuity formula, as in numpy_financial.pmt.

    >>> quantise(instalment(Money(Decimal(1000), "USD"), Decimal("0.01"), 12))
    Money(amount=Decimal('88.85'), currency='USD')
    """
    if payments < 1 or rate <= -1:
        raise PricingError(f"no loan has {payments} payments at {rate} a period")
    if rate == 0:
        return principal / payments
    remaining = EXACT.power(1 + rate, -payments)
    return principal * EXACT.divide(rate, 1 - remaining)


def repayments(
    principal: Money,
    rate: Decimal,
    payments: int,
    repayment: Repayment = "annuity",
    *,
    balloon: Money | None = None,
    grace: int = 0,
) -> tuple[Instalment, ...]:
    """The instalment table, in payable digits; the principal column sums to the loan exactly.

    Args:
        principal: amount borrowed; its payable digits are what is repaid.
        rate: fraction per period.
        payments: number of payments, at least 1.
        repayment: `annuity` (level payment) or `linear` (level principal).
        balloon: the part of the principal that is left for the last payment.
        grace: how many payments carry interest only, before repayment begins.

    The last payment takes what rounding left over.

    Raises:
        PricingError: no payment that repays, or a balloon above the loan.

    >>> table = repayments(Money(Decimal(1000), "USD"), Decimal("0.01"), 12)
    >>> str(sum((row.principal.amount for row in table), Decimal(0))), str(table[-1].balance)
    ('1000.00', '0.00 USD')
    >>> late = repayments(Money(Decimal(1000), "USD"), Decimal("0.01"), 4, "linear", grace=2)
    >>> [str(row.principal.amount) for row in late]
    ['0', '0', '500.00', '500.00']
    """
    balance, nothing = quantise(principal), Money.zero(principal.currency)
    left = nothing if balloon is None else quantise(balloon)
    if not 0 <= grace < payments or not nothing <= left <= balance:
        raise PricingError(f"no loan has {grace} of {payments} payments free and {left} at the end")
    level = quantise(instalment(principal - left, rate, payments - grace))
    slice_ = quantise((principal - left) / (payments - grace))
    rows = []
    for number in range(1, payments + 1):
        interest = quantise(balance * rate)
        repaid = level - quantise((balance - left) * rate)
        part = nothing if number <= grace else slice_ if repayment == "linear" else repaid
        if number == payments or part > balance:
            part = balance
        balance = balance - part
        rows.append(Instalment(number, part + interest, interest, part, balance))
    return tuple(rows)


def total_interest(table: Iterable[Instalment]) -> Money:
    """What a loan costs beside its principal, positive.

    >>> str(total_interest(repayments(Money(Decimal(1000), "USD"), Decimal("0.01"), 12)))
    '66.19 USD'
    """
    interest = [row.interest for row in table]
    return Money.sum(interest, interest[0].currency)
