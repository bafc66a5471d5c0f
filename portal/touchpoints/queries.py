"""Reading the ledger of one account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.db import session
from portal.i18n import fold
from portal.models import Account, Person, Touchpoint
from portal.packs import served_pack_id

PAGE = 40


def newest(account_id: UUID, most: int) -> list[Touchpoint]:
    """The newest touchpoints of an account, newest first."""
    return list(
        session.scalars(
            select(Touchpoint)
            .where(Touchpoint.account_id == account_id)
            .order_by(Touchpoint.occurred_at.desc(), Touchpoint.id.desc())
            .limit(most)
        )
    )


@dataclass(frozen=True)
class Moment:
    """One touchpoint with the people in it."""

    touch: Touchpoint
    person: str
    staff: str


@dataclass(frozen=True)
class Timeline:
    """A page of an account's history, newest first."""

    moments: list[Moment]
    page: int
    pages: int
    total: int


def timeline(account_id: UUID, page: int = 1, size: int = PAGE, channel: str = "") -> Timeline:
    """The touchpoints of an account on all channels, or on one."""
    mine = Touchpoint.account_id == account_id
    if channel:
        mine &= Touchpoint.channel == channel
    total = session.scalar(select(func.count()).select_from(Touchpoint).where(mine)) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    touches = session.scalars(
        select(Touchpoint)
        .where(mine)
        .order_by(Touchpoint.occurred_at.desc(), Touchpoint.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    names = _names({t.person_id for t in touches} | {t.staff_id for t in touches})
    moments = [Moment(t, names.get(t.person_id, ""), names.get(t.staff_id, "")) for t in touches]
    return Timeline(moments, page, pages, total)


def channel_counts(account_id: UUID) -> dict[str, int]:
    """Channel → touchpoints of the account."""
    rows = session.execute(
        select(Touchpoint.channel, func.count())
        .where(Touchpoint.account_id == account_id)
        .group_by(Touchpoint.channel)
    )
    return dict(rows.all())


def went_out(account_id: UUID, channels: tuple[str, ...]) -> bool:
    """Whether one of us has gone to the account on one of these channels."""
    return (
        session.scalar(
            select(Touchpoint.id)
            .where(
                Touchpoint.account_id == account_id,
                Touchpoint.direction == "out",
                Touchpoint.channel.in_(channels),
                Touchpoint.staff_id.is_not(None),
            )
            .limit(1)
        )
        is not None
    )


@dataclass(frozen=True)
class Customer:
    """One row of the list of accounts."""

    account: Account
    touches: int
    last_at: datetime | None


@dataclass(frozen=True)
class Customers:
    """A page of the supplier's accounts."""

    rows: list[Customer]
    page: int
    pages: int
    total: int


def customers(search: str = "", segment: str = "", page: int = 1, size: int = PAGE) -> Customers:
    """The accounts of the supplier served, those heard from last first."""
    wanted = Account.pack == served_pack_id()
    if search:
        escaped = fold(search).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted &= Account.name_folded.like(f"%{escaped}%", escape="\\")
    if segment:
        wanted &= Account.segment == segment
    total = session.scalar(select(func.count()).select_from(Account).where(wanted)) or 0
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    heard = (
        select(
            Touchpoint.account_id,
            func.count().label("touches"),
            func.max(Touchpoint.occurred_at).label("last_at"),
        )
        .where(Touchpoint.pack == served_pack_id(), Touchpoint.account_id.is_not(None))
        .group_by(Touchpoint.account_id)
        .subquery()
    )
    rows = session.execute(
        select(Account, func.coalesce(heard.c.touches, 0), heard.c.last_at)
        .outerjoin(heard, heard.c.account_id == Account.id)
        .where(wanted)
        .order_by(heard.c.last_at.desc().nulls_last(), Account.name_folded)
        .limit(size)
        .offset((page - 1) * size)
    )
    return Customers([Customer(*row) for row in rows], page, pages, total)


def account_of_served_pack(account_id: UUID) -> Account | None:
    """The account, if it buys from the supplier served."""
    return session.scalars(
        select(Account).filter_by(id=account_id, pack=served_pack_id())
    ).one_or_none()


def _names(ids: set[UUID | None]) -> dict[UUID | None, str]:
    known = [id for id in ids if id is not None]
    if not known:
        return {}
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(known)))
    return dict(people.all())
