"""Reading the outbox."""

from sqlalchemy import func, select

from portal.db import session
from portal.models import OutboxMessage
from portal.packs import served_pack_id


def messages(state: str, most: int = 100) -> list[OutboxMessage]:
    """The supplier's messages in a state, newest first."""
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.pack == served_pack_id(), OutboxMessage.state == state)
            .order_by(OutboxMessage.created_at.desc())
            .limit(most)
        )
    )


def sent_count() -> int:
    """How many of the supplier's messages arrived."""
    query = select(func.count()).select_from(OutboxMessage)
    return session.scalar(query.filter_by(pack=served_pack_id(), state="sent")) or 0
