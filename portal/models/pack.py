"""Published offering packs."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class PackVersion(Base):
    """One published edition of an offering pack, with every file it was made of."""

    __tablename__ = "pack_version"
    __table_args__ = (UniqueConstraint("pack", "content_hash", "effective_from"),)

    pack: Mapped[str] = mapped_column(index=True)
    content_hash: Mapped[str]
    published_at: Mapped[datetime]
    effective_from: Mapped[datetime] = mapped_column(index=True)
    files: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """Path inside the pack → text."""
