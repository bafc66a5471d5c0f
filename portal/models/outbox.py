"""Effects waiting to leave the house."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class OutboxMessage(Base):
    """An effect written with the act that caused it; the worker carries it out at least once."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due", "state", "due_at"),)

    kind: Mapped[str]
    """email | sms | webhook | document"""
    key: Mapped[str] = mapped_column(unique=True)
    """Idempotency key: enqueueing twice is one effect, and receivers key on it."""
    pack: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting | sent | dead"""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
