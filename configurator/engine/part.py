"""One part of a model that hangs together: a live solver, and what it knows of earlier clicks."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import numpy as np

from configurator.engine.clauses import Clauses, Flags, Ints
from configurator.engine.smallest import Search
from configurator.engine.solver import Clock, OutOfTime, Solver
from configurator.engine.witnesses import Patcher, Witnesses

KEPT_BYTES = 48_000_000
"""Room for what is known about earlier choices, in each part."""
QUESTIONS = 10_000
"""Questions after which the solver is made anew, free of the variables they left behind."""
WARM_UP = 256
"""Products met at random before the first question."""
SHARE = 8
"""One part in so many of the time that is left goes to a single option that is hard to settle."""
RARE = 8
"""Products met with each option, where so many are not among these."""
HARD = 200
"""Conflicts met in doing so after which a model counts as hard."""
FOLLOWING = 8
"""64 times as many products are carried along from click to click."""
MET, MET_OF_MANY = 64, 16
"""64 times as many products are remembered, whatever they were met for; fewer of large parts."""
MANY = 2_000
"""Variables from which a part is large; only with fewer in sight is it warmed up."""


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

    def __init__(
        self,
        clauses: Clauses,
        watched: Flags,
        clock: Clock,
        base: State | None = None,
    ) -> None:
        self.clauses, self.watched, self._clock = clauses, watched, clock
        self.top = clauses.top
        self.met = Witnesses.none(self.top, MET if self.top < MANY else MET_OF_MANY)
        self._patcher = Patcher(clauses)
        size = FOLLOWING * 8 * (self.top + 1)
        self._room = max(4, min(1_000, KEPT_BYTES // size))
        self._states: OrderedDict[frozenset[int], State] = OrderedDict()
        self._base = base
        self._start()

    def _start(self) -> None:
        self.solver = Solver(self._clock, self.clauses.lists())
        self._question = self.top
        self.calls = 0

    def warm_up(self) -> None:
        """Meets some products at random, so that the first questions find something.

        Where that is hard, what nobody sees, like the boxes of a table, is tried as true: that
        decides most at once.
        """
        if self.watched.sum() >= MANY:
            return
        random = np.random.default_rng(self.top)
        for _ in range(min(WARM_UP, self.top)):
            self._meet([], random)
        for variable in np.flatnonzero(self.watched).tolist():
            for _ in range(RARE - self.met.having(variable)):
                if not self._meet([variable], random):
                    break

    def _meet(self, literals: list[int], random: np.random.Generator) -> bool:
        """Whether there is a product with some literals; a random one is remembered."""
        signs = random.integers(0, 2, self.top) * 2 - 1
        if self.solver.conflicts > HARD:
            signs[~self.watched[1:]] = 1
        self.solver.set_phases((np.arange(1, self.top + 1) * signs).tolist())
        return self.model(literals) is not None

    def model(self, literals: Iterable[int]) -> Flags | None:
        """A product in which all the literals are true, or None; raises OutOfTime."""
        self.calls += 1
        return self._met() if self.solver.solve(list(literals)) else None

    def _met(self) -> Flags:
        """The product the solver has just found."""
        values = self.solver.values(self.top)
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
        return frozenset(-each for each in self.solver.implied(literals)[1] if each < 0)

    def search(self) -> Search:
        """A search for smallest contradictions."""
        return Search(self.solver, QUESTIONS)

    @contextmanager
    def asking(self) -> Iterator[int]:
        """A literal that switches on the clauses added for one question only."""
        question = self._new_question()
        try:
            yield question
        finally:
            self.solver.add_clause([-question])

    def _new_question(self) -> int:
        if self._question > self.top + QUESTIONS:
            self._start()
        self._question += 1
        return self._question

    def state(self, literals: Sequence[int]) -> State | None:
        """What is known under some literals, as complete as the time allows; None if they clash.

        Raises OutOfTime where it is not even known whether they clash.
        """
        key = frozenset(literals)
        state = self._states.get(key) or (self._base if not key else None)
        if state is None:
            state = self._begun(key)
        if state is not None:
            self._keep(key, state)
            self._settle(key, state)
        return state

    def _keep(self, key: frozenset[int], state: State) -> None:
        self._states[key] = state
        self._states.move_to_end(key)
        if len(self._states) > self._room:
            self._states.popitem(last=False)

    def _begun(self, key: frozenset[int]) -> State | None:
        """The state that follows from the nearest one known, before anything is asked."""
        agrees, rows = self._implied(list(key))
        if not agrees:
            return None
        known = self._nearest(key)
        fixed = np.zeros(self.top + 1, np.bool_)
        fixed[0] = True
        fixed[np.abs(rows)] = True
        if known is None:
            values = self.witness(list(key))
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
        witnesses = self._patcher.patched(known.witnesses, values, rows, sure)
        witnesses.add(values)
        (true, false), (also_true, also_false) = witnesses.seen(), self.met.seen(list(key))
        return State((true | also_true, false | also_false), fixed, witnesses)

    def _implied(self, literals: Sequence[int]) -> tuple[bool, Ints]:
        """Whether following the consequences of some literals goes well, and what they are."""
        agrees, implied = self.solver.implied(literals)
        found = np.array(implied, np.int32)
        return agrees, found[np.abs(found) <= self.top]

    def carried(self, old: Witnesses, news: Sequence[int], told: Sequence[int]) -> Witnesses:
        """Products with some more literals true in each, on the way to one with all that is told.

        Those that would have to change too much are no longer among them.
        """
        model, (agrees, rows) = self.witness(told), self._implied(news)
        if model is None or not agrees:
            return Witnesses.none(self.top, len(old.live))
        fixed = np.zeros(self.top + 1, np.bool_)
        fixed[np.abs(rows)] = True
        return self._patcher.patched(old, model, rows, fixed)

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

    def _settle(self, key: frozenset[int], state: State) -> None:
        """Sees both values of everything that has both, until all is settled or time is up."""
        with suppress(OutOfTime), self._clock.within(self._clock.left / 2):
            return self._settle_at_once(key, state)
        product = state.witnesses.one(state.witnesses.live)
        if product is None:
            return
        for each in self._unseen(state):
            if not self._clock.left:
                return
            if state.unsettled[abs(each)]:
                with suppress(OutOfTime), self._clock.within(self._clock.left / SHARE):
                    self._settle_one(key, each, state, product)

    def _settle_one(self, key: frozenset[int], wanted: int, state: State, product: Flags) -> None:
        """Looks near a known product, so that a hard question does not spoil the easy ones."""
        seen = np.flatnonzero(self.watched)
        kept = set(np.where(product[seen], seen, -seen).tolist())
        while not self.solver.solve([*key, wanted, *kept]):
            blamed = self.solver.blamed() & kept
            if not blamed:
                state.fixed[abs(wanted)] = True
                return
            kept -= blamed
        state.saw(self._met())

    def _settle_at_once(self, key: frozenset[int], state: State) -> None:
        """Asks for products that show something new, until there are none."""
        some = self._unseen(state)
        if not some:
            return
        with self.asking() as question:
            while some:
                self.solver.set_phases(some)
                self.solver.add_clause([-question, *some])
                values = self.model([*key, question])
                if values is None:
                    state.fixed[np.abs(some)] = True
                else:
                    state.saw(values)
                some = self._unseen(state)

    def _unseen(self, state: State) -> list[int]:
        """Literals of which it is not known yet whether a product has them."""
        unsettled = np.flatnonzero(state.unsettled & self.watched)
        found: list[int] = np.where(state.true[unsettled], -unsettled, unsettled).tolist()
        return found
