"""One line of a chart, and what is marked on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.charts.plot import Number, number

LOOKS = (1, 3, 4, 6, 2, 5)

Point = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """One line: a value per x; None leaves a gap.

    `label` stands at its end (default: name). `look` picks the colour, 1 to 6; 5 is the grey of
    what is there today.
    """

    name: str
    values: Sequence[Number]
    label: str | None = None
    look: int | None = None


@dataclass(frozen=True)
class Mark:
    """A yellow dot at (x, y), in the units of the axes, with what it means."""

    x: float
    y: float
    text: str
    series: int = 0


def crossings(xs: Sequence[Number], values: Sequence[Number], level: float = 0.0) -> list[float]:
    """Where the line through (xs, values) crosses `level`, in the units of xs.

    >>> crossings([0, 1, 2], [-40, -20, 20])
    [1.5]
    """
    found: list[float] = []
    points = [(number(x), number(v)) for x, v in zip(xs, values, strict=False)]
    for (x1, v1), (x2, v2) in pairwise(points):
        if x1 is None or x2 is None or v1 is None or v2 is None:
            continue
        a, b = v1 - level, v2 - level
        if (a < 0) != (b < 0) and a != b and b != 0:
            found.append(x1 + (x2 - x1) * a / (a - b))
        elif b == 0 and a != 0:
            found.append(x2)
    return found


def look_of(series: Sequence[Series], index: int) -> int:
    """Colour of the line at `index`, counted from 0."""
    return series[index].look or LOOKS[index % len(LOOKS)]


def rises(one: Series, places: Sequence[float], x: float) -> bool:
    """Whether the line rises where it passes `x`."""
    known = [(p, v) for p, v in zip(places, map(number, one.values), strict=False) if v is not None]
    before = [v for p, v in known if p <= x][-1:]
    after = [v for p, v in known if p > x][:1]
    return not before or not after or after[0] >= before[0]
