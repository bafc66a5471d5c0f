"""What is still possible: complete answers for every option and number at once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from operator import itemgetter

from pysat.solvers import Glucose4

from configurator.engine.choices import Choice
from configurator.engine.encoding import Encoding

CHOSEN, FORCED, OPEN, BLOCKED = "chosen", "forced", "open", "blocked"
CHECKING = "checking"
"""Not settled within the time given: neither possible nor impossible may be said yet."""

POOL = 1_000
"""Products remembered as witnesses of what is possible."""
QUESTIONS = 1_000
"""Questions after which the solver is made anew, free of the clauses they left behind."""


@dataclass(frozen=True)
class Interval:
    """Values of a number still possible: from `low` to `high`, without the gaps between `ranges`.

    `value` is the only one left, or None. `checking`: some of these values may yet turn out to
    be impossible; none outside is possible.
    """

    ranges: tuple[tuple[Decimal, Decimal], ...]
    value: Decimal | None
    checking: bool = False

    @property
    def low(self) -> Decimal:
        return self.ranges[0][0]

    @property
    def high(self) -> Decimal:
        return self.ranges[-1][1]

    def allows(self, value: Decimal) -> bool:
        """Whether a value on a step is still possible."""
        return any(low <= value <= high for low, high in self.ranges)

    def nearest(self, value: Decimal) -> Decimal:
        """The possible value that is nearest to a value on a step; of two, the lower one."""
        inside = (min(max(value, low), high) for low, high in self.ranges)
        return min(inside, key=lambda each: abs(each - value))


@dataclass(frozen=True)
class Domains(Mapping[str, str]):
    """Option code → "chosen", "forced", "open", "blocked" ("checking"); `numbers`: id → Interval."""

    states: Mapping[str, str]
    numbers: Mapping[str, Interval]

    def __getitem__(self, code: str) -> str:
        return self.states[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.states)

    def __len__(self) -> int:
        return len(self.states)

    @property
    def complete(self) -> bool:
        """Whether everything is settled: no option and no number is still being checked."""
        numbers = self.numbers.values()
        return CHECKING not in self.states.values() and not any(n.checking for n in numbers)

    @property
    def in_product(self) -> list[str]:
        """Codes of the options in every product still possible: chosen and forced."""
        return [code for code, state in self.states.items() if state in (CHOSEN, FORCED)]


class Solver:
    """A live solver with a pool of witnesses; one thread at a time.

    Products are bit masks over the watched variables, so that a click first reads off what
    products met before already prove, and asks the solver only about the rest.
    """

    def __init__(self, encoding: Encoding) -> None:
        self._clauses = list(encoding.clauses())
        self._fresh_top = encoding.top
        self.watched = encoding.watched()
        self._bit = {variable: 1 << i for i, variable in enumerate(self.watched)}
        self._values = itemgetter(*(variable - 1 for variable in self.watched), 0)
        self._all = (1 << len(self.watched)) - 1
        self._pool: list[int] = []
        self._known: set[int] = set()
        self._start()

    def satisfiable(self, literals: Sequence[int]) -> bool:
        """Whether a product agrees with all the literals; it joins the pool."""
        return self._witness(literals) is not None

    def model(self, literals: Sequence[int]) -> list[int] | None:
        """A product as signed literals of all variables, or None."""
        return self._solver.get_model() if self.satisfiable(literals) else None

    def fixed(self, literals: Sequence[int]) -> tuple[int, int] | None:
        """Masks of the watched variables true, and false, in all products; None without any."""
        always, never = self._from_pool(literals)
        if always & never:
            witness = self._witness(literals)
            if witness is None:
                return None
            always, never = always & witness, never & ~witness
        return self._narrowed(list(literals), always, never)

    def possible(self, literals: Sequence[int], candidates: Sequence[int]) -> list[int]:
        """The watched variables among `candidates` that are true in some product."""
        never = self._from_pool(literals)[1]
        return [
            each
            for each in candidates
            if not never & self._bit[each] or self.satisfiable([*literals, each])
        ]

    @contextmanager
    def asking(self) -> Iterator[int]:
        """A literal that switches on the clauses added for one question only."""
        if self._top - self._fresh_top > QUESTIONS:
            self._start()
        self._top += 1
        yield self._top
        self._solver.add_clause([-self._top])

    def add_clause(self, clause: Sequence[int]) -> None:
        """Adds a clause; it has to carry the negated literal of the question it belongs to."""
        self._solver.add_clause(list(clause))

    def mask(self, variable: int) -> int:
        """The bit of a watched variable."""
        return self._bit[variable]

    def _start(self) -> None:
        self._solver = Glucose4(bootstrap_with=self._clauses, incr=False)
        self._top = self._fresh_top

    def _from_pool(self, literals: Sequence[int]) -> tuple[int, int]:
        wanted, unwanted = self._masks(literals)
        always = never = self._all
        for product in self._pool:
            if product & wanted == wanted and not product & unwanted:
                always &= product
                never &= ~product
        return always, never

    def _narrowed(self, literals: list[int], always: int, never: int) -> tuple[int, int]:
        """Asks about each variable that has been the same in all products so far.

        The solver is told to prefer what has not been seen, so that one product often settles
        several variables.
        """
        unseen = self._unseen(literals, always, never)
        self._solver.set_phases(unseen)
        for literal in unseen:
            if (always if literal < 0 else never) & self._bit[abs(literal)]:
                witness = self._witness([*literals, literal])
                if witness is not None:
                    always, never = always & witness, never & ~witness
        return always, never

    def _unseen(self, literals: list[int], always: int, never: int) -> list[int]:
        """Literals true in no product so far that do not follow at once from the choices."""
        _, implied = self._solver.propagate(literals)
        true, false = self._masks(implied)
        always, never = always & ~true, never & ~false
        unseen = [-each for each in self.watched if always & self._bit[each]]
        return unseen + [each for each in self.watched if never & self._bit[each]]

    def _masks(self, literals: Sequence[int]) -> tuple[int, int]:
        """The watched variables that literals, which may repeat, make true and false."""
        true = false = 0
        for each in literals:
            if each > 0:
                true |= self._bit.get(each, 0)
            else:
                false |= self._bit.get(-each, 0)
        return true, false

    def _witness(self, literals: Sequence[int]) -> int | None:
        if not self._solver.solve(assumptions=list(literals)):
            return None
        values = self._values(self._solver.get_model())
        product = sum(compress(self._bit.values(), map((0).__lt__, values)))
        self._remember(product)
        return product

    def _remember(self, product: int) -> None:
        if product in self._known:
            return
        self._known.add(product)
        self._pool.append(product)
        if len(self._pool) > POOL:
            self._known.discard(self._pool.pop(0))


def read_domains(encoding: Encoding, solver: Solver, choices: Sequence[Choice]) -> Domains | None:
    """The domains under some choices; None where they contradict each other."""
    fixed = solver.fixed([choice.literal for choice in choices])
    if fixed is None:
        return None
    always, never = fixed
    own = {choice.literal for choice in choices}
    states = {}
    for code, variable in encoding.options.items():
        bit = solver.mask(variable)
        if always & bit:
            states[code] = CHOSEN if variable in own else FORCED
        else:
            states[code] = BLOCKED if never & bit else OPEN
    values = {choice.key: choice.value for choice in choices if choice.key in encoding.axes}
    numbers = {id: _interval(encoding, solver, never, id, values.get(id)) for id in encoding.axes}
    return Domains(states, numbers)


def _interval(encoding: Encoding, solver: Solver, never: int, id: str, value: object) -> Interval:
    if isinstance(value, Decimal):
        return Interval(((value, value),), value)
    axis = encoding.axes[id]
    ranges: list[tuple[Decimal, Decimal]] = []
    for stretch in axis.stretches:
        if never & solver.mask(stretch.variable):
            continue
        if ranges and ranges[-1][1] + axis.number.step == stretch.low:
            ranges[-1] = (ranges[-1][0], stretch.high)
        else:
            ranges.append((stretch.low, stretch.high))
    (low, _), (_, high) = ranges[0], ranges[-1]
    return Interval(tuple(ranges), low if low == high else None)
