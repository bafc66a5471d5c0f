"""Where an RFP starts: the reader's own ones, and a new one."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal.access import access
from portal.i18n import words
from portal.models import Rfp
from portal.packs import current_pack
from portal.rendering import render_page
from portal.rfps import attachments, operations, queries
from portal.rfps.blueprint import bp
from portal.rfps.drafts import Draft
from portal.rfps.wording import label_of
from portal.security import limiter


@bp.get("/rfp")
@access("visitor", no_touchpoint="starting or opening one counts")
def start() -> ResponseReturnValue:
    """The reader's RFPs, and a new one."""
    return render_page("rfps/start.html", rfps=queries.own_rfps(), offers=_offers(), done=_done)


@bp.post("/rfp")
@access("visitor", touchpoint="rfp_started")
@limiter.limit("20 per minute")
def create() -> ResponseReturnValue:
    """A draft from the segment's template."""
    _not_for_staff()
    wanted = request.form.get("segment", "")
    profiles = {profile.id: profile for profile in queries.segments_with_rfp()}
    profile = profiles.get(wanted) or (abort(404) if wanted or len(profiles) != 1 else None)
    rfp = operations.start(profile or next(iter(profiles.values())))
    return redirect(url_for(".edit", number=rfp.number, section=rfp.section), 303)


def _not_for_staff() -> None:
    if current_user.is_authenticated and current_user.is_staff:
        abort(404)


def _offers() -> list[dict[str, Any]]:
    """What can be started, and what would be attached."""
    pack = current_pack()
    offers = []
    for profile in queries.segments_with_rfp():
        template = pack.rfp_templates[profile.rfp or ""]
        rows = [(f, attachments.own(f)[:1]) for f in attachments.of_kind(template)]
        attached = [(words(field.text), label_of(own[0]) if own else "") for field, own in rows]
        offers.append({"profile": profile, "template": template, "attached": attached})
    return offers


def _done(rfp: Rfp) -> tuple[int, int]:
    draft = Draft(rfp)
    return draft.done, len(draft.template.sections)
