"""Relations: which values of some variables go together; joined, projected and thinned out."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int32]
Keys = npt.NDArray[np.int64]
Indices = npt.NDArray[np.intp]

DENSE = 1 << 22
"""Up to so many keys a question is looked up in a table of all of them."""
WHOLE = 1 << 62


class TooLarge(Exception):
    """A join would have more rows than anybody wants to keep."""


class Relation:
    """Rows over some columns, none of them twice; values count from 0.

    `sizes`: how many values each variable has, by its number. `sources`: numbers of what the
    relation was made from, carried along by joins.
    """

    def __init__(
        self,
        columns: tuple[int, ...],
        rows: Rows,
        sizes: Sequence[int],
        sources: frozenset[int] = frozenset(),
    ) -> None:
        self.columns, self.rows, self.sizes, self.sources = columns, rows, sizes, sources

    def __len__(self) -> int:
        return len(self.rows)

    def joined(self, other: "Relation", limit: int) -> "Relation":
        """Every pair of rows that agree in all columns both have.

        Raises TooLarge where there are more than `limit`.
        """
        mine, theirs, _ = self.keys(other, self._shared(other))
        order = np.argsort(theirs, kind="stable")
        first, last = (np.searchsorted(theirs[order], mine, side) for side in ("left", "right"))
        counts = last - first
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        if total > limit:
            raise TooLarge
        left = np.repeat(np.arange(len(mine)), counts)
        right = order[np.arange(total) - np.repeat(ends - counts - first, counts)]
        new = [at for at, column in enumerate(other.columns) if column not in self.columns]
        rows = np.hstack((self.rows[left], other.rows[right][:, new]))
        columns = self.columns + tuple(other.columns[at] for at in new)
        return Relation(columns, rows, self.sizes, self.sources | other.sources)

    def thinned(self, other: "Relation") -> "Relation":
        """The rows that agree with some row of another relation."""
        mine, theirs, most = self.keys(other, self._shared(other))
        if most <= DENSE:
            there = np.zeros(most, np.bool_)
            there[theirs] = True
            kept = there[mine]
        else:
            kept = np.isin(mine, theirs)
        return self if kept.all() else self.chosen(kept)

    def projected(self, columns: Sequence[int]) -> "Relation":
        """The different rows of some of the columns."""
        narrow = Relation(tuple(columns), self.of(columns), self.sizes, self.sources)
        keys, _, _ = narrow.keys(narrow, columns)
        return narrow.chosen(np.unique(keys, return_index=True)[1])

    def chosen(self, which: npt.NDArray[np.bool_] | Indices) -> "Relation":
        """Some of the rows."""
        return Relation(self.columns, self.rows[which], self.sizes, self.sources)

    def along(self, other: "Relation") -> "Relation":
        """The same rows, with the sources of another relation as well."""
        return Relation(self.columns, self.rows, self.sizes, self.sources | other.sources)

    def made_from(self, number: int) -> "Relation":
        """The same rows, with this number as their only source."""
        return Relation(self.columns, self.rows, self.sizes, frozenset([number]))

    def of(self, columns: Sequence[int]) -> Rows:
        """Some columns of all rows."""
        return self.rows[:, [self.columns.index(column) for column in columns]]

    def keys(self, other: "Relation", columns: Sequence[int]) -> tuple[Keys, Keys, int]:
        """A whole number for each row, the same where the columns agree; and a bound of them.

        For the rows of this relation and of another one.
        """
        both = np.concatenate((self.of(columns), other.of(columns)))
        keys, most = np.zeros(len(both), np.int64), 1
        for at, column in enumerate(columns):
            if most * self.sizes[column] >= WHOLE:
                found, keys = np.unique(keys, return_inverse=True)
                most = len(found)
            keys = keys * self.sizes[column] + both[:, at]
            most *= self.sizes[column]
        return keys[: len(self)], keys[len(self) :], most

    def _shared(self, other: "Relation") -> list[int]:
        return [column for column in self.columns if column in other.columns]
