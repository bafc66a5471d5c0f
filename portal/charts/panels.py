"""The drawing areas of a chart of lines: one for all, or one for each where one flattens another."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import LETTER, WIDE, Scale, numbers
from portal.charts.series import Mark, Series

TOP, BOTTOM = 30.0, 12.0
APART = 5.0  # a line that is this many times flatter than another gets a panel of its own
MOST_ENDS = 2  # names at the ends of more lines than this would lie on the lines
KEY_ROW = 17.0
NAME = 34.0  # pixels that a name at the end of a line needs up to the next line
LEAST = 72.0  # of a panel among many; with three and more each gives way, so that a page holds all


@dataclass(frozen=True)
class Panel:
    """One drawing area: its lines, its place on the sheet, its own scale down."""

    members: tuple[int, ...]
    top: float
    height: float
    split: bool
    keyed: bool
    """Whether the names of its lines stand above them, not at their ends."""
    down: Scale


def panels_of(
    series: Sequence[Series],
    marks: Sequence[Mark],
    zero: str | None,
    panels: bool | None,
    height: float,
) -> list[Panel]:
    """The areas from top to bottom; `panels` None decides by the ranges of the lines."""
    split = _uneven(series) if panels is None else panels and len(series) > 1
    groups = [(i,) for i in range(len(series))] if split else [tuple(range(len(series)))]
    each = max(LEAST, min(1.0, 2.1 / len(groups)) * height / 1.6) if split else height
    areas = []
    for row, members in enumerate(groups):
        own = numbers(mark.y for mark in marks if not split or mark.series in members)
        values = own + numbers(v for i in members for v in series[i].values)
        low, high = _range(values + ([0.0] if zero is not None else []))
        top = row * each
        ends = numbers(v for i in members for v in series[i].values[-1:])
        keyed = len(members) > MOST_ENDS or _close(ends, (high - low) / (each - TOP - BOTTOM))
        key = KEY_ROW * len(members) if keyed else 8 if split else 0
        tall = each + (0 if split else key)
        down = Scale(low, high, top + tall - BOTTOM, top + TOP + key)
        areas.append(Panel(members, top, tall, bool(split), keyed, down))
    return areas


def _close(ends: Sequence[float], pixel: float) -> bool:
    """Whether two lines end so near to each other that a name would lie on the other line."""
    return len(ends) == 2 and abs(ends[0] - ends[1]) < NAME * pixel


def _uneven(series: Sequence[Series]) -> bool:
    """Whether one line would flatten another: how far each goes from zero, far apart."""
    spans = []
    for one in series:
        there = numbers([*one.values, 0])
        spans.append(max(there) - min(there))
    spans = [span for span in spans if span > 0]
    return 1 < len(series) <= 4 and len(spans) > 1 and max(spans) > APART * min(spans)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        room = (abs(low) or 1.0) * 0.5
        return low - room, high + room
    return low, high


def gutter_of(texts: Sequence[str]) -> float:
    """Percent kept free at the side for the scale's figures."""
    longest = max(map(len, texts), default=0)
    return min(max((longest * LETTER + 12) / WIDE * 100, 4.0), 16.0)
