"""Ruler: who wins where, under the slider that moves the assumption."""

from collections.abc import Callable, Sequence
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
    shown,
    ticks,
)

LOOKS = (3, 1, 4, 6, 5)


@dataclass(frozen=True)
class Zone:
    """A stretch of the ruler and its winner."""

    name: str
    start: Number
    end: Number


def ruler(
    title: str,
    zones: Sequence[Zone],
    fmt: Formatter,
    *,
    at: Number = None,
    columns: tuple[str, str] = ("", ""),
    tick_fmt: Callable[[float], str] | None = None,
) -> Chart:
    """A band from the first start to the last end, coloured by winner; the flips in ink.

    The same winner keeps its colour when it wins twice. `at` is the reader's own value.
    """
    edges = [(number(z.start) or 0.0, number(z.end) or 0.0) for z in zones]
    low = min((a for a, _b in edges), default=0.0)
    high = max((b for _a, b in edges), default=1.0)
    scale = Scale(low, high if high > low else low + 1)
    names = list(dict.fromkeys(z.name for z in zones))
    plot = Plot(66)
    for zone, (a, b) in zip(zones, edges, strict=True):
        look = LOOKS[names.index(zone.name) % len(LOOKS)]
        x, width = scale(a), scale(b) - scale(a)
        plot.rect(x, 8, width, 26, f"s{look}", 3)
        if fits(zone.name, width, WIDE * 0.8):
            narrow = "" if fits(zone.name, width, NARROW) else " wide"
            plot.text(x + width / 2, 25.5, zone.name, f"o{look} bold{narrow}", "middle")
    for a, _b in edges[1:]:
        plot.rect(scale(a) - 0.25, 2, 0.5, 38, "f-ink")
    for i, tick in enumerate(ticks(scale.low, scale.high, 6)):
        x = scale(tick)
        plot.line(x, 40, x, 46, "axis")
        plot.axis_text(x, 61, shown(tick, tick_fmt or fmt), "soft wide" if i % 2 else "soft")
    if (here := number(at)) is not None:
        plot.line(scale(here), 0, scale(here), 46, "l1", 2)
    rows = tuple((f"{shown(z.start, fmt)} – {shown(z.end, fmt)}", z.name) for z in zones)
    desc = "; ".join(f"{a}: {b}" for a, b in rows)
    return Chart(title, desc, plot.svg(title, desc), Table(columns, rows))
