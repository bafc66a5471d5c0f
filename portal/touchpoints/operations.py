"""Writing to the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g, has_request_context
from flask_security import current_user

from portal import clock
from portal.db import begin_mode, session
from portal.ids import new_id
from portal.models import Account, Touchpoint
from portal.owner import by_program, made_visitor
from portal.packs import current_pack, served_pack_id
from portal.touchpoints.registry import TYPES

TOUCHED = "touched accounts"
"""Where a session keeps the accounts whose ledger grew: their commit looks at the score."""


def record(
    kind: str,
    *,
    subject: str = "",
    data: Mapping[str, Any] | None = None,
    account: Account | None = None,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
    channel: str = "web",
    direction: str = "in",
    occurred_at: datetime | None = None,
    consent: bool = False,
    source: str = "portal",
    source_id: str | None = None,
) -> Touchpoint:
    """The touchpoint, added to the caller's transaction; the caller commits it with the act.

    In a request, visitor, person and account are whoever acts; a member of staff who acts on
    an account names `account` and is kept as `staff_id`. `source` and `source_id` make a
    repeated import leave one row.

    Raises:
        KeyError: `kind` is not in the registry.
    """
    definition = TYPES[kind]
    who = _actor(account, person_id, staff_id)
    moment = occurred_at or clock.now()
    touch = Touchpoint(
        id=new_id(),
        pack=account.pack if account else served_pack_id(),
        source=source,
        source_id=source_id or str(new_id()),
        type=kind,
        subject=subject,
        occurred_at=moment,
        recorded_at=clock.now(),
        channel=channel,
        direction=direction,
        segment=who["segment"],
        stage=who["stage"],
        cost_minor=current_pack().touch_cost(kind, channel),
        consent=consent,
        human=definition.human,
        data=dict(data or {}),
        visitor_id=who["visitor_id"],
        person_id=who["person_id"],
        account_id=who["account_id"],
        staff_id=who["staff_id"],
    )
    _move_stage(who["account"], definition.stage)
    session.add(touch)
    if who["account"]:
        session.info.setdefault(TOUCHED, {})[who["account_id"]] = who["account"]
    return touch


def record_view(kind: str) -> None:
    """Nothing: a page was looked at, and a short transaction of its own says so."""
    subject, data = g.get("view_subject", ""), g.get("view_data", {})
    session.rollback()
    g.pop("visitors", None)  # a visitor made while reading went with the rollback
    mode = begin_mode.set("IMMEDIATE")
    try:
        record(kind, subject=subject, data=data)
        session.commit()
    finally:
        begin_mode.reset(mode)


def describe_view(subject: str, **data: Any) -> None:
    """Nothing: tells the touchpoint that this GET leaves what the page was about."""
    g.view_subject, g.view_data = subject, data


def _actor(
    account: Account | None, person_id: UUID | None, staff_id: UUID | None
) -> dict[str, Any]:
    visitor = None
    if has_request_context():
        if current_user.is_authenticated and current_user.is_staff:
            staff_id = staff_id or current_user.id
        else:
            visitor = None if by_program() else made_visitor()
            if current_user.is_authenticated:
                person_id = person_id or current_user.id
                account = account or current_user.account
    segment = account.segment if account else (visitor.segment if visitor else "")
    return {
        "visitor_id": visitor.id if visitor else None,
        "person_id": person_id,
        "account": account,
        "account_id": account.id if account else None,
        "staff_id": staff_id,
        "segment": segment,
        "stage": account.stage if account else "consider",
    }


def _move_stage(account: Account | None, stage: str | None) -> None:
    """The journey is a loop: an act of another stage moves the account there, back as well."""
    if account and stage and account.stage != stage:
        account.stage = stage
