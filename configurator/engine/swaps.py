"""What could stand in the place of a choice: near misses and contradictions met before."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain

import numpy as np

from configurator.engine.clauses import Flags
from configurator.engine.part import Part
from configurator.engine.parts import Parts
from configurator.engine.witnesses import Witnesses, Words

CONTRADICTIONS = 12
"""Contradictions kept for each option."""
FOLLOWING = 8
"""64 times as many answers are carried along from click to click."""

Seats = Mapping[str, Sequence[int]]
"""Literals by the group or number they are about."""


class Swaps:
    """Answers for every group at once which other options it could have; one thread at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._near: dict[int, _Near] = {}

    def possible(self, told: Seats, others: Seats) -> set[int]:
        """Those of the `others` that agree with what is told about all seats but their own."""
        if self._parts.trees:
            return self._parts.trees.replaceable(chain(*told.values()), chain(*others.values()))
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


class _Misses:
    """Which of some products miss what is told about one seat, and no more than that."""

    def __init__(self, products: Witnesses, told: Seats) -> None:
        self._of = {seat: ~products.agreeing(literals) for seat, literals in told.items()}
        once = np.zeros_like(products.live)
        twice = once.copy()
        for words in self._of.values():
            twice |= once & words
            once |= words
        self._none = products.live & ~once
        self.once = products.live & once & ~twice

    def only(self, seat: str) -> Words:
        """Those that miss at most what is told about this seat."""
        return self._none | (self.once & self._of[seat]) if seat in self._of else self._none


class _Near:
    """One part: its products that miss a choice, and choices that rule an option out."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._told: frozenset[int] = frozenset()
        self._followers = Witnesses.none(part.top, FOLLOWING)
        self._contradictions: dict[int, list[frozenset[int]]] = {}

    def possible(self, told: Seats, others: Seats) -> Iterator[int]:
        everything = frozenset(each for own in told.values() for each in own)
        self._follow(told, everything)
        seen = [self._seen(known, told, others) for known in (self._part.met, self._followers)]
        for seat, wanted in others.items():
            rest = everything.difference(told.get(seat, ()))
            for each, *met in zip(wanted, *(found[seat] for found in seen), strict=True):
                if any(met) or self._asked(each, rest):
                    yield each

    def _follow(self, told: Seats, everything: frozenset[int]) -> None:
        """Takes the products that answered the last question along to this one."""
        news = list(everything - self._told)
        self._told = everything
        old = self._followers
        if news and old.live.any():
            still = _Misses(old, told).once
            new = self._part.carried(old, news, list(everything))
            new.bits[:] = (old.bits & still) | (new.bits & ~still)
            new.live |= still
            new.live &= _Misses(new, told).once
            self._followers = new

    def _seen(self, known: Witnesses, told: Seats, others: Seats) -> dict[str, Flags]:
        """For each seat which of the others are in a product that misses what is told about it."""
        misses = _Misses(known, told)
        found: dict[str, Flags] = {}
        for seat, wanted in others.items():
            found[seat] = np.any(known.bits[wanted] & misses.only(seat), axis=1)
        return found

    def _asked(self, wanted: int, rest: Set[int]) -> bool:
        """Whether a product has an option and the rest: from what is known, else by the solver."""
        known = self._contradictions.setdefault(wanted, [])
        if any(each <= rest for each in known):
            return False
        product = self._part.model([*rest, wanted])
        if product is not None:
            self._followers.add(product)
            return True
        known.insert(0, frozenset(self._part.solver.blamed()) - {wanted})
        del known[CONTRADICTIONS:]
        return False
