"""Tornado: how far each assumption alone can move the result."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import (
    LETTER,
    NARROW,
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    anchor_at,
    number,
    numbers,
    shown,
)

ROW, TOP, THICK = 46.0, 18.0, 18.0
LINE, LONG = 16.0, 44
"""Values stand on a line of their own where a phone could not show them behind so many letters."""


@dataclass(frozen=True)
class Swing:
    """One assumption: the result at its worse and at its better value, and those values in words.

    `values` reads "682 → 558"; low and high may come in either order.
    """

    name: str
    low: Number
    high: Number
    values: str = ""

    @property
    def long(self) -> bool:
        """Whether name and values take two lines."""
        return bool(self.values) and len(self.name) + len(self.values) > LONG


def tornado(
    title: str,
    swings: Sequence[Swing],
    base: Number,
    fmt: Formatter,
    *,
    columns: tuple[str, str, str] = ("", "", ""),
    zero: str | None = None,
) -> Chart:
    """Widest swing first, worse side ochre, better side teal, the base as the ink line.

    Args:
        base: the result where no assumption is moved.
        columns: headings of the table: assumption, low, high.
        zero: words for the zero line, drawn when it lies within the plot.
    """
    middle = number(base) or 0.0
    order = sorted(swings, key=_width, reverse=True)
    values = numbers([v for s in order for v in (s.low, s.high)] + [middle])
    if zero is not None:
        values.append(0.0)
    room = _room([shown(end, fmt) for s in order for end in (s.low, s.high)])
    scale = Scale(min(values), max(values), room, 100 - room)
    plot = Plot(TOP + sum(map(_height, order)) + 4)
    y = TOP
    for swing in order:
        _draw(plot, y, swing, middle, scale, fmt, zero is not None)
        y += _height(swing)
    plot.text(scale(middle), 11, shown(base, fmt), "bold", anchor_at(scale(middle)))
    if zero is not None and abs(scale(0) - scale(middle)) > 12:
        plot.text(scale(0), 11, zero, "soft wide", anchor_at(scale(0)))
    rows = tuple(
        (" ".join(filter(None, (s.name, s.values))), shown(s.low, fmt), shown(s.high, fmt))
        for s in order
    )
    desc = "; ".join([f"{a}: {low} – {high}" for a, low, high in rows] + [shown(base, fmt)])
    return Chart(title, desc, plot.svg(title, desc), Table(columns, rows))


def _room(texts: Sequence[str]) -> float:
    """Percent on both sides for the numbers at the ends of the widest bar, on a phone too."""
    longest = max(map(len, texts), default=0)
    return min(max((longest * LETTER + 8) / NARROW * 100, 14.0), 30.0)


def _width(swing: Swing) -> float:
    ends = numbers([swing.low, swing.high])
    return max(ends) - min(ends) if ends else 0.0


def _height(swing: Swing) -> float:
    return ROW + LINE * swing.long


def _draw(
    plot: Plot, y: float, swing: Swing, base: float, scale: Scale, fmt: Formatter, zero: bool
) -> None:
    if swing.long:
        plot.text(0, y + 15, swing.name, "halo")
        y += LINE
    words = swing.values if swing.long else ": ".join(filter(None, (swing.name, swing.values)))
    ends = sorted(
        (found, stated)
        for stated in (swing.low, swing.high)
        if (found := number(stated)) is not None
    ) or [(base, base)]
    x, at, end = scale(min(ends[0][0], base)), scale(base), scale(max(ends[-1][0], base))
    plot.rect(x, y + 22, at - x, THICK, "s2")
    plot.rect(at, y + 22, end - at, THICK, "s3")
    if zero:
        plot.line(scale(0), y + 19, scale(0), y + 43, "axis wide")
    plot.line(at, y + 19, at, y + 43, "ink", 1.75)
    plot.text(0, y + 15, words, "halo")
    plot.text(x, y + 36, shown(ends[0][1], fmt), "soft halo", "end", -6)
    plot.text(end, y + 36, shown(ends[-1][1], fmt), "soft halo", "start", 6)
