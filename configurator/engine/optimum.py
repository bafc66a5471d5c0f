"""The product of a part with the least weight, by cores, on one solver that keeps what it learnt."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np
from pysat.card import ITotalizer
from pysat.solvers import Glucose4

from configurator.engine.clauses import Clauses, Flags

KEPT = 100

Answer = tuple[Flags, dict[int, int]]
"""A best product, and what is left of the wishes once all cores are counted."""


class Optimum:
    """Least weight under assumptions, for fixed weights of variables; one thread at a time.

    Wishes that cannot all be met (a core) are replaced by counts of how many fail. Counts only
    name things, so they stay in the solver for later questions; what they say about the weight
    holds wherever at least the same is assumed, so a question starts from the nearest one before.
    """

    def __init__(self, clauses: Clauses, weights: Mapping[int, int]) -> None:
        self._top, self._last = clauses.top, clauses.top
        self._solver = Glucose4(bootstrap_with=clauses.lists())
        self._counts: dict[tuple[int, ...], list[int]] = {}
        self._next: dict[int, tuple[tuple[int, ...], int]] = {}
        self._wishes = {(-v if w > 0 else v): abs(w) for v, w in weights.items() if w}
        self._solver.set_phases(list(self._wishes))
        self._answers: OrderedDict[frozenset[int], Answer] = OrderedDict()
        level = max(self._wishes.values(), default=0)
        self._free = self._search([], self._wishes, level), self._wishes
        self._answers[frozenset()] = self._free

    def product(self, literals: Sequence[int]) -> Flags:
        """A product of least weight in which the literals, which agree, are true."""
        key = frozenset(literals)
        found = self._answers.pop(key, None)
        if found is None:
            nearest = max((other for other in self._answers if other < key), key=len)
            wishes = dict(self._answers[nearest][1])
            found = self._search(list(literals), wishes), wishes
        self._answers[key] = found
        if len(self._answers) > KEPT:
            self._answers.popitem(last=False)
            self._answers.setdefault(frozenset(), self._free)
        return found[0]

    def _search(self, literals: list[int], wishes: dict[int, int], level: int = 0) -> Flags:
        """The best product; `wishes` become those that are left when all cores are counted.

        Wishes below `level` wait until those above are met; the heaviest are assumed first.
        """
        self._give_up_at_once(literals, wishes)
        while True:
            heaviest = sorted(wishes.items(), key=lambda each: -each[1])
            asked = [wish for wish, weight in heaviest if weight >= level]
            if self._solver.solve(assumptions=[*literals, *asked]):
                true = set(self._solver.get_model()) if level else set(asked)
                missed = max((wishes[wish] for wish in wishes.keys() - true), default=0)
                if not missed:
                    return self._values()
                level = (missed + 1) // 2
                continue
            blamed = set(self._solver.get_core() or ())
            self._relax(wishes, self._shorter(literals, [e for e in asked if e in blamed]))

    def _give_up_at_once(self, literals: list[int], wishes: dict[int, int]) -> None:
        """Gives up the wishes that follow to be false from the literals: no core needs a search."""
        implied = self._solver.propagate(literals)[1]
        lost = [-each for each in implied if -each in wishes]
        false = set(implied)
        while lost:
            wish = lost.pop()
            after = self._after(wish)
            self._relax(wishes, [wish])
            if after and -after in false and after in wishes:
                lost.append(after)

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
            second = self._fewer(tuple(sorted(core)), 1)
            wishes[second] = wishes.get(second, 0) + least

    def _fewer(self, core: tuple[int, ...], failed: int) -> int:
        """The wish that no more of a core's wishes fail than `failed`."""
        outputs = self._counts.get(core, [])
        if len(outputs) <= failed:
            outputs = self._counts[core] = self._counted(core, min(2 * failed, len(core) - 1))
            for number, output in enumerate(outputs):
                self._next[-output] = (core, number + 1)
        return -outputs[failed]

    def _counted(self, core: tuple[int, ...], most: int) -> list[int]:
        """Literals "at least 1, 2 … of these wishes fail", to one more than `most`."""
        with ITotalizer([-each for each in core], most, self._last) as total:
            self._last = max(self._last, total.top_id)
            for clause in total.cnf.clauses:
                self._solver.add_clause(clause)
            return list(total.rhs)

    def _after(self, wish: int) -> int | None:
        """The next wish of a count: if it fails once more, that costs again."""
        core, failed = self._next.get(wish, ((), 0))
        return self._fewer(core, failed) if failed < len(core) else None

    def _values(self) -> Flags:
        values = np.zeros(self._top + 1, np.bool_)
        found = np.array(self._solver.get_model()[: self._top], np.int32)
        values[1 : len(found) + 1] = found > 0
        return values
