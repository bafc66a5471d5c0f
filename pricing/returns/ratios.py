"""Measures relative to the money put in: savings-to-investment and rates with reinvestment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.errors import PricingError
from pricing.returns.exactness import Number, count_of, decimal, decimals, exactly, rate_of, root
from pricing.returns.present_value import npv


def savings_to_investment(
    rate: Number, flows: Sequence[Number], investment: Sequence[Number] | None = None
) -> Decimal | None:
    """Present value of operational savings per unit of present investment; None: not defined.

    Args:
        rate: fraction per period.
        flows: savings less extra costs per period, the first at time 0; the investment is part
            of them.
        investment: the part of the flows that is capital: purchase and replacements negative,
            residual value positive. Left out: what is paid at time 0.

    Source: NIST Handbook 135, SIR: replacements and residual values stand in the denominator.

    Not defined where nothing is invested on balance.

    >>> round(savings_to_investment(0.1, [-100, 60, 60]), 4)
    Decimal('1.0413')
    >>> round(savings_to_investment(0.1, [-100, 60, 80], investment=[-100, 0, 20]), 4)
    Decimal('1.2475')
    """
    capital = _capital(flows, investment)
    with exactly("a savings-to-investment ratio"):
        invested = -npv(rate, capital)
        return (npv(rate, flows) + invested) / invested if invested > 0 else None


def adjusted_irr(
    rate: Number, flows: Sequence[Number], investment: Sequence[Number] | None = None
) -> Decimal | None:
    """Adjusted internal rate of return: savings reinvested at the discount rate; None: none.

    Args:
        rate: discount rate, at which receipts are reinvested; fraction per period.
        flows: as for `savings_to_investment`; the last of them ends the study period.
        investment: as for `savings_to_investment`.

    Source: NIST Handbook 135 and ASTM E1057, AIRR = (1 + rate) × SIR^(1/N) − 1.

    >>> round(adjusted_irr(0.1, [-100, 60, 60]), 4)
    Decimal('0.1225')
    """
    ratio = savings_to_investment(rate, flows, investment)
    return None if ratio is None else adjusted_irr_of_ratio(rate, ratio, len(flows) - 1)


def adjusted_irr_of_ratio(rate: Number, ratio: Number, periods: int) -> Decimal | None:
    """The adjusted internal rate of return of a savings-to-investment ratio; None below zero.

    >>> round(adjusted_irr_of_ratio(0.03, 8.2, 15), 4)
    Decimal('0.1851')
    """
    n = count_of(periods, "the study period")
    with exactly("an adjusted internal rate of return"):
        if decimal(ratio) < 0:
            return None
        return (1 + rate_of(rate)) * root(decimal(ratio), n) - 1


def mirr(flows: Sequence[Number], finance_rate: Number, reinvest_rate: Number) -> Decimal | None:
    """Modified rate of return: payments financed at one rate, receipts reinvested at another.

    None unless money is both paid and received.

    Source: MIRR of spreadsheets.

    >>> round(mirr([-120000, 39000, 30000, 21000, 37000, 46000], 0.10, 0.12), 6)
    Decimal('0.126094')
    """
    values = decimals(flows)
    paid = npv(finance_rate, [min(value, Decimal(0)) for value in values])
    received = npv(reinvest_rate, [max(value, Decimal(0)) for value in values])
    if not paid or not received:
        return None
    with exactly("a modified rate of return"):
        last = len(values) - 1
        worth = received * (1 + rate_of(reinvest_rate)) ** last
        return (worth / -paid) ** (Decimal(1) / last) - 1


def _capital(flows: Sequence[Number], investment: Sequence[Number] | None) -> list[Decimal]:
    if investment is None:
        return [min(flow, Decimal(0)) for flow in decimals(flows[:1])]
    if len(investment) != len(flows):
        raise PricingError(f"{len(investment)} investments beside {len(flows)} flows")
    return decimals(investment)
