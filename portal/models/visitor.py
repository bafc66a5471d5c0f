"""Browsers that came by, and the people they turned out to be."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Visitor(Base):
    """One browser, anonymous until a person is known."""

    __tablename__ = "visitor"

    pack: Mapped[str]
    segment: Mapped[str] = mapped_column(default="")
    segment_rule: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    language: Mapped[str] = mapped_column(default="vi")
    first_seen_at: Mapped[datetime]


class VisitorLink(Base):
    """A visitor is this person, from then on and back; undone, never deleted."""

    __tablename__ = "visitor_link"

    visitor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visitor.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]
