"""Features of which together always as many are chosen as one other has: weights move along."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

import numpy as np

from configurator.engine.clauses import Clauses

Equality = tuple[int, tuple[int, ...]]
"""A feature (0: what is in every product) and those of which one comes with it, none without."""


class Equalities:
    """The equalities of a part, so ordered that what is moved by one can move on by the next.

    A feature and the children of which it takes exactly one, or its only child that it always
    takes, are told by clauses: one that asks for a child, those that forbid two, and those that
    ask for the parent.
    """

    def __init__(self, clauses: Clauses) -> None:
        self._told = list(_in_order(_equalities(clauses)))

    def moved(self, weights: Mapping[int, int]) -> dict[int, int]:
        """Weights that set the products apart as these do, on as few features as can be.

        Where one of several always comes with a feature, what the lightest weighs is the
        feature's own; what every product has weighs nothing.

        >>> one_of = Clauses.of(3, [[-1, 2, 3], [-2, -3], [-2, 1], [-3, 1]])
        >>> Equalities(one_of).moved({1: 10, 2: 5, 3: 7})
        {1: 15, 3: 2}
        """
        left = dict(weights)
        for parent, members in self._told:
            least = min(left.get(each, 0) for each in members)
            if least:
                left[parent] = left.get(parent, 0) + least
                left |= {each: left.get(each, 0) - least for each in members}
        left.pop(0, None)
        return {variable: weight for variable, weight in left.items() if weight}


def _equalities(clauses: Clauses) -> Iterator[Equality]:
    pairs = _pairs(clauses)
    for clause in _asking(clauses):
        members = sorted(each for each in clause if each > 0)
        parents = [-each for each in clause if each < 0]
        back = ((-member, parent) for parent in parents for member in members)
        apart = ((-b, -a) for a, b in combinations(members, 2))
        if all(each in pairs for each in chain(back, apart)):
            yield (parents[0] if parents else 0), tuple(members)


def _pairs(clauses: Clauses) -> set[tuple[int, int]]:
    """The clauses of two literals, the smaller one first."""
    first = clauses.starts[:-1][clauses.lengths == 2]
    both = np.sort(np.stack((clauses.literals[first], clauses.literals[first + 1])), axis=0)
    return set(zip(*both.tolist(), strict=True))


def _asking(clauses: Clauses) -> Iterable[list[int]]:
    """The clauses that ask for one of some features, of all products or of those with one more."""
    if not len(clauses):
        return ()
    negative = np.add.reduceat((clauses.literals < 0).astype(np.int32), clauses.starts[:-1])
    few = np.flatnonzero((negative <= 1) & (negative < clauses.lengths)).astype(np.int32)
    names = np.arange(clauses.top + 1, dtype=np.int32)
    return clauses.chosen(few, names, clauses.top).lists()


def _in_order(equalities: Iterable[Equality]) -> Iterator[Equality]:
    """Those about children before those about their parents; of twins the first is the parent."""
    by_parent: dict[int, list[Equality]] = {}
    for parent, members in equalities:
        if len(members) > 1 or parent < members[0]:
            by_parent.setdefault(parent, []).append((parent, members))
    done: set[int] = set()
    for first in list(by_parent):
        waiting = [first]
        while waiting:
            parent = waiting[-1]
            own = by_parent.get(parent, ()) if parent not in done else ()
            below = [each for _, members in own for each in members if each in by_parent]
            left = [each for each in below if each not in done and each not in waiting]
            if left:
                waiting += left
                continue
            waiting.pop()
            done.add(parent)
            yield from own
