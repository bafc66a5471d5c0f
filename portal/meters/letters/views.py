"""The monthly report: asked for on the page of a load, ended from any letter."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal.access import access
from portal.meters.blueprint import bp
from portal.meters.letters import operations
from portal.models import MeterFile, ReportSubscription
from portal.owner import get_mine
from portal.rendering import render_page
from portal.security import csrf, limiter


@bp.post("/meters/<uuid:id>/monthly")
@access("person", touchpoint="report_subscribed")
@limiter.limit("10 per minute")
def subscribe(id: UUID) -> ResponseReturnValue:
    """The page of the load; from next month on a letter follows, or none any more."""
    file = get_mine(MeterFile, id=id)
    if not current_user.account_id:
        abort(404)
    known = operations.subscription(current_user)
    if request.form.get("agreed"):
        operations.subscribe(current_user._get_current_object())
    elif known:
        operations.end(known)
    return redirect(url_for(".consumption", id=file.id), 303)


@bp.get("/reports/<token>/end")
@access("visitor", no_touchpoint="ending it counts")
def end_letters_page(token: str) -> ResponseReturnValue:
    """The button that ends the letters: a scanner that follows links ends nothing."""
    return render_page("meters/letters.html", found=_found(token))


@bp.post("/reports/<token>/end")
@access("visitor", touchpoint="report_unsubscribed")
@csrf.exempt  # mail programs press it (RFC 8058): nothing but the secret in the address counts
def end_letters(token: str) -> ResponseReturnValue:
    """The letters ended."""
    found = _found(token)
    operations.end(found)
    return render_page("meters/letters.html", found=found)


def _found(token: str) -> ReportSubscription:
    return operations.by_token(token) or abort(404)
