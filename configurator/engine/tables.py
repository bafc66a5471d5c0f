"""Tables as conflict cubes: combinations of cells no row agrees with, merged as far as they go.

A cube names a set of values in some columns. Because exactly one value holds in each column,
"not in this set" is the same as "in one of the others": so a cube becomes one clause over the
values left, and a table needs no variables of its own.
"""

from collections.abc import Iterator, Sequence

Cube = tuple[int, ...]
"""For each column the values it takes as a bit mask."""

MAX_CUBES = 20_000
"""More cubes than this in one table are not worth it: rows are named one by one instead."""


class TooMany(Exception):
    """The combinations that are not sold do not merge into few cubes."""


def conflicts(columns: Sequence[int], rows: Sequence[Cube]) -> list[Cube]:
    """Cubes that hold exactly the combinations no row agrees with.

    `columns`: the mask of all values of each column. `rows`: the values each row accepts. The
    columns are taken with the fewest values first. Raises TooMany.
    """
    order = sorted(range(len(columns)), key=lambda i: columns[i].bit_count())
    back = [order.index(i) for i in range(len(columns))]
    found = _Conflicts([columns[i] for i in order]).of([[row[i] for row in rows] for i in order])
    return [tuple(cube[i] for i in back) for cube in found]


class _Conflicts:
    """One pass over the columns in a fixed order; equal remainders of rows are worked out once."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._columns = columns
        self._known: list[dict[frozenset[int], list[Cube]]] = [{} for _ in columns]
        self._rests: list[list[tuple[int, int]]] = []

    def of(self, masks: Sequence[Sequence[int]]) -> list[Cube]:
        """The cubes for rows that are given column by column."""
        rests = [0] * len(masks[0])
        for column in reversed(masks):
            numbers: dict[tuple[int, int], int] = {}
            rests = [numbers.setdefault(p, len(numbers)) for p in zip(column, rests, strict=True)]
            self._rests.insert(0, list(numbers))
        return self._below(0, frozenset(rests))

    def _below(self, i: int, rows: frozenset[int]) -> list[Cube]:
        """The cubes over the columns from the i-th that none of these remainders of rows allows."""
        if i == len(self._columns):
            return []
        known = self._known[i].get(rows)
        if known is None:
            known = self._known[i][rows] = list(self._cubes(i, rows))
            if len(known) > MAX_CUBES:
                raise TooMany
        return known

    def _cubes(self, i: int, rows: frozenset[int]) -> Iterator[Cube]:
        full, last = self._columns[i], len(self._columns) - i - 1
        merged: dict[Cube, int] = {}
        allowed = 0
        for values, rest in self._branches(i, rows):
            allowed |= values
            for cube in self._below(i + 1, rest):
                merged[cube] = merged.get(cube, 0) | values
        if full & ~allowed:
            yield (full & ~allowed, *self._columns[i + 1 : i + 1 + last])
        yield from ((values | (full & ~allowed), *cube) for cube, values in merged.items())

    def _branches(self, i: int, rows: frozenset[int]) -> list[tuple[int, frozenset[int]]]:
        """Sets of values that leave the same remainders, with those remainders."""
        by_value: dict[int, list[int]] = {}
        for row in rows:
            mask, rest = self._rests[i][row]
            if not mask & (mask - 1):
                by_value.setdefault(mask, []).append(rest)
                continue
            while mask:
                value = mask & -mask
                by_value.setdefault(value, []).append(rest)
                mask ^= value
        by_rest: dict[frozenset[int], int] = {}
        for value, below in by_value.items():
            key = frozenset(below)
            by_rest[key] = by_rest.get(key, 0) | value
        return [(values, rest) for rest, values in by_rest.items()]
