"""Sending a file of meters, reading it, and confirming what is used of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update

from portal import clock, outbox
from portal.compare import operations as comparing
from portal.compare.loads import cells_of, kept_cells
from portal.db import session
from portal.documents.operations import request_document
from portal.i18n import language, site_zone
from portal.ids import new_id
from portal.links import outward
from portal.meters import consumption
from portal.meters.links.operations import tell_of_file
from portal.meters.loads import files_of, joined
from portal.meters.storage import folded, packed, unpacked
from portal.models import Comparison, Document, MeterFile, UploadLink
from portal.owner import current_owner, grant
from portal.packs import serving
from portal.touchpoints.operations import record
from pricing import Finding
from pricing.emissions import Path
from pricing.loads import Meter, insight, parse_readings

STEP = 5
"""Hundredths between two notes of progress."""


def send(content: bytes, file_name: str, segment: str, link: UploadLink | None = None) -> MeterFile:
    """The file kept, whoever sent it or the address `link` it came by; the worker reads it."""
    file = MeterFile(
        id=new_id(), segment=segment, file_name=_shown(file_name), content=content,
        upload_link_id=link.id if link else None,
        created_at=clock.now(), **current_owner(create=True).columns(),
    )  # fmt: skip
    session.add(file)
    session.flush()
    outbox.enqueue("meter_file", f"meter_file/{file.id}", {"file": str(file.id)})
    record("meter_file_sent", subject=f"meter_file/{file.id}", data={"bytes": len(content)})
    session.commit()
    return file


def _shown(name: str) -> str:
    """A file's name as it can be kept and shown."""
    return "".join(letter for letter in name if letter.isprintable()).strip()[:200] or "readings"


def read(file_id: UUID) -> None:
    """Nothing: the file is read and reported on, or says why it cannot be; committed."""
    file = session.get(MeterFile, file_id)
    if file is None or file.content is None or file.state not in ("waiting", "reading"):
        return  # deleted meanwhile, or read before
    content, pack = file.content, file.pack
    _note(file_id, 1)
    noted = [0]

    def progress(part: float) -> None:
        done = int(part * 100)
        if done >= noted[0] + STEP:
            noted[0] = done
            _note(file_id, done)

    with serving(pack):
        found = parse_readings(content, zone=ZoneInfo(site_zone()), progress=progress)
    file = session.get_one(MeterFile, file_id)
    file.report = {
        "findings": [_plain(finding) for finding in found.findings],
        "meters": [_summary(meter) for meter in found.meters],
    }
    file.readings = packed(found.meters) if found.meters else None
    file.state, file.progress = ("ready" if found.meters else "failed"), 100
    file.content, file.read_at = None, clock.now()
    with serving(pack):
        tell_of_file(file)
    session.commit()


def _note(file_id: UUID, done: int) -> None:
    """Nothing: how far the reading is, for whoever looks."""
    values = {"state": "reading", "progress": done}
    session.execute(update(MeterFile).where(MeterFile.id == file_id).values(**values))
    session.commit()


def _plain(finding: Finding) -> list[Any]:
    return [finding.code, list(finding.subjects), dict(finding.params)]


def _summary(meter: Meter) -> dict[str, Any]:
    readings = meter.readings
    return {
        "name": meter.name,
        "minutes": readings.minutes,
        "first": str(readings.start[0].astype("datetime64[D]")),
        "last": str(readings.start[-1].astype("datetime64[D]")),
        "count": len(readings.kwh),
        "kwh": readings.total,
        "kw": readings.peak_kw if readings.has_hours else None,
        "mended_count": len(meter.mended.kwh),
        "mended_kwh": meter.mended.total,
        "mended_kw": meter.mended.peak_kw if readings.has_hours else None,
    }


def confirm(
    file: MeterFile, places: Sequence[int], *, mended: bool, after: MeterFile | None = None
) -> None:
    """Nothing: these meters together are the buyer's load, mended or as they are.

    Args:
        after: a confirmed load that goes on with this file; its milestones go along.
    """
    assert file.readings is not None
    every = [unpacked(file.readings)[place] for place in places]
    cells = folded([each.mended if mended else each.as_it_is for each in every])
    names = [file.report["meters"][place]["name"] for place in places]
    file.usage = {
        "origin": "readings_file", "notes": [], "cells": kept_cells(cells), "meters": names,
        "files": [file.file_name], "mended": mended, "province": "", "current": "",
    }  # fmt: skip
    if after is not None:
        file.usage |= {
            "cells": joined(after, cells),
            "files": [*files_of(after.usage, after.file_name), file.file_name],
        }
        file.goal, cells = dict(after.goal), cells_of(file.usage["cells"])
    shape = insight(cells)
    file.shape = {
        "load_factor": shape.load_factor, "base_share": shape.base_share,
        "peak_share": consumption.share_of(cells, "peak"),
    }  # fmt: skip
    file.state, file.readings, file.confirmed_at = "confirmed", None, clock.now()
    record(
        "meter_data_confirmed",
        subject=f"meter_file/{file.id}",
        data={"meters": len(places), "mended": mended, "goes_on": after is not None},
    )
    session.commit()


def set_goal(file: MeterFile, path: Path) -> None:
    """Nothing: the path the buyer measures themselves by."""
    file.goal = {
        "base_year": path.base_year, "base": str(path.base),
        "target_year": path.target_year, "cut": str(path.cut),
    }  # fmt: skip
    record("milestones_set", subject=f"meter_file/{file.id}")
    session.commit()


def compare(file: MeterFile, **terms: str) -> Comparison:
    """The price comparison on this load; `terms` are province and current plan, where known."""
    return comparing.compare_kept(file.usage | terms, segment=file.segment)


def report(file: MeterFile, lang: str) -> Document:
    """The monthly report on paper, on its way, in the caller's transaction."""
    return request_document(
        "emissions",
        file,
        subject=f"meter_file/{file.id}",
        language=lang,
        file_name=f"emissions-{clock.today(site_zone()):%Y-%m}.pdf",
        view=consumption.paper_view(file),
    )


def request_report(file: MeterFile, *, to: str = "") -> Document:
    """The monthly report, on its way; with an address a letter leads there too.

    An address is given by somebody signed in who ticked that they want the letter.
    """
    document = report(file, language())
    grant(document)
    if to:
        outbox.send_email(
            to=to,
            template="emissions_report",
            lang=language(),
            key=f"emissions-report/{document.id}",
            values={
                "verdict": document.view["verdict"],
                "link": outward("documents.show", id=document.id),
            },
        )
        record("report_mailed", subject=f"meter_file/{file.id}", consent=True)
    session.commit()
    return document


def delete(file: MeterFile) -> None:
    """Nothing: the file, its readings and its load are gone."""
    record("meter_data_deleted", subject=f"meter_file/{file.id}")
    session.delete(file)
    session.commit()
