"""Discounts negotiated on a configuration."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.configuration import Configuration
from portal.models.person import Person


class Discount(Base):
    """A share of the price that somebody wants to give away, and what became of it.

    It holds for the choices it was negotiated on, and for no others.
    """

    __tablename__ = "discount"

    configuration_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("configuration.id"), index=True)
    rate: Mapped[str]
    """A fraction of the price before negotiation, as decimal text."""
    reason: Mapped[str]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str]
    """asked | granted | refused | replaced"""
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    configuration: Mapped[Configuration] = relationship(back_populates="discounts")
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
