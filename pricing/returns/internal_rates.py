"""Internal rates of return: of one row with all its roots, of dated flows, of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from pricing.formula.arrays import Array
from pricing.returns.every_rate import every_rate
from pricing.returns.exactness import Number, decimals
from pricing.returns.present_value import DAYS_A_YEAR, Day, days_since_first
from pricing.returns.roots import GROWTHS, SHRINKAGES, crossings, solve, solve_single, values


@dataclass(frozen=True)
class InternalRates:
    """Every internal rate found and how often the flows change their sign.

    No change of sign: there is none. One: there is one. More: there may be none or several;
    `roots` has each once, and `rate`, the one nearest to zero, decides nothing by itself where it
    is not alone.
    """

    rate: float | None
    roots: tuple[float, ...]
    sign_changes: int


def sign_changes(flows: Sequence[Number]) -> int:
    """How often the flows change from paid to received or back; zeros do not count.

    >>> sign_changes([-50, -100, 600, 300, -100])
    2
    """
    return _changes_of(decimals(flows))


def _changes_of(flows: Sequence[Decimal]) -> int:
    signs = [flow > 0 for flow in flows if flow]
    return sum(before != after for before, after in pairwise(signs))


def irr(flows: Sequence[Number]) -> float | None:
    """The rate at which the flows are worth nothing; nearest to zero if several; None if none.

    >>> round(irr([-10000, 3500, 7600, 1000]), 4)
    0.1133
    >>> irr([100, 110]) is None
    True
    """
    return internal_rates(flows).rate


def internal_rates(flows: Sequence[Number]) -> InternalRates:
    """All internal rates above −100 %, from small to large; none without flows.

    >>> rates = internal_rates([-50, -100, 600, 300, -100])
    >>> [round(rate, 2) for rate in rates.roots], rates.sign_changes
    ([-0.77, 1.85], 2)
    """
    return internal_rates_of([flows])[0] if len(flows) else InternalRates(None, (), 0)


def internal_rates_of(rows: Sequence[Sequence[Number]]) -> list[InternalRates]:
    """The same for many rows of as many periods, found together."""
    exact = [decimals(flows) for flows in rows]
    changes = [_changes_of(flows) for flows in exact]
    floats = _scaled(np.array([[float(flow) for flow in flows] for flows in exact]))
    single = [at for at, count in enumerate(changes) if count == 1]
    found = dict(zip(single, _single(floats[single].T.copy()).tolist(), strict=True))
    roots = {
        at: [found[at]] if count == 1 else every_rate(exact[at])
        for at, count in enumerate(changes)
        if count
    }
    return [_rates(roots.get(at, []), count) for at, count in enumerate(changes)]


def xirr(flows: Sequence[Number], dates: Sequence[Day]) -> float | None:
    """The yearly rate at which dated flows are worth nothing; nearest to zero; None if none.

    Args:
        flows: one amount per date, in any order.
        dates: dates, or their ISO texts.

    Source: XIRR of spreadsheets, years of 365 days.

    Raises:
        PricingError: no flows, a date that is none, or one amount without its date.

    >>> days = ["2001-01-01", "2001-02-01", "2001-03-15", "2001-05-12", "2001-08-10"]
    >>> round(xirr([-10000, 2000, 2500, 5000, 1000], days), 4)
    0.1828
    """
    return dated_internal_rates(flows, dates).rate


def dated_internal_rates(flows: Sequence[Number], dates: Sequence[Day]) -> InternalRates:
    """All internal rates of dated flows, per year; see `xirr`."""
    on_day: dict[int, Decimal] = {}
    for day, flow in zip(days_since_first(flows, dates), decimals(flows), strict=True):
        on_day[day] = on_day.get(day, Decimal(0)) + flow
    ordered = sorted((day, flow) for day, flow in on_day.items() if flow)
    changes = sign_changes([flow for _, flow in ordered])
    if not changes:
        return InternalRates(None, (), 0)
    years = np.array([day / DAYS_A_YEAR for day, _ in ordered])
    amounts = _scaled(np.array([[float(flow) for _, flow in ordered]]))[0]
    return _rates(_dated_roots(amounts, years), changes)


def internal_rate_rows(flows: Array) -> tuple[Array, Array]:
    """One internal rate per row (NaN where there is none) and the sign changes of each row.

    With several changes of sign it is the rate nearest to zero.

    >>> rates, changes = internal_rate_rows(np.array([[-100.0, 110.0], [100.0, 110.0]]))
    >>> rates.round(6).tolist(), changes.tolist()
    ([0.1, nan], [1.0, 0.0])
    """
    columns = np.ascontiguousarray(flows.T)
    changes = _changes(columns)
    rates = np.full(len(flows), np.nan)
    one, several = changes == 1, np.flatnonzero(changes > 1)
    rates[one] = _single(columns if one.all() else columns[:, one])
    rates[several] = _nearest(_scaled(flows[several]))
    return rates, changes


def _scaled(rows: Array) -> Array:
    scale = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    scaled: Array = rows / np.where(scale == 0, 1.0, scale)
    return scaled


def _changes(columns: Array) -> Array:
    count = np.zeros(columns.shape[1])
    before, known = columns[0] > 0, columns[0] != 0
    for column in columns[1:]:
        after, some = column > 0, column != 0
        count += known & some & (before != after)
        before, known = np.where(some, after, before), known | some
    return count


def _single(columns: Array) -> Array:
    """The rate of flows with one change of sign: negative where more is paid than received."""
    first = columns[(columns != 0).argmax(axis=0), np.arange(columns.shape[1])]
    sums = columns.sum(axis=0)
    rising = np.sign(sums) == np.sign(first)
    rates = np.zeros(len(sums))
    falling = columns if not rising.any() else columns[:, ~rising]
    rates[~rising] = 1.0 / solve_single(falling) - 1.0
    rates[rising] = solve_single(columns[::-1, rising]) - 1.0
    return np.where(sums == 0, 0.0, rates)


def _nearest(rows: Array) -> Array:
    """The rate nearest to zero of rows with several changes of sign; NaN where there is none."""
    falling, rising = (
        _nearest_root(sided, grid) for sided, grid in ((rows, GROWTHS), (rows[:, ::-1], SHRINKAGES))
    )
    with np.errstate(all="ignore"):
        up, down = 1.0 / falling - 1.0, rising - 1.0
    nearer: Array = np.where(np.isnan(up) | (-down < up), down, up)
    return nearer


def _nearest_root(rows: Array, grid: Array) -> Array:
    """The largest root on the grid, which is the one nearest to a rate of zero."""
    found = crossings(values(rows, grid))
    last = found.shape[1] - 1 - found[:, ::-1].argmax(axis=1)
    none = ~found.any(axis=1)
    low, high = np.where(none, np.nan, grid[last]), np.where(none, np.nan, grid[last + 1])
    return solve(rows, low, high)


_DATED = np.unique(
    np.concatenate(
        [
            np.log1p(np.linspace(-0.5, 1.0, 301)),
            np.log(np.geomspace(1e-9, 0.5, 100)),
            np.log(np.geomspace(2.0, 1e12, 200)),
        ]
    )
)


def _dated_worth(amounts: Array, years: Array, rates: Array) -> Array:
    """Worth at continuous rates, up to a positive factor that keeps it in range."""
    powers = -rates[:, None] * years
    values: Array = (amounts * np.exp(powers - powers.max(axis=1, keepdims=True))).sum(axis=1)
    return values


def _dated_roots(amounts: Array, years: Array) -> list[float]:
    values = _dated_worth(amounts, years, _DATED)
    found = [float(np.expm1(rate)) for rate in _DATED[values == 0]]
    places = np.flatnonzero(values[:-1] * values[1:] < 0)
    low, high = _DATED[places], _DATED[places + 1]
    below = np.sign(values[places])
    for _ in range(80):
        middle = (low + high) / 2
        same = np.sign(_dated_worth(amounts, years, middle)) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return [*found, *np.expm1((low + high) / 2).tolist()]


def _rates(roots: Sequence[float], changes: int) -> InternalRates:
    real = sorted(root for root in roots if np.isfinite(root))
    nearest = min(real, key=abs) if real else None
    return InternalRates(nearest, tuple(real), changes)
