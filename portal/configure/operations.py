"""Starting and changing configurations."""

from collections.abc import Mapping, Set
from typing import Any

from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.codes import add_under_code
from portal.configure import trail
from portal.configure.choices import Changes, Product, Value, keep
from portal.configure.prices import headline, priced, units_of
from portal.configure.queries import market_of
from portal.db import session
from portal.ids import new_id
from portal.models import Account, Configuration, Touchpoint
from portal.owner import current_owner, grant, mine
from portal.packs import current_pack, served_pack_id
from portal.packs.formats import Offer
from portal.touchpoints.operations import record

CHEAPEST, RECOMMENDED = "cheapest", "recommended"


def create(
    product: str,
    segment: str,
    offer: Offer | None = None,
    once: str = "",
    choices: Mapping[str, Value] | None = None,
) -> Configuration:
    """A new configuration, empty, as a standard offer stands or with `choices`, under a code.

    `once`: the token of the form; the same form sent twice gives the same configuration.
    """
    if made := made_by(once):
        return made
    pack, now = current_pack(), clock.now()
    choices = pack.choices(offer) if offer else choices or {}
    configuration = Configuration(
        id=new_id(),
        made_by=once or None,
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
    return add(configuration, {"product": product, "offer": configuration.offer})


def add(configuration: Configuration, data: dict[str, Any]) -> Configuration:
    """The new row, committed under a free code; or the one that the same form made already."""
    try:
        add_under_code(configuration)
    except IntegrityError:
        session.rollback()
        if made := made_by(configuration.made_by or ""):
            return made
        raise
    note("configuration_started", configuration, data)
    settle(configuration, Product.of(configuration), was_complete=False)
    session.commit()
    return configuration


def made_by(once: str) -> Configuration | None:
    """What the form with this token made, if it was sent already.

    A browser's first two clicks may come before it has a name: the token proves that it is one.
    """
    if not once:
        return None
    query = select(Configuration).filter_by(made_by=once, pack=served_pack_id())
    found = session.scalars(query).one_or_none()
    if found and found.person_id is None and found.account_id is None:
        grant(found)
    return session.scalars(query.where(mine(Configuration))).one_or_none() if found else None


def change(
    configuration: Configuration,
    changes: Changes,
    version: int | None,
    how: str = "choice",
    accepted: Set[str] = frozenset(),
) -> bool:
    """Whether anything changed; the choices, their price and the touchpoint go together.

    `accepted`: changes of the supplier's people that the buyer has looked at with this.

    Raises:
        StaleDataError: the page was older than the row.
        ChoiceError: something the product does not know.
        Contradiction: no product is like that.
    """
    before = locked(configuration, version)
    after = before.after(changes)
    data = {"how": how, "changes": keep({k: v for k, v in changes.items() if v is not None})}
    return _store(configuration, before, after, data, accepted)


def complete(configuration: Configuration, by: str, version: int | None) -> bool:
    """Whether no better product exists; every open step is decided, cheapest or as recommended.

    Where there was no time for a proof, the best that was found is taken.

    Raises:
        StaleDataError: the page was older than the row.
    """
    before = locked(configuration, version)
    prices = units_of(before, market_of(configuration)).comparable
    finished = before.engine.complete(before.choices, prices, advised=by != CHEAPEST)
    after = before.finished(finished)
    _store(configuration, before, after, {"how": by})
    return finished.proven


def choose_currency(configuration: Configuration, currency: str, version: int | None) -> None:
    """Nothing: prices are shown, and kept, in this currency.

    Raises:
        StaleDataError: the page was older than the row.
    """
    product = locked(configuration, version)
    configuration.currency = currency
    _price(configuration, product)
    step(configuration, trail.CURRENCY)
    session.commit()


def locked(configuration: Configuration, version: int | None) -> Product:
    """The product as it stands, with the row held until the commit."""
    session.refresh(configuration, with_for_update=True)
    if configuration.version != version:
        session.rollback()
        raise StaleDataError(f"{configuration.code} has changed since version {version}")
    return Product.of(configuration)


def step(configuration: Configuration, kind: str = trail.CHOICES, **what: Any) -> None:
    """Nothing: the row is a version further, and its trail says what was done."""
    configuration.version += 1
    configuration.updated_at = clock.now()
    trail.note(configuration, kind, **what)


def _store(
    configuration: Configuration,
    before: Product,
    after: Product,
    data: dict[str, Any],
    accepted: Set[str] = frozenset(),
) -> bool:
    if dict(after.choices) == dict(before.choices):
        session.rollback()
        return False
    configuration.choices = keep(after.choices)
    trail.accept(configuration, accepted)
    did, back = trail.differences(before.choices, after.choices)
    step(configuration, did=did, back=back)
    note("option_chosen", configuration, data)
    settle(configuration, after, was_complete=before.complete)
    session.commit()
    return True


def settle(configuration: Configuration, product: Product, *, was_complete: bool) -> None:
    """Keeps the price, and says once that the configuration is complete."""
    _price(configuration, product)
    if product.complete and not was_complete and not _said_complete(configuration):
        note("configuration_completed", configuration, {})


def _price(configuration: Configuration, product: Product) -> None:
    waterfall = priced(product, market_of(configuration))
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


def note(kind: str, configuration: Configuration, data: dict[str, Any]) -> None:
    """Nothing: the ledger has it; what a member of staff does here is help, not interest."""
    if current_user.is_authenticated and current_user.is_staff:
        account = (
            session.get(Account, configuration.account_id) if configuration.account_id else None
        )
        kind, data = "configuration_assisted", {"act": kind, **data}
        record(kind, subject=_subject(configuration), data=data, account=account, direction="out")
    else:
        record(kind, subject=_subject(configuration), data=data)


def _subject(configuration: Configuration) -> str:
    return f"configuration/{configuration.code}"
