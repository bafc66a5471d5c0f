"""Total-cost-of-ownership calculations and their saved versions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.owned import Owned


class Calculation(Owned, Base):
    """A buyer's cost case: the calculator and what the buyer changed in it."""

    __tablename__ = "calculation"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    calculator: Mapped[str]
    segment: Mapped[str] = mapped_column(default="")
    configuration_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("configuration.id"))
    assumptions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Assumption id → {value, author, source, at}: only those the buyer changed; those of the
    buyer's own scenario as `own:` and the id."""
    scenario: Mapped[str] = mapped_column(default="base")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    versions: Mapped[list["CalculationVersion"]] = relationship(
        order_by="CalculationVersion.number", back_populates="calculation"
    )


class CalculationVersion(Base):
    """One saved state: inputs and results frozen together."""

    __tablename__ = "calculation_version"
    __table_args__ = (UniqueConstraint("calculation_id", "number"),)

    calculation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calculation.id"), index=True)
    pack_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pack_version.id"))
    number: Mapped[int]
    assumptions: Mapped[dict[str, Any]]
    scenario: Mapped[str]
    results: Mapped[dict[str, Any]]
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]

    calculation: Mapped[Calculation] = relationship(back_populates="versions")
