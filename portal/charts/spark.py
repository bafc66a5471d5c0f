"""Sparkline: a run of numbers the height of a word."""

from collections.abc import Sequence
from itertools import pairwise

from portal.charts.plot import Chart, Formatter, Number, Plot, Scale, Table, number, numbers, shown

HEIGHT = 28.0


def sparkline(
    title: str,
    values: Sequence[Number],
    fmt: Formatter,
    *,
    names: Sequence[str] = (),
    series: int = 1,
) -> Chart:
    """The run with its last point marked; words and table carry every value.

    Args:
        names: a name per value, for words and table (default: its place, from 1).
        series: colour, 1 to 6.
    """
    there = numbers(values)
    low, high = (min(there), max(there)) if there else (0.0, 1.0)
    down = Scale(low, high, HEIGHT - 5, 5)
    across = Scale(0, max(len(values) - 1, 1), 2, 96)
    points = [
        None if (value := number(v)) is None else (across(i), down(value))
        for i, v in enumerate(values)
    ]
    plot = Plot(HEIGHT)
    if low < 0 < high:
        plot.line(0, down(0), 100, down(0), "grid")
    for here, next_ in pairwise(points):
        if here and next_:
            plot.line(*here, *next_, f"l{series}", 1.75, cap="round")
    last = [point for point in points if point][-1:]
    for point in last:
        plot.dot(*point, 3, f"s{series}")
    texts = [shown(v, fmt) for v in values]
    labels = [*names, *(str(i + 1) for i in range(len(names), len(texts)))]
    rows = tuple(zip(labels, texts, strict=False))
    desc = ", ".join(f"{a}: {b}" for a, b in rows)
    return Chart(title, desc, plot.svg(title, desc, "plot spark", "112"), Table(("", title), rows))
