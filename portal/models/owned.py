"""What belongs to a buyer: to a visitor first, then to a person and an account."""

import uuid

from sqlalchemy import ColumnElement, ForeignKey, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class Owned:
    """Columns that say whose a row is; `portal.owner` reads them and nothing else does."""

    pack: Mapped[str] = mapped_column(index=True)

    @declared_attr
    def visitor_id(cls) -> Mapped[uuid.UUID | None]:
        """The browser that made it."""
        return mapped_column(ForeignKey("visitor.id"), index=True)

    @declared_attr
    def person_id(cls) -> Mapped[uuid.UUID | None]:
        """The person, once known."""
        return mapped_column(ForeignKey("person.id"), index=True)

    @declared_attr
    def account_id(cls) -> Mapped[uuid.UUID | None]:
        """The account, once known."""
        return mapped_column(ForeignKey("account.id"), index=True)

    @declared_attr
    def pack_version_id(cls) -> Mapped[uuid.UUID]:
        """The edition of the pack it was made with."""
        return mapped_column(ForeignKey("pack_version.id"))

    @classmethod
    def standing(cls) -> ColumnElement[bool]:
        """The condition under which a row is still there for its owner."""
        return true()
