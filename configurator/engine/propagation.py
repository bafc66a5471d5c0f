"""Which clauses lead, one consequence after the other, from some literals to a contradiction."""

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np

from configurator.engine.clauses import Clauses, Ints

STEPS = 4_000
"""Consequences looked at before a contradiction is left to the solver."""


class Propagation:
    """Unit propagation, breadth first, that remembers the clause behind each consequence.

    A contradiction found this way needs few steps, so that its clauses make a short reason.
    """

    def __init__(self, clauses: Clauses, incidence: tuple[Ints, Ints]) -> None:
        self._clauses, (self._by_variable, self._starts) = clauses, incidence
        units = clauses.starts[:-1][clauses.lengths == 1]
        which = np.flatnonzero(clauses.lengths == 1).tolist()
        self._always: dict[int, int] = {}
        self._run(self._always, zip(clauses.literals[units].tolist(), which, strict=True), None)

    def contradiction(self, literals: Iterable[int]) -> list[int] | None:
        """Clauses that contradict the literals; None where a look ahead would be needed."""
        reasons: dict[int, int] = {}
        broken = self._run(reasons, ((each, -1) for each in literals), STEPS)
        return None if broken is None else self._behind(broken, reasons)

    def _run(
        self, reasons: dict[int, int], first: Iterable[tuple[int, int]], steps: int | None
    ) -> list[int] | None:
        """Follows consequences; the clauses that clash, if any. Keys of `reasons` are literals."""
        queue: deque[int] = deque()
        for literal, clause in first:
            if self._true(-literal, reasons):
                clash = [each for each in (clause, self._reason(-literal, reasons)) if each >= 0]
                return clash
            if not self._true(literal, reasons):
                reasons[literal] = clause
                queue.append(literal)
        while queue and (steps is None or len(reasons) < steps):
            variable = abs(queue.popleft())
            begin, end = self._starts[variable], self._starts[variable + 1]
            which = self._by_variable[begin:end]
            for clause, literals in zip(which.tolist(), self._rows(which), strict=True):
                open_literals = self._open(literals, reasons)
                if open_literals is None or len(open_literals) > 1:
                    continue
                if not open_literals:
                    return [clause]
                reasons[open_literals[0]] = clause
                queue.append(open_literals[0])
        return None

    def _rows(self, which: Ints) -> Iterator[list[int]]:
        """The literals of some clauses."""
        told, lengths = self._clauses.gather(which)
        literals, begin = told.tolist(), 0
        for length in lengths.tolist():
            yield literals[begin : begin + length]
            begin += length

    def _open(self, literals: list[int], reasons: dict[int, int]) -> list[int] | None:
        """The literals of a clause not yet false, two at most; None where one is true."""
        found = []
        for each in literals:
            if each in reasons or each in self._always:
                return None
            if -each not in reasons and -each not in self._always:
                found.append(each)
        return found

    def _literals(self, clause: int) -> list[int]:
        begin, end = self._clauses.starts[clause], self._clauses.starts[clause + 1]
        found: list[int] = self._clauses.literals[begin:end].tolist()
        return found

    def _true(self, literal: int, reasons: dict[int, int]) -> bool:
        return literal in reasons or literal in self._always

    def _reason(self, literal: int, reasons: dict[int, int]) -> int:
        return reasons[literal] if literal in reasons else self._always[literal]

    def _behind(self, clauses: list[int], reasons: dict[int, int]) -> list[int]:
        """The clauses, and those behind every literal that is false in them."""
        found: set[int] = set()
        left = list(clauses)
        while left:
            clause = left.pop()
            if clause in found:
                continue
            found.add(clause)
            for each in self._literals(clause):
                if self._true(-each, reasons):
                    reason = self._reason(-each, reasons)
                    left += [reason] if reason >= 0 and reason not in found else []
        return sorted(found)
