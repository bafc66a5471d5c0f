"""Relations put into trees in which every combination of neighbours is possible as a whole.

Variables are taken out one after the other; the relations that know the variable are joined, and
what the join says about the others goes on in its place (bucket elimination: R. Dechter, "Bucket
elimination: a unifying framework for reasoning", Artificial Intelligence 113, 1999; for product
configuration: B. Pargamin, "Vehicle sales configuration: the cluster tree approach", 2002).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from configurator.engine.relation import Indices, Relation, TooLarge

ROWS = 1_000_000
"""Rows of all clusters together, above which solving each question anew is quicker."""
JOIN = 4_000_000
"""Rows of a single join before those are left out that no other relation agrees with."""
ROUNDS = 3
"""Times that every relation is thinned out by all its neighbours before they are joined."""


@dataclass(frozen=True)
class Link:
    """A child of a cluster, and for each row of the cluster which of the child's keys it has."""

    child: int
    keys: Indices


@dataclass(frozen=True)
class Cluster:
    """What a join knows of the variable it takes out, by what it leaves to its parent (the key).

    `values`: of its own variable, row by row. Rows with one key stand together: `starts` says
    where they begin, `keys` which one each row has. Children come before their parents.
    """

    variable: int
    values: Indices
    starts: Indices
    keys: Indices
    links: tuple[Link, ...]


def clusters(
    relations: Iterable[Relation], sizes: Sequence[int], check: Callable[[], None]
) -> list[Cluster]:
    """Trees of clusters, one cluster for each variable; raises TooLarge.

    `check` is called before each step, to raise what it wants where that takes too long. A product obeys the relations exactly where it is a row of every cluster. Each row of each
    cluster is part of a product, provided that there is a product at all.
    """
    joins = _joins(_thinned(_absorbed(list(relations))), sizes, check)
    for number in reversed(range(len(joins))):
        parent = joins[number][1]
        for child in parent.sources:
            variable, relation = joins[child]
            joins[child] = variable, relation.thinned(parent)
    found: list[Cluster] = []
    messages: list[Relation] = []
    for variable, relation in joins:
        rest = [column for column in relation.columns if column != variable]
        order = np.argsort(relation.keys(relation, rest)[0], kind="stable")
        relation = relation.chosen(order)
        changes = np.diff(relation.keys(relation, rest)[0], prepend=-1) != 0
        starts = np.flatnonzero(changes)
        links = (Link(child, _keys(relation, messages[child])) for child in relation.sources)
        values = relation.of([variable])[:, 0].astype(np.intp)
        found.append(Cluster(variable, values, starts, np.cumsum(changes) - 1, tuple(links)))
        message = Relation(tuple(rest), relation.of(rest)[starts], sizes)
        messages.append(message)
    return found


def _thinned(relations: list[Relation]) -> list[Relation]:
    """The relations without rows that no row of a neighbour agrees with."""
    near = [
        [j for j, other in enumerate(relations) if i != j and {*each.columns} & {*other.columns}]
        for i, each in enumerate(relations)
    ]
    changed = set(range(len(relations)))
    for _ in range(ROUNDS):
        before, changed = changed, set()
        for i, neighbours in enumerate(near):
            for j in neighbours:
                if j in before or j in changed:
                    thin = relations[i].thinned(relations[j])
                    if thin is not relations[i]:
                        relations[i] = thin
                        changed.add(i)
    return relations


def _joins(
    relations: list[Relation], sizes: Sequence[int], check: Callable[[], None]
) -> list[tuple[int, Relation]]:
    """The variables in the order they are taken out, each with the join that knows it."""
    left, total = _absorbed(relations), 0
    open_ = {column for each in left for column in each.columns}
    found: list[tuple[int, Relation]] = []
    while open_:
        check()
        variable = min(open_, key=lambda each: _effort(each, left, sizes))
        bucket = [each for each in left if variable in each.columns]
        left = [each for each in left if variable not in each.columns]
        join = _joined(bucket, left)
        total += len(join)
        if total > ROWS:
            raise TooLarge
        open_.remove(variable)
        rest = [column for column in join.columns if column != variable]
        if rest:
            left = _absorbed([*left, join.projected(rest).made_from(len(found))])
        found.append((variable, join))
    return found


def _effort(
    variable: int, relations: list[Relation], sizes: Sequence[int]
) -> tuple[bool, int, int, int]:
    """The less, the sooner a variable is taken out: nothing to join, then few columns."""
    bucket = [each.columns for each in relations if variable in each.columns]
    columns = {column for each in bucket for column in each}
    return len(bucket) > 1, len(columns), prod(sizes[column] for column in columns), variable


def _joined(bucket: list[Relation], others: list[Relation]) -> Relation:
    """One relation of all, without the rows that others rule out.

    The one that shares most of its columns is joined next.
    """
    join, *rest = sorted(bucket, key=len)
    while rest:
        known = {*join.columns}
        rest.sort(key=lambda each: (-len(known & {*each.columns}) / len(each.columns), len(each)))
        join = join.joined(rest.pop(0), JOIN)
        for other in (*rest, *others):
            if len({*other.columns} & {*join.columns}) > 1:
                join = join.thinned(other)
    return join


def _absorbed(relations: list[Relation]) -> list[Relation]:
    """Fewer relations: those whose columns another one has as well thin that one out."""
    ordered, kept = sorted(relations, key=lambda each: len(each.columns)), []
    for number, each in enumerate(ordered):
        for wider in range(number + 1, len(ordered)):
            if {*each.columns} <= {*ordered[wider].columns}:
                ordered[wider] = ordered[wider].thinned(each).along(each)
                break
        else:
            kept.append(each)
    return kept


def _keys(relation: Relation, message: Relation) -> Indices:
    """For each row of a relation the row of a message that it agrees with."""
    theirs, mine, _ = message.keys(relation, message.columns)
    order = np.argsort(theirs, kind="stable")
    return order[np.searchsorted(theirs[order], mine)]
