"""Reading hand-overs: the reps' queue, the buyer's promise, what was returned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import session
from portal.handover.working_time import WorkingTime, working_time
from portal.models import Account, Handover, HandoverEvent, Person, Role
from portal.models.handover import OPEN_STATES
from portal.packs import current_pack, served_pack_id

CALLED = "called"
"""An event, not a state: the promise to call was kept."""


@dataclass(frozen=True)
class Promise:
    """Who calls the buyer, and by when."""

    rep: Person
    due_at: datetime


def promise_to(account: Account) -> Promise | None:
    """The promise that still has to be kept to this account; None when there is none."""
    found = open_handover(account.id)
    if found is None or was_called(found):
        return None
    return Promise(found.owner, found.due_at)


def promise_for(account: Account) -> tuple[str, datetime] | None:
    """(name of the rep who calls, by when), while that call has still to come."""
    found = promise_to(account)
    return (found.rep.name, found.due_at) if found else None


def open_handover(account_id: UUID) -> Handover | None:
    """The account's one open hand-over."""
    return session.scalars(
        select(Handover)
        .where(Handover.open_key == str(account_id))
        .options(joinedload(Handover.owner), selectinload(Handover.events))
    ).one_or_none()


def last_closed(account_id: UUID) -> Handover | None:
    """The hand-over of the account that was closed last."""
    return session.scalar(
        select(Handover)
        .where(Handover.account_id == account_id, Handover.closed_at.is_not(None))
        .order_by(Handover.closed_at.desc())
        .limit(1)
    )


def was_called(handover: Handover) -> bool:
    """Whether the buyer was called (or answered) since the offer."""
    return any(event.state == CALLED for event in handover.events)


def visible_to(person: Person) -> ColumnElement[bool]:
    """The condition under which a hand-over may be seen: one's own; a head sees everybody's."""
    mine = Handover.pack == served_pack_id()
    if person.role_names & {"head", "admin"}:
        return mine
    return mine & (Handover.owner_id == person.id)


def get_handover(number: str, person: Person) -> Handover | None:
    """The hand-over with this number, if the person may see it."""
    return (
        session.scalars(
            select(Handover)
            .where(Handover.number == number, visible_to(person))
            .options(
                joinedload(Handover.account).selectinload(Account.people),
                joinedload(Handover.contact),
                joinedload(Handover.owner),
                selectinload(Handover.events).joinedload(HandoverEvent.actor),
            )
        )
        .unique()
        .one_or_none()
    )


def open_handovers(person: Person) -> list[Handover]:
    """The open hand-overs this person may see, the most urgent first."""
    return list(
        session.scalars(
            select(Handover)
            .where(visible_to(person), Handover.state.in_(OPEN_STATES))
            .options(
                joinedload(Handover.account),
                joinedload(Handover.owner),
                selectinload(Handover.events),
            )
            .order_by(Handover.due_at, Handover.number)
        )
    )


def closed_handovers(person: Person, states: tuple[str, ...], most: int = 60) -> list[Handover]:
    """Closed hand-overs in these states that this person may see, newest first."""
    return list(
        session.scalars(
            select(Handover)
            .where(visible_to(person), Handover.state.in_(states))
            .options(joinedload(Handover.account), selectinload(Handover.events))
            .order_by(Handover.closed_at.desc())
            .limit(most)
        )
    )


def returned(most: int = 100) -> list[Handover]:
    """What sales returned to marketing, newest first."""
    return list(
        session.scalars(
            select(Handover)
            .where(Handover.pack == served_pack_id(), Handover.state == "returned")
            .options(
                joinedload(Handover.account),
                joinedload(Handover.owner),
                selectinload(Handover.events),
            )
            .order_by(Handover.closed_at.desc())
            .limit(most)
        )
    )


def staff(pack: str, role: str, without: set[UUID] | None = None) -> list[Person]:
    """People of a role at this supplier: fewest open hand-overs first, then longest idle."""
    load = (
        select(
            Handover.owner_id,
            func.count(Handover.open_key).label("open"),
            func.max(Handover.offered_at).label("last_at"),
        )
        .group_by(Handover.owner_id)
        .subquery()
    )
    query = (
        select(Person)
        .join(Person.roles)
        .where(Role.name == role, Person.pack == pack, Person.active.is_(True))
        .outerjoin(load, load.c.owner_id == Person.id)
        .order_by(func.coalesce(load.c.open, 0), load.c.last_at.asc().nulls_first(), Person.id)
    )
    return [p for p in session.scalars(query) if p.id not in (without or set())]


def timekeeper() -> WorkingTime:
    """The working time of the supplier served."""
    return working_time(current_pack().profile)


def time_left(handover: Handover, now: datetime, hours: WorkingTime) -> timedelta:
    """Working time until the promise is due; negative once it is broken."""
    return hours.between(now, handover.due_at)


def time_used(handover: Handover, now: datetime, hours: WorkingTime) -> int:
    """Per cent of the promised working time that is gone, from 0 to 100."""
    promised = hours.between(handover.offered_at, handover.due_at)
    if promised <= timedelta():
        return 100
    used = hours.between(handover.offered_at, now)
    return max(0, min(100, round(used / promised * 100)))
