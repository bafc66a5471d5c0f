"""The sheet a chart is drawn on: rectangles, lines and words, escaped and finite."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

Number = float | int | Decimal | None
Formatter = Callable[[Any], str]

# Day colours of static/app.css, for paper and for readers without it (a test compares the two).
COLOURS = {
    "s1": "#2a4bbe", "s2": "#d58a1e", "s3": "#2a736d", "s4": "#87476f", "s5": "#a7ada0",
    "s6": "#454c42", "o1": "#ffffff", "o2": "#131612", "o3": "#ffffff", "o4": "#ffffff",
    "o5": "#131612", "o6": "#ffffff", "l1": "#2a4bbe", "l2": "#d58a1e", "l3": "#2a736d",
    "l4": "#87476f", "l5": "#747b6e", "l6": "#454c42", "t1": "#1f3a9a", "t2": "#7c4f06",
    "t3": "#2a736d", "t4": "#87476f", "t5": "#555c51", "t6": "#454c42", "grid": "#e5e8df",
    "axis": "#747b6e", "ink": "#1b1f1a", "soft": "#555c51", "cut": "#ffffff",
    "f-ink": "#1b1f1a", "f-page": "#ffffff", "f-grid": "#e5e8df", "f-axis": "#747b6e",
    "f-needle": "#f4c92c", "tint": "#eef2fd",
}  # fmt: skip
SERIES = 6
MISSING = "–"
LARGEST = 1e300  # sums and differences of a few of these stay finite
SMALLEST = 1e-290  # and their shares stay above nothing
DASHES = ("", "8 4", "2 4", "10 3 2 3", "1 4", "14 4")
LETTER = 6.9  # pixels a character of 12.5 px Inter takes, on the generous side
WIDE, NARROW = 560.0, 290.0  # plot widths that labels are planned for


@dataclass(frozen=True)
class Table:
    """The chart's numbers as rows of text, under a row of headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A finished chart. `key` names series by number; `start` is where a cut axis begins."""

    title: str
    desc: str
    svg: Markup
    table: Table
    key: tuple[tuple[int, str], ...] = ()
    start: str | None = None

    def colour(self, series: int) -> str:
        """Day colour of series `series` (1 to 6), for paper."""
        return COLOURS[f"s{series}"]


def number(value: Number) -> float | None:
    """`value` as a float within ±1e300; None when it is missing or not finite.

    >>> number(Decimal("2.5")), number(float("nan")), number(1e308)
    (2.5, None, 1e+300)
    """
    if value is None:
        return None
    try:
        found = float(value)
    except (OverflowError, ValueError):
        return None
    if not math.isfinite(found):
        return None
    return 0.0 if abs(found) < SMALLEST else max(-LARGEST, min(LARGEST, found))


def numbers(values: Iterable[Number]) -> list[float]:
    """The finite ones among `values`."""
    return [found for found in map(number, values) if found is not None]


def shown(value: Number, fmt: Formatter) -> str:
    """`value` in words; a dash when it is missing."""
    return MISSING if number(value) is None else fmt(value)


def spoken(names: Iterable[str], texts: Iterable[str]) -> str:
    """One clause of a description: "energy 1,263.5, downtime 996.1"."""
    return ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=False))


def series_of(index: int) -> int:
    """Colour of the series at `index`, counted from 0."""
    return index % SERIES + 1


def fits(text: str, percent: float, width: float, pad: float = 8) -> bool:
    """Whether `text` fits inside `percent` of a plot that is `width` pixels wide."""
    return len(text) * LETTER + pad <= percent / 100 * width


LEAST_SPAN = 1e-290
"""A smaller one has no power of ten below it that a float could hold."""


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers within [low, high], about `count` of them.

    >>> ticks(0, 9)
    [0.0, 2.5, 5.0, 7.5]
    """
    span = high - low
    if not span > LEAST_SPAN or not math.isfinite(span):
        return [low]
    raw = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((s * power for s in (1, 2, 2.5, 5) if s * power >= raw * 0.999), 10 * power)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [n * step for n in range(first, min(last, first + 40) + 1)] or [low]


@dataclass(frozen=True)
class Scale:
    """A straight map of [low, high] onto [start, end]."""

    low: float
    high: float
    start: float = 0.0
    end: float = 100.0

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.5
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)


@dataclass
class Plot:
    """Parts of one drawing; x and width in percent, y and height in pixels."""

    height: float
    parts: list[str] = field(default_factory=list)

    def rect(
        self, x: float, y: float, width: float, height: float, look: str, rx: float = 0,
        strength: float = 1,
    ) -> None:  # fmt: skip
        """A filled rectangle, as strong as `strength` from 0 to 1; nothing without extent."""
        if width > 0 and height > 0:
            round_ = f' rx="{rx:g}"' if rx else ""
            round_ += f' fill-opacity="{strength:.2f}"' if strength < 1 else ""
            self.parts.append(
                f'<rect x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}" '
                f'class="{look}" fill="{_colour(look)}"{round_}/>'
            )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, look: str,
        width: float = 1, dash: str = "", cap: str = "",
    ) -> None:  # fmt: skip
        """A straight stroke."""
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        cap = f' stroke-linecap="{cap}"' if cap else ""
        self.parts.append(
            f'<line x1="{x1:.2f}%" y1="{y1:.1f}" x2="{x2:.2f}%" y2="{y2:.1f}" class="{look}" '
            f'stroke="{_colour(look)}" stroke-width="{width:g}"{dash}{cap}/>'
        )

    def dot(self, x: float, y: float, radius: float, look: str) -> None:
        """A filled circle."""
        self.parts.append(
            f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="{radius:g}" class="{look}" '
            f'fill="{_colour(look)}"/>'
        )

    def needle(self, x: float, y: float) -> None:
        """The yellow dot where a line crosses: what decides."""
        self.dot(x, y, 6.5, "f-needle")
        self.parts.append(
            f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="6.5" class="ink f-none" fill="none" '
            f'stroke="{COLOURS["ink"]}" stroke-width="2"/>'
        )

    def text(
        self, x: float, y: float, words: str, look: str = "", anchor: str = "start", dx: float = 0
    ) -> None:
        """Words at a point, escaped."""
        weight = ' font-weight="600"' if "bold" in look else ""
        shift = f' dx="{dx:g}"' if dx else ""
        self.parts.append(
            f'<text x="{x:.2f}%" y="{y:.1f}" class="{look}" fill="{_colour(look, "ink")}" '
            f'text-anchor="{anchor}"{weight}{shift}>{escape(words)}</text>'
        )

    def phone_text(self, x: float, y: float, words: str, look: str) -> None:
        """Words for a phone alone: hidden everywhere else, on paper too."""
        self.text(x, y, words, f"{look} narrow")
        self.parts[-1] = self.parts[-1].replace("<text ", '<text display="none" ', 1)

    def axis_text(self, x: float, y: float, words: str, look: str = "soft") -> None:
        """Words under an axis, kept within the plot at both ends."""
        self.text(x, y, words, look, anchor_at(x))

    def svg(self, title: str, desc: str, look: str = "plot", width: str = "100%") -> Markup:
        """The drawing with its name and its words."""
        return Markup(
            f'<svg class="{look}" role="img" width="{width}" height="{self.height:.0f}" '
            f'font-family="Inter, sans-serif" font-size="12.5"><title>{escape(title)}</title>'
            f"<desc>{escape(desc)}</desc>{''.join(self.parts)}</svg>"
        )


def anchor_at(x: float, margin: float = 6) -> str:
    """Where to hold words at `x` percent so that they stay on the plot."""
    return "start" if x < margin else "end" if x > 100 - margin else "middle"


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """`places` moved as little as needed to stand `gap` apart within [low, high]."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = list(places)
    floor = low
    for i in order:
        out[i] = floor = max(out[i], floor)
        floor += gap
    ceiling = high
    for i in reversed(order):
        out[i] = ceiling = min(out[i], ceiling)
        ceiling -= gap
    return out


@lru_cache(maxsize=256)
def _colour(look: str, default: str = "ink") -> str:
    for name in look.split():
        if name in COLOURS:
            return COLOURS[name]
    return COLOURS[default]
