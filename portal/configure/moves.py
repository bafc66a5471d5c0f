"""What moving a draft to another edition means: what changed there, and every way to move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from configurator import ChoiceError, Contradiction, ProductModel
from configurator.model import Option
from portal.configure import trail
from portal.configure.choices import Product, Value
from portal.configure.messages import choice_name, told
from portal.configure.prices import Difference, Market, difference, list_prices, priced, units_of
from portal.configure.queries import market_of
from portal.configure.ways import Way, change_text, dumped
from portal.configure.wording import change_of_price, followed_text, item_price
from portal.i18n import _, words
from portal.models import Configuration
from portal.packs.pack import Pack

MOST_TRIED = 48
"""Sets of choices that are looked at before the ways found so far are shown."""
MOST_WAYS = 6


@dataclass(frozen=True)
class PriceMove:
    """The list price of one option of the draft, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """What moving a draft to another edition means."""

    before: Product
    market: Market
    pack: Pack

    @property
    def model(self) -> ProductModel | None:
        """The product there; None where it is not sold any more."""
        return self.pack.models.get(self.before.name)

    # -- what the supplier changed ----------------------------------------------------------

    @cached_property
    def gone(self) -> list[str]:
        """Options that are not there any more, by name."""
        return [words(o.text) for o in self._only(self.before.model, self.model)]

    @cached_property
    def new(self) -> list[str]:
        """Options that are new, by name."""
        return [words(o.text) for o in self._only(self.model, self.before.model)]

    @cached_property
    def rules(self) -> list[str]:
        """Rules that are new or say something else now."""
        if self.model is None:
            return []
        old = {rule.id: rule for rule in self.before.model.rules}
        return [words(rule.text) for rule in self.model.rules if rule != old.get(rule.id)]

    @cached_property
    def prices(self) -> list[PriceMove]:
        """List prices of what is in the draft, where they differ."""
        if self.model is None:
            return []
        old = list_prices(self.before, self.market)
        new = list_prices(self._empty, self.market)
        known = {option.code for option in self.model.options}
        found = (
            PriceMove(
                words(self.before.model.option(code).text),
                item_price(old.get(code, ())),
                item_price(new.get(code, ())),
            )
            for code in self.before.codes
            if code in known and self.before.counts.get(code, 1) == self._empty.counts.get(code, 1)
        )
        return [each for each in found if each.before != each.after]

    @cached_property
    def _empty(self) -> Product:
        """The product there with the draft's own numbers, as far as it takes them."""
        return self._made(dict(self._numbers)) or Product.made(
            self.pack.version_id, self.before.name, {}
        )

    @property
    def _numbers(self) -> Iterator[tuple[str, Value]]:
        own = {figure.id for figure in self.before.model.numbers}
        return ((k, v) for k, v in self._known.items() if k in own)

    def _only(self, one: ProductModel | None, other: ProductModel | None) -> list[Option]:
        there = {option.code for option in other.options} if other else set()
        return [option for option in one.options if option.code not in there] if one else []

    # -- what that means for the draft ----------------------------------------------------------

    @cached_property
    def lost(self) -> list[str]:
        """Own choices that the new edition does not take, by name."""
        model = self.before.model
        return [
            choice_name(model, k, v) for k, v in self.before.choices.items() if k not in self._known
        ]

    @cached_property
    def clash(self) -> list[str]:
        """Why the remaining choices cannot stand together, in sentences; nothing where they can."""
        if self.model is None:
            return []
        try:
            Product.made(self.pack.version_id, self.before.name, self._known)
        except Contradiction as found:
            return told(self.model, found.findings)
        return []

    @cached_property
    def ways(self) -> list[Way]:
        """Ways to move, the cheapest first; each carries every choice the draft has afterwards."""
        found = [self._way(after) for after in self._products()]
        found.sort(key=lambda pair: pair[0].comparable if pair[0] else Decimal(0))
        return [way for _change, way in found][:MOST_WAYS]

    def _way(self, after: Product) -> tuple[Difference | None, Way]:
        change = difference(priced(self.before, self.market), priced(after, self.market))
        did, _back = trail.differences(self._known, after.choices)
        texts = [change_text(after, k, v) for k, v in did.items()]
        text = "; ".join(texts) or _("Move as it is")
        note = followed_text(self.before, after)
        return change, Way(text, note, change_of_price(change), dumped(after.choices))

    def _products(self) -> Iterator[Product]:
        """What the draft can become: as few choices given up as it takes, others in their place."""
        seen: set[frozenset[str]] = set()
        if self.model is None:
            return
        for kept in _agreeing(self):
            names = frozenset(kept)
            if any(names <= other for other in seen):
                continue
            seen.add(names)
            yield self._filled(kept)

    def _filled(self, kept: Mapping[str, Value]) -> Product:
        """With the cheapest in place of what had to go, where something has to stand there."""
        product = Product.made(self.pack.version_id, self.before.name, kept)
        finished = product.engine.complete(kept, units_of(product, self.market).comparable)
        needed = {group.id for group in product.model.groups if group.single and group.min}
        missing = {k for k in self.before.choices if k in needed and k not in kept}
        return product.holding({**kept, **{k: finished[k] for k in missing}})

    @cached_property
    def _known(self) -> dict[str, Value]:
        """The draft's choices that the new edition takes, each by itself."""
        one_by_one = ((k, v) for k, v in self.before.choices.items() if self._made({k: v}))
        return dict(one_by_one)

    def _made(self, choices: Mapping[str, Value]) -> Product | None:
        try:
            return Product.made(self.pack.version_id, self.before.name, choices)
        except (ChoiceError, Contradiction, KeyError):
            return None


def _agreeing(move: Move) -> Iterator[dict[str, Value]]:
    """Choices that agree with each other in the new edition, those that give up least first."""
    waiting: list[dict[str, Value]] = [move._known]
    looked_at: set[frozenset[str]] = set()
    while waiting and len(looked_at) < MOST_TRIED:
        choices = waiting.pop(0)
        if frozenset(choices) in looked_at:
            continue
        looked_at.add(frozenset(choices))
        try:
            Product.made(move.pack.version_id, move.before.name, choices)
        except Contradiction as clash:
            for key in dict.fromkeys(
                f.params["choice"] for f in clash.findings if f.code == "choice"
            ):
                waiting.append({k: v for k, v in choices.items() if k != key})
        else:
            yield choices


def move_of(configuration: Configuration, pack: Pack) -> Move:
    """Moving this draft to that edition."""
    return Move(Product.of(configuration), market_of(configuration), pack)
