"""Present values: what later money is worth today, and the yearly cost that is worth the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pricing.errors import PricingError
from pricing.returns.exactness import Number, count_of, decimal, decimals, exactly, rate_of

DAYS_A_YEAR = 365
Day = date | str


def npv(rate: Number, flows: Sequence[Number], *, first: int = 0) -> Decimal:
    """Present value of flows, the first of them at time `first` (0, or 1 as spreadsheets do).

    Raises:
        PricingError: a rate of −100 % or less, or a value that is not finite.

    >>> round(npv(0.05, [-15000, 1500, 2500, 3500, 4500, 6000]), 2)
    Decimal('122.89')
    >>> round(npv(0.1, [-10000, 2000, 4000, 8000], first=1), 2)
    Decimal('1031.35')
    """
    with exactly("a present value"):
        growth = 1 + rate_of(rate)
        values = [flow / growth ** (t + first) for t, flow in enumerate(decimals(flows))]
        return sum(values, Decimal(0))


def xnpv(rate: Number, flows: Sequence[Number], dates: Sequence[Day]) -> Decimal:
    """Present value of dated flows on the earliest date, at a yearly rate; any order.

    Args:
        rate: fraction per year of 365 days, compounded.
        flows: one amount per date.
        dates: dates, or their ISO texts.

    Source: XNPV of spreadsheets, Σ flow / (1 + rate)^(days / 365).

    Raises:
        PricingError: a rate of −100 % or less, no flows, a date that is none, or one amount
            without its date.

    >>> days = ["2001-01-01", "2001-02-01", "2001-03-15", "2001-05-12", "2001-08-10"]
    >>> round(xnpv(0.06, [-10000, 2000, 2500, 5000, 1000], days), 2)
    Decimal('323.02')
    """
    with exactly("a present value"):
        growth = 1 + rate_of(rate)
        dated = zip(decimals(flows), days_since_first(flows, dates), strict=True)
        values = [flow / growth ** (Decimal(days) / DAYS_A_YEAR) for flow, days in dated]
        return sum(values, Decimal(0))


def days_since_first(flows: Sequence[Number], dates: Sequence[Day]) -> list[int]:
    """Days from the earliest date to each date.

    Raises:
        PricingError: no flows, a text that is no date, or another number of dates than flows.
    """
    if len(flows) != len(dates) or not len(flows):
        raise PricingError(f"{len(flows)} flows on {len(dates)} dates: each flow has one date")
    try:
        days = [date.fromisoformat(day) if isinstance(day, str) else day for day in dates]
    except ValueError as error:
        raise PricingError(f"not a date: {error}") from error
    first = min(days)
    return [(day - first).days for day in days]


def annuity_factor(rate: Number, periods: int) -> Decimal:
    """Present value of 1 paid at the end of each period (uniform present value factor, UPV).

    >>> round(annuity_factor(Decimal("0.1"), 5), 6)
    Decimal('3.790787')
    """
    return npv(rate, [1] * count_of(periods, "the number of payments of an annuity"), first=1)


def growing_annuity_factor(rate: Number, growth: Number, periods: int) -> Decimal:
    """Present value of payments of (1 + growth)^t at the end of periods t = 1 to n (UPV*).

    The first payment has already grown once, as in life-cycle costing, where amounts are
    stated in base-date prices.

    Source: NIST Handbook 135, modified uniform present value factor with constant escalation.

    >>> round(growing_annuity_factor(0.03, 0.02, 10), 3)
    Decimal('9.481')
    """
    n = count_of(periods, "the number of payments of an annuity")
    with exactly("a present value"):
        step = 1 + rate_of(growth)
        return npv(rate, [step**t for t in range(1, n + 1)], first=1)


def equivalent_annual_cost(rate: Number, present_cost: Number, years: int) -> Decimal:
    """The same cost every year-end that has this present cost.

    Raises:
        PricingError: fewer than one year, or a rate of −100 % or less.

    >>> round(equivalent_annual_cost(Decimal("0.1"), Decimal(1000), 5), 2)
    Decimal('263.80')
    """
    with exactly("an equivalent annual cost"):
        return decimal(present_cost) / annuity_factor(rate, years)
