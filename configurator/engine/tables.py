"""Tables as boxes: rows that differ in one column only become one, as far as that goes.

A box names a set of values in each column and accepts every combination of them. Real tables are
mostly combinations of a few sets with each other, so that thousands of rows become some hundred
boxes. With a variable for each box, true only where its sets are still possible, and each value
needing a box that has it, following consequences alone finds every value that no row supports.
"""

from collections.abc import Iterable

Box = tuple[int, ...]
"""For each column the values it takes as a bit mask."""


def boxes(rows: Iterable[Box]) -> list[Box]:
    """Fewer boxes that together accept exactly what the rows accept.

    >>> boxes([(0b01, 0b01), (0b10, 0b01), (0b01, 0b10), (0b10, 0b10)])
    [(3, 3)]
    """
    found, count = list(dict.fromkeys(rows)), 0
    while len(found) != count:
        count = len(found)
        for column in range(len(found[0])):
            found = _merged(found, column)
    return found


def _merged(rows: list[Box], column: int) -> list[Box]:
    """The rows that agree in all columns but one as one row."""
    values: dict[tuple[Box, Box], int] = {}
    for row in rows:
        rest = row[:column], row[column + 1 :]
        values[rest] = values.get(rest, 0) | row[column]
    return [(*before, value, *after) for (before, after), value in values.items()]
