"""What would change the answer: the values of inputs at which net savings turn.

Inputs are known here by their numbers, and net savings as rows per case; which input is which, the
calculator knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pricing.formula.arrays import Array

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]
# The number of an input and what it becomes, per case, in; net savings per case and alternative
# out, all other inputs as they are; NaN where undefined.
NetSavings = Callable[[Numbers, Array], Array]

_SHARES = (0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 4.0, 9.0, 99.0)
_POINTS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 10.0)
_FROM_ZERO = tuple(np.geomspace(1e-3, 1e12, 15))
_ITERATIONS = 60
_CLOSE = 1e-12


@dataclass(frozen=True)
class Range:
    """One input: its column, its current value and where it may go.

    `absolute`: tried in steps added to the value, as suits rates, instead of multiples of it.
    `landmarks`: values the author named, tried as well.
    `turning`: it is asked where net savings turn, else only what they are at the landmarks.
    """

    column: int
    value: float
    minimum: float
    maximum: float
    absolute: bool
    landmarks: tuple[float, ...] = ()
    turning: bool = True

    @lru_cache(maxsize=4096)  # noqa: B019 - frozen, and few inputs move from one edit to the next
    def tries(self) -> Array:
        """Values around the current one, sorted, the current one among them, within bounds."""
        if self.absolute:
            steps = np.array(_POINTS)
        elif self.value == 0:
            steps = np.array(_FROM_ZERO)
        else:
            steps = abs(self.value) * np.array(_SHARES)
        around = np.concatenate(
            [self.value - steps, [self.value], self.value + steps, np.array(self.landmarks)]
        )
        bounds = np.array([max(self.minimum, -1e15), min(self.maximum, 1e15)])
        inside = around[(around >= bounds[0]) & (around <= bounds[1])]
        near = bounds[np.abs(bounds - self.value) <= 100 * max(abs(self.value), 1.0)]
        found = np.unique(np.concatenate([inside, near]))
        found.setflags(write=False)
        return found

    @lru_cache(maxsize=4096)  # noqa: B019 - likewise
    def far(self) -> float:
        """The one of these values that is farthest from the current one among the near half."""
        tries = self.tries()
        by_distance = np.argsort(np.abs(tries - self.value), kind="stable")
        return float(tries[by_distance[len(tries) // 2]])


class Turns:
    """Where each alternative saves nothing as one input moves, all else as it is.

    That is the zero nearest to the current value; there is none where the net savings keep their
    sign everywhere within the bounds, or jump across zero. Each is searched for once it is asked for.

    Args:
        net_savings: the calculation.
        now: what it gives for the current inputs, per alternative.
        ranges: the inputs to move.
        straight: per input and alternative, whether net savings are known to move in a straight
            line.
    """

    def __init__(
        self, net_savings: NetSavings, now: Array, ranges: Sequence[Range], straight: Flags
    ) -> None:
        self._net_savings, self._ranges = net_savings, ranges
        self._columns = np.array([each.column for each in ranges], dtype=np.intp)
        lines: list[bool] = np.logical_and.reduce(straight, axis=1).tolist()
        self._tried = [_tried(x, straight=s) for x, s in zip(ranges, lines, strict=True)]
        self._savings = self._at(self._tried) if ranges else []
        self._found = np.full(straight.shape, np.nan)
        self._brackets = np.full((2, 3, *straight.shape), np.nan)
        turning = [row for row, each in enumerate(ranges) if each.turning]
        if turning:
            self._look_along_lines(turning, now, straight)
        if curves := [row for row in turning if not lines[row]]:
            self._bracket(curves, straight)

    def _at(self, tried: Sequence[Array]) -> list[Array]:
        """The net savings at these values of each input."""
        counts = [len(each) for each in tried]
        savings = self._net_savings(np.repeat(self._columns, counts), np.concatenate(tried))
        return np.split(savings, np.cumsum(counts)[:-1])

    def _look_along_lines(self, rows: Sequence[int], now: Array, straight: Flags) -> None:
        ranges = [self._ranges[row] for row in rows]
        then = np.array([self._saved(row, self._ranges[row].far()) for row in rows])
        self._found[rows] = np.where(straight[rows], _on_lines(ranges, now, then), np.nan)

    def _bracket(self, rows: Sequence[int], straight: Flags) -> None:
        ranges, savings = [self._ranges[at] for at in rows], [self._savings[at] for at in rows]
        found = _brackets(ranges, savings)
        self._brackets[:, :, rows] = np.where(straight[rows], np.nan, found)

    def _saved(self, row: int, value: float) -> Array:
        """Net savings at one of the values that were looked at."""
        found: Array = self._savings[row][(self._tried[row] == value).nonzero()[0][0]]
        return found

    def landmarks(self, row: int) -> Array:
        """Net savings at the landmarks of an input, shape (landmarks, alternatives)."""
        return np.array([self._saved(row, value) for value in self._ranges[row].landmarks])

    def at(self, rows: Numbers, columns: Numbers | int) -> Array:
        """The values of inputs at which alternatives save nothing, NaN where none does it.

        Args:
            rows: the numbers of ranges.
            columns: the alternatives, as many or one.
        """
        rows, columns = np.broadcast_arrays(rows, columns)
        left = ~np.isnan(self._brackets[0, 0, rows, columns])
        if left.any():
            there = (rows[left], columns[left])
            self._found[there] = self._zeros(*there)
            self._brackets[:, :, *there] = np.nan
        found: Array = self._found[rows, columns]
        return found

    def nearest(self, column: int, count: int) -> Numbers:
        """The inputs that turn an alternative's savings first, so many, and those as near as they.

        Near is what is little in proportion to the current value; last come those that are 0.
        """
        while True:
            rows = self.may_be_nearest(column, count)
            if np.isnan(self._brackets[0, 0, rows, column]).all():
                return rows
            self.at(rows, column)

    def may_be_nearest(self, column: int, count: int) -> Numbers:
        """Inputs that as many others at most turn an alternative's savings before, as known now."""
        near, far = self._distances(column)
        turning = np.flatnonzero(~np.isnan(near))
        # Shares alike but for what floats leave are alike.
        within = np.sort(far[turning])[:count].max(initial=0.0) * (1 + 1e-9)
        rows: Numbers = turning[near[turning] <= within]
        return rows

    def _distances(self, column: int) -> tuple[Array, Array]:
        """How far at least and at most each turn is, as a share of the current value."""
        current = np.array([each.value for each in self._ranges])
        ends = np.stack([*self._brackets[0, :2, :, column], self._found[:, column]])
        with np.errstate(all="ignore"):
            shares = np.abs(ends - current) / np.abs(current)
            shares[(current == 0) & ~np.isnan(ends)] = np.inf
            return np.fmin.reduce(shares), np.fmax.reduce(shares)

    def _zeros(self, ranges: Numbers, columns: Numbers) -> Array:
        """The zero in every bracket at once: Chandrupatla's method, which halves when it must.

        Source: T. R. Chandrupatla, Advances in Engineering Software 28 (1997), pp. 145-149.
        """
        result, rows = np.full(len(ranges), np.nan), np.arange(len(ranges))
        inputs, (places, savings) = self._columns[ranges], self._brackets[:, :, ranges, columns]
        with np.errstate(all="ignore"):
            (b, a, c), (fb, fa, fc) = places, savings
            scale = np.maximum(np.abs(fa), np.abs(fb))
            # The neighbour beyond says how the savings bend; most inputs act in a straight line.
            t = _within(_step(a, b, c, fa, fb, fc), fa / (fa - fb), 0.0)
            for _ in range(_ITERATIONS):
                if not len(rows):
                    break
                x = a + t * (b - a)
                fx = self._net_savings(inputs[rows], x)[np.arange(len(x)), columns[rows]]
                same = np.sign(fx) == np.sign(fa)
                c, fc = np.where(same, a, b), np.where(same, fa, fb)
                b, fb = np.where(same, b, a), np.where(same, fb, fa)
                a, fa = x, fx
                best = np.abs(fa) < np.abs(fb)
                zero, left = np.where(best, a, b), np.where(best, fa, fb)
                result[rows] = np.where(np.abs(left) <= 1e-7 * scale, zero, np.nan)
                room = _CLOSE * (np.abs(zero) + 1e-9) / np.abs(b - a)
                t = _within(_step(a, b, c, fa, fb, fc), 0.5, room)
                # What is found is not computed again while others are still searched.
                on = (room <= 0.5) & (np.abs(left) > _CLOSE * scale)
                a, b, c, fa, fb, fc, t, scale = (v[on] for v in (a, b, c, fa, fb, fc, t, scale))
                rows = rows[on]
        return result


def _tried(each: Range, *, straight: bool) -> Array:
    """The values of an input that are looked at."""
    if not each.turning:
        return np.array(each.landmarks)
    return np.array([each.far(), *each.landmarks]) if straight else each.tries()


def _on_lines(ranges: Sequence[Range], now: Array, then: Array) -> Array:
    """Where lines through two points are zero, NaN where that is beyond all that is tried."""
    value, far, low, high = np.array(
        [(x.value, x.far(), x.tries()[0], x.tries()[-1]) for x in ranges]
    ).T
    with np.errstate(all="ignore"):
        zero = value[:, None] + (far - value)[:, None] * now / (now - then)
    inside = (zero >= low[:, None]) & (zero <= high[:, None]) & (now != then)
    return np.where(inside, zero, np.nan)


def _brackets(ranges: Sequence[Range], savings: Sequence[Array]) -> Array:
    """Between which values each alternative's savings change their sign first, and the savings.

    Shape (2, 3, ranges, alternatives): values and savings, of the low ends, the high ends, and the
    next value tried beyond the high ends; NaN: nowhere.
    """
    tries, count, alternatives = [x.tries() for x in ranges], len(ranges), savings[0].shape[1]
    x = np.full((count, max(map(len, tries)) + 2), np.nan)
    fx = np.full((*x.shape, alternatives), np.nan)
    for row, tried in enumerate(tries):
        x[row, : len(tried)], fx[row, : len(tried)] = tried, savings[row]
    signs, current = np.sign(fx), np.array([[each.value] for each in ranges])
    crossing = (signs[:, :-1] * signs[:, 1:] <= 0) & (signs[:, :-1] != signs[:, 1:])
    distance = np.maximum(np.maximum(x[:, :-1] - current, current - x[:, 1:]), 0.0)
    low = np.where(crossing, distance[:, :, None], np.inf).argmin(axis=1)
    ends = low + np.arange(3)[:, None, None]
    known, rows = crossing.any(axis=1), np.arange(count)[:, None]
    places, there = x[rows, ends], fx[rows, ends, np.arange(alternatives)]
    return np.where(known, [places, there], np.nan)


def moved(base: Array, columns: Numbers, values: Array) -> Array:
    """One case per value: the base with that column replaced."""
    cases = np.tile(base, (len(values), 1))
    cases[np.arange(len(values)), columns] = values
    return cases


def _within(step: Array, otherwise: Array | float, room: Array | float) -> Array:
    """The step where it lies inside the bracket, `room` away from its ends, else the other."""
    return np.clip(np.where((step > 0) & (step < 1), step, otherwise), room, 1.0 - room)


def _step(a: Array, b: Array, c: Array, fa: Array, fb: Array, fc: Array) -> Array:
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    smooth = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
    curved = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return np.where(smooth, curved, np.nan)
