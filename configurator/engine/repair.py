"""Ways to have what is blocked: the fewest own choices given up, priced, cheapest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from configurator.engine.choices import Choice, Value
from configurator.engine.completion import Completer, Prices, Product
from configurator.engine.conflicts import Conflicts
from configurator.engine.encoding import Encoding
from configurator.engine.part import Part
from configurator.engine.parts import Parts
from configurator.engine.solver import Clock, OutOfTime
from configurator.engine.trees import Trees
from configurator.model import NOTHING

EASY = 0.06
"""Seconds a search for all ways has before trees are asked: about as long as these take."""
FEW = 3
"""Ways for which it does not pay to make trees of their own."""
WAYS = 30
"""Sets of choices to give up that are looked at before the cheapest are shown."""


@dataclass(frozen=True)
class Change:
    """A choice before and after; None where there was none."""

    subject: str
    before: Value | None
    after: Value


@dataclass(frozen=True)
class Repair:
    """One way out: what changes, all choices after it, and what it costs.

    `price`: cheapest finished product after, less cheapest finished product before; negative
    where the buyer saves. `proven`: whether both are; otherwise they are the cheapest found in time.
    """

    changes: tuple[Change, ...]
    choices: Mapping[str, Value]
    price: Decimal
    proven: bool = True


class Repairs(list[Repair]):
    """Ways out, the cheapest first. `complete`: whether there was time to find every one."""

    complete: bool = True


class Repairer:
    """Finds repairs; shares the solvers of the domains."""

    def __init__(
        self, encoding: Encoding, parts: Parts, completer: Completer, clock: Clock
    ) -> None:
        self._encoding, self._parts, self._completer = encoding, parts, completer
        self._clock = clock

    def repairs(self, choices: Sequence[Choice], wanted: Choice, prices: Prices) -> Repairs:
        """Ways that give up no more choices than they must, the cheapest first."""
        given_up: list[set[int]] = []
        found, prices = Repairs(), self._completer.listed(prices)
        with self._clock.within(self._clock.left / 2):
            try:
                given_up.extend(self._ways(choices, wanted))
            except OutOfTime:
                found.complete = False
        with self._clock.within(self._clock.left / (len(given_up) + 1)):
            before = self._completer.complete(choices, prices)
        lost = set().union(*given_up)
        kept = [choice.literal for choice in choices if choice.literal not in lost]
        inside = self._inside([wanted.literal, *kept]) if len(given_up) > FEW else None
        for number, way in enumerate(given_up):
            with self._clock.within(self._clock.left / (len(given_up) - number)):
                found.append(self._repair(choices, way, wanted, prices, before, inside))
        found.sort(key=lambda way: (way.price, len(way.changes)))
        return found

    def _ways(self, choices: Sequence[Choice], wanted: Choice) -> Iterable[set[int]]:
        """Sets of choice literals to give up, none of which holds another."""
        literals = list(dict.fromkeys(choice.literal for choice in choices))
        if not self._parts.trees:
            return self._searched(literals, wanted)
        with suppress(OutOfTime), self._clock.within(EASY):
            return list(self._searched(literals, wanted))
        given = self._inside([wanted.literal])
        return islice(Conflicts(given, literals, self._clock).ways(), WAYS) if given else ()

    def _inside(self, literals: Sequence[int]) -> Trees | None:
        """Trees of the products that have all the literals, where there are any trees."""
        return self._parts.trees and self._parts.trees.given(literals)

    def _searched(self, literals: Sequence[int], wanted: Choice) -> Iterator[set[int]]:
        """The same, met by a search in the part of the model that is asked about."""
        for part, (hard,) in (self._parts.located([wanted.literal]) or {}).items():
            own = (self._parts.located(literals) or {}).get(part, [])
            yield from (
                set(self._parts.named(part, lost))
                for lost in _ways(self._parts.parts[part], own, hard)
            )
            return
        yield set()

    def _repair(
        self,
        choices: Sequence[Choice],
        given_up: set[int],
        wanted: Choice,
        prices: Prices,
        before: Product,
        inside: Trees | None,
    ) -> Repair:
        kept = [choice for choice in choices if choice.literal not in given_up]
        wished = {c.key: c.value for c in choices if isinstance(c.value, Decimal)}
        product = self._completer.complete([*kept, wanted], prices, wished, inside)
        old = {choice.key: choice.value for choice in choices}
        lost = [choice for choice in choices if choice.literal in given_up]
        after = old | {choice.key: self._value(choice.key, product) for choice in lost}
        if wanted.value is not False or not self._decided(wanted.key, after):
            after[wanted.key] = wanted.value
        changes = tuple(Change(k, old.get(k), v) for k, v in after.items() if old.get(k) != v)
        model, proven = self._encoding.model, before.proven and product.proven
        price = product.cost(model, prices) - before.cost(model, prices)
        return Repair(changes, after, price, proven)

    def _value(self, key: str, product: Product) -> Value:
        """The choice under `key` that a finished product makes."""
        if key in self._encoding.options:
            return key in product.options
        if key in self._encoding.axes:
            return product.numbers[key]
        members = (option.code for option in self._encoding.model.group(key).options)
        return next((code for code in members if code in product.options), NOTHING)

    def _decided(self, code: str, choices: Mapping[str, Value]) -> bool:
        """Whether the group of an option is already decided by a choice for the whole group."""
        return self._encoding.model.group_of(code).id in choices


def _ways(part: Part, literals: Sequence[int], wanted: int) -> Iterator[set[int]]:
    with part.asking() as question:
        for _ in range(WAYS):
            kept = _kept(part, literals, [wanted, question])
            if kept is None:
                return
            given_up = set(literals) - kept
            yield given_up
            if not given_up:
                return
            part.solver.add_clause([-question, *given_up])


def _kept(part: Part, literals: Sequence[int], hard: Sequence[int]) -> set[int] | None:
    """A set of choices that agrees with `hard` and to which none can be added.

    Where the time is over there may be one; who asks for more meets the same end.
    """
    model = part.model(hard)
    if model is None:
        return None
    kept = {each for each in literals if model[abs(each)] == (each > 0)}
    for each in literals:
        if each not in kept:
            with suppress(OutOfTime):
                model = part.model([*hard, *kept, each])
                if model is not None:
                    kept |= {other for other in literals if model[abs(other)] == (other > 0)}
    return kept
