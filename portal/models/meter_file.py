"""Files of meters' readings, on their way from upload to a confirmed load."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base
from portal.models.owned import Owned


class MeterFile(Owned, Base):
    """A file a buyer sent: waiting, being read, reported on, and confirmed for use.

    The file itself goes once it is read, the readings once they are confirmed: what stays is the
    load by month, weekday and half-hour, and what was said about the file.
    """

    __tablename__ = "meter_file"

    segment: Mapped[str] = mapped_column(default="")
    upload_link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("upload_link.id"))
    """The address it came by, where nobody was signed in."""
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting | reading | ready | failed | confirmed"""
    progress: Mapped[int] = mapped_column(default=0)
    """Hundredths of the reading that are done."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    readings: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """findings, and for each meter its name, interval, days, kWh and highest kW."""
    usage: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The confirmed load, as comparisons keep it, and which meters and treatment it is made of."""
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Shares that an anonymous benchmark compares."""
    goal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """base_year, base tonnes, target_year and cut of the buyer's own path."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
