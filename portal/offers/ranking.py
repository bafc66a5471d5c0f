"""Standard offers that are products, ranked by what a year costs on the buyer's own usage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from portal.configure.attributes import figures
from portal.configure.choices import Product
from portal.configure.prices import MONTHS, Market, priced
from portal.i18n import _, money, number, words
from portal.packs import current_pack
from portal.packs.formats import Offer, OfferRanking, UsageFigure
from pricing import Money, Total, quantise
from pricing.formula import YEAR, Node, evaluate, parse
from pricing.formula.arrays import Array

LEVELS = (Decimal("0.75"), Decimal(1), Decimal("1.25"))
"""Low, own and high: shares of the first usage figure."""
STEPS, ROUNDS = 200, 4
"""How finely changes of the first place are looked for, and how often more finely still."""
NO_YEAR = np.ones((1, 1))

Usage = Mapping[str, Decimal]


@dataclass(frozen=True)
class RankedOffer:
    """An offer on the buyer's usage; amounts without tax."""

    offer: Offer
    once: Money
    """Paid once."""
    each_year: Money
    """Paid to the supplier each year."""
    running: tuple[tuple[str, Money], ...]
    """What running it costs in a year, by what it is paid for."""
    yearly: Money
    """What is paid once spread over the years, and all that a year costs."""
    ranks: tuple[int, ...] = ()
    """Among the offers that do, at LEVELS of the first usage figure; 0 where it is too small."""

    @property
    def rank(self) -> int:
        """The rank on the buyer's own usage."""
        return self.ranks[1]


@dataclass(frozen=True)
class RankedOffers:
    """The offers that do for the usage, cheapest first, and those that are too small."""

    segment: str
    terms: OfferRanking
    usage: Usage
    offers: tuple[Offer, ...]

    @cached_property
    def rows(self) -> tuple[RankedOffer, ...]:
        """Cheapest first."""
        at_levels = [self._costs(self._with_first(level * self._first)) for level in LEVELS]
        own = at_levels[1]
        rows = (
            replace(row, ranks=tuple(_rank(id, costs) for costs in at_levels))
            for id, row in own.items()
        )
        return tuple(sorted(rows, key=lambda row: (row.yearly.amount, row.offer.id)))

    @property
    def left_out(self) -> list[tuple[Offer, str]]:
        """Offers that do not do for the usage, and why."""
        ranked = {row.offer.id for row in self.rows}
        why = words(self.terms.too_small)
        return [(offer, why) for offer in self.offers if offer.id not in ranked]

    @property
    def verdict(self) -> tuple[str, str]:
        """The sentence, and the part of it that decides."""
        if not self.rows:
            return _("None of these offers does for this usage: configure your own."), ""
        best, amount = self.rows[0], money(self.rows[0].yearly)
        if len(self.rows) == 1:
            return _("%(offer)s costs %(amount)s a year.", offer=words(best.offer.name),
                     amount=amount), amount  # fmt: skip
        less = money(self.rows[1].yearly - best.yearly)
        text = _("%(offer)s is the cheapest at %(amount)s a year, %(less)s less than the next.",
                 offer=words(best.offer.name), amount=amount, less=less)  # fmt: skip
        return text, amount

    @cached_property
    def flips(self) -> list[str]:
        """Where the first place changes hands along the first usage figure, in words."""
        figure = self.terms.usage[0]
        names = {offer.id: words(offer.name) for offer in self.offers}
        return [
            _("Up to %(at)s %(unit)s %(below)s is the cheapest, above it %(above)s.",
              at=number(quantise(at, 1)), unit=words(figure.unit), below=names[below],
              above=names[above])
            for at, below, above in self._changes(figure)
        ]  # fmt: skip

    def _changes(self, figure: UsageFigure) -> list[tuple[Decimal, str, str]]:
        """Where, and between which two, the first place changes, from low to high."""
        grid = np.linspace(float(figure.minimum), float(figure.maximum), STEPS + 1)
        winners, found = self._winners(grid), []
        for place, (below, above) in enumerate(pairwise(winners)):
            if below and above and below != above:
                at = self._between(grid[place], grid[place + 1], below)
                found.append((Decimal(repr(at)), below, above))
        return found

    def _between(self, low: float, high: float, below: str) -> float:
        """Where `below` stops to be the cheapest."""
        for _round in range(ROUNDS):
            grid = np.linspace(low, high, STEPS + 1)
            winners = self._winners(grid)
            place = next(n for n, winner in enumerate(winners) if winner != below)
            low, high = float(grid[place - 1]), float(grid[place])
        return high

    def _winners(self, first: Array) -> list[str]:
        """The cheapest offer at each value of the first usage figure; "" where none does."""
        rows = [_along(kept, self.terms, self.usage, first) for kept in self._priced]
        if not rows:
            return [""] * len(first)
        ids = [kept.offer.id for kept in self._priced]
        costs = np.vstack(rows)
        return [
            ids[place] if np.isfinite(costs[place, n]) else ""
            for n, place in enumerate(np.argmin(costs, axis=0))
        ]

    @property
    def _first(self) -> Decimal:
        return self.usage[self.terms.usage[0].id]

    def _with_first(self, value: Decimal) -> Usage:
        return {**self.usage, self.terms.usage[0].id: value}

    def _costs(self, usage: Usage) -> dict[str, RankedOffer]:
        found = (_on_usage(kept, self.terms, usage) for kept in self._priced)
        return {row.offer.id: row for row in found if row is not None}

    @cached_property
    def _priced(self) -> list["_PricedOffer"]:
        found = (_priced_offer(offer, self.segment, self.terms) for offer in self.offers)
        return [each for each in found if each is not None]


def ranked_offers(segment: str, usage: Usage) -> RankedOffers | None:
    """The products among a segment's standard offers; None where they are not ranked."""
    pack = current_pack()
    terms = pack.offer_ranking
    if terms is None or segment not in terms.segments:
        return None
    offers = tuple(offer for offer in pack.offers_for(segment) if offer.product)
    return RankedOffers(segment, terms, usage, offers)


@dataclass(frozen=True)
class _PricedOffer:
    offer: Offer
    once: Money
    each_year: Money
    names: Mapping[str, Decimal]
    """What formulas may name of the product."""


def _priced_offer(offer: Offer, segment: str, terms: OfferRanking) -> _PricedOffer | None:
    """The offer at today's net prices; None where it is sold on request."""
    pack = current_pack()
    product = Product.made(pack.version_id, offer.product or "", pack.choices(offer))
    waterfall = priced(product, Market(segment, pack.profile.currency))
    if waterfall is None:
        return None
    held = {option.code: Decimal(0) for option in product.model.options}
    held |= dict.fromkeys(product.codes, Decimal(1))
    names = held | dict(terms.otherwise) | product.figures | figures(product)
    return _PricedOffer(offer, waterfall.one_off.net, _of_a_year(waterfall.recurring), names)


def _of_a_year(total: Total) -> Money:
    return total.net * MONTHS if total.period == "month" else total.net


def _on_usage(kept: _PricedOffer, terms: OfferRanking, usage: Usage) -> RankedOffer | None:
    """What a year of the offer costs; None where it is too small."""
    names = {**kept.names, **usage}
    if not _value(terms.fits, names):
        return None
    currency = kept.once.currency
    running = tuple(
        (words(cost.text), quantise(Money(_value(cost.formula, names), currency)))
        for cost in terms.running
    )
    spread = quantise(kept.once / usage[terms.years])
    yearly = spread + kept.each_year + Money.sum((amount for _text, amount in running), currency)
    return RankedOffer(kept.offer, kept.once, kept.each_year, running, yearly)


def _value(formula: str, names: Mapping[str, Decimal]) -> Decimal:
    values = {name: np.full((1, 1), float(value)) for name, value in names.items()}
    return Decimal(repr(float(_computed(formula, values).item())))


def _computed(formula: str, values: Mapping[str, Array]) -> Array:
    return evaluate(_parsed(formula), {YEAR: NO_YEAR, **values})


@lru_cache(maxsize=64)
def _parsed(formula: str) -> Node:
    return parse(formula)


def _along(kept: _PricedOffer, terms: OfferRanking, usage: Usage, first: Array) -> Array:
    """What a year costs at each value of the first usage figure; infinite where too small."""
    names = {**kept.names, **usage}
    values = {name: np.full((1, 1), float(value)) for name, value in names.items()}
    values[terms.usage[0].id] = first[np.newaxis, :]
    spread = float(kept.once.amount) / values[terms.years]
    running = sum(_computed(cost.formula, values) for cost in terms.running)
    yearly = spread + float(kept.each_year.amount) + running
    costs = np.where(_computed(terms.fits, values), yearly, np.inf)
    return np.broadcast_to(costs, (1, len(first)))[0]


def _rank(id: str, costs: Mapping[str, RankedOffer]) -> int:
    if id not in costs:
        return 0
    return 1 + sum(other.yearly < costs[id].yearly for other in costs.values())
