"""Starting, changing, naming and reopening configurations."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.codes import found_by_code
from portal.configure.choices import Changes, Product, Value, keep, tidy
from portal.configure.prices import Market, headline, priced, units_of
from portal.configure.queries import market_of
from portal.db import begin_mode, session
from portal.ids import new_code, new_id
from portal.models import Configuration, Touchpoint
from portal.owner import current_owner, grant
from portal.packs import current_pack
from portal.packs.formats import Offer
from portal.touchpoints.operations import record

CHEAPEST, RECOMMENDED = "cheapest", "recommended"


def create(product: str, segment: str, offer: Offer | None = None) -> Configuration:
    """A new configuration, empty or as a standard offer stands, kept under a code."""
    pack, now = current_pack(), clock.now()
    choices: Mapping[str, Value] = pack.choices(offer) if offer else {}
    configuration = Configuration(
        id=new_id(),
        code=new_code(),
        product=product,
        segment=segment,
        offer=offer.id if offer else "",
        choices=keep(Product.made(pack.version_id, product, choices).choices),
        version=1,
        currency=pack.profile.currency,
        created_at=now,
        updated_at=now,
        **current_owner(create=True).columns(),
    )
    session.add(configuration)
    _note(
        "configuration_started", configuration, {"product": product, "offer": configuration.offer}
    )
    _settle(configuration, Product.of(configuration), was_complete=False)
    session.commit()
    return configuration


def change(
    configuration: Configuration, changes: Changes, version: int | None, how: str = "choice"
) -> bool:
    """Whether anything changed; the choices, their price and the touchpoint go together.

    Raises:
        StaleDataError: the page was older than the row.
        ChoiceError: something the product does not know.
        Contradiction: no product is like that.
    """
    before = _locked(configuration, version)
    after = before.after(changes)
    data = {"how": how, "changes": keep({k: v for k, v in changes.items() if v is not None})}
    return _store(configuration, before, after, data)


def complete(configuration: Configuration, by: str, version: int | None) -> bool:
    """Whether anything changed; every open step is decided, cheapest or as recommended.

    Raises:
        StaleDataError: the page was older than the row.
    """
    before = _locked(configuration, version)
    prices = units_of(before, market_of(configuration)).comparable if by == CHEAPEST else None
    finished = before.engine.complete(before.choices, prices)
    after = before.holding(_own_words(before, finished))
    return _store(configuration, before, after, {"how": by})


def rename(configuration: Configuration, name: str) -> None:
    """Nothing: the configuration has this name."""
    configuration.name, configuration.updated_at = name, clock.now()
    session.commit()


def choose_currency(configuration: Configuration, currency: str) -> None:
    """Nothing: prices are shown, and kept, in this currency."""
    configuration.currency = currency
    _price(configuration, Product.of(configuration))
    session.commit()


def open_by_code(code: str) -> tuple[Any, str] | None:
    """The row with this code at the supplier served and the endpoint that shows it, or None.

    Whoever knows the code may open it in this browser from now on.
    """
    found = found_by_code(code)
    if found is not None:
        row, _endpoint = found
        grant(row)
        if isinstance(row, Configuration):
            _note("configuration_resumed", row, {})
            session.commit()
    return found


def follow_link(code: str) -> tuple[Any, str] | None:
    """The same for a link: a reading request that leaves a touchpoint writes from its start."""
    session.rollback()
    mode = begin_mode.set("IMMEDIATE")
    try:
        return open_by_code(code)
    finally:
        begin_mode.reset(mode)


def _locked(configuration: Configuration, version: int | None) -> Product:
    """The product as it stands, with the row held until the commit."""
    session.refresh(configuration, with_for_update=True)
    if configuration.version != version:
        session.rollback()
        raise StaleDataError(f"{configuration.code} has changed since version {version}")
    return Product.of(configuration)


def _store(
    configuration: Configuration, before: Product, after: Product, data: dict[str, Any]
) -> bool:
    if dict(after.choices) == dict(before.choices):
        session.rollback()
        return False
    configuration.choices = keep(after.choices)
    configuration.version += 1
    configuration.updated_at = clock.now()
    _note("option_chosen", configuration, data)
    _settle(configuration, after, was_complete=before.complete)
    session.commit()
    return True


def _settle(configuration: Configuration, product: Product, *, was_complete: bool) -> None:
    """Keeps the price, and says once that the configuration is complete."""
    _price(configuration, product)
    if product.complete and not was_complete and not _said_complete(configuration):
        _note("configuration_completed", configuration, {})


def _price(configuration: Configuration, product: Product) -> None:
    market = Market(configuration.segment, configuration.currency)
    waterfall = priced(product, market)
    configuration.net_minor = headline(product, waterfall).net.to_minor() if waterfall else None


def _said_complete(configuration: Configuration) -> bool:
    """Whether the ledger has it already; it cannot be older than the configuration."""
    query = select(Touchpoint.id).where(
        Touchpoint.pack == configuration.pack,
        Touchpoint.occurred_at >= configuration.created_at,
        Touchpoint.type == "configuration_completed",
        Touchpoint.subject == _subject(configuration),
    )
    return session.scalars(query.limit(1)).first() is not None


def _own_words(product: Product, finished: Mapping[str, Value]) -> dict[str, Value]:
    """A finished product as choices, without what goes without saying.

    Options that are left out and numbers that stand where they counted anyway stay unsaid, so
    that they follow later choices.
    """
    chosen = tidy(product.model, finished)
    numbers = {figure.id for figure in product.model.numbers}
    kept = {k: v for k, v in chosen.items() if k in product.choices or k not in numbers}
    free = product.holding(kept)
    moved = {k: v for k, v in chosen.items() if k in numbers and free.figures[k] != v}
    return kept | moved


def _note(kind: str, configuration: Configuration, data: dict[str, Any]) -> None:
    record(kind, subject=_subject(configuration), data=data)


def _subject(configuration: Configuration) -> str:
    return f"configuration/{configuration.code}"
