"""Sending again what was given up."""

from uuid import UUID

from sqlalchemy import update

from portal import clock
from portal.db import session
from portal.models import OutboxMessage
from portal.packs import served_pack_id


def resend(id: UUID) -> bool:
    """Whether the dead message is due again, with all its attempts; committed."""
    dead = (
        (OutboxMessage.id == id)
        & (OutboxMessage.pack == served_pack_id())
        & (OutboxMessage.state == "dead")
    )
    revived = session.execute(
        update(OutboxMessage).where(dead).values(state="waiting", attempts=0, due_at=clock.now())
    )
    session.commit()
    return bool(revived.rowcount)  # type: ignore[attr-defined]
