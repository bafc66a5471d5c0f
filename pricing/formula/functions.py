"""The functions a formula may use: what each computes and which units fit.

The names are those of spreadsheets, written small or large. Payments (PMT, IPMT, …) have the
signs of spreadsheets; lines of a calculator are positive costs, and `grow`, `instalment`,
`interest_paid` and `principal_paid` keep to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy_financial as npf

from pricing.formula import loans, write_offs
from pricing.formula.arrays import Array, Clock, padded, powers

MANY = 50
Compute = Callable[[Sequence[Array], Clock], Array]


@dataclass(frozen=True)
class Function:
    """How a function is written, computed and checked.

    `units`: what goes in and what comes out, such as `1 1 a > a`: `1` is a plain number, `a` one
    unit alike wherever it stands; a star repeats the last. The names before `>` that may be left
    out are those beyond `fewest`.
    """

    signature: str
    fewest: int
    units: str
    compute: Compute

    @property
    def given(self) -> tuple[str, ...]:
        """The kind of each argument; a star at the end stands for any number more."""
        return tuple(self.units.partition(" > ")[0].split())

    @property
    def result(self) -> str:
        """The kind of the result."""
        return self.units.partition(" > ")[2]

    @property
    def most(self) -> int:
        """How many arguments there may be."""
        return MANY if self.given[-1].endswith("*") else len(self.given)


def _rounded(nearest: Callable[[Array], Array]) -> Compute:
    """Rounding to a number of places; one last binary digit is forgiven, so that 1.005 rounds
    as it is written."""

    def compute(arguments: Sequence[Array], clock: Clock) -> Array:
        value, places = padded(arguments, 0, length=2)
        scale = np.power(10.0, places)
        rounded: Array = np.sign(value) * nearest(np.abs(value) * scale) / scale
        return rounded

    return compute


def _fold(operation: Callable[[Array, Array], Array]) -> Compute:
    return lambda arguments, clock: reduce(operation, arguments)


def _truth(keep: Callable[[Array, Array], Array]) -> Compute:
    return lambda arguments, clock: reduce(
        keep, [np.not_equal(each, 0).astype(np.float64) for each in arguments]
    )


def _plain(operation: Callable[..., Array]) -> Compute:
    return lambda arguments, clock: operation(*arguments)


def chosen(condition: Array, then: Array, otherwise: Array) -> Array:
    """`then` wherever the condition is not zero."""
    return np.where(condition != 0, then, otherwise)


def _numpy_financial(function: Callable[..., Array], fewest: int) -> Compute:
    """A function of numpy-financial whose last two arguments may be left out."""
    length = fewest + 2
    return lambda arguments, clock: np.asarray(
        function(*padded(arguments, 0, 0, length=length)), dtype=np.float64
    )


def _grow(arguments: Sequence[Array], clock: Clock) -> Array:
    base, growth = arguments[0], 1.0 + arguments[1]
    years = clock.year[0]
    grown: Array
    if growth.shape[1] > 1 or years[0] != 0 or len(years) == 1:
        grown = base * np.power(growth, clock.year - 1.0)
        return grown
    # Year 0 stands one step before year 1, which is not grown.
    factors = powers(growth, int(years[-1]) + 1, first=-1)
    by_year = factors.shape[1] == len(years)
    grown = base * (factors if by_year else factors[:, years.astype(np.intp)])
    return grown


def _npv(arguments: Sequence[Array], clock: Clock) -> Array:
    rate, series = arguments
    shape = np.broadcast_shapes(series.shape, clock.period.shape)
    factors = np.power(1.0 + rate[:, :1], -clock.period)
    worth: Array = (np.broadcast_to(series, shape) * factors)[:, 1:].sum(axis=1, keepdims=True)
    return worth


def _nominal(effective: Array, periods: Array) -> Array:
    rate: Array = periods * np.expm1(np.log1p(effective) / periods)
    return rate


FUNCTIONS: dict[str, Function] = {
    "min": Function("min(a, b, …)", 1, "a* > a", _fold(np.minimum)),
    "max": Function("max(a, b, …)", 1, "a* > a", _fold(np.maximum)),
    "sum": Function("sum(a, b, …)", 1, "a* > a", _fold(np.add)),
    "abs": Function("abs(a)", 1, "a > a", _plain(np.abs)),
    "int": Function("int(a)", 1, "1 > 1", _plain(np.floor)),
    "exp": Function("exp(a)", 1, "1 > 1", _plain(np.exp)),
    "ln": Function("ln(a)", 1, "1 > 1", _plain(np.log)),
    "round": Function(
        "round(a, places)", 1, "a 1 > a", _rounded(lambda x: np.floor(x * (1.0 + 4e-16) + 0.5))
    ),
    "roundup": Function(
        "roundup(a, places)", 1, "a 1 > a", _rounded(lambda x: np.ceil(x * (1.0 - 4e-16)))
    ),
    "rounddown": Function(
        "rounddown(a, places)", 1, "a 1 > a", _rounded(lambda x: np.floor(x * (1.0 + 4e-16)))
    ),
    "if": Function("if(condition, a, b)", 3, "1 a a > a", _plain(chosen)),
    "and": Function("and(a, b, …)", 1, "1* > 1", _truth(np.minimum)),
    "or": Function("or(a, b, …)", 1, "1* > 1", _truth(np.maximum)),
    "not": Function("not(a)", 1, "1 > 1", _plain(lambda a: (a == 0).astype(np.float64))),
    # The first year is not grown: year 1 costs the base, year 3 the base times (1 + rate)^2.
    "grow": Function("grow(base, rate)", 2, "a 1 > a", _grow),
    "npv": Function("npv(rate, name)", 2, "1 a > a", _npv),
    "pv": Function(
        "pv(rate, nper, pmt, fv, type)", 3, "1 1 a a 1 > a", _numpy_financial(npf.pv, 3)
    ),
    "fv": Function(
        "fv(rate, nper, pmt, pv, type)",
        3,
        "1 1 a a 1 > a",
        _numpy_financial(lambda rate, nper, pmt, pv, when: npf.fv(rate, nper, pmt, pv, when), 3),
    ),
    "pmt": Function(
        "pmt(rate, nper, pv, fv, type)", 3, "1 1 a a 1 > a", _numpy_financial(npf.pmt, 3)
    ),
    "ipmt": Function(
        "ipmt(rate, per, nper, pv, fv, type)", 4, "1 1 1 a a 1 > a", loans.payment_at(npf.ipmt)
    ),
    "ppmt": Function(
        "ppmt(rate, per, nper, pv, fv, type)", 4, "1 1 1 a a 1 > a", loans.payment_at(npf.ppmt)
    ),
    "nper": Function("nper(rate, pmt, pv, fv, type)", 3, "1 a a a 1 > 1", loans.number_of_payments),
    "rate": Function("rate(nper, pmt, pv, fv, type)", 3, "1 a a a 1 > 1", loans.rate),
    "effect": Function(
        "effect(nominal, periods)", 2, "1 1 > 1", _plain(lambda r, n: np.expm1(n * np.log1p(r / n)))
    ),
    "nominal": Function("nominal(effective, periods)", 2, "1 1 > 1", _plain(_nominal)),
    "cumipmt": Function(
        "cumipmt(rate, nper, pv, start, end)",
        5,
        "1 1 a 1 1 > a",
        loans.cumulated(loans.interest_paid),
    ),
    "cumprinc": Function(
        "cumprinc(rate, nper, pv, start, end)",
        5,
        "1 1 a 1 1 > a",
        loans.cumulated(loans.principal_paid),
    ),
    "sln": Function("sln(cost, salvage, life)", 3, "a a 1 > a", write_offs.straight_line),
    "syd": Function("syd(cost, salvage, life, per)", 4, "a a 1 1 > a", write_offs.sum_of_years),
    "db": Function(
        "db(cost, salvage, life, per, month)", 4, "a a 1 1 1 > a", write_offs.fixed_declining
    ),
    "ddb": Function(
        "ddb(cost, salvage, life, per, factor)", 4, "a a 1 1 1 > a", write_offs.declining
    ),
    "vdb": Function(
        "vdb(cost, salvage, life, start, end, factor)", 5, "a a 1 1 1 1 > a", write_offs.switching
    ),
    "instalment": Function(
        "instalment(rate, periods, loan)", 3, "1 1 a > a", _plain(loans.instalment)
    ),
    "principal_paid": Function(
        "principal_paid(rate, periods, loan, first, last)",
        5,
        "1 1 a 1 1 > a",
        _plain(loans.principal_paid),
    ),
    "interest_paid": Function(
        "interest_paid(rate, periods, loan, first, last)",
        5,
        "1 1 a 1 1 > a",
        _plain(loans.interest_paid),
    ),
}
# These take a name and look at all its periods, not at the value of one.
OVER_PERIODS = ("npv",)
