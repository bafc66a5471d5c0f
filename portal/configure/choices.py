"""A buyer's choices as they are kept, the product they make, and what is still open in it."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import itemgetter
from threading import Lock
from typing import Any
from uuid import UUID

from configurator import NOTHING, Contradiction, Engine, ProductModel, Undecided
from configurator import Configuration as Configured
from configurator.engine.completion import quantities, wishes
from configurator.model import Group, Number
from portal.models import Configuration
from portal.packs import pack_version
from portal.packs.pack import Pack

Value = str | Decimal | bool
Changes = Mapping[str, Value | None]
"""Subject → its new choice; None takes the choice back."""

PATIENCE = 0.25
"""Seconds a click waits for the engine; what is not settled by then is shown as being checked."""
KEPT = 256
"""Products kept for the next click."""


def edition_of(configuration: Configuration) -> Pack:
    """The edition of the pack it was made with: a newer edition changes nothing in it."""
    return pack_version(configuration.pack_version_id)


def read(model: ProductModel, kept: Mapping[str, Any]) -> dict[str, Value]:
    """Choices as the engine takes them, from those in a row: numbers are numbers again."""
    numbers = {number.id for number in model.numbers}
    return {key: Decimal(str(v)) if key in numbers else v for key, v in kept.items()}


def keep(choices: Mapping[str, Value]) -> dict[str, Any]:
    """Choices as plain data: numbers as decimal text."""
    return {key: f"{v:f}" if isinstance(v, Decimal) else v for key, v in choices.items()}


def changed(
    model: ProductModel, choices: Mapping[str, Value], changes: Changes
) -> dict[str, Value]:
    """The choices after some changes, each in the place of an earlier one about the same thing."""
    after = dict(choices)
    for subject, value in changes.items():
        key, value = (subject, None) if value is None else model.choice(subject, value)
        seat = model.seat(key)
        after = {k: v for k, v in after.items() if model.seat(k) != seat}
        if value is not None:
            after[key] = value
    return after


@dataclass(frozen=True, eq=False)
class Product:
    """Choices with everything that follows from them, in one edition of a pack.

    `Product.of` and `after` give the same object for the same choices, so that what was worked
    out for one click is there for the next.
    """

    edition: UUID
    name: str
    """The id of the product model."""
    chosen: Configured

    @classmethod
    def of(cls, configuration: Configuration) -> "Product":
        """What is kept in a row."""
        model = edition_of(configuration).models[configuration.product]
        choices = read(model, configuration.choices)
        return cls.made(configuration.pack_version_id, configuration.product, choices)

    @classmethod
    def made(cls, edition: UUID, name: str, choices: Mapping[str, Value]) -> "Product":
        """The product of these choices; raises ChoiceError or Contradiction."""
        return _products.made(edition, name, tuple(sorted(choices.items(), key=itemgetter(0))))

    def after(self, changes: Changes) -> "Product":
        """The product after some changes; raises as `changed`."""
        return self.holding(changed(self.model, self.choices, changes))

    def holding(self, choices: Mapping[str, Value]) -> "Product":
        """The same model with other choices; raises ChoiceError or Contradiction."""
        return Product.made(self.edition, self.name, choices)

    def finished(self, everything: Mapping[str, Value]) -> "Product":
        """A finished product, chosen in as few words as say it.

        What is left out and numbers that stand where they counted anyway stay unsaid, so that
        they follow later choices; what is in the product is the same either way.
        """
        chosen = tidy(self.model, everything)
        numbers = {figure.id for figure in self.model.numbers}
        kept = {k: v for k, v in chosen.items() if k in self.choices or k not in numbers}
        free = self.holding(kept)
        moved = {k: v for k, v in chosen.items() if k in numbers and free.figures[k] != v}
        return self.holding(kept | moved)

    @property
    def pack(self) -> Pack:
        """The edition itself."""
        return pack_version(self.edition)

    @property
    def model(self) -> ProductModel:
        """The product model."""
        return self.chosen.model

    @property
    def choices(self) -> Mapping[str, Value]:
        """What the buyer chose."""
        return self.chosen.choices

    @property
    def engine(self) -> Engine:
        """The compiled engine of the model."""
        return Engine.of(self.model)

    @cached_property
    def checked(self) -> bool:
        """Whether everything is known about it; otherwise the engine is asked again next time."""
        return self.chosen.domains.complete

    @cached_property
    def codes(self) -> list[str]:
        """Options in the product so far, chosen or forced, in the order of the model."""
        return self.chosen.domains.in_product

    @cached_property
    def figures(self) -> dict[str, Decimal]:
        """Every number: as chosen, or as it counts until somebody chooses."""
        numbers = self.chosen.domains.numbers
        return {id: numbers[id].nearest(wish) for id, wish in wishes(self.model).items()}

    @cached_property
    def counts(self) -> dict[str, Decimal]:
        """How many of each counted option."""
        return quantities(self.model, self.figures)

    @cached_property
    def bill(self) -> dict[str, Decimal]:
        """Option code → quantity of what is in the product so far."""
        return {code: self.counts.get(code, Decimal(1)) for code in self.codes}

    @cached_property
    def open_steps(self) -> frozenset[str]:
        """Ids of the groups in which the buyer still has to choose.

        What may stay empty and was not touched counts as left out, and a number as its default;
        where that cannot be, the group is open too.
        """
        return frozenset(self._undecided()) | frozenset(self._clashing())

    @property
    def complete(self) -> bool:
        """Whether it can be built and priced as it stands."""
        return not self.open_steps

    @cached_property
    def touched_steps(self) -> frozenset[str]:
        """Ids of the groups in which the buyer chose something."""
        return frozenset(self.step_of(key) for key in self.choices)

    def step_of(self, subject: str) -> str:
        """The group that a group, an option or a number is shown in; KeyError for none of them."""
        return _steps_of(self.edition, self.name)[subject]

    def _undecided(self) -> Iterator[str]:
        there = set(self.codes)
        for group in self.model.groups:
            if group.parent and group.parent not in there:
                continue
            if sum(option.code in there for option in group.options) < group.min:
                yield group.id

    def _clashing(self) -> Iterator[str]:
        left_out = dict(self._left_out())
        try:
            self.engine.check({**self.choices, **left_out})
        except Undecided:
            return
        except Contradiction as clash:
            for finding in clash.findings:
                key = finding.params.get("choice")
                if key in left_out:
                    yield self.step_of(key)

    def _left_out(self) -> Iterator[tuple[str, Value]]:
        """What is taken for granted about everything the buyer did not touch."""
        states = self.chosen.domains
        for group in self.model.groups:
            if group.single and group.min == 0:
                if all(states[o.code] in ("open", "blocked") for o in group.options):
                    yield group.id, NOTHING
            elif not group.single:
                yield from ((o.code, False) for o in group.options if states[o.code] == "open")
        for number in self.model.numbers:
            if number.id not in self.choices:
                yield number.id, self.figures[number.id]


class _Products:
    """The products asked for last; one that is not wholly checked is made anew each time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Product] = OrderedDict()
        self._lock = Lock()

    def made(self, edition: UUID, name: str, choices: tuple[tuple[str, Value], ...]) -> Product:
        """The same object for the same choices."""
        # yes and 1 are equal, but not the same choice
        key = edition, name, choices, tuple(type(value) for _key, value in choices)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        model = pack_version(edition).models[name]
        product = Product(edition, name, Configured(model, dict(choices), PATIENCE))
        if product.checked:
            with self._lock:
                self._kept[key] = product
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return product

    def forget(self) -> None:
        """Nothing: every product is made anew."""
        with self._lock:
            self._kept.clear()


_products = _Products()


@lru_cache(maxsize=32)
def _steps_of(edition: UUID, name: str) -> dict[str, str]:
    model = pack_version(edition).models[name]
    found = {number.id: home_of(model, number).id for number in model.numbers}
    for group in model.groups:
        found |= {group.id: group.id, **{option.code: group.id for option in group.options}}
    return found


def home_of(model: ProductModel, number: Number) -> Group:
    """The group a number stands beside; the first one for a number without."""
    return model.group(number.group) if number.group else model.groups[0]


def tidy(model: ProductModel, choices: Mapping[str, Value], wanted: str = "") -> dict[str, Value]:
    """Choices without those that only leave something out, which nothing needs to say.

    `wanted` is kept: somebody asked for exactly that.
    """
    empty = (NOTHING, False)
    return {
        k: v for k, v in choices.items() if k == wanted or not any(v is e or v == e for e in empty)
    }
