"""The product of a part with the least weight, by cores, on one solver that keeps what it learnt."""

from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np

from configurator.engine.clauses import Flags
from configurator.engine.counts import Counts
from configurator.engine.part import Part
from configurator.engine.solver import Clock, OutOfTime, Solver
from configurator.engine.wishes import Wishes

KEPT = 100
"""Sets of literals whose best products, or the beginnings of a proof, are kept."""
CORES = 3_000
"""Cores that are kept for other questions."""
PROVING = 0.7
"""Share of the time that goes into a proof; the rest makes the best of what was found."""

Key = frozenset[int]


class Optimum:
    """Least weight under assumptions, for fixed weights of variables; one thread at a time.

    Wishes that cannot all be met (a core) are replaced by counts of how many fail. Counts only
    name things, so they stay in the solver for later questions; what they say about the weight
    holds wherever at least the same is assumed, so a question starts from the nearest one before.
    Each core is kept with the literals to blame for it: wherever these are assumed it costs no
    second search.
    """

    def __init__(
        self, part: Part, weights: Mapping[int, int], solver: Solver, clock: Clock
    ) -> None:
        self._part, self._clock, self._solver = part, clock, solver
        self._counts = Counts(self._solver, part.top)
        self._wishes = Wishes({(-v if w > 0 else v): abs(w) for v, w in weights.items()})
        self._weights = np.zeros(part.top + 1)
        self._weights[list(weights)] = list(weights.values())
        self._solver.set_phases(list(self._wishes))
        self._answers: OrderedDict[Key, tuple[Flags, Wishes]] = OrderedDict()
        self._begun: OrderedDict[Key, Wishes] = OrderedDict()
        self._cores: deque[tuple[Key, list[int]]] = deque(maxlen=CORES)

    def product(self, literals: Sequence[int]) -> tuple[Flags, bool]:
        """A product with the literals, which agree, and whether none of less weight is possible.

        Where there is no time for a proof it is a light one, and the next question goes on.
        """
        try:
            with self._clock.within(self._clock.left * PROVING):
                return self._lightest(frozenset(literals))[0], True
        except OutOfTime:
            return self._light(literals), False

    def _lightest(self, key: Key) -> tuple[Flags, Wishes]:
        """A product of least weight, and what is left of the wishes once all cores are counted."""
        found = self._answers.pop(key, None)
        if found is None:
            found = self._adjusted(key) if key else self._proven(key, self._wishes.copy())
        self._answers[key] = found
        if len(self._answers) > KEPT:
            self._answers.popitem(last=False)
        return found

    def _adjusted(self, key: Key) -> tuple[Flags, Wishes]:
        """The same, begun where the nearest question before has ended."""
        if frozenset() not in self._answers:
            with suppress(OutOfTime), self._clock.within(self._clock.left / 2):
                self._lightest(frozenset())
        known = [other for other in self._answers if other < key]
        if not known:
            return self._proven(key, self._begun[frozenset()].copy())
        product, wishes = self._answers[max(known, key=len)]
        if all(product[abs(each)] == (each > 0) for each in key):
            return product, wishes
        return self._proven(key, wishes.copy(), lightly=True)

    def _proven(self, key: Key, wishes: Wishes, *, lightly: bool = False) -> tuple[Flags, Wishes]:
        """The answer by counting cores; a proof that was begun before is taken up again.

        `lightly`: the wishes are nearly met already, so that all are asked for at once.
        """
        wishes = self._begun.pop(key, wishes)
        try:
            return self._search(list(key), wishes, lightly), wishes
        except OutOfTime:
            self._begun[key] = wishes
            if len(self._begun) > KEPT:
                self._begun.popitem(last=False)
            raise

    def _search(self, literals: list[int], wishes: Wishes, lightly: bool) -> Flags:
        """The best product; `wishes` become those that are left when all cores are counted.

        Wishes below a level wait until those above are met; the heaviest are assumed first.
        """
        level = 0 if lightly else max(wishes.values(), default=0)
        self._give_up_at_once(literals, wishes)
        self._recall(frozenset(literals), wishes)
        while True:
            if not self._solver.solve([*literals, *wishes.heaviest(level)]):
                self._relax(wishes, self._core(literals, wishes))
                continue
            values = self._solver.values(self._part.top)
            self._part.met.add(values)
            missed = self._missed(wishes) if level else 0
            if not missed:
                return values
            level = (missed + 1) // 2

    def _missed(self, wishes: Wishes) -> int:
        """Weight of the heaviest wish that is not met by what the solver has just found."""
        true = set(self._solver.literals())
        return next((wishes[wish] for wish in wishes if wish not in true), 0)

    def _give_up_at_once(self, literals: list[int], wishes: Wishes) -> None:
        """Gives up the wishes that follow to be false from the literals: no core needs a search."""
        implied = self._solver.implied(literals)[1]
        lost = [-each for each in implied if -each in wishes]
        false = set(implied)
        while lost:
            wish = lost.pop()
            if wish in wishes:
                self._relax(wishes, [wish])
                after = self._counts.after(wish)
                lost += [after] if after and -after in false else []

    def _recall(self, key: Key, wishes: Wishes) -> None:
        """Counts the cores met before that hold here too."""
        for told, core in self._cores:
            if core[0] in wishes and told <= key and all(each in wishes for each in core):
                self._relax(wishes, core)

    def _core(self, literals: list[int], wishes: Wishes) -> list[int]:
        """Wishes that cannot all be met, the heaviest first, as the solver has just found out.

        Its second look leaves out what it can.
        """
        blamed = self._solver.blamed()
        met = (blamed & wishes.keys()).difference(literals)
        core = sorted(met, key=wishes.__getitem__, reverse=True)
        if len(core) > 2 and not self._solver.solve([*literals, *core[::-1]]):
            blamed = self._solver.blamed()
            core = [each for each in core if each in blamed]
        self._cores.append((frozenset(blamed.difference(core)), core))
        return core

    def _relax(self, wishes: Wishes, core: list[int]) -> None:
        least = min(wishes[each] for each in core)
        for each in core:
            wishes.less(each, least)
            if after := self._counts.after(each):
                wishes.more(after, least)
        if len(core) > 1:
            wishes.more(self._counts.fewer(tuple(sorted(core)), 1), least)

    def _light(self, literals: Sequence[int]) -> Flags:
        """The lightest product met, made lighter wish after wish as long as there is time."""
        product = self._part.met.lightest(literals, self._weights)
        if product is None:
            product = self._part.witness(literals)
        if product is None:
            raise OutOfTime
        kept, lightest = list(literals), product
        with suppress(OutOfTime):
            for wish in self._wishes:
                if product[abs(wish)] != (wish > 0):
                    if not self._solver.solve([*kept, wish]):
                        continue
                    product = self._solver.values(self._part.top)
                    if self._weights @ product < self._weights @ lightest:
                        lightest = product
                kept.append(wish)
        self._part.met.add(lightest)
        return lightest
