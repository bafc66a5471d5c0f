"""What was negotiated, and who may decide what was asked."""

from decimal import Decimal

from sqlalchemy import select

from portal.configure.choices import Product, edition_of
from portal.configure.prices import Market, priced
from portal.configure.queries import market_of
from portal.db import session
from portal.models import Configuration, Discount, Person
from portal.packs import served_pack_id
from pricing import Waterfall
from pricing.price_book import negotiated_share, within

APPROVERS = frozenset({"head", "admin"})


def history(configuration: Configuration) -> list[Discount]:
    """Every discount asked for on a configuration, newest first."""
    query = select(Discount).filter_by(configuration_id=configuration.id)
    return list(session.scalars(query.order_by(Discount.asked_at.desc(), Discount.id.desc())))


def waiting() -> list[Discount]:
    """What waits for an approval at the supplier served, oldest first."""
    query = (
        select(Discount)
        .join(Configuration, Configuration.id == Discount.configuration_id)
        .where(Discount.state == "asked", Configuration.pack == served_pack_id())
    )
    return list(session.scalars(query.order_by(Discount.asked_at)))


def price_with(configuration: Configuration, rate: Decimal) -> Waterfall | None:
    """What the configuration would cost with this discount; None where it has no price."""
    market = Market(configuration.segment, configuration.currency, rate)
    return priced(Product.of(configuration), market)


def price_now(configuration: Configuration) -> Waterfall | None:
    """What it costs as things stand."""
    return priced(Product.of(configuration), market_of(configuration))


def may_grant(configuration: Configuration, rate: Decimal, person: Person) -> bool:
    """Whether this person may give the discount away without asking anybody."""
    waterfall = price_with(configuration, rate)
    if waterfall is None:
        return False
    bands, share = edition_of(configuration).price_book.data.authority, negotiated_share(waterfall)
    return any(within(bands, role, share) for role in person.role_names)


def may_decide(discount: Discount, person: Person) -> bool:
    """Whether this person may approve or refuse: a head, and never whoever asked."""
    approves = bool(person.role_names & APPROVERS) and person.id != discount.asked_by_id
    return approves and discount.state == "asked"


def band_of(configuration: Configuration, person: Person) -> Decimal:
    """The largest discount this person may grant by themselves; 0 for none."""
    bands = edition_of(configuration).price_book.data.authority
    return max((band.rate for band in bands if band.role in person.role_names), default=Decimal(0))
