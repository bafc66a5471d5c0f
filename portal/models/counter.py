"""Human numbers."""

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Counter(Base):
    """The last number given out under a name such as `RFP-2026`."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[int] = mapped_column(default=0)
