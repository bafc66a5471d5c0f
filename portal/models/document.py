"""Papers made by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.owned import Owned


class Document(Owned, Base):
    """A PDF asked for, in the making, or ready."""

    __tablename__ = "document"

    kind: Mapped[str]
    """price_hold | acceptance | tco | rfp | emissions"""
    subject: Mapped[str] = mapped_column(index=True)
    """What it shows, as `noun/id`."""
    language: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting | ready | failed"""
    error: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A file to be carried inside; with it the paper is made for archives (PDF/A-3)."""
    attachment_name: Mapped[str] = mapped_column(default="")
    view: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was shown when it was asked for, frozen."""
    created_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
