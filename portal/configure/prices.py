"""Prices of what is configured: server side, from the price book of the edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from portal import clock
from portal.configure.choices import Product
from portal.packs import pack_version
from portal.packs.pack import Pack
from pricing import Adjustment, ItemLine, Money, PriceContext, PricingError, Text, Total, Waterfall

MONTHS = 12
NONE: Mapping[str, tuple[ItemLine, ...]] = {}
AGREED = Text(vi="Giảm giá theo thỏa thuận", en="Agreed discount")


@dataclass(frozen=True)
class Market:
    """For whom and in which currency prices are read."""

    segment: str
    """A segment of the pack."""
    currency: str
    agreed: Decimal = Decimal(0)
    """The share of the price that was given away in a negotiation."""


@dataclass(frozen=True)
class Units:
    """Of one product in one market: what options cost by themselves."""

    comparable: Mapping[str, Decimal]
    """Net cost of one unit over a year, for finding the cheapest."""
    yearly: frozenset[str]
    """Options paid by the year."""


def term_months(product: Product) -> int | None:
    """The length of the contract that is in the product; None where there is none."""
    for code in product.codes:
        months = product.model.option(code).attributes.get("term_months")
        if months is not None:
            return int(months)
    return None


def has_term(product: Product) -> bool:
    """Whether this is a contract over time, paid as it runs, and not a thing paid once."""
    return any("term_months" in option.attributes for option in product.model.options)


def priced(product: Product, market: Market) -> Waterfall | None:
    """The waterfall of what is chosen or forced so far; None where the book has no price."""
    return _priced(product, market, clock.today(product.pack.profile.zone))


@lru_cache(maxsize=256)
def _priced(product: Product, market: Market, on: date) -> Waterfall | None:
    at = context_at(product.pack, market, on, term_months(product))
    try:
        return product.pack.price_book.price(product.bill, at)
    except PricingError:
        return None


def headline(product: Product, waterfall: Waterfall) -> Total:
    """The total that leads: by the month or year for a contract, once for a thing."""
    return waterfall.recurring if has_term(product) else waterfall.one_off


def list_prices(product: Product, market: Market) -> Mapping[str, tuple[ItemLine, ...]]:
    """Option → its list prices at the quantity it would have, before any adjustment."""
    counts = tuple((code, n) for code, n in product.counts.items() if n != 1)
    today = clock.today(product.pack.profile.zone)
    return _list_prices(product.edition, product.name, market, today, counts)


@lru_cache(maxsize=128)
def _list_prices(
    edition: UUID, name: str, market: Market, on: date, counts: tuple[tuple[str, Decimal], ...]
) -> Mapping[str, tuple[ItemLine, ...]]:
    pack, units, counted = pack_version(edition), _units(edition, name, market, on), dict(counts)
    at = context_at(pack, market, on, None)
    bill = {
        option.code: counted.get(option.code, Decimal(1)) for option in pack.models[name].options
    }
    found: dict[str, tuple[ItemLine, ...]] = {}
    # Monthly and yearly prices in one bill would all be shown by the year.
    for by_year in (False, True):
        found |= _items(pack, {c: n for c, n in bill.items() if (c in units.yearly) is by_year}, at)
    return found


def units_of(product: Product, market: Market) -> Units:
    """What each option costs by itself today."""
    today = clock.today(product.pack.profile.zone)
    return _units(product.edition, product.name, market, today)


@lru_cache(maxsize=64)
def _units(edition: UUID, name: str, market: Market, on: date) -> Units:
    pack = pack_version(edition)
    at = context_at(pack, market, on, None)
    comparable: dict[str, Decimal] = {}
    yearly = set()
    for option in pack.models[name].options:
        try:
            found = pack.price_book.price({option.code: Decimal(1)}, at)
        except PricingError:
            continue
        if found.recurring.period == "year":
            yearly.add(option.code)
        monthly = (
            found.recurring.net / MONTHS
            if found.recurring.period == "year"
            else found.recurring.net
        )
        comparable[option.code] = (found.one_off.net + monthly * MONTHS).amount
    return Units(comparable, frozenset(yearly))


def _items(
    pack: Pack, bill: Mapping[str, Decimal], at: PriceContext
) -> Mapping[str, tuple[ItemLine, ...]]:
    known = {code: n for code, n in bill.items() if code in pack.price_book.codes}
    try:
        items = pack.price_book.price(known, at).items
    except PricingError:
        return NONE
    found: dict[str, tuple[ItemLine, ...]] = {}
    for item in items:
        found[item.code] = (*found.get(item.code, ()), item)
    return found


def context_at(pack: Pack, market: Market, on: date, months: int | None) -> PriceContext:
    """What the price book is asked: a segment may be priced as another one."""
    profile = pack.segments.get(market.segment)
    segment = (profile.price_segment or profile.id) if profile else None
    return PriceContext(
        segment=segment,
        currency=market.currency,
        on=on,
        term_months=months,
        negotiated=(negotiated(market.agreed),) if market.agreed else (),
    )


def negotiated(rate: Decimal) -> Adjustment:
    """The step of a waterfall that takes off what was agreed on."""
    return Adjustment(id="agreed", kind="negotiated", text=AGREED, rate=-rate)


@dataclass(frozen=True)
class Difference:
    """What a change adds to the net price, charge by charge; negative where it saves."""

    one_off: Money
    recurring: Money
    period: str
    """month | year: what the recurring amount covers."""

    @property
    def any(self) -> bool:
        """Whether anything costs more or less."""
        return bool(self.one_off or self.recurring)

    @property
    def comparable(self) -> Decimal:
        """One figure to sort by: a year of it."""
        months = 1 if self.period == "year" else MONTHS
        return (self.one_off + self.recurring * months).amount


def difference(before: Waterfall | None, after: Waterfall | None) -> Difference | None:
    """What `after` costs more than `before`; None where one of them has no price."""
    if before is None or after is None:
        return None
    period = "year" if "year" in (before.recurring.period, after.recurring.period) else "month"
    return Difference(
        after.one_off.net - before.one_off.net,
        _over(after.recurring, period) - _over(before.recurring, period),
        period,
    )


def _over(total: Total, period: str) -> Money:
    return total.net * MONTHS if period == "year" and total.period == "month" else total.net
