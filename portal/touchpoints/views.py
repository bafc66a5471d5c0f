"""Customers, and everything that happened with each of them."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request

from portal.access import access
from portal.handover.assessment import assess
from portal.messages import sentences
from portal.models import Account
from portal.models.touchpoint import CHANNELS
from portal.packs import current_pack
from portal.rendering import render_page
from portal.scoring.wording import score_chart
from portal.touchpoints import logging, queries
from portal.touchpoints.forms import LogForm
from portal.touchpoints.wording import channel_names, timeline_items

bp = Blueprint("touchpoints", __name__)


@bp.get("/customers")
@access("staff", no_touchpoint="the supplier's own desk")
def customers() -> ResponseReturnValue:
    """The accounts of this supplier, those heard from last first."""
    search = request.args.get("search", "").strip()[:100]
    segment = request.args.get("segment", "")
    found = queries.customers(search, segment, request.args.get("page", 1, int))
    return render_page(
        "touchpoints/customers.html",
        fragment="found",
        search=search,
        chosen=segment,
        found=found,
        segments=current_pack().segments,
    )


@bp.get("/customers/<uuid:id>")
@access("staff", no_touchpoint="the supplier's own desk")
def timeline(id: UUID) -> ResponseReturnValue:
    """One account: score, readiness, timeline on all channels."""
    return _timeline(_account(id), LogForm(formdata=None))


@bp.post("/customers/<uuid:id>")
@access("staff", touchpoint="call_logged")
def log(id: UUID) -> ResponseReturnValue:
    """One more touch off the web."""
    account = _account(id)
    form = LogForm().about(account)
    if not form.validate():
        return _timeline(account, form, status=422)
    logging.log_touch(
        account,
        current_user.id,
        form.kind.data,
        outcome=form.outcome.data,
        direction=form.direction.data,
        person_id=UUID(form.person.data) if form.person.data else None,
        occurred_at=form.when.moment,
        note=form.note.data,
    )
    if request.htmx:
        return _timeline(account, LogForm(formdata=None))
    return redirect(url_for(".timeline", id=id), 303)


def _account(id: UUID) -> Account:
    return queries.account_of_served_pack(id) or abort(404)


def _timeline(account: Account, form: LogForm, status: int = 200) -> ResponseReturnValue:
    channel = request.args.get("channel", "")
    channel = channel if channel in CHANNELS else ""
    page = queries.timeline(account.id, request.args.get("page", 1, int), channel=channel)
    found = assess(account)
    return render_page(
        "touchpoints/timeline.html",
        fragment="history",
        status=status,
        account=account,
        form=form.about(account),
        page=page,
        moments=timeline_items(page.moments),
        channel=channel,
        channels=channel_names(),
        counts=queries.channel_counts(account.id),
        assessment=found,
        reasons=sentences(found.findings),
        chart=score_chart(found.score, found.segment) if found.score and found.segment else None,
    )
