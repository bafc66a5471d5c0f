"""The product of a part with the least weight, by cores, on one solver that keeps what it learnt."""

import itertools
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np
from pysat.card import ITotalizer
from pysat.solvers import Glucose4

from configurator.engine.clauses import Clauses, Flags

KEPT = 200


class Optimum:
    """Least weight under assumptions, for fixed weights of variables; one thread at a time.

    Wishes that cannot all be met (a core) are replaced by counts of how many fail. Counts only
    name things, so they stay in the solver for later questions; what they say about the weight
    holds for one question, or for all of them where nothing was assumed.
    """

    def __init__(self, clauses: Clauses, weights: Mapping[int, int]) -> None:
        self._top, self._last = clauses.top, clauses.top
        self._solver = Glucose4(bootstrap_with=clauses.lists())
        self._counts: dict[tuple[int, ...], list[int]] = {}
        self._next: dict[int, list[int]] = {}
        self._wishes = {(-v if w > 0 else v): abs(w) for v, w in weights.items() if w}
        self._solver.set_phases(list(self._wishes))
        self._answers: OrderedDict[frozenset[int], Flags] = OrderedDict()
        self._answers[frozenset()] = self._search([], self._wishes)

    def product(self, literals: Sequence[int]) -> Flags:
        """A product of least weight in which the literals, which agree, are true."""
        key = frozenset(literals)
        found = self._answers.pop(key, None)
        if found is None:
            found = self._search(list(literals), dict(self._wishes))
        self._answers[key] = found
        if len(self._answers) > KEPT:
            self._answers.popitem(last=False)
        return found

    def _search(self, literals: list[int], wishes: dict[int, int]) -> Flags:
        level = max(wishes.values(), default=0)
        while True:
            asked = [each for each, weight in wishes.items() if weight >= level]
            if self._solver.solve(assumptions=[*literals, *asked]):
                lower = [weight for weight in wishes.values() if weight < level]
                if not lower:
                    return self._values()
                level = max(max(lower) // 2, min(lower))
                continue
            blamed = set(self._solver.get_core() or ())
            self._relax(wishes, self._shorter(literals, [e for e in asked if e in blamed]))

    def _shorter(self, literals: list[int], core: list[int]) -> list[int]:
        """A core from which the solver's second look leaves out what it can."""
        if len(core) > 2 and not self._solver.solve(assumptions=[*literals, *core[::-1]]):
            blamed = set(self._solver.get_core() or ())
            core = [each for each in core if each in blamed]
        return core

    def _relax(self, wishes: dict[int, int], core: list[int]) -> None:
        least = min(wishes[each] for each in core)
        for each in core:
            wishes[each] -= least
            if not wishes[each]:
                del wishes[each]
            if after := self._after(each):
                wishes[after] = wishes.get(after, 0) + least
        if len(core) > 1:
            second = self._count(tuple(sorted(core)))[1]
            wishes[-second] = wishes.get(-second, 0) + least

    def _count(self, core: tuple[int, ...]) -> list[int]:
        """Literals "at least 1, 2 … of these wishes fail"."""
        if core not in self._counts:
            with ITotalizer([-each for each in core], len(core) - 1, self._last) as total:
                self._last = max(self._last, total.top_id)
                for clause in total.cnf.clauses:
                    self._solver.add_clause(clause)
                outputs = list(total.rhs)
            self._counts[core] = outputs
            for here, above in itertools.pairwise(outputs):
                self._next[-here] = [-above]
        return self._counts[core]

    def _after(self, wish: int) -> int | None:
        """The next wish of a count: if it fails once more, that costs again."""
        return next(iter(self._next.get(wish, ())), None)

    def _values(self) -> Flags:
        values = np.zeros(self._top + 1, np.bool_)
        found = np.array(self._solver.get_model()[: self._top], np.int32)
        values[1 : len(found) + 1] = found > 0
        return values
