"""Models of large tables, compiled so that no question about them needs a search."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress

import numpy as np

from configurator.engine.clauses import Flags, Ints
from configurator.engine.clusters import clusters
from configurator.engine.encoding import Encoding
from configurator.engine.forest import NEVER, Forest, Lightest
from configurator.engine.relation import TooLarge
from configurator.engine.seats import Seats
from configurator.engine.solver import Clock, OutOfTime

LARGE = 2_000
"""Rows of all tables together from which trees are worth their compiling."""
COMPILING = 20.0
"""Seconds for that."""
KNOWN = 200
"""Answers that are kept: one page asks for the same ones several times."""


class Trees:
    """What a model allows, as trees of clusters; literals are those of the encoding.

    Every answer is complete, takes about the same time whatever was chosen, and needs no clock.
    """

    def __init__(self, encoding: Encoding, seats: Seats, forest: Forest) -> None:
        self._encoding, self._seats, self._forest = encoding, seats, forest
        self._told: frozenset[int] | None = None
        self._given: Trees | None = None
        self._known: OrderedDict[frozenset[int], tuple[Flags, Flags]] = OrderedDict()
        flat = [(literal, *place) for literal, place in self._seats.place.items() if literal > 0]
        self._variables, self._seat, self._value = np.array(flat, np.int32).T

    @classmethod
    def of(cls, encoding: Encoding, clock: Clock) -> "Trees | None":
        """The trees of a model that is possible; None where tables do not rule, or tangle too much."""
        if sum(len(table.rows) for table in encoding.model.tables) < LARGE:
            return None
        with suppress(TooLarge, OutOfTime), clock.within(COMPILING):
            seats = Seats(encoding)
            found = clusters(seats.relations(), seats.sizes, clock.check)
            return cls(encoding, seats, Forest(found, seats.sizes))
        return None

    def given(self, literals: Iterable[int]) -> "Trees | None":
        """Trees of the products that have all the literals: much smaller; None without any.

        A reason and the ways out are asked for together, so the last ones are kept.
        """
        told = frozenset(literals)
        if told != self._told:
            allowed = self._allowed(told)
            forest = None if allowed is None else self._forest.given(allowed)
            self._given = Trees(self._encoding, self._seats, forest) if forest else None
            self._told = told
        return self._given

    def agrees(self, literals: Iterable[int]) -> bool:
        """Whether a product has all the literals."""
        told = frozenset(literals)
        for each in told:
            known = self._known.get(told - {each})
            if known and abs(each) in self._seats.place:
                return bool(known[0 if each > 0 else 1][abs(each)])
        allowed = self._allowed(told)
        return told in self._known or (allowed is not None and self._forest.agrees(allowed))

    def possible(self, literals: Iterable[int]) -> tuple[Flags, Flags] | None:
        """For each variable whether it can be true and can be false; None where literals clash.

        What no seat can be taken by is said to be neither.
        """
        told = frozenset(literals)
        found = self._known.pop(told, None) or self._asked(told)
        if found:
            self._known[told] = found
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return found

    def _asked(self, literals: Iterable[int]) -> tuple[Flags, Flags] | None:
        allowed = self._allowed(literals)
        values = None if allowed is None else self._forest.possible(allowed)
        if values is None or allowed is None:
            return None
        for seat, mask in allowed.items():
            values[seat] &= [bool(mask >> value & 1) for value in range(self._seats.sizes[seat])]
        true = np.zeros(self._encoding.top + 1, np.bool_)
        false = true.copy()
        true[self._variables], false[self._variables] = self._read(values)
        return true, false

    def replaceable(self, literals: Iterable[int], wanted: Iterable[int]) -> set[int]:
        """Those of some literals that agree with what is told about all seats but their own."""
        allowed = self._allowed(literals)
        values = None if allowed is None else self._forest.possible(allowed)
        if values is None:
            return set()
        places = ((each, self._seats.place[each]) for each in wanted)
        return {each for each, (seat, value) in places if values[seat][value]}

    def lightest(self, weights: Mapping[str, int]) -> Lightest | None:
        """What `options` asks: products of least weight by option code; None where they are too large to be added."""
        if sum(map(abs, weights.values())) >= NEVER:
            return None
        codes = self._encoding.codes
        told = ([weights.get(codes.get(v, ""), 0) for v in each] for each in self._seats.values)
        return Lightest(self._forest, {n: np.array(each) for n, each in enumerate(told)})

    def nearest(self, literals: Iterable[int]) -> Lightest:
        """What `missed` asks: products with as many of some literals as possible."""
        weights = {seat: np.zeros(size, np.int64) for seat, size in enumerate(self._seats.sizes)}
        for each in literals:
            seat, values = self._seats.allowed(each)
            weights[seat] += 1
            weights[seat][values] -= 1
        return Lightest(self._forest, weights)

    def missed(
        self, nearest: Lightest, literals: Iterable[int], told: Iterable[int]
    ) -> list[int] | None:
        """Those of the literals that the nearest product with what is told lacks; None without one."""
        allowed = self._allowed(told)
        values = None if allowed is None else nearest.values(allowed)
        if values is None:
            return None
        places = ((each, *self._seats.allowed(each)) for each in literals)
        return [each for each, seat, accepted in places if values[seat] not in accepted]

    def options(self, lightest: Lightest, literals: Iterable[int]) -> list[str]:
        """Codes of the options in the lightest product with all the literals, which must agree."""
        values = lightest.values(self._allowed(literals) or {}) or {}
        chosen = (self._seats.values[seat][value] for seat, value in values.items())
        return [self._encoding.codes[each] for each in chosen if each in self._encoding.codes]

    def _allowed(self, literals: Iterable[int]) -> dict[int, int] | None:
        """The values that literals leave to their seats; None where one is left without any."""
        allowed: dict[int, int] = {}
        for each in literals:
            seat, values = self._seats.allowed(each)
            allowed[seat] = allowed.get(seat, -1) & sum(1 << value for value in values)
        return allowed if all(allowed.values()) else None

    def _read(self, values: Mapping[int, Flags]) -> tuple[Flags, Flags]:
        """For each variable whether it is among the values of its seat, and whether another is."""
        sizes: Ints = np.array(self._seats.sizes, np.int32)
        starts = np.cumsum(sizes) - sizes
        flat = np.concatenate([values[seat] for seat in range(len(sizes))])
        counts = np.add.reduceat(flat.astype(np.int32), starts)
        true: Flags = flat[starts[self._seat] + self._value]
        return true, counts[self._seat] > true
