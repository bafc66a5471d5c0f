"""An RFP on paper: everything for the buyer, or what the supplier sees."""

from collections.abc import Iterable
from typing import Any

from configurator.rfp import Clause
from portal import clock
from portal.i18n import _, day, moment, site_zone, words
from portal.models import RfpVersion
from portal.packs import current_pack, pack_version
from portal.rfps.drafts import Draft
from portal.rfps.queries import Part, Row, reading, seen


def view_of(draft: Draft, last: RfpVersion | None, *, whole: bool) -> dict[str, Any]:
    """What the paper shows, as words already made; `last`: the version submitted, if it is that.

    Args:
        whole: with what the supplier never sees; otherwise the supplier's part alone.
    """
    content = last.content if last else draft.content()
    shared = last.shared if last else draft.shared()
    supplier = seen(draft.template, shared)
    parts = (
        reading(draft.template, content["answers"], content["privacy"]) if whole else supplier.parts
    )
    standing = set(content["clauses"])
    clauses = (
        [clause for clause in draft.template.clauses if clause.id in standing]
        if whole
        else supplier.clauses
    )
    rfp = draft.rfp
    return {
        "number": rfp.number,
        "title": content["title"],
        "edition_of": _("Version %(n)s of %(at)s", n=last.number, at=moment(last.issued_at))
        if last
        else _("Draft of %(day)s", day=day(clock.now())),
        "whole": whole,
        "supplier": current_pack().profile.supplier.name,
        "segment": words(current_pack().segments[rfp.segment].name)
        if rfp.segment in current_pack().segments
        else "",
        "parts": [_part(part, whole) for part in parts],
        "clauses": list(_clauses(clauses)),
        "shared_count": len(supplier.given),
        "made_on": day(clock.today(site_zone())),
        "edition": pack_version(rfp.pack_version_id).version,
    }


def _part(part: Part, whole: bool) -> dict[str, Any]:
    return {
        "title": part.title,
        "role": part.role,
        "rows": [_row(row, whole) for row in part.rows if whole or row.shown is not None],
        "kept": 0 if whole else sum(row.shown is None for row in part.rows),
    }


def _row(row: Row, whole: bool) -> dict[str, Any]:
    return {
        "label": row.label,
        "paragraphs": row.shown.paragraphs if row.shown else [],
        "lines": list(row.shown.lines) if row.shown else [],
        "mark": _mark(row) if whole else "",
    }


def _mark(row: Row) -> str:
    if not row.shareable:
        return _("never shared")
    return _("shared") if row.shared else _("not shared")


def _clauses(clauses: Iterable[Clause]) -> Iterable[dict[str, str]]:
    for number, clause in enumerate(clauses, 1):
        yield {"number": str(number), "title": words(clause.text), "body": words(clause.body)}
