"""Monthly reports that people asked for by e-mail."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.person import Person


class ReportSubscription(Base):
    """The emissions report of an account, each month, to a person who agreed to it."""

    __tablename__ = "report_subscription"

    token: Mapped[str] = mapped_column(unique=True)
    """Ends it without signing in."""
    pack: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    consent_text: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    sent_month: Mapped[date] = mapped_column(index=True)
    """The first day of the month in which the last letter went, or in which it was asked for."""
    sent_at: Mapped[datetime]
    """When that was: readings confirmed since are new."""
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
