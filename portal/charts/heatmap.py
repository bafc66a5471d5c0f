"""Heat map: one value for each row and column, stronger where it is higher."""

from collections.abc import Sequence

from portal.charts.plot import Chart, Formatter, Number, Plot, Table, number, numbers, shown

ROW, HEAD = 24.0, 4.0
LEFT = 9.0
"""Percent kept for the names of the rows."""
WEAKEST = 0.06


def heat_map(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[Number]],
    fmt: Formatter,
    *,
    corner: str = "",
    every: int = 3,
) -> Chart:
    """A square for each value; every third column is named, missing values are left out.

    The description names the highest and the lowest square.
    """
    found = numbers(value for row in values for value in row)
    top = max(found, default=0.0) or 1.0
    slot = (100 - LEFT) / max(len(columns), 1)
    plot = Plot(HEAD + ROW * len(rows) + 20)
    for place, (name, row) in enumerate(zip(rows, values, strict=True)):
        y = HEAD + ROW * place
        plot.text(0, y + 16, name, "soft")
        for column, stated in enumerate(row):
            value = number(stated)
            if value is not None:
                strength = max(WEAKEST, min(max(value, 0.0) / top, 1.0))
                x = LEFT + slot * column
                plot.rect(x, y, slot * 0.94, ROW - 2, "s1", 2, strength=strength)
    for column in range(0, len(columns), every):
        x = LEFT + slot * (column + 0.5)
        plot.text(x, plot.height - 4, columns[column], "soft", "middle")
    texts = [[shown(value, fmt) for value in row] for row in values]
    desc = _extremes(columns, rows, values, texts)
    table = Table(
        (corner, *rows),
        tuple((name, *(row[place] for row in texts)) for place, name in enumerate(columns)),
    )
    return Chart(title, desc, plot.svg(title, desc), table)


def _extremes(
    columns: Sequence[str],
    rows: Sequence[str],
    values: Sequence[Sequence[Number]],
    texts: Sequence[Sequence[str]],
) -> str:
    places = [
        (found, f"{rows[r]} {columns[c]}: {texts[r][c]}")
        for r, row in enumerate(values)
        for c, value in enumerate(row)
        if (found := number(value)) is not None
    ]
    if not places:
        return ""
    return f"{max(places)[1]}; {min(places)[1]}"
