"""A newer edition of the pack while a draft is open: until when it may stay, and moving it.

A draft stays in its edition until its buyer moves it or the prices of that edition end.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.compare.operations import HOLD_DAYS
from portal.configure import trail
from portal.configure.choices import Product, Value, edition_of, keep, read
from portal.configure.operations import locked, note, settle, step
from portal.db import session
from portal.models import Configuration, PackVersion
from portal.packs import current_pack, pack_version
from portal.packs.pack import Pack

PRICES = ("price_book.yaml", "prices.csv", "prices.xlsx", "taxes.yaml", "exchange.yaml")


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
