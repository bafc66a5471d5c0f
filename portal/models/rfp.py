"""Requests for proposal."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.owned import Owned


class Rfp(Owned, Base):
    """A buyer's request: drafted from a segment's template, edited, submitted."""

    __tablename__ = "rfp"

    number: Mapped[str] = mapped_column(unique=True)
    """RFP-2026-00042"""
    title: Mapped[str] = mapped_column(default="")
    template: Mapped[str]
    segment: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft", index=True)
    """draft | submitted | withdrawn"""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field id → value."""
    privacy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field id → true when the supplier may see it."""
    without: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the optional clauses the buyer took out."""
    section: Mapped[str] = mapped_column(default="")
    """Where the buyer stopped."""
    configuration_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("configuration.id"))
    calculation_version_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("calculation_version.id")
    )
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    versions: Mapped[list["RfpVersion"]] = relationship(
        order_by="RfpVersion.number", back_populates="rfp"
    )


class RfpVersion(Base):
    """A snapshot of an RFP, whole and as the supplier may see it."""

    __tablename__ = "rfp_version"
    __table_args__ = (UniqueConstraint("rfp_id", "number"),)

    rfp_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rfp.id"), index=True)
    pack_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pack_version.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    shared: Mapped[dict[str, Any]]
    """The part the buyer shared at that moment: the only part staff may read."""
    issued_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]

    rfp: Mapped[Rfp] = relationship(back_populates="versions")
