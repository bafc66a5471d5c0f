"""The functions a formula may use: what each computes and which units fit.

All amounts are positive costs, as formulas write them; the sign of a cash flow comes from the
category of its line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MANY = 50


@dataclass(frozen=True)
class Function:
    """How a function is written, computed and checked.

    `units` names the rule: `same` (all arguments alike, result alike), `if`, `round`, `grow`,
    `truth` (comparisons in, comparison out), or `loan` (rate and count, then an amount).
    """

    signature: str
    fewest: int
    most: int
    units: str
    compute: Callable[[Sequence[Array], Array], Array]


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


def round_half_up(value: Array, places: Array) -> Array:
    """Nearest number with `places` digits after the point; ties go away from zero.

    One last binary digit is forgiven, so that 1.005 rounds as it is written.
    """
    scale = np.power(10.0, places)
    scaled = np.abs(value) * scale
    rounded: Array = np.sign(value) * np.floor(scaled * (1.0 + 4e-16) + 0.5) / scale
    return rounded


def _fold(operation: Callable[[Array, Array], Array]) -> Callable[[Sequence[Array], Array], Array]:
    return lambda arguments, year: reduce(operation, arguments)


def _truth(arguments: Sequence[Array], keep: Callable[[Array, Array], Array]) -> Array:
    return reduce(keep, [np.not_equal(each, 0).astype(np.float64) for each in arguments])


FUNCTIONS: dict[str, Function] = {
    "min": Function("min(a, b, …)", 1, MANY, "same", _fold(np.minimum)),
    "max": Function("max(a, b, …)", 1, MANY, "same", _fold(np.maximum)),
    "sum": Function("sum(a, b, …)", 1, MANY, "same", _fold(np.add)),
    "abs": Function("abs(a)", 1, 1, "same", lambda a, year: np.abs(a[0])),
    "round": Function(
        "round(a, places)",
        1,
        2,
        "round",
        lambda a, year: round_half_up(a[0], a[1] if len(a) > 1 else np.zeros((1, 1))),
    ),
    "if": Function(
        "if(condition, a, b)", 3, 3, "if", lambda a, year: np.where(a[0] != 0, a[1], a[2])
    ),
    "and": Function("and(a, b, …)", 1, MANY, "truth", lambda a, year: _truth(a, np.minimum)),
    "or": Function("or(a, b, …)", 1, MANY, "truth", lambda a, year: _truth(a, np.maximum)),
    "not": Function("not(a)", 1, 1, "truth", lambda a, year: (a[0] == 0).astype(np.float64)),
    # The first year is not grown: year 1 costs the base, year 3 the base times (1 + rate)^2.
    "grow": Function(
        "grow(base, rate)", 2, 2, "grow", lambda a, year: a[0] * np.power(1.0 + a[1], year - 1.0)
    ),
    "instalment": Function(
        "instalment(rate, periods, loan)", 3, 3, "loan", lambda a, year: instalment(*a)
    ),
    "principal_paid": Function(
        "principal_paid(rate, periods, loan, first, last)",
        5,
        5,
        "loan",
        lambda a, year: principal_paid(*a),
    ),
    "interest_paid": Function(
        "interest_paid(rate, periods, loan, first, last)",
        5,
        5,
        "loan",
        lambda a, year: interest_paid(*a),
    ),
}
