"""Price comparisons and prices held."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.owned import Owned


class Comparison(Owned, Base):
    """A buyer's usage and the plans ranked on it, as shown."""

    __tablename__ = "comparison"

    code: Mapped[str] = mapped_column(unique=True)
    segment: Mapped[str] = mapped_column(default="")
    usage: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """province, months (kWh as decimal text), shares, current plan, where the figures came from."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PriceHold(Base):
    """A price promised to a phone number until a day, with the consent given for it."""

    __tablename__ = "price_hold"

    token: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    comparison_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comparison.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    offer: Mapped[str]
    yearly_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    phone: Mapped[str]
    consent_text: Mapped[str]
    consent_at: Mapped[datetime]
    wants_call: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="vi")
    held_until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None] = mapped_column(index=True)
    """When today's price was last compared with it; NULL where nobody agreed to be told."""
    created_at: Mapped[datetime]
