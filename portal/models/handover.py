"""Hand-overs from marketing's record to one sales rep."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.account import Account
from portal.models.person import Person

OPEN_STATES = ("offered", "accepted", "working")
STATES = (*OPEN_STATES, "returned", "expired", "won", "lost", "recycled")


class Handover(Base):
    """A serious prospect offered to exactly one rep, with a clock."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_owner_state", "owner_id", "state"),)

    pack: Mapped[str] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(unique=True)
    """HO-2026-00042"""
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    open_key: Mapped[str | None] = mapped_column(unique=True)
    """The account's key while the hand-over is open, else NULL: one open hand-over per account."""
    state: Mapped[str] = mapped_column(default="offered", index=True)
    segment: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    """What crossed the threshold."""
    score: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Fit, engagement and their lines at the moment of the offer."""
    rfp_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("rfp.id"))
    offered_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    contact: Mapped[Person] = relationship(foreign_keys=[contact_id])
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    events: Mapped[list["HandoverEvent"]] = relationship(
        order_by="HandoverEvent.at", back_populates="handover"
    )


class HandoverEvent(Base):
    """One change of state, with who, when and why."""

    __tablename__ = "handover_event"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    state: Mapped[str]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    handover: Mapped[Handover] = relationship(back_populates="events")
    actor: Mapped[Person | None] = relationship()
