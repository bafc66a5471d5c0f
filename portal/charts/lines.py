"""Lines over time or over an assumption, with the point where they cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.charts.plot import (
    DASHES,
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    anchor_at,
    apart,
    number,
    numbers,
    series_of,
    shown,
    spoken,
    ticks,
)

TOP, BOTTOM, FOOT = 26.0, 16.0, 24.0
APART = 5.0  # a line that is this many times flatter than another gets a panel of its own


@dataclass(frozen=True)
class Series:
    """One line: a value per x; None leaves a gap. `label` stands at its end (default: name)."""

    name: str
    values: Sequence[Number]
    label: str | None = None


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
        if a == 0 and not found:
            found.append(x1)
        elif a * b < 0:
            found.append(x1 + (x2 - x1) * a / (a - b))
        if b == 0:
            found.append(x2)
    return found


def line(
    title: str,
    xs: Sequence[Number],
    x_texts: Sequence[str],
    series: Sequence[Series],
    fmt: Formatter,
    *,
    corner: str = "",
    marks: Sequence[Mark] = (),
    zero: str | None = None,
    at: tuple[float, str] | None = None,
    panels: bool | None = None,
    height: float = 220,
) -> Chart:
    """Lines with direct labels; each in its own panel where one would flatten another.

    Args:
        xs: positions, ascending; x_texts: a label each (table and axis).
        marks: break-even and flip points; `Mark.series` says whose panel.
        zero: words beside the zero line, such as "0 = do nothing".
        at: (x, words) of a thin upright: where the reader stands.
        panels: None decides by the ranges of the lines.
    """
    places = [number(x) or 0.0 for x in xs]
    across = Scale(min(places, default=0.0), max(places, default=1.0))
    split = _uneven(series) if panels is None else panels and len(series) > 1
    groups = [[i] for i in range(len(series))] if split else [list(range(len(series)))]
    each = max(118.0, height / 1.6) if split else height
    plot = Plot(each * len(groups) + FOOT)
    for row, members in enumerate(groups):
        own = [mark for mark in marks if not split or mark.series in members]
        _panel(plot, row * each, each, members, series, places, across, fmt, own, zero, split)
    if at is not None and number(at[0]) is not None:
        x = across(at[0])
        plot.line(x, 6, x, each * len(groups), "l1", 1, "3 3")
        side = "end" if x > 70 else "start"
        plot.text(x, 12, at[1], "t1 bold halo", side, -6 if side == "end" else 6)
    _x_axis(plot, each * len(groups), places, x_texts, across)
    return _finish(title, plot, x_texts, series, fmt, corner, marks)


def _uneven(series: Sequence[Series]) -> bool:
    """Whether one line would flatten another: ranges, or levels against ranges, far apart."""
    spans = []
    for one in series:
        there = numbers([*one.values, 0])
        spans.append(max(there) - min(there))
    spans = [span for span in spans if span > 0]
    return 1 < len(series) <= 4 and len(spans) > 1 and max(spans) > APART * min(spans)


def _panel(
    plot: Plot, top: float, height: float, members: Sequence[int], series: Sequence[Series],
    places: Sequence[float], across: Scale, fmt: Formatter, marks: Sequence[Mark],
    zero: str | None, split: bool,
) -> None:  # fmt: skip
    values = numbers([v for i in members for v in series[i].values] + [m.y for m in marks])
    if zero is not None:
        values.append(0.0)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        low, high = low - (abs(low) or 1.0) * 0.5, high + (abs(high) or 1.0) * 0.5
    down = Scale(low, high, top + height - BOTTOM, top + TOP + (8 if split else 0))
    for level in ticks(low, high, 2 if split else 4):
        y = down(level)
        if level == 0 and zero is not None:
            continue
        plot.line(0, y, 100, y, "grid")
        plot.text(0, y - 4, shown(level, fmt), "soft halo")
    if zero is not None and low <= 0 <= high:
        plot.line(0, down(0), 100, down(0), "ink", 1.25)
        plot.text(0, down(0) - 5, zero, "soft halo wide")
    for i in members:
        _stroke(plot, series[i].values, i, places, across, down)
    for mark in marks:
        x, y = across(mark.x), down(mark.y)
        plot.needle(x, y)
        below = y < top + height * 0.5
        plot.text(x, y + 24 if below else y - 13, mark.text, "bold halo", anchor_at(x, 18))
    _end_labels(plot, top, height, members, series, down, split)


def _stroke(
    plot: Plot, values: Sequence[Number], index: int, places: Sequence[float],
    across: Scale, down: Scale,
) -> None:  # fmt: skip
    name = series_of(index)
    points = [
        None if (value := number(v)) is None else (across(x), down(value))
        for x, v in zip(places, values, strict=False)
    ]
    dash = DASHES[index % len(DASHES)]
    for here, there in pairwise(points):
        if here and there:
            plot.line(*here, *there, f"l{name}", 2.5, dash, "" if dash else "round")
    if len(points) <= 16:
        for point in filter(None, points):
            plot.dot(*point, 3, "f-axis" if name == 5 else f"s{name}")


def _end_labels(
    plot: Plot, top: float, height: float, members: Sequence[int], series: Sequence[Series],
    down: Scale, split: bool,
) -> None:  # fmt: skip
    if split:
        one = series[members[0]]
        plot.text(0, top + 13, one.label or one.name, f"t{series_of(members[0])} bold")
        return
    ends = [(i, numbers(series[i].values)) for i in members]
    ends = [(i, values) for i, values in ends if values]
    wanted = [down(values[-1]) - 9 for _i, values in ends]
    for (i, _values), y in zip(ends, apart(wanted, 15, top + 12, top + height - 4), strict=True):
        words = series[i].label or series[i].name
        plot.text(100, y, words, f"t{series_of(i)} bold halo", "end")


def _x_axis(
    plot: Plot, y: float, places: Sequence[float], texts: Sequence[str], across: Scale
) -> None:
    every = max(1, -(-len(places) // 8))
    last = len(places) - 1
    for i, (x, words) in enumerate(zip(places, texts, strict=False)):
        if i == last or (i % every == 0 and last - i >= every / 2):
            crowded = last > 4 and i not in (0, last) and (i // every) % 2
            plot.axis_text(across(x), y + 14, words, "soft wide" if crowded else "soft")


def _finish(
    title: str, plot: Plot, x_texts: Sequence[str], series: Sequence[Series], fmt: Formatter,
    corner: str, marks: Sequence[Mark],
) -> Chart:  # fmt: skip
    rows = [[shown(v, fmt) for v in one.values] for one in series]
    parts = [
        f"{one.name}: {spoken(x_texts, texts)}" for one, texts in zip(series, rows, strict=True)
    ]
    desc = "; ".join([*parts, *(mark.text for mark in marks)])
    table = Table(
        (corner, *(one.name for one in series)),
        tuple(
            (words, *(texts[i] if i < len(texts) else "–" for texts in rows))
            for i, words in enumerate(x_texts)
        ),
    )
    return Chart(title, desc, plot.svg(title, desc), table)
