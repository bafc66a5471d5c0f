"""What a row of cash flows is worth: present values, rates of return, paybacks, loan figures.

Flows are given per period with the first at time 0 unless said otherwise; money received is
positive, money paid negative, as in spreadsheets. Rates are fractions per period. What can be
computed exactly is a Decimal; what needs root finding is a float.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, DecimalException, localcontext
from itertools import pairwise
from typing import Literal

import numpy as np

from pricing.errors import PricingError
from pricing.formula.functions import Array
from pricing.money import EXACT

Number = Decimal | int | float
When = Literal["end", "begin"]

_STEPS = 60
_CLOSE = 1e-12


@contextmanager
def _exactly(what: str) -> Iterator[None]:
    try:
        with localcontext(EXACT):
            yield
    except DecimalException as error:
        raise PricingError(f"{what} is not defined for these figures") from error


def _decimal(value: Number) -> Decimal:
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise PricingError(f"a finite number is needed, not {value}")
    return exact


def _rate(value: Number) -> Decimal:
    rate = _decimal(value)
    if rate <= -1:
        raise PricingError(f"a rate is above −100 %, not {value}")
    return rate


def npv(rate: Number, flows: Sequence[Number], *, first: int = 0) -> Decimal:
    """Present value of flows, the first of them at time `first` (0, or 1 as spreadsheets do).

    Raises:
        PricingError: a rate of −100 % or less, or a value that is not finite.

    >>> round(npv(0.05, [-15000, 1500, 2500, 3500, 4500, 6000]), 2)
    Decimal('122.89')
    """
    with _exactly("a present value"):
        growth = 1 + _rate(rate)
        values = [_decimal(flow) / growth ** (t + first) for t, flow in enumerate(flows)]
        return sum(values, Decimal(0))


def annuity_factor(rate: Number, periods: int) -> Decimal:
    """Present value of 1 paid at the end of each period.

    >>> round(annuity_factor(Decimal("0.1"), 5), 6)
    Decimal('3.790787')
    """
    if periods < 1:
        raise PricingError(f"an annuity has at least one period, not {periods}")
    return npv(rate, [1] * periods, first=1)


def equivalent_annual_cost(rate: Number, present_cost: Number, years: int) -> Decimal:
    """The same cost every year-end that has this present cost.

    >>> round(equivalent_annual_cost(Decimal("0.1"), Decimal(1000), 5), 2)
    Decimal('263.80')
    """
    with _exactly("an equivalent annual cost"):
        return _decimal(present_cost) / annuity_factor(rate, years)


def payback(flows: Sequence[Number]) -> Decimal | None:
    """Periods until the sum of the flows is no longer negative and stays so; None: never.

    Within a period the flow is taken as even. Nothing spent is paid back at once: 0.

    >>> payback([-200, 50, 60, 70, 200]), payback([-100, 10, 10, 10])
    (Decimal('3.1'), None)
    """
    with _exactly("a payback"):
        total, reached = Decimal(0), Decimal(0)
        back: Decimal | None = Decimal(0)
        for period, each in enumerate(flows):
            before, flow = total, _decimal(each)
            total = before + flow
            if total < 0:
                back = None
            elif before < 0:
                reached = Decimal(period - 1) - before / flow
                back = reached
        return back


def discounted_payback(rate: Number, flows: Sequence[Number]) -> Decimal | None:
    """The payback of the flows brought to their present values first; None: never.

    >>> round(discounted_payback(0.11, [-210, 85, 75, 85, 105]), 2)
    Decimal('3.15')
    """
    with _exactly("a discounted payback"):
        growth = 1 + _rate(rate)
        return payback([_decimal(flow) / growth**t for t, flow in enumerate(flows)])


def savings_to_investment(rate: Number, flows: Sequence[Number]) -> Decimal | None:
    """Present value of what follows per unit of money put in at time 0; None without any.

    >>> round(savings_to_investment(0.1, [-100, 60, 60]), 4)
    Decimal('1.0413')
    """
    if not flows or _decimal(flows[0]) >= 0:
        return None
    with _exactly("a savings-to-investment ratio"):
        return npv(rate, flows[1:], first=1) / -_decimal(flows[0])


def mirr(flows: Sequence[Number], finance_rate: Number, reinvest_rate: Number) -> Decimal | None:
    """Modified rate of return: payments financed at one rate, receipts reinvested at another.

    None unless money is both paid and received.

    >>> round(mirr([-120000, 39000, 30000, 21000, 37000, 46000], 0.10, 0.12), 6)
    Decimal('0.126094')
    """
    values = [_decimal(flow) for flow in flows]
    paid = npv(finance_rate, [min(value, Decimal(0)) for value in values])
    received = npv(reinvest_rate, [max(value, Decimal(0)) for value in values])
    if not paid or not received:
        return None
    with _exactly("a modified rate of return"):
        last = len(values) - 1
        worth = received * (1 + _rate(reinvest_rate)) ** last
        return (worth / -paid) ** (Decimal(1) / last) - 1


# -- internal rate of return ------------------------------------------------------------------


@dataclass(frozen=True)
class InternalRates:
    """Every internal rate found and how often the flows change their sign.

    No change of sign: there is none. One: there is one. More: there may be several, and `rate`,
    the one nearest to zero, does not decide anything by itself.
    """

    rate: float | None
    roots: tuple[float, ...]
    sign_changes: int


def sign_changes(flows: Sequence[Number]) -> int:
    """How often the flows change from paid to received or back; zeros do not count.

    >>> sign_changes([-50, -100, 600, 300, -100])
    2
    """
    signs = [_decimal(flow) > 0 for flow in flows if _decimal(flow) != 0]
    return sum(before != after for before, after in pairwise(signs))


def irr(flows: Sequence[Number]) -> float | None:
    """The rate at which the flows are worth nothing; nearest to zero if several; None if none.

    >>> round(irr([-10000, 3500, 7600, 1000]), 4)
    0.1133
    """
    return internal_rates(flows).rate


def internal_rates(flows: Sequence[Number]) -> InternalRates:
    """All internal rates between −99.99 % and 1,000,000 %, from small to large.

    >>> rates = internal_rates([-50, -100, 600, 300, -100])
    >>> [round(rate, 2) for rate in rates.roots], rates.sign_changes
    ([-0.77, 1.85], 2)
    """
    changes = sign_changes(flows)
    row = np.array([[float(_decimal(flow)) for flow in flows]])
    if not changes:
        return InternalRates(None, (), 0)
    found, _ = internal_rate_rows(row)
    roots = _roots(row[0]) if changes > 1 else tuple(float(rate) for rate in found)
    real = [rate for rate in roots if math.isfinite(rate)]
    nearest = min(real, key=abs) if real else None
    return InternalRates(nearest, tuple(real), changes)


def internal_rate_rows(flows: Array) -> tuple[Array, Array]:
    """One internal rate per row (NaN where none is found) and the sign changes of each row.

    Newton's method on all rows at once; rows that leave their bracket are halved instead.

    >>> rates, changes = internal_rate_rows(np.array([[-100.0, 110.0], [100.0, 110.0]]))
    >>> rates.round(6).tolist(), changes.tolist()
    ([0.1, nan], [1.0, 0.0])
    """
    scale = np.abs(flows).max(axis=1, keepdims=True)
    rows = flows / np.where(scale == 0, 1.0, scale)
    times = np.arange(rows.shape[1], dtype=np.float64)
    changes = _changes(rows)
    low, high = _brackets(rows, changes)
    rate = np.clip(np.full(len(rows), 0.1), low, high)
    below = np.sign(_worth(rows, low))
    active = np.flatnonzero(~np.isnan(rate))
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            if not len(active):
                break
            now, flows_now = rate[active], rows[active]
            factors = np.power(1.0 + now[:, None], -times)
            worth = flows_now * factors
            value, slope = worth.sum(axis=1), -(worth @ times) / (1.0 + now)
            same = np.sign(value) == below[active]
            low[active] = np.where(same, now, low[active])
            high[active] = np.where(same, high[active], now)
            step = now - value / slope
            inside = (step >= low[active]) & (step <= high[active])
            after = np.where(inside, step, (low[active] + high[active]) / 2)
            after = np.where(value == 0, now, after)
            rate[active] = after
            active = active[np.abs(after - now) > _CLOSE * (1.0 + np.abs(now))]
    return rate, changes


def _changes(rows: Array) -> Array:
    count = np.zeros(len(rows))
    last = np.zeros(len(rows))
    for column in rows.T:
        sign = np.sign(column)
        count += (sign * last) < 0
        last = np.where(sign == 0, last, sign)
    return count


# Rates tried for a change of sign: dense where returns are found, then wider.
_RATES = np.concatenate(
    [
        -1.0 + np.geomspace(1e-4, 0.5, 60, endpoint=False),
        np.linspace(-0.5, 1.0, 151),
        np.geomspace(1.0, 1e4, 81)[1:],
    ]
)


def _worth(rows: Array, rates: Array) -> Array:
    times = np.arange(rows.shape[1], dtype=np.float64)
    with np.errstate(all="ignore"):
        worth: Array = (rows * np.power(1.0 + rates[:, None], -times)).sum(axis=1)
    return worth


def _values_on_grid(rows: Array) -> Array:
    times = np.arange(rows.shape[1], dtype=np.float64)
    with np.errstate(all="ignore"):
        values: Array = rows @ np.power(1.0 + _RATES[:, None], -times).T
    return values


def _brackets(rows: Array, changes: Array) -> tuple[Array, Array]:
    """Two rates between which each row changes its sign, NaN where there are none.

    With one change of sign in the flows there is one rate, and all rates bracket it; with more
    the neighbouring rates nearest to zero are taken.
    """
    low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    ends = [_worth(rows, np.full(len(rows), end)) for end in (_RATES[0], _RATES[-1])]
    one = (changes == 1) & (ends[0] * ends[1] <= 0)
    low[one], high[one] = _RATES[0], _RATES[-1]
    several = np.flatnonzero(changes > 1)
    low[several], high[several] = _nearest_brackets(rows[several])
    return low, high


def _nearest_brackets(rows: Array) -> tuple[Array, Array]:
    signs = np.sign(_values_on_grid(rows))
    crossing = signs[:, :-1] * signs[:, 1:] <= 0
    crossing &= (signs[:, :-1] != 0) | (signs[:, 1:] != 0)
    middle = np.abs((_RATES[:-1] + _RATES[1:]) / 2)
    nearest = np.where(crossing, middle, np.inf).argmin(axis=1)
    none = ~crossing.any(axis=1)
    low = np.where(none, np.nan, _RATES[nearest])
    high = np.where(none, np.nan, _RATES[nearest + 1])
    return low, high


def _roots(row: Array) -> tuple[float, ...]:
    """Every root on the grid, each halved to the last digits."""
    values = _values_on_grid(row[None, :])[0]

    def worth(rate: float) -> float:
        return float(_worth(row[None, :], np.array([rate]))[0])

    found = [float(_RATES[i]) for i, value in enumerate(values) if value == 0]
    for i in range(len(values) - 1):
        if values[i] * values[i + 1] < 0:
            found.append(bisect(worth, float(_RATES[i]), float(_RATES[i + 1])))
    return tuple(sorted(found))


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """The place between `low` and `high` where the function changes its sign."""
    below = function(low)
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        value = function(middle)
        if value == 0:
            return middle
        low, high = (middle, high) if (value < 0) == (below < 0) else (low, middle)
    return (low + high) / 2


# -- loans, in the signs of a spreadsheet -----------------------------------------------------


def _start(when: When) -> int:
    if when not in ("end", "begin"):
        raise PricingError(f"payments fall due at the end or the begin, not {when!r}")
    return 1 if when == "begin" else 0


def future_value(rate: Number, nper: int, pmt: Number, pv: Number, when: When = "end") -> Decimal:
    """What is there after `nper` payments of `pmt` on top of `pv` (the fv of a spreadsheet).

    >>> round(future_value(0.01, 12, -1000, 0), 2)
    Decimal('12682.50')
    """
    with _exactly("a future value"):
        r, growth = _rate(rate), (1 + _rate(rate)) ** nper
        paid = _decimal(pmt) * (nper if r == 0 else (1 + r * _start(when)) * (growth - 1) / r)
        return -(_decimal(pv) * growth + paid)


def present_value(
    rate: Number, nper: int, pmt: Number, fv: Number = 0, when: When = "end"
) -> Decimal:
    """What `nper` payments and a final amount are worth today (the pv of a spreadsheet).

    >>> round(present_value(Decimal("0.08") / 12, 240, 500), 2)
    Decimal('-59777.15')
    """
    with _exactly("a present value"):
        r, growth = _rate(rate), (1 + _rate(rate)) ** nper
        paid = _decimal(pmt) * (nper if r == 0 else (1 + r * _start(when)) * (growth - 1) / r)
        return -(_decimal(fv) + paid) / growth


def payment(rate: Number, nper: int, pv: Number, fv: Number = 0, when: When = "end") -> Decimal:
    """The level payment that repays `pv` and leaves `fv` (the pmt of a spreadsheet), negative.

    Raises:
        PricingError: fewer than one payment, or a rate of −100 % or less.

    >>> round(payment(Decimal("0.08") / 12, 10, 10000), 2)
    Decimal('-1037.03')
    """
    if nper < 1:
        raise PricingError(f"a loan has at least one payment, not {nper}")
    with _exactly("a payment"):
        r, growth = _rate(rate), (1 + _rate(rate)) ** nper
        annuity = nper if r == 0 else (1 + r * _start(when)) * (growth - 1) / r
        return -(_decimal(fv) + _decimal(pv) * growth) / annuity


def _interest(
    rate: Number, nper: int, pv: Number, fv: Number, when: When
) -> tuple[Decimal, list[Decimal]]:
    """The payment and the interest in each of them, both negative for a loan received."""
    pmt, r, owed, parts = payment(rate, nper, pv, fv, when), _rate(rate), _decimal(pv), []
    for number in range(nper):
        part = Decimal(0) if when == "begin" and number == 0 else -owed * r
        parts.append(part)
        owed += pmt - part
    return pmt, parts


def _span(nper: int, start: int, end: int) -> slice:
    if not 1 <= start <= end <= nper:
        raise PricingError(f"payments {start} to {end} are not within 1 to {nper}")
    return slice(start - 1, end)


def interest_paid(
    rate: Number, nper: int, pv: Number, start: int, end: int, fv: Number = 0, when: When = "end"
) -> Decimal:
    """Interest in payments `start` to `end`, counted from 1 (cumipmt), negative.

    >>> round(interest_paid(Decimal("0.0075"), 360, 125000, 13, 24), 2)
    Decimal('-11135.23')
    """
    with _exactly("interest"):
        return sum(_interest(rate, nper, pv, fv, when)[1][_span(nper, start, end)], Decimal(0))


def principal_paid(
    rate: Number, nper: int, pv: Number, start: int, end: int, fv: Number = 0, when: When = "end"
) -> Decimal:
    """Principal in payments `start` to `end`, counted from 1 (cumprinc), negative.

    >>> round(principal_paid(Decimal("0.0075"), 360, 125000, 13, 24), 4)
    Decimal('-934.1071')
    """
    with _exactly("principal"):
        pmt, interest = _interest(rate, nper, pv, fv, when)
        return sum((pmt - part for part in interest[_span(nper, start, end)]), Decimal(0))


def number_of_payments(
    rate: Number, pmt: Number, pv: Number, fv: Number = 0, when: When = "end"
) -> Decimal:
    """How many payments lead from `pv` to `fv` (the nper of a spreadsheet).

    Raises:
        PricingError: the payments never lead there.

    >>> round(number_of_payments(0.075, -2000, 0, 100000), 4)
    Decimal('21.5449')
    """
    with _exactly("a number of payments"):
        r, paid = _rate(rate), _decimal(pmt)
        if r == 0:
            return -(_decimal(fv) + _decimal(pv)) / paid
        level = paid * (1 + r * _start(when)) / r
        ratio = (level - _decimal(fv)) / (level + _decimal(pv))
        if ratio <= 0:
            raise PricingError("these payments never lead to that amount")
        return ratio.ln() / (1 + r).ln()


def loan_rate(
    nper: int, pmt: Number, pv: Number, fv: Number = 0, when: When = "end"
) -> float | None:
    """The rate per period at which the payments repay the loan; None: there is none.

    >>> round(loan_rate(48, -200, 8000), 6)
    0.007701
    """
    if nper < 1:
        raise PricingError(f"a loan has at least one payment, not {nper}")
    flows = [_decimal(0)] * (nper + 1)
    flows[0], flows[-1] = _decimal(pv), _decimal(fv)
    first = _start(when)
    for number in range(nper):
        flows[number + 1 - first] += _decimal(pmt)
    return irr(flows)


def effective_rate(nominal: Number, periods: int) -> Decimal:
    """The yearly rate with compounding of a nominal one paid `periods` times a year.

    >>> round(effective_rate(Decimal("0.0525"), 4), 6)
    Decimal('0.053543')
    """
    if periods < 1:
        raise PricingError(f"a year has at least one period, not {periods}")
    with _exactly("an effective rate"):
        return (1 + _rate(_decimal(nominal) / periods)) ** periods - 1


def nominal_rate(effective: Number, periods: int) -> Decimal:
    """The nominal yearly rate that compounds `periods` times to the effective one.

    >>> round(nominal_rate(Decimal("0.1"), 4), 6)
    Decimal('0.096455')
    """
    if periods < 1:
        raise PricingError(f"a year has at least one period, not {periods}")
    with _exactly("a nominal rate"):
        return ((1 + _rate(effective)) ** (Decimal(1) / periods) - 1) * periods
