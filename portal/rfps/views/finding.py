"""What every page of an RFP asks for first: the draft, its last version, the rail of steps."""

from typing import Any

from flask import abort, request, url_for

from portal.i18n import _, words
from portal.models import Rfp, RfpVersion
from portal.owner import get_mine
from portal.rfps import queries
from portal.rfps.drafts import Draft

CLAUSES = "clauses"


def draft_of(number: str) -> Draft:
    """The draft with this number, for whoever may read it; 404 for all others."""
    return Draft(get_mine(Rfp, number=number))


def own_draft(number: str) -> Draft:
    """The draft, for whoever may change it; 404 for those who only read."""
    draft = draft_of(number)
    if not queries.may_edit(draft.rfp):
        abort(404)
    return draft


def last_version(rfp: Rfp) -> RfpVersion | None:
    """What was issued last; None while nothing was."""
    return next(iter(queries.versions(rfp)), None)


def version_typed() -> int | None:
    """The draft's version that the form was made from; None for anything but a number."""
    return request.form.get("version", type=int)


def rail(draft: Draft, here: str) -> list[dict[str, Any]]:
    """The rail: sections, clauses, submission."""
    number = draft.rfp.number
    rail = [
        {
            "text": words(section.text),
            "href": url_for(".edit", number=number, section=section.id),
            "state": "current"
            if section.id == here
            else ("done" if draft.is_done(section) else "todo"),
        }
        for section in draft.template.sections
    ]
    for id, text, endpoint in (
        (CLAUSES, _("Clauses"), ".clauses"),
        ("preview", _("Check and submit"), ".preview"),
    ):
        state = "current" if id == here else "todo"
        rail.append({"text": text, "href": url_for(endpoint, number=number), "state": state})
    return rail
