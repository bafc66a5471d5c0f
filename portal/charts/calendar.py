"""Cash calendar: what leaves the account, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.charts.plot import (
    Chart,
    Formatter,
    Number,
    Plot,
    Table,
    number,
    shown,
    spoken,
)

HEAD, TALL = 46.0, 46.0  # above and below the columns; the highest column
LOOKS = (1, 3, 5, 4, 6)  # without ochre, which is a status


@dataclass(frozen=True)
class CashRow:
    """One plan: an amount per period (positive = to pay), and its rhythm in words."""

    name: str
    amounts: Sequence[Number]
    note: str = ""


def cash_calendar(
    title: str, periods: Sequence[str], rows: Sequence[CashRow], fmt: Formatter, *, corner: str = ""
) -> Chart:
    """A column per period and plan, all plans on one scale; nothing due is a thin line."""
    every = [abs(number(a) or 0.0) for row in rows for a in row.amounts]
    top = max(every, default=0.0) or 1.0
    slot = 100 / max(len(periods), 1)
    plot = Plot(12)
    y = 0.0
    for index, row in enumerate(rows):
        tall = TALL * max([abs(number(a) or 0.0) for a in row.amounts], default=0.0) / top
        plot.text(0, y + 16, row.name, "bold")
        plot.text(100, y + 16, row.note, "soft", "end")
        for i in range(len(periods)):
            amount = number(row.amounts[i]) if i < len(row.amounts) else None
            _column(plot, i * slot + slot * 0.09, y + 26 + tall, slot * 0.82, amount, top, index)
        y += HEAD + tall
    plot.height += y
    for i, words in enumerate(periods):
        look = "soft wide" if len(periods) > 6 and i % 3 else "soft"
        plot.text((i + 0.5) * slot, y + 2, words, look, "middle")
    texts = [[shown(a, fmt) for a in row.amounts] for row in rows]
    desc = "; ".join(
        f"{row.name}: {row.note or spoken(periods, words)}"
        for row, words in zip(rows, texts, strict=True)
    )
    table = Table(
        (corner, *(row.name for row in rows)),
        tuple(
            (period, *(words[i] if i < len(words) else "–" for words in texts))
            for i, period in enumerate(periods)
        ),
    )
    return Chart(title, desc, plot.svg(title, desc), table)


def _column(
    plot: Plot, x: float, base: float, width: float, amount: float | None, top: float, index: int
) -> None:
    if not amount:
        plot.rect(x, base - 1, width, 1, "f-grid")
        return
    height = max(TALL * abs(amount) / top, 1.5)
    look = f"s{LOOKS[index % len(LOOKS)]}"
    if amount > 0:
        plot.rect(x, base - height, width, height, look, 2)
    else:  # money that comes back hangs under the line
        plot.rect(x, base, width, min(height, 10), look, 2)
