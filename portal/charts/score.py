"""Score bars: the lines a score is made of, laid end to end against its threshold."""

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

ROW = 38.0


@dataclass(frozen=True)
class ScoreLine:
    """One line of a score and its points; negative ones take away."""

    text: str
    points: Number


def score_bars(
    title: str,
    lines: Sequence[ScoreLine],
    fmt: Formatter,
    *,
    threshold: Number = None,
    threshold_text: str = "",
    columns: tuple[str, str] = ("", ""),
) -> Chart:
    """Each line starts where the one before ended, so that the last end is the score."""
    steps: list[tuple[float, float]] = []
    level = 0.0
    for one in lines:
        after = level + (number(one.points) or 0.0)
        steps.append((level, after))
        level = after
    limit = number(threshold)
    reach = [0.0, *(v for pair in steps for v in pair), *([limit] if limit is not None else [])]
    scale = Scale(min(reach), max(reach) * 1.08 if max(reach) > 0 else 1.0)
    plot = Plot(max(ROW * len(lines) + (16 if limit is not None else -6), 1))
    for row, (one, (before, after)) in enumerate(zip(lines, steps, strict=True)):
        y = row * ROW
        x, end = sorted((scale(before), scale(after)))
        plot.rect(0, y + 21, 100, 5, "f-grid", 2.5)
        plot.rect(x, y + 21, end - x, 5, "s1" if after >= before else "s2")
        plot.text(0, y + 13, one.text, "halo")
        plot.text(100, y + 13, shown(one.points, fmt), "bold halo", "end")
    if limit is not None:
        x, foot = scale(limit), ROW * len(lines)
        plot.line(x, 17, x, foot - 4, "ink", 1.5, "3 3")
        plot.text(x, foot + 9, threshold_text, "soft", anchor_at(x, 15))
    rows = tuple((one.text, shown(one.points, fmt)) for one in lines)
    desc = "; ".join([f"{a} {b}" for a, b in rows] + ([threshold_text] if threshold_text else []))
    return Chart(title, desc, plot.svg(title, desc), Table(columns, rows))
