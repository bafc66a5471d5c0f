"""Companies that buy."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.person import Person


class Account(Base):
    """A company that buys from one supplier, and the segment it stands in today."""

    __tablename__ = "account"

    pack: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    tax_code: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    segment: Mapped[str] = mapped_column(default="", index=True)
    stage: Mapped[str] = mapped_column(default="consider")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Answers and other facts that segment rules and fit lines read."""
    created_at: Mapped[datetime]

    people: Mapped[list[Person]] = relationship(back_populates="account", order_by=Person.name)


class SegmentAssignment(Base):
    """The dated history of segments: which, why, by whom."""

    __tablename__ = "segment_assignment"

    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    visitor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visitor.id"), index=True)
    segment: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    """Id of the rule that decided; empty when a person did."""
    reason: Mapped[str] = mapped_column(default="")
    assigned_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
