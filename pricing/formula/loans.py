"""Loans over arrays: shares of an annuity, spreadsheet payments, cumulated interest.

numpy-financial computes what it has a function for. Its `ipmt` and `ppmt` go on beyond the last
payment, where a spreadsheet has no value: here there is none either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy_financial as npf

from pricing.formula.arrays import Array, Clock, padded


def discounting_root(rate: Array, periods: Array) -> Array:
    """Share of a loan still owed when `periods` are left: 1 − (1 + rate)^−periods.

    Written with log1p and expm1, so that tiny rates keep their digits.
    """
    share: Array = -np.expm1(-periods * np.log1p(rate))
    return share


def balance(rate: Array, periods: Array, principal: Array, paid: Array) -> Array:
    """What is owed on an annuity loan after `paid` instalments, at least 0.

    Source: B(k) = P (1 − (1+r)^(k−n)) / (1 − (1+r)^−n); P (n − k) / n without interest.
    """
    left = periods - np.clip(paid, 0.0, periods)
    free = rate == 0
    safe = np.where(free, 1.0, rate)
    share = discounting_root(safe, left) / discounting_root(safe, periods)
    owed: Array = principal * np.where(free, left / periods, share)
    return owed


def instalment(rate: Array, periods: Array, principal: Array) -> Array:
    """Level payment at each period's end that repays a loan."""
    free = rate == 0
    safe = np.where(free, 1.0, rate)
    level = np.where(free, 1.0 / periods, safe / discounting_root(safe, periods))
    payment: Array = principal * level
    return payment


def principal_paid(rate: Array, periods: Array, loan: Array, first: Array, last: Array) -> Array:
    """Principal repaid with instalments `first` to `last`, counted from 1; 0 outside the term."""
    return balance(rate, periods, loan, first - 1.0) - balance(rate, periods, loan, last)


def interest_paid(rate: Array, periods: Array, loan: Array, first: Array, last: Array) -> Array:
    """Interest paid with instalments `first` to `last`, counted from 1; 0 outside the term."""
    count = np.clip(last, 0.0, periods) - np.clip(first - 1.0, 0.0, periods)
    paid = instalment(rate, periods, loan) * count
    interest: Array = paid - principal_paid(rate, periods, loan, first, last)
    return interest


def payment_at(
    function: Callable[..., Array],
) -> Callable[[Sequence[Array], Clock], Array]:
    """IPMT or PPMT of numpy-financial, without a value outside the term."""

    def compute(arguments: Sequence[Array], clock: Clock) -> Array:
        rate, per, nper, pv, fv, when = padded(arguments, 0, 0)
        found = np.asarray(function(rate, per, nper, pv, fv, when), dtype=np.float64)
        return np.where((per >= 1) & (per <= nper), found, np.nan)

    return compute


def cumulated(
    part: Callable[[Array, Array, Array, Array, Array], Array],
) -> Callable[[Sequence[Array], Clock], Array]:
    """CUMIPMT or CUMPRINC for payments at the end of each period, negative as there."""

    def compute(arguments: Sequence[Array], clock: Clock) -> Array:
        _, periods, _, first, last = arguments
        inside = (first >= 1) & (first <= last) & (last <= periods)
        return np.where(inside, -part(*arguments), np.nan)

    return compute


def number_of_payments(arguments: Sequence[Array], clock: Clock) -> Array:
    """NPER of numpy-financial."""
    return np.asarray(npf.nper(*padded(arguments, 0, 0, length=5)), dtype=np.float64)


def rate(arguments: Sequence[Array], clock: Clock) -> Array:
    """RATE by Newton's method on all loans at once; no value where it does not come to rest.

    numpy-financial starts at 10 % and stops at six digits.
    """
    nper, pmt, pv, fv, when = padded(arguments, 0, 0, length=5)
    found = np.where(pv != 0, -(fv + pv + pmt * nper) / (nper * np.where(pv == 0, 1, pv)), 0.1)
    found = np.clip(found, 1e-6, 1.0)
    for _ in range(60):
        value, slope = _worth(found, nper, pmt, pv, fv, when)
        found = np.maximum(found - value / slope, (found - 1.0) / 2)
    value, _ = _worth(found, nper, pmt, pv, fv, when)
    scale = np.maximum(np.abs(pv), np.abs(pmt) * nper) + np.abs(fv)
    return np.where(np.abs(value) <= 1e-9 * scale, found, np.nan)


def _worth(
    r: Array, nper: Array, pmt: Array, pv: Array, fv: Array, when: Array
) -> tuple[Array, Array]:
    """Present worth of a loan's flows at a rate, and its slope."""
    free, flat = r == 0, np.abs(r) < 1e-5
    safe = np.where(free, 1.0, r)
    last = np.exp(-nper * np.log1p(r))
    annuity = np.where(free, nper, -np.expm1(-nper * np.log1p(r)) / safe)
    due = 1.0 + r * when
    value: Array = pv + pmt * annuity * due + fv * last
    last_slope = -nper * last / (1.0 + r)
    # So near to zero the difference would have no digits left.
    annuity_slope = np.where(flat, -nper * (nper + 1.0) / 2.0, -(last_slope + annuity) / safe)
    slope: Array = pmt * (annuity_slope * due + annuity * when) + fv * last_slope
    return value, slope
