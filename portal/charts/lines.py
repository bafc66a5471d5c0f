"""Lines over time or over an assumption, with the point where they cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.charts.plot import (
    DASHES,
    LETTER,
    WIDE,
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    apart,
    number,
    numbers,
    shown,
    spoken,
    ticks,
)

TOP, BOTTOM, FOOT = 30.0, 12.0, 24.0
APART = 5.0  # a line that is this many times flatter than another gets a panel of its own
LOOKS = (1, 3, 4, 6, 2, 5)
DOTS = 16  # more points than this make a line of beads
MOST_ENDS = 2  # names at the ends of more lines than this would lie on the lines
KEY_ROW = 17.0

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


@dataclass(frozen=True)
class Panel:
    """One drawing area: its lines, its place on the sheet, its own scale down."""

    members: tuple[int, ...]
    top: float
    height: float
    split: bool
    down: Scale

    @property
    def keyed(self) -> bool:
        """Whether the names of its lines stand above them, not at their ends."""
        return len(self.members) > MOST_ENDS


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
    axis: Formatter | None = None,
    panels: bool | None = None,
    height: float = 220,
) -> Chart:
    """Lines with direct labels; each in its own panel where one would flatten another.

    Args:
        xs: positions, ascending; x_texts: a label each (table and axis).
        marks: break-even and flip points; `Mark.series` says whose panel.
        zero: words for the zero line, such as "0 = do nothing"; zero is then always in sight.
        at: (x, words) of a thin upright: where the reader stands.
        axis: a shorter formatter for the scale at the side.
        panels: None decides by the ranges of the lines.
        height: pixels of the drawing without the x axis.
    """
    places = [number(x) or 0.0 for x in xs]
    areas = _panels(series, marks, zero, panels, height)
    levels = [ticks(area.down.low, area.down.high, 2 if area.split else 4) for area in areas]
    side = axis or fmt
    gutter = _gutter([shown(level, side) for some in levels for level in some])
    across = Scale(min(places, default=0.0), max(places, default=1.0), gutter, 100)
    foot = sum(area.height for area in areas)
    plot = Plot(foot + FOOT)
    for area, some in zip(areas, levels, strict=True):
        _grid(plot, area, some, side, gutter, zero)
        for i in area.members:
            points = [
                None if (value := number(v)) is None else (across(x), area.down(value))
                for x, v in zip(places, series[i].values, strict=False)
            ]
            _stroke(plot, points, i, _look(series, i))
    if at is not None and number(at[0]) is not None:
        _upright(plot, across(at[0]), foot, at[1])
    for area in areas:
        _labels(plot, area, series)
        for mark in marks:
            if not area.split or mark.series in area.members:
                _mark(plot, area, mark, series, across, places)
    _x_axis(plot, foot, places, x_texts, across)
    return _finish(title, plot, x_texts, series, fmt, corner, marks)


def _panels(
    series: Sequence[Series],
    marks: Sequence[Mark],
    zero: str | None,
    panels: bool | None,
    height: float,
) -> list[Panel]:
    split = _uneven(series) if panels is None else panels and len(series) > 1
    groups = [(i,) for i in range(len(series))] if split else [tuple(range(len(series)))]
    each = max(118.0, height / 1.6) if split else height
    areas = []
    for row, members in enumerate(groups):
        own = numbers(mark.y for mark in marks if not split or mark.series in members)
        values = own + numbers(v for i in members for v in series[i].values)
        low, high = _range(values + ([0.0] if zero is not None else []))
        top = row * each
        key = KEY_ROW * len(members) if len(members) > MOST_ENDS else 8 if split else 0
        tall = each + (0 if split else key)
        down = Scale(low, high, top + tall - BOTTOM, top + TOP + key)
        areas.append(Panel(members, top, tall, bool(split), down))
    return areas


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


def _gutter(texts: Sequence[str]) -> float:
    """Percent kept free at the side for the scale's figures."""
    longest = max(map(len, texts), default=0)
    return min(max((longest * LETTER + 12) / WIDE * 100, 4.0), 16.0)


def _look(series: Sequence[Series], index: int) -> int:
    return series[index].look or LOOKS[index % len(LOOKS)]


def _grid(
    plot: Plot,
    area: Panel,
    levels: Sequence[float],
    fmt: Formatter,
    gutter: float,
    zero: str | None,
) -> None:
    for level in levels:
        y = area.down(level)
        if level == 0 and zero is not None:
            plot.line(gutter, y, 100, y, "ink", 1.25)
        else:
            plot.line(gutter, y, 100, y, "grid")
        words = shown(level, fmt)
        plot.text(gutter, y + 4, words, "soft tick wide", "end", -8)
        plot.phone_text(0, y - 4, words, "soft tick halo")
    if zero is not None and area.top == 0:
        side = (100.0, "end") if area.split else (gutter, "start")
        below = KEY_ROW * len(area.members) if area.keyed else 0
        plot.text(side[0], area.top + 14 + below, zero, "soft", side[1])


def _stroke(plot: Plot, points: Sequence[Point | None], index: int, look: int) -> None:
    dash = DASHES[index % len(DASHES)]
    for here, there in pairwise(points):
        if here and there:
            plot.line(*here, *there, f"l{look}", 2.5, dash, "" if dash else "round")
    there_are = [point for point in points if point]
    if len(there_are) == 1 or (len(points) <= DOTS and not _straight(there_are)):
        for point in there_are:
            plot.dot(*point, 3, "f-axis" if look == 5 else f"s{look}")


def _straight(points: Sequence[Point]) -> bool:
    """Whether the points lie on their chord, so that dots would say nothing."""
    if len(points) < 3:
        return True
    (x1, y1), (x2, y2) = points[0], points[-1]
    slope = (y2 - y1) / (x2 - x1) if x2 != x1 else 0.0
    return all(abs(y1 + (x - x1) * slope - y) < 0.5 for x, y in points)


def _labels(plot: Plot, area: Panel, series: Sequence[Series]) -> None:
    """The name at the line's end; at the head of its panel when it has one to itself."""
    if area.split:
        one = series[area.members[0]]
        look = _look(series, area.members[0])
        plot.text(0, area.top + 14, one.label or one.name, f"t{look} bold")
        return
    ends = [(i, values) for i in area.members if (values := numbers(series[i].values))]
    if area.keyed:
        for row, (i, _values) in enumerate(ends):
            _key(plot, area.top + 14 + KEY_ROW * row, i, series)
        return
    wanted = [area.down(values[-1]) - 9 for _i, values in ends]
    room = apart(wanted, 15, area.top + 12, area.top + area.height - 4)
    for (i, _values), y in zip(ends, room, strict=True):
        words = series[i].label or series[i].name
        plot.text(100, y, words, f"t{_look(series, i)} bold halo", "end")


def _key(plot: Plot, y: float, index: int, series: Sequence[Series]) -> None:
    """A piece of a line with its name."""
    dash, look = DASHES[index % len(DASHES)], _look(series, index)
    plot.line(0, y - 4, 6, y - 4, f"l{look}", 2.5, dash, "" if dash else "round")
    plot.text(7.5, y, series[index].label or series[index].name, f"t{look} bold")


def _mark(
    plot: Plot,
    area: Panel,
    mark: Mark,
    series: Sequence[Series],
    across: Scale,
    places: Sequence[float],
) -> None:
    """The dot, and its words on the empty side of the line that crosses there."""
    x, y = across(mark.x), area.down(mark.y)
    plot.needle(x, y)
    rising = not 0 <= mark.series < len(series) or _rises(series[mark.series], places, mark.x)
    if x > 55:
        plot.text(x, y - 12 if rising else y + 22, mark.text, "bold halo", "end", -4)
    else:
        plot.text(x, y + 22 if rising else y - 12, mark.text, "bold halo", "start", 4)


def _rises(one: Series, places: Sequence[float], x: float) -> bool:
    known = [(p, v) for p, v in zip(places, map(number, one.values), strict=False) if v is not None]
    before = [v for p, v in known if p <= x][-1:]
    after = [v for p, v in known if p > x][:1]
    return not before or not after or after[0] >= before[0]


def _upright(plot: Plot, x: float, foot: float, words: str) -> None:
    plot.line(x, 6, x, foot, "l1", 1, "3 3")
    side = ("end", -6.0) if x > 70 else ("start", 6.0)
    plot.text(x, foot - 6, words, "t1 bold halo", *side)


def _x_axis(
    plot: Plot, y: float, places: Sequence[float], texts: Sequence[str], across: Scale
) -> None:
    """About eight labels; on a phone every other one, the ends among them."""
    every = max(1, -(-len(places) // 8))
    last = len(places) - 1
    for i, (x, words) in enumerate(zip(places, texts, strict=False)):
        step = i // every
        if i == last or (i % every == 0 and last - i >= every / 2):
            spare = last > 3 and 0 < i < last and (step % 2 or last - i < 2 * every)
            plot.axis_text(across(x), y + 14, words, "soft wide" if spare else "soft")


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
