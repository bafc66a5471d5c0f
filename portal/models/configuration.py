"""Saved configurations."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.models.owned import Owned

if TYPE_CHECKING:
    from portal.models.discount import Discount


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
    """Group → option, option → true/false, number → decimal text.

    The order says nothing, and PostgreSQL does not keep it: whatever is derived from choices
    follows the order of the model.
    """
    version: Mapped[int] = mapped_column(default=1)
    net_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    trail: Mapped[list[Any]] = mapped_column(default=list)
    """The last changes, oldest first, each with who made it and what takes it back: `trail.py`."""
    link: Mapped[str | None] = mapped_column(unique=True)
    """The secret of the private link that shows it to readers; None while there is none."""
    made_by: Mapped[str | None] = mapped_column(unique=True)
    """The token of the form that made it: the same form sent twice makes one."""
    removed_at: Mapped[datetime | None]
    """When its owner took it off the list; it can be put back."""

    discounts: Mapped[list["Discount"]] = relationship(back_populates="configuration")

    @classmethod
    def standing(cls) -> ColumnElement[bool]:
        """The condition under which a row is still there for its owner."""
        return cls.removed_at.is_(None)
