"""The life of a draft: named, duplicated, shared, reopened, put away and put back."""

from collections.abc import Set
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.codes import found_by_code
from portal.configure import trail
from portal.configure.choices import Changes, Product
from portal.configure.operations import add, change, locked, note, step
from portal.configure.ways import value_of
from portal.db import begin_mode, session
from portal.i18n import _
from portal.ids import new_id, new_token
from portal.models import Configuration, Rfp
from portal.owner import current_owner, grant, owned

LONGEST_NAME = 120
LONGEST_TOKEN = 64


def is_own(configuration: Configuration) -> bool:
    """Whether it belongs to whoever acts; a code alone lets one change it, and no more."""
    query = select(Configuration.id).where(Configuration.id == configuration.id)
    return session.scalar(query.where(owned(Configuration))) is not None


def rename(configuration: Configuration, name: str, version: int | None) -> None:
    """Nothing: the configuration has this name.

    Raises:
        StaleDataError: the page was older than the row.
    """
    locked(configuration, version)
    if configuration.name == name:
        session.rollback()
        return
    configuration.name = name
    step(configuration, trail.NAME)
    session.commit()


def duplicate(
    configuration: Configuration, once: str = "", segment: str | None = None
) -> Configuration:
    """A copy of one's own, in the same edition; the original stays as it is.

    `segment`: whose prices the copy has, where they are not those of the original.
    """
    now = clock.now()
    copy = Configuration(
        id=new_id(),
        made_by=once[:LONGEST_TOKEN] or None,
        name=_("Copy of %(name)s", name=configuration.name)[:LONGEST_NAME]
        if configuration.name
        else "",
        product=configuration.product,
        segment=configuration.segment if segment is None else segment,
        offer=configuration.offer,
        choices=dict(configuration.choices),
        version=1,
        currency=configuration.currency,
        created_at=now,
        updated_at=now,
        **{
            **current_owner(create=True).columns(),
            "pack_version_id": configuration.pack_version_id,
        },
    )
    return add(copy, {"product": copy.product, "copied": configuration.code})


def remove(configuration: Configuration) -> Rfp | None:
    """Nothing: it is off the list, its link and code lead nowhere; `restore` brings it back.

    An RFP that it is part of is given back instead: what an RFP asks for stays.
    """
    query = select(Rfp).filter_by(configuration_id=configuration.id)
    holding: Rfp | None = session.scalars(query.order_by(Rfp.updated_at.desc())).first()
    if holding is None:
        configuration.removed_at = configuration.removed_at or clock.now()
        session.commit()
    return holding


def restore(configuration: Configuration) -> None:
    """Nothing: it is on the list again, under its old code and link."""
    configuration.removed_at = None
    session.commit()


# --- sharing --------------------------------------------------------------------------------------


def share(configuration: Configuration) -> None:
    """Nothing: a private link shows it to whoever holds the link; they read and cannot change."""
    if configuration.link is None:
        configuration.link = new_token()
        note("configuration_shared", configuration, {})
    session.commit()


def unshare(configuration: Configuration) -> None:
    """Nothing: the link is dead for good; the next one will be another."""
    configuration.link = None
    session.commit()


def shared_under(link: str) -> Configuration | None:
    """What the private link shows."""
    query = select(Configuration).filter_by(link=link)
    return session.scalars(query.where(Configuration.standing())).one_or_none()


# --- with a rep on the phone ----------------------------------------------------------------------


def accept(configuration: Configuration, ids: Set[str]) -> None:
    """Nothing: the buyer has seen these changes and lets them stand."""
    session.refresh(configuration, with_for_update=True)
    trail.accept(configuration, ids)
    session.commit()


def take_back(configuration: Configuration, id: str, version: int | None) -> bool:
    """Whether what somebody changed is as it was before; later choices stay.

    Raises:
        StaleDataError: the page was older than the row.
        ChoiceError, Contradiction: it does not go with what was chosen since.
    """
    entry = next((e for e in trail.waiting(configuration) if e.id == id), None)
    if entry is None or entry.kind != trail.CHOICES:
        return False
    product = Product.of(configuration)
    numbers = {figure.id for figure in product.model.numbers}
    back: Changes = {k: value_of(v, k in numbers) for k, v in entry.back.items()}
    if not change(configuration, back, version, "undo", accepted={id}):
        accept(configuration, {id})
    return True


# --- by code --------------------------------------------------------------------------------------


def open_by_code(code: str) -> tuple[Any, str] | None:
    """The row with this code at the supplier served and the endpoint that shows it, or None.

    Whoever knows the code may open it in this browser from now on.
    """
    found = found_by_code(code)
    if found is not None:
        row, _endpoint = found
        grant(row)
        if isinstance(row, Configuration):
            note("configuration_resumed", row, {})
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
