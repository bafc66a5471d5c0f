"""A model cut into parts that have nothing to do with each other; a click touches only its own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import numpy as np
import numpy.typing as npt

from configurator.engine.clauses import Clauses, Flags, Ints
from configurator.engine.conflicts import Conflicts
from configurator.engine.encoding import Encoding
from configurator.engine.part import Part, State
from configurator.engine.solver import Clock, OutOfTime
from configurator.engine.trees import Trees

SMALL = 200
"""Parts with fewer variables than this share a solver: thousands of tiny ones would cost more."""
FIRST, BOTH_WAYS = 60.0, 5.0
"""Seconds to find the first product, and to see which options are the same in all of them."""
EASY = 0.015
"""Seconds a search has before trees are asked: about as long as these take."""
WARMING = 3.0
"""Seconds for meeting products before the first question."""


class Parts:
    """The compiled model: what is the same in every product, and one solver for each other part.

    `trees` know what is possible without any search, where large tables rule the model.
    Literals are those of the encoding. `possible` is False where no product obeys all clauses.
    Raises OutOfTime where even that cannot be told.
    """

    def __init__(self, encoding: Encoding, clock: Clock) -> None:
        self._clock = clock
        self.clauses = Clauses.of(encoding.top, list(encoding.clauses()))
        watched = np.zeros(encoding.top + 1, np.bool_)
        watched[encoding.watched()] = True
        whole = Part(self.clauses, watched, clock)
        with clock.within(FIRST):
            self.product = whole.witness([])
        self.possible = self.product is not None
        if self.product is None:
            return
        self.trees = Trees.of(encoding, clock)
        state = self._seen(whole, self.product)
        one_way = state.fixed & ~(state.true & state.false)
        self.fixed = np.where(one_way, np.where(state.true, 1, -1), 0).astype(np.int8)
        self.fixed[0] = 0
        self._true, self._false = state.true | ~watched, state.false | ~watched
        self.parts: list[Part] = []
        self._unsettled: set[int] = set()
        self.variables: list[Ints] = []
        self._part = np.full(encoding.top + 1, -1, np.int32)
        self._number = np.zeros(encoding.top + 1, np.int32)
        self._cut(list(encoding.links()), watched, state)
        if not self.trees:
            self._warm_up()

    def _seen(self, whole: Part, product: Flags) -> State:
        """What is the same in every product, as far as that is settled."""
        seen = self.trees.possible([]) if self.trees else None
        if seen:
            return State(seen, whole.watched & ~(seen[0] & seen[1]), whole.met)
        with self._clock.within(BOTH_WAYS):
            known = whole.state([])
        return known or State((product, ~product), np.zeros_like(product), whole.met)

    def _cut(self, links: list[list[int]], watched: Flags, state: State) -> None:
        left = self.clauses.simplified(self.fixed)
        together = Clauses.of(left.top, [*links])
        joined = Clauses(
            left.top,
            np.concatenate((left.literals, together.literals)),
            np.concatenate((left.starts, together.starts[1:] + left.starts[-1])),
        )
        owner = joined.components()
        free = self.fixed == 0
        free[0] = False
        clause_owner = owner[np.abs(left.literals[left.starts[:-1]])]
        for group in _bundles(owner, np.flatnonzero(free)):
            variables = np.flatnonzero(free & np.isin(owner, group)).astype(np.int32)
            which = np.flatnonzero(np.isin(clause_owner, group)).astype(np.int32)
            self._part[variables] = len(self.parts)
            self._number[variables] = np.arange(1, len(variables) + 1)
            clauses = left.chosen(which, self._number, len(variables))
            index = np.concatenate(([0], variables))
            base = State(
                (state.true[index], state.false[index]),
                state.fixed[index],
                state.witnesses.sliced(variables),
            )
            if (base.unsettled & watched[index]).any():
                self._unsettled.add(len(self.parts))
            self.parts.append(Part(clauses, watched[index], self._clock, base))
            self.variables.append(index)

    def _warm_up(self) -> None:
        """Warms up all parts, small ones first: what they leave of their time helps large ones."""
        with self._clock.within(WARMING):
            for number, part in enumerate(sorted(self.parts, key=lambda part: part.top)):
                share = self._clock.left / (len(self.parts) - number)
                with suppress(OutOfTime), self._clock.within(share):
                    part.warm_up()

    def located(self, literals: Iterable[int]) -> dict[int, list[int]] | None:
        """Literals by part, in the numbers of the part; None where one is false in all products."""
        found: dict[int, list[int]] = {}
        for each in literals:
            worth = int(self.fixed[abs(each)]) * each
            if worth < 0:
                return None
            if not worth:
                number = int(self._number[abs(each)])
                part = found.setdefault(int(self._part[abs(each)]), [])
                part.append(number if each > 0 else -number)
        return found

    def named(self, part: int, literals: Iterable[int]) -> list[int]:
        """Literals of a part in the numbers of the encoding."""
        variables = self.variables[part]
        return [int(variables[abs(each)]) * (1 if each > 0 else -1) for each in literals]

    def satisfiable(self, literals: Iterable[int]) -> bool:
        """Whether a product agrees with all the literals."""
        if self.trees:
            return self.trees.agrees(literals)
        located = self.located(literals)
        return located is not None and all(
            self.parts[part].agrees(told) for part, told in located.items()
        )

    def product_with(self, literals: Iterable[int]) -> Flags | None:
        """A product that has all the literals, as near to `product` as its parts allow; or None."""
        located = self.located(literals)
        if located is None or self.product is None:
            return None
        product = self.product.copy()
        for part, told in located.items():
            values = self.parts[part].witness(told)
            if values is None:
                return None
            product[self.variables[part][1:]] = values[1:]
        return product

    def possible_values(self, literals: Sequence[int]) -> tuple[Flags, Flags, Flags] | None:
        """For each variable whether it can be true, can be false, and is not settled in time.

        None where the literals clash; where that is not settled either, all else is not.
        """
        if self.trees:
            seen = self.trees.possible(literals)
            return seen and (*seen, np.zeros_like(seen[0]))
        located = self.located(literals)
        if located is None:
            return None
        true, false = self._true.copy(), self._false.copy()
        checking = np.zeros(len(true), np.bool_)
        for number, part in enumerate(self.parts):
            if number not in located and number not in self._unsettled:
                continue
            rows, told = self.variables[number][1:], located.get(number, [])
            try:
                state = part.state(told)
            except OutOfTime:
                checking[rows] = part.watched[1:]
                continue
            if state is None:
                return None
            true[rows], false[rows] = state.true[1:], state.false[1:]
            checking[rows] = (state.unsettled & part.watched)[1:]
        for each in literals:
            (true if each < 0 else false)[abs(each)] = False
            checking[abs(each)] = False
        return true, false, checking

    def smallest(self, soft: Sequence[int], hard: Sequence[int]) -> tuple[list[int], bool] | None:
        """A smallest part of `soft` that contradicts `hard`; None where all of it agrees.

        And whether it is proven to be smallest. Trees take a moment for any question, a search
        takes less for nearly all: they are asked where it did not come to an end.
        """
        if not self.trees:
            return self._searched(soft, hard)
        with suppress(OutOfTime), self._clock.within(EASY):
            found = self._searched(soft, hard)
            if not found or found[1]:
                return found
        given = self.trees.given(hard)
        told = Conflicts(given, soft, self._clock).smallest() if given else []
        return None if told is None else (told, True)

    def _searched(self, soft: Sequence[int], hard: Sequence[int]) -> tuple[list[int], bool] | None:
        """What contradicts lies in one part of the model: the others need not be looked at."""
        wanted = self.located(hard)
        if wanted is None:
            return [], True
        for each in soft:
            if int(self.fixed[abs(each)]) * each < 0:
                return [each], True
        told = self.located(soft) or {}
        found: list[list[int]] = []
        proven = True
        for part, literals in told.items():
            search = self.parts[part].search()
            core = search.smallest(wanted.get(part, []), literals)
            if core is not None:
                found.append(self.named(part, core))
                proven &= search.proven
        if not found and not self.satisfiable(hard):
            return [], True
        return (min(found, key=len), proven) if found else None


def _bundles(owner: Ints, variables: npt.NDArray[np.integer]) -> Iterator[Ints]:
    """Components by their owners: large ones alone, small ones together."""
    owners, counts = np.unique(owner[variables], return_counts=True)
    yield from (owners[i : i + 1] for i in np.flatnonzero(counts >= SMALL))
    small = np.flatnonzero(counts < SMALL)
    bundle = np.cumsum(counts[small]) // SMALL
    yield from (owners[small[bundle == each]] for each in np.unique(bundle))
