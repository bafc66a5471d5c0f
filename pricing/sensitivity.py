"""What would change the answer: break-evens and ranges, many cases in one calculation.

The functions here know inputs as columns of a matrix and net savings as rows per case; which
input is which, the calculator knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pricing.formula.arrays import Array

# A row of inputs per case in, net savings per case and alternative out; NaN where undefined.
NetSavings = Callable[[Array], Array]

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
    `straight`: net savings are known to move in a straight line with it.
    """

    column: int
    value: float
    minimum: float
    maximum: float
    absolute: bool
    landmarks: tuple[float, ...] = ()
    straight: bool = False

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


def break_evens(
    net_savings: NetSavings, base: Array, ranges: list[Range], batches: Sequence[Sequence[int]]
) -> Array:
    """Value of each input at which each alternative saves nothing, all else as it is.

    Args:
        net_savings: the calculation.
        base: the current inputs, shape (inputs,).
        ranges: the inputs to move.
        batches: the ranges by number that are computed together; one in none of them moves nothing.

    Returns:
        Shape (ranges, alternatives): the zero nearest to the current value, NaN where the net
        savings keep their sign everywhere within the bounds, or jump across zero.
    """
    now = net_savings(base[None, :])[0]
    result = np.full((len(ranges), len(now)), np.nan)
    tried = [np.array([each.far()]) if each.straight else each.tries() for each in ranges]
    savings = _tried(net_savings, base, ranges, tried, batches)
    lines = [at for at in savings if ranges[at].straight]
    if lines:
        far, then = (np.array([each[at][0] for at in lines]) for each in (tried, savings))
        result[lines] = _on_lines([ranges[at] for at in lines], far, now, then)
    curves = [at for at in savings if not ranges[at].straight]
    if curves:
        bent = [ranges[at] for at in curves]
        brackets = Brackets.nearest(bent, [savings[at] for at in curves])
        columns = np.array([each.column for each in bent])
        result[curves] = _zeros(net_savings, base, columns, brackets)
    return result


def _tried(
    net_savings: NetSavings,
    base: Array,
    ranges: list[Range],
    tried: list[Array],
    batches: Sequence[Sequence[int]],
) -> dict[int, Array]:
    """The net savings at what is tried of each range in a batch, by the range's number."""
    found: dict[int, Array] = {}
    for batch in batches:
        tries = [tried[at] for at in batch]
        counts = [len(each) for each in tries]
        columns = np.repeat([ranges[at].column for at in batch], counts)
        savings = net_savings(moved(base, columns, np.concatenate(tries)))
        found |= zip(batch, np.split(savings, np.cumsum(counts)[:-1]), strict=True)
    return found


def _on_lines(ranges: list[Range], far: Array, now: Array, then: Array) -> Array:
    """Where lines through two points are zero, NaN where that is beyond all that is tried."""
    value, low, high = np.array([(x.value, x.tries()[0], x.tries()[-1]) for x in ranges]).T
    with np.errstate(all="ignore"):
        zero = value[:, None] + (far - value)[:, None] * now / (now - then)
    inside = (zero >= low[:, None]) & (zero <= high[:, None]) & (now != then)
    return np.where(inside, zero, np.nan)


@dataclass(frozen=True)
class Brackets:
    """Between which values each alternative's savings change their sign, and the savings there.

    Both have the shape (3, ranges, alternatives): the low ends, the high ends, and the next value
    tried beyond the high ends; NaN: nowhere.
    """

    places: Array
    savings: Array

    @classmethod
    def nearest(cls, ranges: Sequence[Range], savings: Sequence[Array]) -> Brackets:
        """The changes of sign that are nearest to the current values, where these were tried."""
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
        return cls(np.where(known, places, np.nan), np.where(known, there, np.nan))


def moved(base: Array, columns: Array, values: Array) -> Array:
    """One case per value: the base with that column replaced."""
    cases = np.tile(base, (len(values), 1))
    cases[np.arange(len(values)), columns.astype(np.intp)] = values
    return cases


def _zeros(net_savings: NetSavings, base: Array, inputs: Array, brackets: Brackets) -> Array:
    """The zero in every bracket at once: Chandrupatla's method, which halves when it must.

    Source: T. R. Chandrupatla, Advances in Engineering Software 28 (1997), pp. 145-149.
    """
    result = np.full(brackets.places.shape[1:], np.nan)
    rows, columns = np.nonzero(~np.isnan(brackets.places[0]))
    with np.errstate(all="ignore"):
        b, a, c = brackets.places[:, rows, columns]
        fb, fa, fc = brackets.savings[:, rows, columns]
        scale = np.maximum(np.abs(fa), np.abs(fb))
        # The neighbour beyond says how the savings bend; most inputs act in a straight line.
        t = _within(_step(a, b, c, fa, fb, fc), fa / (fa - fb), 0.0)
        for _ in range(_ITERATIONS):
            if not len(rows):
                break
            x = a + t * (b - a)
            fx = net_savings(moved(base, inputs[rows], x))[np.arange(len(rows)), columns]
            same = np.sign(fx) == np.sign(fa)
            c, fc = np.where(same, a, b), np.where(same, fa, fb)
            b, fb = np.where(same, b, a), np.where(same, fb, fa)
            a, fa = x, fx
            best = np.abs(fa) < np.abs(fb)
            zero, left = np.where(best, a, b), np.where(best, fa, fb)
            result[rows, columns] = np.where(np.abs(left) <= 1e-7 * scale, zero, np.nan)
            room = _CLOSE * (np.abs(zero) + 1e-9) / np.abs(b - a)
            t = _within(_step(a, b, c, fa, fb, fc), 0.5, room)
            # What is found is not computed again while others are still searched.
            on = (room <= 0.5) & (np.abs(left) > _CLOSE * scale)
            rows, columns = rows[on], columns[on]
            a, b, c, fa, fb, fc, t, scale = (each[on] for each in (a, b, c, fa, fb, fc, t, scale))
    return result


def _within(step: Array, otherwise: Array | float, room: Array | float) -> Array:
    """The step where it lies inside the bracket, `room` away from its ends, else the other."""
    return np.clip(np.where((step > 0) & (step < 1), step, otherwise), room, 1.0 - room)


def _step(a: Array, b: Array, c: Array, fa: Array, fb: Array, fc: Array) -> Array:
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    smooth = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
    curved = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    return np.where(smooth, curved, np.nan)
