"""Rates put differently: nominal and effective, real and nominal, growth between two amounts."""

from __future__ import annotations

from decimal import Decimal

from pricing.errors import PricingError
from pricing.returns.exactness import Number, count_of, decimal, exactly, rate_of


def effective_rate(nominal: Number, periods: int) -> Decimal:
    """The yearly rate with compounding of a nominal one paid `periods` times a year.

    >>> round(effective_rate(Decimal("0.0525"), 4), 6)
    Decimal('0.053543')
    """
    n = count_of(periods, "the number of periods in a year")
    with exactly("an effective rate"):
        return (1 + rate_of(decimal(nominal) / n)) ** n - 1


def nominal_rate(effective: Number, periods: int) -> Decimal:
    """The nominal yearly rate that compounds `periods` times to the effective one.

    >>> round(nominal_rate(Decimal("0.1"), 4), 6)
    Decimal('0.096455')
    """
    n = count_of(periods, "the number of periods in a year")
    return period_rate(effective, n) * n


def period_rate(effective: Number, periods: int) -> Decimal:
    """The rate per period that compounds `periods` times to a yearly one.

    >>> round(period_rate(Decimal("0.1"), 12), 6)
    Decimal('0.007974')
    """
    n = count_of(periods, "the number of periods in a year")
    with exactly("a rate per period"):
        return (1 + rate_of(effective)) ** (Decimal(1) / n) - 1


def real_rate(nominal: Number, inflation: Number) -> Decimal:
    """The rate without inflation: (1 + nominal) / (1 + inflation) − 1.

    >>> round(real_rate(Decimal("0.08"), Decimal("0.04")), 6)
    Decimal('0.038462')
    """
    with exactly("a real rate"):
        return (1 + rate_of(nominal)) / (1 + rate_of(inflation)) - 1


def growth_rate(periods: int, start: Number, end: Number) -> Decimal:
    """The constant rate at which an amount grows to another (RRI, CAGR of spreadsheets).

    Raises:
        PricingError: no such rate, because one amount is zero or their signs differ.

    >>> round(growth_rate(4, 7500, 10000), 4)
    Decimal('0.0746')
    """
    n = count_of(periods, "the number of periods")
    with exactly("a growth rate"):
        ratio = decimal(end) / decimal(start)
        if ratio < 0:
            raise PricingError("not defined, because the amounts have different signs")
        return ratio ** (Decimal(1) / n) - 1


def periods_to_reach(rate: Number, start: Number, end: Number) -> Decimal:
    """Periods until an amount has grown to another (PDURATION of spreadsheets).

    Raises:
        PricingError: it never does, because the rate is zero or the signs differ.

    >>> round(periods_to_reach(0.1, 1000, 2000), 4)
    Decimal('7.2725')
    """
    with exactly("a number of periods"):
        return (decimal(end) / decimal(start)).ln() / (1 + rate_of(rate)).ln()
