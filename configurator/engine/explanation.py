"""The smallest reason why something cannot be: own choices first, then the rules between."""

from collections.abc import Sequence

from pysat.examples.hitman import Hitman
from pysat.solvers import Glucose4

from configurator.engine.choices import Choice
from configurator.engine.encoding import Encoding, Source
from configurator.findings import Finding

ROUNDS = 300
"""Improvements tried before a reason that cannot be shortened is taken for the smallest."""


class Explainer:
    """A solver in which every group, rule and table has a switch; one thread at a time."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._switches: dict[int, Source] = {}
        self._solver = Glucose4(bootstrap_with=encoding.definitions)
        told = {source: clauses for source, clauses in encoding.constraints.items() if clauses}
        for switch, (source, clauses) in enumerate(told.items(), encoding.top + 1):
            self._switches[switch] = source
            for clause in clauses:
                self._solver.add_clause([-switch, *clause])

    def reason(self, choices: Sequence[Choice], wanted: Sequence[int]) -> list[Finding]:
        """Fewest choices, then fewest rules, that together rule `wanted` out; [] if they do not.

        Choices come in the order given, rules in the order of the model.
        """
        by_literal = {choice.literal: choice for choice in reversed(choices)}
        switches = list(self._switches)
        own = self.smallest([*switches, *wanted], list(by_literal))
        if own is None:
            return []
        rules = self.smallest([*own, *wanted], switches) or []
        first = [choice for choice in choices if by_literal[choice.literal] is choice]
        findings = [c.finding(self._encoding) for c in first if c.literal in own]
        sources = [self._switches[each] for each in sorted(rules)]
        return findings + [Finding(kind, (id,)) for kind, id in sources]

    def smallest(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        """A smallest part of `soft` that contradicts `hard`; None where all of it agrees."""
        short = self._short(hard, soft)
        if short is None or len(short) <= 1:
            return short
        with Hitman(solver="g4", htype="rc2") as hitting:
            for _ in range(ROUNDS):
                part = hitting.get() or []
                if len(part) >= len(short):
                    return short
                kept = self._grown(hard, soft, part)
                if kept is None:
                    return part
                hitting.hit([each for each in soft if each not in kept])
        return short

    def _short(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        """A part of `soft` that contradicts `hard` and of which nothing can be left out."""
        core = self._core(hard, soft)
        if core is None:
            return None
        for each in list(core):
            if each in core:
                shorter = self._core(hard, [other for other in core if other != each])
                core = core if shorter is None else shorter
        return core

    def _core(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        if self._solver.solve(assumptions=[*hard, *soft]):
            return None
        blamed = set(self._solver.get_core() or ())
        return [each for each in soft if each in blamed]

    def _grown(
        self, hard: Sequence[int], soft: Sequence[int], part: Sequence[int]
    ) -> set[int] | None:
        """As much of `soft` as agrees with `hard` and `part`; None where they contradict."""
        if not self._solver.solve(assumptions=[*hard, *part]):
            return None
        kept = self._true_among(soft)
        for each in soft:
            if each not in kept and self._solver.solve(assumptions=[*hard, *kept, each]):
                kept |= self._true_among(soft)
        return kept

    def _true_among(self, soft: Sequence[int]) -> set[int]:
        model = self._solver.get_model()
        return {each for each in soft if model[abs(each) - 1] == each}
