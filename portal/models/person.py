"""People: contacts of an account and the supplier's own staff."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base

if TYPE_CHECKING:
    from portal.models.account import Account

person_role = Table(
    "person_role",
    Base.metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)

ROLES = ("buyer", "reviewer", "rep", "marketer", "head", "admin")
STAFF_ROLES = ("rep", "marketer", "head", "admin")


class Role(Base, RoleMixin):  # type: ignore[misc]  # the mixin declares an integer key
    """buyer, reviewer, rep, marketer, head or admin."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(default="")


class Person(Base, UserMixin):  # type: ignore[misc]  # the mixin declares an integer key
    """A contact of an account, or a member of staff (no account); signs in when there is an e-mail."""

    __tablename__ = "person"

    name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True, default="")
    given_name: Mapped[str] = mapped_column(default="")
    form_of_address: Mapped[str] = mapped_column(default="")
    """anh, chị, Mr, Ms …, as the person chose; never guessed."""
    email: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]  # or a phone
    phone: Mapped[str] = mapped_column(default="", index=True)
    job: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="vi")
    pack: Mapped[str] = mapped_column(default="")
    """Which supplier a member of staff works for; empty for an administrator of both."""
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    consent_contact_at: Mapped[datetime | None]
    """When the person agreed to be contacted; nobody calls or writes without it."""
    unsubscribed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    # Flask-Security's contract
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid.uuid4().hex)

    account: Mapped["Account | None"] = relationship(back_populates="people")
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # ours, not the mixin's
        secondary=person_role, lazy="selectin"
    )

    @property
    def role_names(self) -> set[str]:
        """The names of the person's roles."""
        return {role.name for role in self.roles}

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the supplier."""
        return bool(self.role_names & set(STAFF_ROLES))
