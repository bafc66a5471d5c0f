"""Saved configurations."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.owned import Owned


class Configuration(Owned, Base):
    """A buyer's choices on one product model, reopened by link or code."""

    __tablename__ = "configuration"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    product: Mapped[str]
    segment: Mapped[str] = mapped_column(default="")
    offer: Mapped[str] = mapped_column(default="")
    """The standard offer it started from, if any."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Group → option, option → true/false, number → decimal text; in order of choosing."""
    version: Mapped[int] = mapped_column(default=1)
    net_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
