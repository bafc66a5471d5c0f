"""Histogram of simulated results: how often, and on which side of the line."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import (
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    anchor_at,
    number,
    shown,
)

TOP, BASE = 44.0, 186.0
LONG = 9
"""Characters of the longest figure with which four of them have room under a narrow plot."""
HALF = 1.15
"""Of a narrow plot's width, half a character in percent."""


@dataclass(frozen=True)
class Limit:
    """An upright at a value, with words: a percentile, or the mean."""

    value: Number
    text: str


def histogram(
    title: str,
    edges: Sequence[Number],
    counts: Sequence[Number],
    fmt: Formatter,
    *,
    split: Number = None,
    limits: Sequence[Limit] = (),
    columns: tuple[str, str] = ("", ""),
    count_fmt: Formatter = lambda n: f"{n:g}",
) -> Chart:
    """Bars between edges; those below `split` are ochre and hollow-topped, the others teal.

    Args:
        edges: one more than counts, ascending.
        split: where the answer changes, usually 0; bars that hold it are drawn in two parts.
        limits: uprights with words.
        columns: headings of the table: range, count.
    """
    places = [number(e) or 0.0 for e in edges] or [0.0, 1.0]
    heights = [max(number(c) or 0.0, 0.0) for c in counts][: max(len(places) - 1, 0)]
    across = Scale(min(places), max(places))
    top = max(heights, default=0.0) or 1.0
    plot = Plot(BASE + 26)
    parting = number(split)
    for left, right, count in zip(places, places[1:], heights, strict=False):
        _column(plot, across, left, right, (BASE - TOP) * (count / top), parting)
    plot.line(0, BASE, 100, BASE, "axis")
    for row, limit in enumerate(limits):
        _limit(plot, across, limit, row)
    if parting is not None and places[0] <= parting <= places[-1]:
        plot.line(across(parting), TOP - 6, across(parting), BASE + 5, "ink", 1.75)
    told = [shown(edge, fmt) for edge in edges] or ["", ""]
    for i in _few(len(places), max(map(len, told))):
        plot.axis_text(across(places[i]), BASE + 20, told[i])
    rows = tuple(
        (f"{shown(a, fmt)} – {shown(b, fmt)}", shown(c, count_fmt))
        for a, b, c in zip(edges, edges[1:], counts, strict=False)
    )
    desc = "; ".join([f"{a}: {b}" for a, b in rows] + [one.text for one in limits])
    return Chart(title, desc, plot.svg(title, desc), Table(columns, rows))


def _few(count: int, longest: int) -> list[int]:
    """So many places of an axis that their words stand apart on a phone, the ends among them."""
    last, parts = count - 1, 3 if longest <= LONG else 2
    return sorted({round(last * part / parts) for part in range(parts + 1)}) if last > 0 else [0]


def _column(
    plot: Plot, across: Scale, left: float, right: float, height: float, parting: float | None
) -> None:
    spans = [(left, right)]
    if parting is not None and left < parting < right:
        spans = [(left, parting), (parting, right)]
    for a, b in spans:
        below = parting is not None and b <= parting
        x, width = across(a), across(b) - across(a)
        gap = min(0.25, width / 4)
        plot.rect(x + gap, BASE - height, width - 2 * gap, height, "s2" if below else "s3")


def _limit(plot: Plot, across: Scale, limit: Limit, row: int) -> None:
    value = number(limit.value)
    if value is None:
        return
    x = across(value)
    plot.line(x, 18 + 15 * (row % 2), x, BASE, "axis", 1, "3 3")
    plot.text(
        x,
        12 + 15 * (row % 2),
        limit.text,
        "soft halo",
        anchor_at(x, min(len(limit.text) * HALF, 50)),
    )
