"""Logging what happened off the web: calls, letters, e-mails, visits, talks with distributors."""

from datetime import datetime
from uuid import UUID

from portal.db import session
from portal.handover.operations import note_contact
from portal.models import Account, Touchpoint
from portal.touchpoints.operations import record

LOGGED = {
    "call": ("call_logged", "phone"),
    "letter": ("letter_logged", "post"),
    "email": ("email_logged", "email"),
    "visit": ("visit_logged", "event"),
    "meeting": ("meeting_logged", "web"),
    "distributor": ("distributor_logged", "distributor"),
    "complaint": ("complaint_logged", "phone"),
    "complaint_closed": ("complaint_closed", "phone"),
}
TALKED = {"reached", "callback", "not_interested"}
IN_PERSON = {"visit", "meeting"}


def log_touch(
    account: Account,
    staff_id: UUID,
    kind: str,
    *,
    outcome: str = "",
    direction: str = "out",
    person_id: UUID | None = None,
    occurred_at: datetime | None = None,
    note: str = "",
) -> Touchpoint:
    """The touchpoint, committed; a call, a visit or a meeting keeps an open promise to call."""
    type, channel = LOGGED[kind]
    touch = record(
        type,
        subject=f"account/{account.id}",
        account=account,
        person_id=person_id,
        staff_id=staff_id,
        channel=channel,
        direction=direction,
        occurred_at=occurred_at,
        data={"outcome": outcome if kind == "call" else "", "note": note},
    )
    note_contact(
        account,
        staff_id,
        channel,
        outcome if kind == "call" else "",
        at=touch.occurred_at,
        in_person=kind in IN_PERSON or outcome in TALKED,
    )
    session.commit()
    return touch
