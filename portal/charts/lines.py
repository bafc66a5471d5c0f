"""Lines over time or over an assumption, with the point where they cross."""

from collections.abc import Sequence

from portal.charts.panels import gutter_of, panels_of
from portal.charts.plot import (
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    number,
    shown,
    spoken,
    ticks,
)
from portal.charts.series import Mark, Series, look_of
from portal.charts.strokes import (
    draw_grid,
    draw_labels,
    draw_mark,
    draw_stroke,
    draw_upright,
    draw_x_axis,
)

FOOT = 24.0


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
    areas = panels_of(series, marks, zero, panels, height)
    levels = [ticks(area.down.low, area.down.high, 2 if area.split else 4) for area in areas]
    side = axis or fmt
    gutter = gutter_of([shown(level, side) for some in levels for level in some])
    across = Scale(min(places, default=0.0), max(places, default=1.0), gutter, 100)
    foot = sum(area.height for area in areas)
    plot = Plot(foot + FOOT)
    for area, some in zip(areas, levels, strict=True):
        draw_grid(plot, area, some, side, gutter, zero)
        for i in area.members:
            points = [
                None if (value := number(v)) is None else (across(x), area.down(value))
                for x, v in zip(places, series[i].values, strict=False)
            ]
            draw_stroke(plot, points, i, look_of(series, i))
    if at is not None and number(at[0]) is not None:
        draw_upright(plot, across(at[0]), foot, at[1])
    for area in areas:
        draw_labels(plot, area, series)
        for mark in marks:
            if not area.split or mark.series in area.members:
                draw_mark(plot, area, mark, series, across, places)
    draw_x_axis(plot, foot, places, x_texts, across)
    return _finish(title, plot, x_texts, series, fmt, corner, marks)


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
