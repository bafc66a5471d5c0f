"""One part of a model that hangs together: a live solver, and what it knows of earlier clicks."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

import numpy as np
from pysat.solvers import Glucose4

from configurator.engine.clauses import Clauses, Flags
from configurator.engine.smallest import Search
from configurator.engine.witnesses import Patcher, Witnesses

KEPT_BYTES = 48_000_000
"""Room for what is known about earlier choices, in each part."""
QUESTIONS = 10_000
"""Questions after which the solver is made anew, free of the variables they left behind."""
SLICE = 300
"""Conflicts after which a question with a time limit looks at the clock."""
WARM_UP = 256
"""Products met at random before the first question."""
HARD = 2_000
"""Conflicts after which a model is too hard for the solver to go on warming up."""
FOLLOWING = 8
"""64 times as many products are carried along from click to click."""
MET, MET_OF_MANY = 64, 16
"""64 times as many products are remembered, whatever they were met for; fewer of large parts."""
MANY = 2_000
"""Variables from which a part is large."""


class State:
    """What is known under some choices: what can be true, what can be false, and products.

    A variable that is neither fixed nor seen both ways is not settled yet.
    """

    def __init__(self, can: tuple[Flags, Flags], fixed: Flags, witnesses: Witnesses) -> None:
        self.true, self.false = can
        self.fixed = fixed
        self.witnesses = witnesses

    @property
    def unsettled(self) -> Flags:
        """The variables of which one value is seen and the other neither seen nor ruled out."""
        unsettled: Flags = ~((self.true & self.false) | self.fixed)
        return unsettled

    def saw(self, values: Flags) -> None:
        """Takes in a product."""
        self.witnesses.add(values)
        self.true |= values
        self.false |= ~values


class Part:
    """Clauses over the variables 1 … n, asked about under assumptions; one thread at a time."""

    def __init__(self, clauses: Clauses, watched: Flags, base: State | None = None) -> None:
        self.clauses, self.watched = clauses, watched
        self.top = clauses.top
        self.met = Witnesses.none(self.top, MET if self.top < MANY else MET_OF_MANY)
        self._patcher = Patcher(clauses) if base else None
        size = FOLLOWING * 8 * (self.top + 1)
        self._room = max(4, min(1_000, KEPT_BYTES // size))
        self._states: OrderedDict[frozenset[int], State] = OrderedDict()
        self._base = base
        self._start()
        if base and self.top < MANY:
            self._warm_up()

    def _start(self) -> None:
        self.solver = Glucose4(bootstrap_with=self.clauses.lists())
        self._question = self.top
        self.calls = 0

    def _warm_up(self) -> None:
        """Meets some products at random, so that the first questions find something."""
        random = np.random.default_rng(self.top)
        variables = np.arange(1, self.top + 1)
        for _ in range(min(WARM_UP, self.top)):
            signs = random.integers(0, 2, self.top) * 2 - 1
            self.solver.set_phases((variables * signs).tolist())
            self.model([])
            if self.solver.accum_stats()["conflicts"] > HARD:
                return

    def model(self, literals: Iterable[int]) -> Flags | None:
        """A product in which all the literals are true, or None."""
        self.calls += 1
        return self._met() if self.solver.solve(assumptions=list(literals)) else None

    def _met(self) -> Flags:
        """The product the solver has just found."""
        values = np.zeros(self.top + 1, np.bool_)
        found = np.array(self.solver.get_model()[: self.top], np.int32)
        values[1 : len(found) + 1] = found > 0
        self.met.add(values)
        return values

    def agrees(self, literals: Sequence[int]) -> bool:
        """Whether a product has all the literals."""
        key = frozenset(literals)
        return not key or key in self._states or self.witness(literals) is not None

    def witness(self, literals: Sequence[int]) -> Flags | None:
        """A product with all the literals: one met before, or a new one; None without any."""
        values = self.met.one(self.met.agreeing(literals))
        if values is None and (known := self._nearest(frozenset(literals))):
            values = known.witnesses.one(known.witnesses.agreeing(literals))
        return self.model(literals) if values is None else values

    def implied_false(self, literals: Sequence[int]) -> frozenset[int]:
        """Variables that follow to be false from some literals, one after the other."""
        return frozenset(-each for each in self.solver.propagate(literals)[1] if each < 0)

    def smallest(self, hard: Sequence[int], soft: Sequence[int]) -> list[int] | None:
        """A smallest part of `soft` that contradicts `hard`; None where all of it agrees."""
        return Search(self.solver, QUESTIONS).smallest(hard, soft)

    @contextmanager
    def asking(self) -> Iterator[int]:
        """A literal that switches on the clauses added for one question only."""
        question = self._new_question()
        yield question
        self.solver.add_clause([-question])

    def _new_question(self) -> int:
        if self._question > self.top + QUESTIONS:
            self._start()
        self._question += 1
        return self._question

    def state(self, literals: Sequence[int], deadline: float | None = None) -> State | None:
        """What is known under some literals, as complete as the time allows; None if they clash."""
        key = frozenset(literals)
        state = self._states.get(key) or (self._base if not key else None)
        if state is None:
            state = self._begun(key)
        if state is not None:
            self._keep(key, state)
            self._settle(key, state, deadline)
        return state

    def _keep(self, key: frozenset[int], state: State) -> None:
        self._states[key] = state
        self._states.move_to_end(key)
        if len(self._states) > self._room:
            self._states.popitem(last=False)

    def _begun(self, key: frozenset[int]) -> State | None:
        """The state that follows from the nearest one known, before anything is asked."""
        agrees, implied = self.solver.propagate(list(key))
        if not agrees:
            return None
        known = self._nearest(key)
        fixed = np.zeros(self.top + 1, np.bool_)
        fixed[0] = True
        rows = np.array([each for each in implied if abs(each) <= self.top], np.int32)
        fixed[np.abs(rows)] = True
        if known is None:
            values = self.model(key)
            if values is None:
                return None
            witnesses = Witnesses.none(self.top, FOLLOWING)
            state = State((values, ~values), fixed, witnesses)
            state.saw(values)
            return state
        values = self.witness(list(key))
        if values is None:
            return None
        sure = fixed | (known.fixed & ~(known.true & known.false))
        sure[0] = False
        fixed |= known.fixed
        if self._patcher is None:
            self._patcher = Patcher(self.clauses)
        witnesses = self._patcher.patched(known.witnesses, values, rows, sure)
        witnesses.add(values)
        (true, false), (also_true, also_false) = witnesses.seen(), self.met.seen(list(key))
        return State((true | also_true, false | also_false), fixed, witnesses)

    def _nearest(self, key: frozenset[int]) -> State | None:
        """The state known for most of the choices and for nothing else."""
        for each in key:
            if less := self._states.get(key - {each}):
                return less
        best, most = self._base, 0
        for other, state in self._states.items():
            if most < len(other) < len(key) and other < key:
                best, most = state, len(other)
        return best

    def _settle(self, key: frozenset[int], state: State, deadline: float | None) -> None:
        """Asks for products that show something new, until there are none or time is up."""
        some = self._unseen(state)
        if not some:
            return
        with self.asking() as question:
            while some:
                self.solver.set_phases(some)
                self.solver.add_clause([-question, *some])
                answer = self._solve([*key, question], deadline)
                if answer is None:
                    return
                if answer:
                    state.saw(self._met())
                else:
                    state.fixed[np.abs(some)] = True
                some = self._unseen(state)

    def _unseen(self, state: State) -> list[int]:
        """Literals of which it is not known yet whether a product has them."""
        unsettled = np.flatnonzero(state.unsettled & self.watched)
        found: list[int] = np.where(state.true[unsettled], -unsettled, unsettled).tolist()
        return found

    def _solve(self, literals: list[int], deadline: float | None) -> bool | None:
        self.calls += 1
        if deadline is None:
            return bool(self.solver.solve(assumptions=literals))
        while monotonic() < deadline:
            self.solver.conf_budget(SLICE)
            answer: bool | None = self.solver.solve_limited(assumptions=literals)
            if answer is not None:
                return answer
        return None
