"""Waterfall: from the list price to what is paid, a line per adjustment."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import Chart, Formatter, Number, Plot, Scale, Table, number, shown, ticks

ROW = 42.0
CUT = 0.6  # an axis is cut when every level stands above this share of the highest


@dataclass(frozen=True)
class Step:
    """One line. kind: total (a level, drawn from the start), change (added to it) or tax."""

    name: str
    amount: Number
    kind: str = "change"
    note: str = ""


def waterfall(
    title: str,
    steps: Sequence[Step],
    fmt: Formatter,
    *,
    columns: tuple[str, str] = ("", ""),
    cut: bool = True,
) -> Chart:
    """Levels in ink (the last one in pen), discounts in teal, additions in ochre, tax in grey.

    With `cut` a high plateau starts above zero, and `Chart.start` says where, for the caption.
    """
    levels = _levels(steps)
    every = [v for pair in levels for v in pair]
    low, high = min([0.0, *every]), max([0.0, *every])
    floor = _floor(levels, steps, high) if cut else low
    start = floor if floor > 0 else low
    scale = Scale(start, high if high > start else start + 1)
    plot = Plot(max(ROW * len(steps) - 2, 1))
    last = max((i for i, s in enumerate(steps) if s.kind == "total"), default=-1)
    for row, (step, (before, after)) in enumerate(zip(steps, levels, strict=True)):
        y = row * ROW
        origin = max(start, 0.0) if step.kind == "total" else before
        x, end = sorted((scale(origin), scale(after)))
        plot.rect(x, y + 18, max(end - x, 0.35), 10, _look(step, row == last), 1.5)
        if row + 1 < len(steps):
            plot.line(scale(after), y + 28, scale(after), y + ROW + 18, "axis", 1, "2 2")
        bold = "bold " if step.kind == "total" else ""
        plot.text(0, y + 12, step.name, f"{bold or 'soft '}halo")
        plot.text(100, y + 12, shown(step.amount, fmt), f"{bold}halo", "end")
    rows = tuple((s.name, shown(s.amount, fmt)) for s in steps)
    desc = "; ".join(f"{a} {b}" for a, b in rows)
    begin = shown(floor, fmt) if floor > 0 else None
    return Chart(title, desc, plot.svg(title, desc), Table(columns, rows), start=begin)


def _levels(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """(level before, level after) each step."""
    level, out = 0.0, []
    for step in steps:
        amount = number(step.amount) or 0.0
        after = amount if step.kind == "total" else level + amount
        out.append((level, after))
        level = after
    return out


def _floor(levels: Sequence[tuple[float, float]], steps: Sequence[Step], high: float) -> float:
    """Where a cut axis starts: a round number under every level; 0 for no cut."""
    lowest = min((after for _before, after in levels), default=0.0)
    if len(steps) < 2 or lowest <= CUT * high or high <= 0:
        return 0.0
    room = max(high - lowest, high * 0.02)
    marks = ticks(max(lowest - 1.2 * room, 0.0), lowest - 0.2 * room, 2)
    return max(marks[0], 0.0)


def _look(step: Step, last: bool) -> str:
    if step.kind == "total":
        return "s1" if last else "f-ink"
    if step.kind == "tax":
        return "s5"
    return "s3" if (number(step.amount) or 0) <= 0 else "s2"
