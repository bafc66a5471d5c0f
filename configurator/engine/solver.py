"""Glucose under a clock: a question ends with an answer, or with OutOfTime when its time is over."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from time import monotonic

import numpy as np
from pysat.solvers import Glucose4

from configurator.engine.clauses import Flags

CONFLICTS, STEPS = 100, 500_000
"""Conflicts and consequences after which a question with a time limit looks at the clock."""
PACE = 10_000_000
"""Consequences followed in a second, about: with little time left the clock is looked at sooner."""


class OutOfTime(Exception):
    """The time for a question is over before it is settled."""


class Clock:
    """Until when the question at hand may be worked on; shared by all solvers of an engine."""

    def __init__(self) -> None:
        self._until = inf

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """At most so many seconds for what is done inside, and never longer than there were."""
        before = self._until
        if seconds is not None:
            self._until = min(before, monotonic() + seconds)
        try:
            yield
        finally:
            self._until = before

    @contextmanager
    def anew(self, seconds: float) -> Iterator[None]:
        """So many seconds for what is done inside, whatever was left."""
        before = self._until
        self._until = monotonic() + seconds
        try:
            yield
        finally:
            self._until = before

    @property
    def runs(self) -> bool:
        """Whether there is a limit at all."""
        return self._until < inf

    @property
    def left(self) -> float:
        """Seconds left; infinite where there is no limit."""
        return max(0.0, self._until - monotonic())

    def check(self) -> None:
        """Nothing; raises OutOfTime where the time is over."""
        if self.runs and not self.left:
            raise OutOfTime


class Solver:
    """One live solver over clauses that only grow; one thread at a time."""

    def __init__(self, clock: Clock, clauses: Iterable[Sequence[int]] = ()) -> None:
        self._clock = clock
        self._glucose = Glucose4(bootstrap_with=clauses)
        self.add_clause = self._glucose.add_clause
        self.set_phases = self._glucose.set_phases

    def solve(self, literals: Sequence[int]) -> bool:
        """Whether all the literals can be true together; raises OutOfTime."""
        if not self._clock.runs:
            return bool(self._glucose.solve(assumptions=literals))
        while left := self._clock.left:
            self._glucose.conf_budget(CONFLICTS)
            self._glucose.prop_budget(int(min(STEPS, max(1_000, left * PACE))))
            answer: bool | None = self._glucose.solve_limited(assumptions=literals)
            if answer is not None:
                return answer
        raise OutOfTime

    def values(self, top: int) -> Flags:
        """What was found for the variables 1 … `top`; what no clause mentions is false."""
        values = np.zeros(top + 1, np.bool_)
        found = np.array(self._glucose.get_model()[:top], np.int32)
        values[1 : len(found) + 1] = found > 0
        return values

    def literals(self) -> list[int]:
        """The literals that are true in what was found, by variable."""
        found: list[int] = self._glucose.get_model()
        return found

    def blamed(self) -> set[int]:
        """Those of the literals asked about that cannot be true together."""
        return set(self._glucose.get_core() or ())

    def implied(self, literals: Sequence[int]) -> tuple[bool, list[int]]:
        """Whether following the consequences of some literals goes well, and what they are."""
        agrees, implied = self._glucose.propagate(literals)
        return bool(agrees), implied

    @property
    def conflicts(self) -> int:
        """Contradictions met so far."""
        return int(self._glucose.accum_stats()["conflicts"])
