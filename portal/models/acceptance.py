"""Plans that buyers accepted."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Acceptance(Base):
    """A plan accepted at a price, by whom, and the words agreed to."""

    __tablename__ = "acceptance"

    token: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    """ACC-2026-00042"""
    comparison_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comparison.id"), index=True)
    standing_key: Mapped[str | None] = mapped_column(unique=True)
    """The comparison's key while the acceptance stands, else NULL: one contract per usage."""
    price_hold_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("price_hold.id"), index=True)
    """The promise it rests on; none where the price is that of its day."""
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    plan: Mapped[str]
    yearly_minor: Mapped[int] = mapped_column(BigInteger)
    """What a year costs on the buyer's usage, without tax."""
    currency: Mapped[str]
    name: Mapped[str]
    company: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    terms_text: Mapped[str]
    language: Mapped[str]
    accepted_at: Mapped[datetime]
    withdraw_until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
