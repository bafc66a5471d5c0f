"""Clauses as flat arrays: what follows from fixed variables, which parts hang together."""

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Clauses:
    """Clauses over the variables 1 … `top`: all literals in a row, and where each clause starts."""

    def __init__(self, top: int, literals: Ints, starts: Ints) -> None:
        self.top, self.literals, self.starts = top, literals, starts

    @classmethod
    def of(cls, top: int, clauses: Sequence[Sequence[int]]) -> "Clauses":
        """The clauses of a list of lists."""
        lengths = np.fromiter(map(len, clauses), np.int32, len(clauses))
        total = int(lengths.sum())
        literals = np.fromiter(chain.from_iterable(clauses), np.int32, total)
        return cls(top, literals, _starts(lengths))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """How many literals each clause has."""
        return np.diff(self.starts)

    def lists(self) -> Iterable[list[int]]:
        """Every clause as a list."""
        literals, starts = self.literals.tolist(), self.starts.tolist()
        return (literals[a:b] for a, b in pairwise(starts))

    def owners(self) -> Ints:
        """The number of the clause each literal stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    def simplified(self, fixed: npt.NDArray[np.int8]) -> "Clauses":
        """Without clauses that are true and literals that are false.

        `fixed` holds 1 (true), -1 (false) or 0 (open) for each variable, from index 1.
        """
        worth = fixed[np.abs(self.literals)] * np.sign(self.literals)
        owners = self.owners()
        open_clauses = np.ones(len(self), np.bool_)
        open_clauses[owners[worth > 0]] = False
        kept = open_clauses[owners] & (worth == 0)
        lengths = np.bincount(owners[kept], minlength=len(self))[open_clauses]
        return Clauses(self.top, self.literals[kept], _starts(lengths))

    def components(self) -> Ints:
        """For each variable (from index 1) the smallest one it hangs together with."""
        label = np.arange(self.top + 1, dtype=np.int32)
        variables = np.abs(self.literals)
        if not len(variables):
            return label
        first, length = self.starts[:-1], self.lengths
        while True:
            smallest = np.minimum.reduceat(label[variables], first)
            before = label.copy()
            np.minimum.at(label, variables, np.repeat(smallest, length))
            np.minimum.at(label, before[variables], np.repeat(smallest, length))
            label = label[label]
            if np.array_equal(label, before):
                return label

    def chosen(self, which: Ints, number: Ints, top: int) -> "Clauses":
        """Some of the clauses, with the variables numbered anew."""
        picked, lengths = self.gather(which)
        literals = number[np.abs(picked)] * np.sign(picked)
        return Clauses(top, literals.astype(np.int32), _starts(lengths))

    def gather(self, which: Ints) -> tuple[Ints, Ints]:
        """The literals of some clauses in a row, and how many each has."""
        return gather(self.literals, self.starts, which)

    def incidence(self) -> tuple[Ints, Ints]:
        """Clause numbers by variable, and where those of each variable start."""
        variables = np.abs(self.literals)
        order = np.argsort(variables, kind="stable")
        counts = np.bincount(variables, minlength=self.top + 1)
        return self.owners()[order], _starts(counts)


def gather(values: Ints, starts: Ints, which: Ints) -> tuple[Ints, Ints]:
    """The runs of `values` with these numbers in a row, and the length of each."""
    lengths = starts[which + 1] - starts[which]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    offsets = np.repeat(starts[which] - (ends - lengths), lengths)
    return values[np.arange(total, dtype=np.int64) + offsets], lengths


def _starts(lengths: npt.NDArray[np.integer]) -> Ints:
    starts = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=starts[1:])
    return starts
