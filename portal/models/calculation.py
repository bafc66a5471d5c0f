"""Total-cost-of-ownership calculations and their saved versions."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.owned import Owned

if TYPE_CHECKING:
    from portal.models.person import Person


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
    buyer's own scenarios as `own:`, `own2:` … and the id, their names without it."""
    scenario: Mapped[str] = mapped_column(default="base")
    version: Mapped[int] = mapped_column(default=1)
    link: Mapped[str | None] = mapped_column(unique=True)
    """The secret of the private link that shows it to readers; None while there is none."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    versions: Mapped[list["CalculationVersion"]] = relationship(
        order_by="CalculationVersion.number", back_populates="calculation"
    )
    changes: Mapped[list["AssumptionChange"]] = relationship(
        order_by="(AssumptionChange.version, AssumptionChange.key)", back_populates="calculation"
    )
    suggestions: Mapped[list["Suggestion"]] = relationship(
        order_by="Suggestion.made_at", back_populates="calculation"
    )
    rights: Mapped[list["CaseRight"]] = relationship(
        order_by="CaseRight.given_at", back_populates="calculation"
    )


class CalculationVersion(Base):
    """One saved state: inputs, results and what was configured, frozen together."""

    __tablename__ = "calculation_version"
    __table_args__ = (UniqueConstraint("calculation_id", "number"),)

    calculation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calculation.id"), index=True)
    pack_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pack_version.id"))
    number: Mapped[int]
    assumptions: Mapped[dict[str, Any]]
    scenario: Mapped[str]
    results: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    saved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    configuration: Mapped[dict[str, Any] | None]
    """What the case was about, as `portal.configure.snapshots` keeps it; None for nothing."""

    calculation: Mapped[Calculation] = relationship(back_populates="versions")


class AssumptionChange(Base):
    """One assumption changed once; what was changed together carries the same version."""

    __tablename__ = "assumption_change"

    calculation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calculation.id"), index=True)
    version: Mapped[int]
    """The version of the case that came of it."""
    key: Mapped[str]
    """As in `Calculation.assumptions`."""
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    """None: the author's own figure."""
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    undone: Mapped[bool] = mapped_column(default=False)

    calculation: Mapped[Calculation] = relationship(back_populates="changes")
    person: Mapped["Person | None"] = relationship()


class Suggestion(Base):
    """Another value for an assumption, proposed by a colleague who may not change the case."""

    __tablename__ = "suggestion"

    calculation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calculation.id"), index=True)
    assumption: Mapped[str]
    value: Mapped[str]
    """Decimal text."""
    source: Mapped[str] = mapped_column(default="")
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
    """open | accepted | declined"""
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    calculation: Mapped[Calculation] = relationship(back_populates="suggestions")
    person: Mapped["Person"] = relationship(foreign_keys=[made_by])
    answerer: Mapped["Person | None"] = relationship(foreign_keys=[answered_by])


class CaseRight(Base):
    """What one colleague may do with one case, where it differs from what their role lets them."""

    __tablename__ = "case_right"
    __table_args__ = (UniqueConstraint("calculation_id", "person_id"),)

    calculation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calculation.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    right: Mapped[str]
    """edit | comment | read"""
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]

    calculation: Mapped[Calculation] = relationship(back_populates="rights")
