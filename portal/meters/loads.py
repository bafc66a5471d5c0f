"""Confirmed loads: which there are, what they are called, and how one goes on with a newer file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.compare.loads import cells_of, kept_cells
from portal.db import session
from portal.i18n import _, day
from portal.models import MeterFile
from portal.owner import mine
from pricing.loads import LoadCells

MOST_OFFERED = 5


def confirmed_loads() -> list[MeterFile]:
    """The reader's confirmed loads, the newest first."""
    query = select(MeterFile).where(mine(MeterFile), MeterFile.state == "confirmed")
    newest = query.order_by(MeterFile.confirmed_at.desc()).limit(MOST_OFFERED)
    return list(session.scalars(newest))


def earlier_loads(file: MeterFile) -> list[MeterFile]:
    """The reader's confirmed loads that `file` may go on from, the newest first."""
    return [each for each in confirmed_loads() if each.segment == file.segment]


def likely(file: MeterFile, earlier: Sequence[MeterFile]) -> MeterFile | None:
    """The load that `file` most likely goes on from: the same meters, and it ends later."""
    names = {meter["name"] for meter in file.report["meters"]}
    last = max(date.fromisoformat(meter["last"]) for meter in file.report["meters"])
    same = (each for each in earlier if set(each.usage["meters"]) <= names)
    return next((each for each in same if days_of(each)[1] < last), None)


def days_of(file: MeterFile) -> tuple[date, date]:
    """First and last day of a confirmed load."""
    spans = file.usage["cells"]["spans"]
    return date.fromisoformat(spans[0][0]), date.fromisoformat(spans[-1][1])


def name_of(file: MeterFile) -> str:
    """A confirmed load by its file and its days."""
    first, last = days_of(file)
    return _("%(file)s: %(first)s – %(last)s",
             file=file.file_name, first=day(first), last=day(last))  # fmt: skip


def joined(earlier: MeterFile, newer: LoadCells) -> dict[str, Any]:
    """The cells of a confirmed load and of a newer file together, as they are kept."""
    return kept_cells(cells_of(earlier.usage["cells"]).followed_by(newer))


def files_of(usage: Mapping[str, Any], file_name: str) -> list[str]:
    """The names of the files that a load is made of."""
    return list(usage.get("files", [file_name]))
