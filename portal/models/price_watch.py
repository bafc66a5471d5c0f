"""Prices somebody wants to be told about."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class PriceWatch(Base):
    """A plan on a buyer's usage, the number to tell of a change, and the consent given for it."""

    __tablename__ = "price_watch"

    token: Mapped[str] = mapped_column(unique=True)
    comparison_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comparison.id"), index=True)
    plan: Mapped[str]
    told_minor: Mapped[int] = mapped_column(BigInteger)
    """The cost of a year that was told last."""
    currency: Mapped[str]
    phone: Mapped[str]
    consent_text: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    looked_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
