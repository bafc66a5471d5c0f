"""Stacked bars: what a total is made of, one bar per alternative."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import (
    NARROW,
    WIDE,
    Chart,
    Formatter,
    Number,
    Plot,
    Scale,
    Table,
    fits,
    number,
    numbers,
    series_of,
    shown,
    spoken,
)

ROW, TOP, THICK = 66.0, 22.0, 28.0


@dataclass(frozen=True)
class Bar:
    """One bar: a value per series (negative ones are taken back off its end), and its total."""

    name: str
    values: Sequence[Number]
    total: Number = None
    href: str | None = None

    def sum(self) -> float | None:
        """The stated total, else the sum of what is there."""
        if self.total is not None:
            return number(self.total)
        there = [v for v in map(number, self.values) if v is not None]
        return sum(there) if there else None


def stacked_bar(
    title: str,
    series: Sequence[str],
    bars: Sequence[Bar],
    fmt: Formatter,
    *,
    corner: str = "",
    total: str | None = None,
) -> Chart:
    """Horizontal bars on one scale, the total at the end of each.

    Args:
        series: a name per value of a bar; its colour follows its place.
        corner: heading of the table's first column.
        total: heading of the total in table and words; None leaves totals out.
    """
    reach = [_reach(bar) for bar in bars]
    scale = Scale(min([0.0, *(r[0] for r in reach)]), max([0.0, *(r[1] for r in reach)]))
    plot = Plot(max(sum(map(_tall, bars)) - 12, 1))
    y = 0.0
    for bar in bars:
        _draw(plot, y, bar, scale, fmt, total is not None)
        y += _tall(bar)
    rows = [[shown(v, fmt) for v in bar.values] for bar in bars]
    sums = [shown(bar.sum(), fmt) for bar in bars]
    desc = "; ".join(
        f"{bar.name}: {spoken(series, texts)}" + (f", {total} {text}" if total else "")
        for bar, texts, text in zip(bars, rows, sums, strict=True)
    )
    table = Table(
        (corner, *(bar.name for bar in bars)),
        tuple(
            (name, *(texts[i] if i < len(texts) else "–" for texts in rows))
            for i, name in enumerate(series)
        )
        + (((total, *sums),) if total else ()),
    )
    key = tuple((series_of(i), name) for i, name in enumerate(series) if len(series) > 1)
    return Chart(title, desc, plot.svg(title, desc), table, key)


def _reach(bar: Bar) -> tuple[float, float]:
    values = [v for v in map(number, bar.values) if v is not None]
    top = sum(v for v in values if v > 0)
    return min(0.0, top + sum(v for v in values if v < 0)), top


def _tall(bar: Bar) -> float:
    """Pixels of a row; values that are taken back need a line of their own."""
    return ROW + (18 if any((number(v) or 0) < 0 for v in bar.values) else 0)


def _draw(plot: Plot, y: float, bar: Bar, scale: Scale, fmt: Formatter, with_total: bool) -> None:
    plot.text(0, y + 14, bar.name, "bold")
    if with_total:
        plot.text(100, y + 14, shown(bar.sum(), fmt), "bold", "end")
    at = 0.0
    for index, stated in enumerate(bar.values):
        value = number(stated)
        if value is None or value <= 0:
            continue
        x, width = scale(at), scale(at + value) - scale(at)
        at += value
        name = series_of(index)
        plot.rect(x, y + TOP, width, THICK, f"s{name}")
        plot.line(x + width, y + TOP, x + width, y + TOP + THICK, "cut", 1.5)
        words = shown(stated, fmt)
        if fits(words, width, WIDE):
            narrow = "" if fits(words, width, NARROW) else " wide"
            plot.text(x + width / 2, y + TOP + 19, words, f"o{name}{narrow}", "middle")
    _take_back(plot, y + TOP + THICK + 3, bar, at, scale, fmt)


def _take_back(plot: Plot, y: float, bar: Bar, at: float, scale: Scale, fmt: Formatter) -> None:
    """Negative values run back from the bar's end, as a thin line under it."""
    for index, stated in enumerate(bar.values):
        value = number(stated) or 0.0
        if value < 0:
            x, end = scale(at + value), scale(at)
            plot.rect(x, y, max(end - x, 0.4), 4, f"s{series_of(index)}", 1)
            if end - x > 12 or at + value == at + sum(v for v in numbers(bar.values) if v < 0):
                plot.text(end, y + 17, shown(stated, fmt), "soft", "end" if end > 12 else "start")
            at += value
