"""The ledger of every interaction, append-only."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

CHANNELS = ("web", "phone", "post", "email", "event", "distributor")


class Touchpoint(Base):
    """One interaction: a CloudEvents envelope (id, source, type, subject, time) with its sales facts."""

    __tablename__ = "touchpoint"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_touchpoint_account_time", "account_id", "occurred_at"),
        Index("ix_touchpoint_visitor_time", "visitor_id", "occurred_at"),
        Index("ix_touchpoint_pack_time", "pack", "occurred_at"),
    )

    pack: Mapped[str]
    source: Mapped[str] = mapped_column(default="portal")
    source_id: Mapped[str]
    type: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    """What it was about, as `noun/id`."""
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(default="web")
    direction: Mapped[str] = mapped_column(default="in")
    """in: the buyer came to us; out: we went to the buyer."""
    visitor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visitor.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    segment: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")
    cost_minor: Mapped[int] = mapped_column(default=0)
    """What the touch cost the supplier, in minor units of the pack's currency."""
    consent: Mapped[bool] = mapped_column(default=False)
    human: Mapped[bool] = mapped_column(default=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
