"""What could stand in the place of a choice: near misses and contradictions met before."""

from collections.abc import Iterator, Mapping, Sequence, Set

import numpy as np

from configurator.engine.part import Part
from configurator.engine.parts import Parts
from configurator.engine.witnesses import Words

CONTRADICTIONS = 12
"""Contradictions kept for each option."""

Seats = Mapping[str, Sequence[int]]
"""Literals by the group or number they are about."""


class Swaps:
    """Answers for every group at once which other options it could have; one thread at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._near: dict[int, _Near] = {}

    def possible(self, told: Seats, others: Seats) -> set[int]:
        """Those of the `others` that agree with what is told about all seats but their own."""
        found: set[int] = set()
        by_part: dict[int, tuple[Seats, dict[str, list[int]]]] = {}
        for seat, literals in others.items():
            for each in literals:
                for part, (number,) in (self._parts.located([each]) or {}).items():
                    if part not in by_part:
                        by_part[part] = self._told(part, told), {}
                    by_part[part][1].setdefault(seat, []).append(number)
                if self._parts.fixed[each] > 0:
                    found.add(each)
        for part, (seats, wanted) in by_part.items():
            if part not in self._near:
                self._near[part] = _Near(self._parts.parts[part])
            found.update(self._parts.named(part, self._near[part].possible(seats, wanted)))
        return found

    def _told(self, part: int, told: Seats) -> Seats:
        located = {
            seat: (self._parts.located(literals) or {}).get(part) for seat, literals in told.items()
        }
        return {seat: literals for seat, literals in located.items() if literals}


class _Near:
    """One part: its products that miss a choice, and choices that rule an option out."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._met = part.met
        self._contradictions: dict[int, list[frozenset[int]]] = {}

    def possible(self, told: Seats, others: Seats) -> Iterator[int]:
        agreeing = self._agreeing(told, others)
        seen = {seat: self._met.bits[wanted] & agreeing[seat] for seat, wanted in others.items()}
        everything = frozenset(each for own in told.values() for each in own)
        for seat, wanted in others.items():
            rest = everything.difference(told.get(seat, ()))
            for each, met in zip(wanted, np.bitwise_or.reduce(seen[seat], axis=1), strict=True):
                if met or self._asked(each, rest):
                    yield each

    def _agreeing(self, told: Seats, others: Seats) -> dict[str, Words]:
        """For each seat the products that miss at most what is told about it."""
        missed = {seat: ~self._met.agreeing(literals) for seat, literals in told.items()}
        once = np.zeros_like(self._met.live)
        twice = once.copy()
        for words in missed.values():
            twice |= once & words
            once |= words
        at_most_once = self._met.live & ~twice
        return {seat: at_most_once & (missed.get(seat, once) | ~once) for seat in others}

    def _asked(self, wanted: int, rest: Set[int]) -> bool:
        """Whether a product has an option and the rest: from what is known, else by the solver."""
        known = self._contradictions.setdefault(wanted, [])
        if any(each <= rest for each in known):
            return False
        if self._part.model([*rest, wanted]) is not None:
            return True
        known.insert(0, frozenset(self._part.solver.blamed()) - {wanted})
        del known[CONTRADICTIONS:]
        return False
