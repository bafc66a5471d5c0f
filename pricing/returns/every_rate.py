"""Every rate at which flows are worth nothing, however often they change their sign."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

import numpy as np

from pricing.formula.arrays import Array
from pricing.money import EXACT
from pricing.returns.roots import GROWTHS, SHRINKAGES, crossings, solve, values, worth

# What is this small beside the amounts it is the sum of is nothing.
_NOTHING = 1e-13
# Roots that lie this near to one another, in proportion, are one.
_ALIKE = 1e-7


def every_rate(flows: Sequence[Decimal]) -> list[float]:
    """All rates per period above −100 % at which the flows are worth nothing, each once.

    A rate of zero is found exactly: flows whose sum is zero are divided by (x − 1), as a
    polynomial in x = 1 / (1 + rate), until it is not. Other rates are found between the points of
    a dense grid: where the worth changes its sign, and in pairs where it turns in between.
    """
    left, at_zero = _without_rate_zero(_trimmed(flows))
    row = np.array([float(flow) for flow in left])
    if len(row) < 2:
        return [0.0] * at_zero
    row /= np.abs(row).max()
    sign = 1.0 if sum(left) > 0 else -1.0
    rising = [y - 1.0 for y in _roots(row[::-1], SHRINKAGES, sign)]
    falling = [1.0 / x - 1.0 for x in _roots(row, GROWTHS, sign)]
    return _apart(sorted([*rising, *[0.0] * at_zero, *falling]))


def _trimmed(flows: Sequence[Decimal]) -> list[Decimal]:
    """The flows from the first that is not zero to the last."""
    at = [place for place, flow in enumerate(flows) if flow]
    return list(flows[at[0] : at[-1] + 1]) if at else []


def _without_rate_zero(flows: list[Decimal]) -> tuple[list[Decimal], bool]:
    """The flows without their rates of zero, and whether there was one."""
    found = False
    while len(flows) > 1:
        *so_far, whole = accumulate(flows, EXACT.add)
        if whole:
            break
        flows, found = so_far, True
    return flows, found


def _roots(row: Array, grid: Array, sign: float) -> list[float]:
    """The roots of Σ row[t] x^t on the grid, which ends at 1, where it has this sign."""
    known = values(row[None, :], grid)[0]
    known[-1] = sign
    places = np.flatnonzero(crossings(known[None, :])[0])
    low, high, touching = _hidden(row, grid, known)
    low, high = (np.concatenate(ends) for ends in ((grid[places], low), (grid[places + 1], high)))
    found = solve(_repeated(row, len(low)), low, high) if len(low) else low
    return [*found.tolist(), *touching.tolist()]


def _hidden(row: Array, grid: Array, known: Array) -> tuple[Array, Array, Array]:
    """Roots between neighbours of like sign: the ends about each of a pair, and where one touches.

    The worth nears zero there and goes back: where it turns, it is on the other side, or zero.
    """
    low, high = _turns(row, grid, known)
    if not len(low):
        return low, low, low
    turn, rows = solve(_repeated(_sloped(row), len(low)), low, high), _repeated(row, len(low))
    depth, size = worth(rows, turn), worth(np.abs(rows), turn)
    touching = np.abs(depth) <= _NOTHING * size
    beyond = ~touching & (depth * worth(rows, low) < 0)
    ends = np.concatenate([low[beyond], turn[beyond]]), np.concatenate([turn[beyond], high[beyond]])
    return *ends, turn[touching]


def _turns(row: Array, grid: Array, known: Array) -> tuple[Array, Array]:
    """The neighbours of the grid between which the worth nears zero and goes back."""
    sides = np.sign(known)
    slopes = values(_sloped(row)[None, :], grid)[0] * sides
    same = (sides[:-1] == sides[1:]) & (sides[:-1] != 0)
    places = np.flatnonzero(same & (slopes[:-1] < 0) & (slopes[1:] > 0))
    return grid[places], grid[places + 1]


def _sloped(row: Array) -> Array:
    """The slope of the polynomial, times x."""
    return row * np.arange(float(len(row)))


def _repeated(row: Array, count: int) -> Array:
    return np.repeat(row[None, :], count, axis=0)


def _apart(rates: list[float]) -> list[float]:
    """The rates without those that repeat the one before."""
    kept: list[float] = []
    for rate in rates:
        if not np.isfinite(rate):
            continue
        if not kept or rate - kept[-1] > _ALIKE * (1 + kept[-1]):
            kept.append(rate)
    return kept
