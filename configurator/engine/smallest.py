"""Smallest sets of literals that contradict something, by cores and hitting sets."""

from collections.abc import Sequence
from contextlib import suppress

from pysat.examples.hitman import Hitman

from configurator.engine.solver import OutOfTime, Solver


class Search:
    """Looks for smallest contradictions on one solver, with a bounded number of questions to it.

    `proven`: whether what was found last is known to be smallest.
    """

    def __init__(self, solver: Solver, questions: int) -> None:
        self._solver, self._left = solver, questions
        self.proven = True

    def smallest(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        """A smallest part of `soft` that contradicts `hard`; None where all of it agrees.

        Where the questions run out first it is one of which nothing can be left out; where the
        time runs out, one of which perhaps something can. Raises OutOfTime without any.
        """
        self.proven = True
        short = self.irreducible(hard, soft)
        if short is None or len(short) <= 1:
            return short
        with suppress(OutOfTime):
            return self._fewest(hard, soft, short)
        self.proven = False
        return short

    def irreducible(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        """A part of `soft` that contradicts `hard` and of which nothing can be left out.

        None where all of it agrees. Where the time runs out perhaps something can.
        """
        core = self._core(hard, soft)
        if core is None:
            return None
        try:
            for each in list(core):
                if each in core:
                    shorter = self._core(hard, [other for other in core if other != each])
                    core = core if shorter is None else shorter
        except OutOfTime:
            self.proven = False
        return core

    def _fewest(self, hard: Sequence[int], soft: Sequence[int], short: list[int]) -> list[int]:
        """A contradiction that hits everything which can be left, found from below."""
        with Hitman(solver="g4", htype="rc2") as hitting:
            while self._left > 0:
                part = hitting.get() or []
                if len(part) >= len(short):
                    return short
                kept = self._grown(hard, soft, part)
                if kept is None:
                    return part
                hitting.hit([each for each in soft if each not in kept])
        self.proven = False
        return short

    def _solve(self, literals: Sequence[int]) -> bool:
        self._left -= 1
        return self._solver.solve(literals)

    def _core(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        if self._solve([*hard, *soft]):
            return None
        blamed = self._solver.blamed()
        return [each for each in soft if each in blamed]

    def _grown(
        self, hard: Sequence[int], soft: Sequence[int], part: Sequence[int]
    ) -> set[int] | None:
        """As much of `soft` as agrees with `hard` and `part`; None where they contradict."""
        if not self._solve([*hard, *part]):
            return None
        kept = self._true_among(soft)
        for each in soft:
            if each not in kept and self._left > 0 and self._solve([*hard, *kept, each]):
                kept |= self._true_among(soft)
        return kept

    def _true_among(self, soft: Sequence[int]) -> set[int]:
        model = self._solver.literals()
        return {each for each in soft if model[abs(each) - 1] == each}
