"""Whose row is it: the one place that scopes rows to a visitor, a person or an account."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import abort, current_app, g
from flask import session as cookie
from flask_security import current_user
from sqlalchemy import ColumnElement, false, or_, select

from portal import clock
from portal.db import session
from portal.i18n import language
from portal.ids import new_id
from portal.models import Person, Visitor
from portal.models.owned import Owned
from portal.packs import current_pack, served_pack_id
from portal.packs.formats import SegmentProfile

Row = TypeVar("Row", bound=Owned)

GRANTS_KEPT = 12


@dataclass(frozen=True)
class Owner:
    """Who acts: a browser, and the person and account behind it when they are known."""

    visitor_id: UUID | None
    person_id: UUID | None
    account_id: UUID | None

    def columns(self) -> dict[str, Any]:
        """What a new row of this owner carries."""
        return {
            "pack": served_pack_id(),
            "pack_version_id": current_pack().version_id,
            "visitor_id": self.visitor_id,
            "person_id": self.person_id,
            "account_id": self.account_id,
        }


def by_program() -> bool:
    """Whether a program acts by token: it has no browser, and so no visitor."""
    return "api_token" in g


def act_for(person: Person, program: UUID) -> None:
    """Nothing: for the rest of this request `person` acts, by a program that showed its secret."""
    g.api_token = program
    # The public `login_user` would leave a cookie: a program is somebody for one request only.
    current_app.login_manager._update_request_context_with_user(person)  # type: ignore[attr-defined]


def current_owner(*, create: bool = False) -> Owner:
    """Who acts in this request; `create` gives an unknown browser its visitor row."""
    visitor = None
    if not by_program():
        visitor = made_visitor() if create else current_visitor()
    known = current_user.is_authenticated and not current_user.is_staff
    return Owner(
        visitor.id if visitor else None,
        current_user.id if known else None,
        current_user.account_id if known else None,
    )


def current_visitor() -> Visitor | None:
    """The visitor of this browser at the supplier served, if it has come before.

    Signing in may change the supplier within a request, so each supplier's visitor is kept apart.
    """
    pack = served_pack_id()
    kept: dict[str, Visitor] = g.setdefault("visitors", {})
    if pack not in kept:
        key = cookie.get("visitors", {}).get(pack)
        found = session.get(Visitor, UUID(key)) if key else None
        if found is None:
            return None
        kept[pack] = found
    return kept[pack]


def made_visitor() -> Visitor:
    """The visitor of this browser, made now when it is new; the caller commits.

    Each supplier knows its own visitors: switching in the demo starts afresh.
    """
    if found := current_visitor():
        return found
    made = Visitor(
        id=new_id(),
        pack=served_pack_id(),
        answers={},
        language=language(),
        first_seen_at=clock.now(),
    )
    session.add(made)
    session.flush()
    cookie.permanent = True
    cookie["visitors"] = {**cookie.get("visitors", {}), made.pack: str(made.id)}
    g.setdefault("visitors", {})[made.pack] = made
    return made


def mine(model: type[Row]) -> ColumnElement[bool]:
    """The condition under which whoever acts may open and change a row of `model`.

    It is theirs, or this browser was told its code.
    """
    told = model.id.in_(_granted(model))  # type: ignore[attr-defined]
    return or_(told, owned(model)) & (model.pack == served_pack_id()) & model.standing()


def owned(model: type[Owned]) -> ColumnElement[bool]:
    """The condition under which a row of `model` belongs to whoever acts."""
    owner = current_owner()
    ways: list[ColumnElement[bool]] = [false()]
    if owner.account_id:
        ways.append(model.account_id == owner.account_id)
    if owner.person_id:
        ways.append(model.person_id == owner.person_id)
    if owner.visitor_id:
        # A browser keeps what it made while nobody was known, and nothing of an account.
        ways.append(
            (model.visitor_id == owner.visitor_id)
            & model.person_id.is_(None)
            & model.account_id.is_(None)
        )
    return or_(*ways)


def get_owned(model: type[Row], **where: Any) -> Row:
    """The row of `model` with these columns, if it belongs to whoever acts; 404 otherwise.

    A row that was taken off the list is found too: its owner may put it back.
    """
    query = select(model).filter_by(pack=served_pack_id(), **where).where(owned(model))
    return session.scalars(query).one_or_none() or abort(404)


def get_mine(model: type[Row], **where: Any) -> Row:
    """The row of `model` with these columns, if it is the reader's; 404 otherwise."""
    query = select(model).filter_by(**where).where(mine(model))
    return session.scalars(query).one_or_none() or abort(404)


def grant(row: Any) -> None:
    """Nothing: this browser may from now on open `row`, because it knew the code or the link."""
    name = type(row).__tablename__
    grants = cookie.get("grants", {})
    kept = [k for k in grants.get(name, []) if k != str(row.id)]
    cookie.permanent = True
    cookie["grants"] = {**grants, name: [*kept, str(row.id)][-GRANTS_KEPT:]}


def _granted(model: type[Any]) -> list[UUID]:
    return [UUID(k) for k in cookie.get("grants", {}).get(model.__tablename__, [])]


def current_segment() -> SegmentProfile | None:
    """The segment of whoever reads, or None while it is unknown."""
    if current_user.is_authenticated and current_user.account:
        return current_pack().segments.get(current_user.account.segment)
    visitor = current_visitor()
    return current_pack().segments.get(visitor.segment) if visitor else None
