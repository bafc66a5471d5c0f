"""A newer edition of the pack while a draft is open: what changed, and the ways to move there.

A draft stays in its edition until its buyer moves it or the prices of that edition end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from configurator import ChoiceError, Contradiction, ProductModel
from configurator.model import Option
from portal import clock
from portal.compare.operations import HOLD_DAYS
from portal.configure import trail
from portal.configure.choices import Product, Value, edition_of, keep, read
from portal.configure.messages import choice_name, told
from portal.configure.operations import locked, note, settle, step
from portal.configure.prices import Difference, Market, difference, list_prices, priced, units_of
from portal.configure.queries import market_of
from portal.configure.ways import Way, change_text, dumped
from portal.configure.wording import change_of_price, item_price
from portal.db import session
from portal.i18n import _, words
from portal.models import Configuration, PackVersion
from portal.packs import current_pack, pack_version
from portal.packs.pack import Pack

PRICES = ("price_book.yaml", "prices.csv", "taxes.yaml")
MOST_TRIED = 48
"""Sets of choices that are looked at before the ways found so far are shown."""
MOST_WAYS = 6


def newer(configuration: Configuration) -> Pack | None:
    """The edition in force, where it treats this product otherwise than the draft's own."""
    own, now = edition_of(configuration), current_pack()
    return now if _differs(own, now, configuration.product) else None


def kept_until(configuration: Configuration) -> datetime:
    """The end of the last day on which the prices of the draft's own edition hold.

    They hold for as many days after another edition of the product came into force as a price is
    held for.
    """
    return _kept_until(configuration.pack_version_id, configuration.product)


def _kept_until(edition: UUID, product: str) -> datetime:
    own, pack = session.get_one(PackVersion, edition), pack_version(edition)
    later = session.execute(
        select(PackVersion.id, PackVersion.effective_from)
        .where(
            PackVersion.pack == own.pack,
            PackVersion.effective_from > own.effective_from,
            PackVersion.effective_from <= clock.now(),
        )
        .order_by(PackVersion.effective_from)
    )
    ends = (start for id, start in later if _differs(pack, pack_version(id), product))
    last = next(ends, clock.now()) + timedelta(days=HOLD_DAYS)
    return clock.end_of_day(last, pack.profile.zone)


def _differs(own: Pack, other: Pack, product: str) -> bool:
    """Whether one edition sells this product otherwise than another: its model, or its prices."""
    if own.version_id == other.version_id:
        return False
    if product not in other.models:
        return True
    if own.models[product].content_hash != other.models[product].content_hash:
        return True
    return any(own.files.get(path) != other.files.get(path) for path in PRICES)


def is_over(configuration: Configuration) -> bool:
    """Whether the draft has to move before anything else can be done with it."""
    return newer(configuration) is not None and clock.now() > kept_until(configuration)


def last_move(configuration: Configuration) -> trail.Entry | None:
    """The last move to another edition, as long as it can be undone."""
    found = [each for each in trail.entries(configuration) if each.kind == trail.MOVED]
    if not found or found[-1].edition == str(configuration.pack_version_id):
        return None
    until = _kept_until(UUID(found[-1].edition), configuration.product)
    return found[-1] if clock.now() <= until else None


def move(configuration: Configuration, choices: Mapping[str, Value], version: int | None) -> None:
    """Nothing: the draft stands in the edition in force, with these choices.

    Raises:
        StaleDataError: the page was older than the row.
        ChoiceError, Contradiction: that edition has no such product.
    """
    before, now = locked(configuration, version), current_pack()
    after = Product.made(now.version_id, configuration.product, choices)
    _stand(configuration, before, after)


def move_back(configuration: Configuration, version: int | None) -> None:
    """Nothing: the draft stands in the edition it was moved from, with the choices it had there.

    Raises:
        StaleDataError: the page was older than the row, or that edition has ended.
    """
    before, entry = locked(configuration, version), last_move(configuration)
    if entry is None:
        session.rollback()
        raise StaleDataError(f"{configuration.code} cannot go back to its earlier edition")
    model = pack_version(UUID(entry.edition)).models[configuration.product]
    after = Product.made(UUID(entry.edition), configuration.product, read(model, entry.back))
    _stand(configuration, before, after)


def _stand(configuration: Configuration, before: Product, after: Product) -> None:
    configuration.pack_version_id = after.edition
    configuration.choices = keep(after.choices)
    step(configuration, trail.MOVED, back=dict(before.choices), edition=before.edition)
    note("configuration_moved", configuration, {"edition": after.pack.version})
    settle(configuration, after, was_complete=before.complete)
    session.commit()


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
        return change, Way(text, "", change_of_price(change), dumped(after.choices))

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
