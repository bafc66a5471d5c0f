"""What is still possible: complete answers for every option and number at once."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from configurator.engine.axis import Axis
from configurator.engine.choices import Choice
from configurator.engine.clauses import Flags
from configurator.engine.encoding import Encoding
from configurator.engine.parts import Parts

CHOSEN, FORCED, OPEN, BLOCKED = "chosen", "forced", "open", "blocked"
CHECKING = "checking"
"""Not settled within the time given: neither possible nor impossible may be said yet."""

STATES = np.array([CHOSEN, FORCED, OPEN, BLOCKED, CHECKING], object)


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


def read_domains(encoding: Encoding, parts: Parts, choices: Sequence[Choice]) -> Domains | None:
    """The domains under some choices; None where they contradict each other."""
    known = parts.possible_values([choice.literal for choice in choices])
    if known is None:
        return None
    true, false, checking = known
    variables = np.fromiter(encoding.options.values(), np.int64, len(encoding.options))
    own = np.zeros(len(true), np.bool_)
    own[[choice.literal for choice in choices if choice.literal > 0]] = True
    index = np.where(false, np.where(true, 2, 3), np.where(own, 0, 1))
    index[checking] = 4
    states = STATES[index[variables]].tolist()
    values = {choice.key: choice.value for choice in choices if choice.key in encoding.axes}
    numbers = {
        id: interval(axis, true, checking, values.get(id)) for id, axis in encoding.axes.items()
    }
    return Domains(dict(zip(encoding.options, states, strict=True)), numbers)


@dataclass(frozen=True)
class Alternatives:
    """What could stand in the place of own choices, one at a time, all others kept."""

    options: frozenset[str]
    """Codes of options, each instead of the choice of its group."""
    numbers: Mapping[str, Interval]
    """Number chosen → what it could be, its choice among it."""


def read_alternatives(
    encoding: Encoding, choices: Sequence[Choice], found: Set[int]
) -> Alternatives:
    """The alternatives to some choices, where these variables can be true in their place."""
    true = np.zeros(encoding.top + 1, np.bool_)
    true[list(found)] = True
    own = {choice.key for choice in choices}
    return Alternatives(
        frozenset(encoding.codes[each] for each in found if each in encoding.codes),
        {id: interval(axis, true) for id, axis in encoding.axes.items() if id in own},
    )


def interval(
    axis: Axis, true: Flags, checking: Flags | None = None, value: object = None
) -> Interval:
    """The values of a number: the one that was chosen, else those that its flags leave."""
    if isinstance(value, Decimal):
        return Interval(((value, value),), value)
    ranges: list[tuple[Decimal, Decimal]] = []
    unsure = False
    for stretch in axis.stretches:
        checked = checking is not None and bool(checking[stretch.variable])
        unsure |= checked
        if not (true[stretch.variable] or checked):
            continue
        if ranges and ranges[-1][1] + axis.number.step == stretch.low:
            ranges[-1] = (ranges[-1][0], stretch.high)
        else:
            ranges.append((stretch.low, stretch.high))
    (low, _), (_, high) = ranges[0], ranges[-1]
    return Interval(tuple(ranges), low if low == high and not unsure else None, unsure)
