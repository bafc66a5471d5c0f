"""Exact answers from trees of clusters: what is possible, and what weighs least, in two passes.

Messages between clusters as in G. R. Shafer and P. P. Shenoy, "Probability propagation", Annals
of Mathematics and Artificial Intelligence 2, 1990: with "or" over "and" they say what is
possible, with "least" over "plus" what weighs least.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from configurator.engine.clauses import Flags
from configurator.engine.clusters import Cluster, Link
from configurator.engine.relation import Indices

Weights = npt.NDArray[np.int64]
Allowed = Mapping[int, int]
"""For some variables which of their values may be taken, one bit each."""

NEVER = 1 << 61
"""Weight of what is impossible: twice it is still a whole number of 64 bits."""


class Forest:
    """Clusters, children before parents, and what can be said of their variables.

    A question begins where the one before it has ended: what is below a cluster is asked again
    only where something else is allowed there.
    """

    def __init__(self, clusters: Sequence[Cluster], sizes: Sequence[int]) -> None:
        self.clusters, self.sizes = clusters, sizes
        self._up: list[Flags | None] = [None] * len(clusters)
        self._asked: Allowed = {}

    def possible(self, allowed: Allowed) -> dict[int, Flags] | None:
        """For each variable the values that agree with what is allowed of all the *others*.

        None where not even one product agrees with everything.
        """
        if not self.agrees(allowed):
            return None
        down: list[Flags | None] = [None] * len(self.clusters)
        found: dict[int, Flags] = {}
        for number in reversed(range(len(self.clusters))):
            cluster, above = self.clusters[number], down[number]
            outer = [] if above is None else [above[cluster.keys]]
            inner = self._below(cluster)
            found[cluster.variable] = self._values(cluster, _all([*outer, *inner.values()]))
            outer += self.own(cluster, allowed)
            for link in cluster.links:
                others = (rows for child, rows in inner.items() if child != link.child)
                rows = _all([*outer, *others])
                if rows is not None:
                    message = np.zeros(len(self.clusters[link.child].starts), np.bool_)
                    message[link.keys[rows]] = True
                    down[link.child] = message
        return found

    def given(self, allowed: Allowed) -> "Forest | None":
        """What is left where this much is allowed: much smaller trees; None without a product."""
        if not self.agrees(allowed):
            return None
        clusters: list[Cluster] = []
        moved: list[Indices] = []
        for cluster, rows in zip(self.clusters, self._kept(allowed), strict=True):
            which = np.arange(len(cluster.values)) if rows is None else rows.nonzero()[0]
            keys = cluster.keys[which]
            changes = np.ones(len(keys), np.bool_)
            changes[1:] = keys[1:] != keys[:-1]
            starts = changes.nonzero()[0]
            moved.append(np.zeros(len(cluster.starts), np.intp))
            moved[-1][keys[starts]] = np.arange(len(starts))
            links = (
                Link(each.child, moved[each.child][each.keys[which]]) for each in cluster.links
            )
            values = cluster.values[which]
            left = Cluster(cluster.variable, values, starts, changes.cumsum() - 1, tuple(links))
            clusters.append(left)
        return Forest(clusters, self.sizes)

    def _kept(self, allowed: Allowed) -> list[Flags | None]:
        """The rows of every cluster that stand in some product; None where all do."""
        kept: list[Flags | None] = [None] * len(self.clusters)
        above: list[Flags | None] = [None] * len(self.clusters)
        for number in reversed(range(len(self.clusters))):
            cluster, told = self.clusters[number], above[number]
            outer = [] if told is None else [told[cluster.keys]]
            below = self._below(cluster).values()
            rows = kept[number] = _all([*outer, *below, *self.own(cluster, allowed)])
            for link in () if rows is None else cluster.links:
                message = np.zeros(len(self.clusters[link.child].starts), np.bool_)
                message[link.keys[rows]] = True
                above[link.child] = message
        return kept

    def agrees(self, allowed: Allowed) -> bool:
        """Whether a product agrees with what is allowed."""
        agrees = True
        for number in self.changed(self._asked, allowed):
            cluster = self.clusters[number]
            rows = _all([*self._below(cluster).values(), *self.own(cluster, allowed)])
            self._up[number] = (
                None if rows is None else np.logical_or.reduceat(rows, cluster.starts)
            )
            agrees = agrees and (rows is None or bool(rows.any()))
        self._asked = allowed if agrees else self._forget()
        return agrees

    def changed(self, before: Allowed, now: Allowed) -> Iterator[int]:
        """Numbers of the clusters that hear of a difference between two questions, in order."""
        touched: set[int] = set()
        for number, cluster in enumerate(self.clusters):
            same = before.get(cluster.variable) == now.get(cluster.variable)
            if not same or any(link.child in touched for link in cluster.links):
                touched.add(number)
                yield number

    def own(self, cluster: Cluster, allowed: Allowed) -> list[Flags]:
        """The rows in which a cluster's own variable has a value that is allowed; [] for all."""
        if cluster.variable not in allowed:
            return []
        mask = allowed[cluster.variable]
        values = [bool(mask >> value & 1) for value in range(self.sizes[cluster.variable])]
        return [np.array(values)[cluster.values]]

    def _below(self, cluster: Cluster) -> dict[int, Flags]:
        """By child the rows it agrees with, where these are not all."""
        said = ((link, self._up[link.child]) for link in cluster.links)
        return {link.child: up[link.keys] for link, up in said if up is not None}

    def _values(self, cluster: Cluster, rows: Flags | None) -> Flags:
        """The values of a cluster's own variable in some rows."""
        seen = np.zeros(self.sizes[cluster.variable], np.bool_)
        seen[cluster.values if rows is None else cluster.values[rows]] = True
        return seen

    def _forget(self) -> Allowed:
        """After a contradiction, whose messages are of no use to the next question."""
        self._up = [None] * len(self.clusters)
        return {}


class Lightest:
    """Products of least weight in a forest, for fixed weights of values."""

    def __init__(self, forest: Forest, weights: Mapping[int, Weights]) -> None:
        self._forest, self._asked = forest, dict[int, int]()
        self._own = [weights[each.variable][each.values] for each in forest.clusters]
        children = {link.child for cluster in forest.clusters for link in cluster.links}
        self._roots = [n for n in range(len(forest.clusters)) if n not in children]
        self._rows, self._up = list[Weights](), list[Weights]()
        for number, cluster in enumerate(forest.clusters):
            self._rows.append(self._summed(number))
            self._up.append(np.minimum.reduceat(self._rows[number], cluster.starts))

    def values(self, allowed: Allowed) -> dict[int, int] | None:
        """For each variable its value in a product of least weight that agrees with `allowed`.

        None without one. Of products that weigh the same the same one is always taken.
        """
        for number in self._forest.changed(self._asked, allowed):
            cluster = self._forest.clusters[number]
            rows = self._summed(number)
            for own in self._forest.own(cluster, allowed):
                rows = np.where(own, rows, NEVER)
            self._rows[number] = rows
            self._up[number] = np.minimum.reduceat(rows, cluster.starts)
        self._asked = dict(allowed)
        return self._traced() if all(self._up[root].min() < NEVER for root in self._roots) else None

    def _summed(self, number: int) -> Weights:
        """The weight of each row of a cluster with the best of everything below it."""
        rows = self._own[number]
        for link in self._forest.clusters[number].links:
            rows = np.minimum(rows + self._up[link.child][link.keys], NEVER)
        return rows

    def _traced(self) -> dict[int, int]:
        """The values of the best rows, from the roots down."""
        chosen: dict[int, int] = {}
        keys = [0] * len(self._rows)
        for number in reversed(range(len(keys))):
            cluster, rows = self._forest.clusters[number], self._rows[number]
            first, *end = cluster.starts[keys[number] : keys[number] + 2].tolist()
            best = first + int(rows[first : end[0] if end else None].argmin())
            chosen[cluster.variable] = int(cluster.values[best])
            for link in cluster.links:
                keys[link.child] = int(link.keys[best])
        return chosen


def _all(told: Sequence[Flags]) -> Flags | None:
    """Rows of which all say that they are possible; None where nobody says anything."""
    if not told:
        return None
    return told[0] if len(told) == 1 else np.logical_and.reduce(told)
