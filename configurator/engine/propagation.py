"""Which clauses lead, one consequence after the other, from some literals to a contradiction."""

from collections import deque
from collections.abc import Iterable

import numpy as np

from configurator.engine.clauses import Clauses, Ints

STEPS = 4_000
"""Consequences looked at before a contradiction is left to the solver."""

KEPT = 10_000
"""Literals whose clauses are kept at hand."""

Numbered = tuple[int, list[int]]
"""A clause with its number."""


class Propagation:
    """Unit propagation, breadth first, that remembers the clause behind each consequence.

    A contradiction found this way needs few steps, so that its clauses make a short reason.
    """

    def __init__(self, clauses: Clauses, incidence: tuple[Ints, Ints]) -> None:
        self._clauses, (self._by_variable, self._starts) = clauses, incidence
        self._shortened: dict[int, list[Numbered]] = {}
        self._always: dict[int, int] = {}
        which = np.flatnonzero(clauses.lengths == 1).tolist()
        units = clauses.literals[clauses.starts[which]].tolist()
        self._run(self._always, zip(units, which, strict=True), None)
        self._shortened.clear()

    def followed(self, literals: Iterable[int]) -> tuple[bool, list[int]]:
        """Whether consequences lead to a contradiction, and the clauses that do.

        Where a look ahead would be needed: the clauses behind all consequences met.
        """
        reasons: dict[int, int] = {}
        clash = self._run(reasons, ((each, -1) for each in literals), STEPS)
        if clash is None:
            return False, sorted({clause for clause in reasons.values() if clause >= 0})
        return True, self._behind(clash, reasons)

    def _run(
        self, reasons: dict[int, int], first: Iterable[tuple[int, int]], steps: int | None
    ) -> list[int] | None:
        """Follows consequences; the clauses that clash, if any. Keys of `reasons` are literals."""
        always, queue = self._always, deque[int]()
        for literal, clause in first:
            if self._true(-literal, reasons):
                return [each for each in (clause, self._reason(-literal, reasons)) if each >= 0]
            if not self._true(literal, reasons):
                reasons[literal] = clause
                queue.append(literal)
        while queue and (steps is None or len(reasons) < steps):
            for clause, others in self._shortened_by(queue.popleft()):
                left = 0
                for each in others:
                    if -each in reasons or -each in always:
                        continue
                    if left or each in reasons or each in always:
                        break
                    left = each
                else:
                    if not left:
                        return [clause]
                    reasons[left] = clause
                    queue.append(left)
        return None

    def _shortened_by(self, literal: int) -> list[Numbered]:
        """Clauses a literal takes one literal away from, without it."""
        found = self._shortened.get(literal)
        if found is None:
            begin, end = self._starts[abs(literal)], self._starts[abs(literal) + 1]
            which = self._by_variable[begin:end]
            told, lengths = self._clauses.gather(which)
            ends = np.cumsum(lengths)
            found = []
            for clause, start, stop in zip(which.tolist(), ends - lengths, ends, strict=True):
                own = told[start:stop].tolist()
                if -literal in own and not any(each in self._always for each in own):
                    found.append((clause, [each for each in own if each != -literal]))
            if len(self._shortened) > KEPT:
                self._shortened.clear()
            self._shortened[literal] = found
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
