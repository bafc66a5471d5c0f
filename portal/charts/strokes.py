"""What is drawn into the panels of a chart of lines."""

from collections.abc import Sequence
from itertools import pairwise

from portal.charts.panels import KEY_ROW, Panel
from portal.charts.plot import DASHES, Formatter, Plot, Scale, apart, numbers, shown
from portal.charts.series import Mark, Point, Series, look_of, rises

DOTS = 16  # more points than this make a line of beads


def draw_grid(
    plot: Plot,
    area: Panel,
    levels: Sequence[float],
    fmt: Formatter,
    gutter: float,
    zero: str | None,
) -> None:
    """The levels of a panel with their figures, and the words of its zero line."""
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


def draw_stroke(plot: Plot, points: Sequence[Point | None], index: int, look: int) -> None:
    """A line through the points, with gaps where they are missing."""
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


def draw_labels(plot: Plot, area: Panel, series: Sequence[Series]) -> None:
    """The name at the line's end; at the head of its panel when it has one to itself."""
    if area.split:
        one = series[area.members[0]]
        look = look_of(series, area.members[0])
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
        plot.text(100, y, words, f"t{look_of(series, i)} bold halo", "end")


def _key(plot: Plot, y: float, index: int, series: Sequence[Series]) -> None:
    """A piece of a line with its name."""
    dash, look = DASHES[index % len(DASHES)], look_of(series, index)
    plot.line(0, y - 4, 6, y - 4, f"l{look}", 2.5, dash, "" if dash else "round")
    plot.text(7.5, y, series[index].label or series[index].name, f"t{look} bold")


def draw_mark(
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
    rising = not 0 <= mark.series < len(series) or rises(series[mark.series], places, mark.x)
    if x > 55:
        plot.text(x, y - 12 if rising else y + 22, mark.text, "bold halo", "end", -4)
    else:
        plot.text(x, y + 22 if rising else y - 12, mark.text, "bold halo", "start", 4)


def draw_upright(plot: Plot, x: float, foot: float, words: str) -> None:
    """A thin upright with its words: where the reader stands."""
    plot.line(x, 6, x, foot, "l1", 1, "3 3")
    side = ("end", -6.0) if x > 70 else ("start", 6.0)
    plot.text(x, foot - 6, words, "t1 bold halo", *side)


def draw_x_axis(
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
