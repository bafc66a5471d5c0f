"""Roots of cash-flow polynomials, many rows at once, without overflow over any number of periods.

With x = 1 / (1 + rate) the worth of flows is the polynomial Σ flow[t] x^t. Rates from zero up are
looked for as x in (0, 1], negative rates with the flows reversed as y = 1 + rate in (0, 1], so that
no power ever leaves that range, for 600 months as for two years.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pricing.formula.arrays import Array

_STEPS = 80
_CLOSE = 4e-16
# So many amounts at once stay in the cache of a processor.
_AT_ONCE = 131_072
# Where changes of sign are looked for: dense where returns are found, then wider.
_RATES = np.concatenate([np.linspace(0.0, 1.0, 126), np.geomspace(1.0, 1e12, 160)[1:]])
GROWTHS = np.unique(1.0 / (1.0 + _RATES))
SHRINKAGES = np.unique(
    np.concatenate([np.linspace(0.5, 1.0, 101), np.geomspace(1e-9, 0.5, 60, endpoint=False)])
)


def worth(rows: Array, x: Array) -> Array:
    """Σ rows[:, t] x^t for one x per row."""
    total: Array = _worths(np.ascontiguousarray(rows.T), x).sum(axis=0)
    return total


def _worths(columns: Array, x: Array) -> Array:
    """columns[t] x^t: the powers by doubling, as there may be few rows of many periods."""
    found = np.empty(columns.shape)
    found[0], known, step = 1.0, 1, x
    while known < len(columns):
        more = found[known : 2 * known]
        np.multiply(found[: len(more)], step, out=more)
        known, step = 2 * known, step * step
    found *= columns
    return found


def solve(rows: Array, low: Array, high: Array) -> Array:
    """The root of each row between `low` and `high`, where its signs differ; NaN passes through.

    Newton's method on all rows at once, from `high`; steps that leave the bracket halve it.
    """
    columns = np.ascontiguousarray(rows.T)
    times = np.arange(float(len(columns)))
    x, below = high.copy(), np.sign(worth(rows, low))
    low, high = low.copy(), high.copy()
    active = np.flatnonzero(~np.isnan(x))
    columns = columns[:, active] if len(active) < len(x) else columns
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            if not len(active):
                break
            now = x[active]
            worths = _worths(columns, now)
            value = worths.sum(axis=0)
            same = np.sign(value) == below[active]
            low[active] = np.where(same, now, low[active])
            high[active] = np.where(same, high[active], now)
            step = now - value * now / (times @ worths)
            inside = (step >= low[active]) & (step <= high[active])
            after = np.where(inside, step, (low[active] + high[active]) / 2)
            x[active] = after = np.where(value == 0, now, after)
            moving = np.abs(after - now) > _CLOSE * now
            if not moving.all():
                active, columns = active[moving], columns[:, moving]
    return x


def solve_single(columns: Array) -> Array:
    """The root in (0, 1] of flows with one change of sign whose root is there.

    Args:
        columns: shape (periods, rows), a period's flows of all rows side by side.

    What comes before the change and what comes after it are both sums of like signs; the
    logarithms of the two meet almost in a straight line over log x, where Newton's method needs
    few steps, from a single late payment to 600 monthly ones.
    """
    few = max(_AT_ONCE // len(columns), 1)
    parts = [columns[:, at : at + few] for at in range(0, columns.shape[1], few)]
    return np.concatenate([np.zeros(0), *map(_solve_few, parts)])


def _solve_few(columns: Array) -> Array:
    """The same for so many rows as stay in the cache of a processor."""
    count = columns.shape[1]
    received, paid = _part(columns > 0, columns), _part(columns < 0, -columns)
    first = columns[(columns != 0).argmax(axis=0), np.arange(count)]
    log_x, low, high = np.zeros(count), np.full(count, -60.0), np.zeros(count)
    active = np.arange(count)
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            if not len(active):
                break
            now = log_x[active]
            into, into_time = _moments(received, np.exp(now))
            out, out_time = _moments(paid, np.exp(now))
            gap, slope = np.log(out / into), out_time - into_time
            # Too large an x weighs what comes later too much.
            short = (gap < 0) == (first[active] > 0)
            low[active] = np.where(short, now, low[active])
            high[active] = np.where(short, high[active], now)
            step = now - gap / slope
            inside = (step >= low[active]) & (step <= high[active])
            after = np.where(inside, step, (low[active] + high[active]) / 2)
            log_x[active] = after
            moving = (np.abs(after - now) > np.where(inside, 1e-9, 1e-16)) & (gap != 0)
            if not moving.all():
                active = active[moving]
                received = received[0], received[1][:, moving]
                paid = paid[0], paid[1][:, moving]
    return np.exp(log_x)


def _part(mask: NDArray[np.bool_], columns: Array) -> tuple[int, Array]:
    """The periods in which some row has such a flow: the first of them, and their columns."""
    used = np.flatnonzero(mask.any(axis=1))
    first, last = int(used[0]), int(used[-1]) + 1
    inner = mask[first:last]
    return first, columns[first:last] if inner.all() else columns[first:last] * inner


def _moments(part: tuple[int, Array], x: Array) -> tuple[Array, Array]:
    """Σ c x^t over the part, and the mean of t weighted with c x^t."""
    first, columns = part
    worths, times = _worths(columns, x), np.arange(float(len(columns)))
    value: Array = worths.sum(axis=0)
    mean: Array = first + (times @ worths) / value
    return value * np.power(x, first), mean


def values(rows: Array, grid: Array) -> Array:
    """Σ rows[:, t] x^t of every row at every point of the grid: shape (rows, grid)."""
    found: Array = rows @ _powers(grid.tobytes(), rows.shape[1])
    return found


def crossings(known: Array) -> Array:
    """Where values change their sign between neighbours: a mask (rows, points − 1)."""
    signs = np.sign(known)
    found: Array = (signs[:, :-1] * signs[:, 1:] < 0) | ((signs[:, 1:] == 0) & (signs[:, :-1] != 0))
    return found


@lru_cache(maxsize=16)
def _powers(grid: bytes, count: int) -> Array:
    """The powers 0 to `count` − 1 of every point of a grid, a column each."""
    return np.power(np.frombuffer(grid)[None, :], np.arange(count)[:, None])
