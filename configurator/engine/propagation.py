"""Which clauses lead, one consequence after the other, from some literals to a contradiction."""

from collections import deque
from collections.abc import Iterable
from math import inf

from configurator.engine.clauses import Clauses

LOOKS = 10_000
"""Literals looked at before a contradiction is left to the solver."""


class Propagation:
    """Unit propagation, breadth first, that remembers the clause behind each consequence.

    A contradiction found this way needs few steps, so that its clauses make a short reason.
    """

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = list(clauses.lists())
        self._having: dict[int, list[int]] = {}
        for number, clause in enumerate(self._clauses):
            for each in clause:
                self._having.setdefault(each, []).append(number)
        self._always: dict[int, int] = {}
        units = ((each[0], n) for n, each in enumerate(self._clauses) if len(each) == 1)
        self._run(self._always, list(units), inf)

    def followed(self, literals: Iterable[int]) -> tuple[bool, list[int]]:
        """Whether consequences lead to a contradiction, and the clauses that do.

        Where a look ahead would be needed: the clauses behind all consequences met.
        """
        reasons: dict[int, int] = {}
        clash = self._run(reasons, ((each, -1) for each in literals), LOOKS)
        if clash is None:
            return False, sorted({clause for clause in reasons.values() if clause >= 0})
        return True, self._behind(clash, reasons)

    def _run(
        self, reasons: dict[int, int], first: Iterable[tuple[int, int]], looks: float
    ) -> list[int] | None:
        """Follows consequences; the clauses that clash, if any. Keys of `reasons` are literals."""
        always, queue = self._always, deque[int]()
        for literal, clause in first:
            if self._true(-literal, reasons):
                return [each for each in (clause, self._reason(-literal, reasons)) if each >= 0]
            if not self._true(literal, reasons):
                reasons[literal] = clause
                queue.append(literal)
        while queue and looks > 0:
            for clause in self._having.get(-queue.popleft(), ()):
                left = 0
                for each in self._clauses[clause]:
                    looks -= 1
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
            for each in self._clauses[clause]:
                if self._true(-each, reasons):
                    reason = self._reason(-each, reasons)
                    left += [reason] if reason >= 0 and reason not in found else []
        return sorted(found)
