"""The queue and the dossier: call, accept, return, close; see what the buyer sees."""

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request

from portal.access import access
from portal.codes import found_by_code
from portal.handover import operations, queries
from portal.i18n import _
from portal.ids import normal_code
from portal.models import Handover, Person
from portal.owner import grant
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints import logging
from portal.workspace.desk import desk_of
from portal.workspace.dossier import dossier_of, state_names
from portal.workspace.forms import AcceptForm, CallForm, CloseForm, LookForm, ReturnForm

bp = Blueprint("workspace", __name__)

FORMS: dict[str, Any] = {
    "call": CallForm,
    "accept": AcceptForm,
    "give_back": ReturnForm,
    "close": CloseForm,
    "look": LookForm,
}


@bp.get("/workspace")
@access("rep", no_touchpoint="the supplier's own desk")
def queue() -> ResponseReturnValue:
    """Who is waiting, by the time left; the most urgent one opened beside."""
    desk = desk_of(_me(), request.args.get("show", ""))
    first = queries.get_handover(desk.cards[0].number, _me()) if desk.cards else None
    return _page(desk, first, opened=False)


@bp.get("/workspace/<number>")
@access("rep", no_touchpoint="the supplier's own desk")
def dossier(number: str) -> ResponseReturnValue:
    """One prospect."""
    return _show(_handover(number))


@bp.post("/workspace/<number>/call")
@access("rep", touchpoint="call_logged")
def log_call(number: str) -> ResponseReturnValue:
    """Write down how a call ended."""
    handover, form = _handover(number), CallForm()
    if not form.validate():
        return _show(handover, status=422, call=form)
    logging.log_touch(
        handover.account,
        current_user.id,
        "call",
        outcome=form.outcome.data,
        person_id=handover.contact_id,
        note=form.note.data,
    )
    return _done(handover)


@bp.post("/workspace/<number>/letter")
@access("rep", touchpoint="letter_logged")
def log_letter(number: str) -> ResponseReturnValue:
    """Write down that a letter went out today."""
    handover = _handover(number)
    logging.log_touch(handover.account, current_user.id, "letter", person_id=handover.contact_id)
    return _done(handover)


@bp.post("/workspace/<number>/accept")
@access("rep", touchpoint="handover_accepted")
def accept(number: str) -> ResponseReturnValue:
    """Take the prospect."""
    handover, form = _handover(number), AcceptForm()
    if not form.validate():
        return _show(handover, status=422, accept=form)
    operations.accept(handover, _me(), form.reason.data)
    return _done(handover)


@bp.post("/workspace/<number>/return")
@access("rep", touchpoint="handover_returned")
def give_back(number: str) -> ResponseReturnValue:
    """Give the prospect back to marketing, with the reason."""
    handover, form = _handover(number), ReturnForm()
    if not form.validate():
        return _show(handover, status=422, give_back=form)
    operations.give_back(handover, _me(), form.reason.data, form.note.data)
    return _done(handover)


@bp.post("/workspace/<number>/close")
@access("rep", touchpoint="handover_won")
def close(number: str) -> ResponseReturnValue:
    """Won, lost, or back to nurture, with the reason."""
    handover, form = _handover(number), CloseForm()
    if not form.validate():
        return _show(handover, status=422, close=form)
    outcome, _colon, reason = form.outcome.data.partition(":")
    operations.conclude(handover, outcome, _me(), reason, form.note.data)
    return _done(handover)


@bp.post("/workspace/<number>/look")
@access("rep", no_touchpoint="the page that opens counts")
@limiter.limit("20 per minute")
def look(number: str) -> ResponseReturnValue:
    """What the buyer sees, by the code the buyer reads out."""
    handover, form = _handover(number), LookForm()
    if form.validate():
        found = found_by_code(normal_code(form.code.data))
        if found is not None:
            row, endpoint = found
            grant(row)
            return redirect(url_for(endpoint, code=row.code), 303)
        form.code.errors = [
            _("Nothing has this code. Ask them to read it again, letter by letter.")
        ]
    return _show(handover, status=422, look=form)


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person


def _handover(number: str) -> Handover:
    return queries.get_handover(number, _me()) or abort(404)


def _done(handover: Handover) -> ResponseReturnValue:
    if request.htmx:
        return _show(_handover(handover.number))
    return redirect(url_for(".dossier", number=handover.number), 303)


def _show(handover: Handover, status: int = 200, **forms: Any) -> ResponseReturnValue:
    return _page(desk_of(_me(), request.args.get("show", "")), handover, True, status, **forms)


def _page(
    desk: Any, handover: Handover | None, opened: bool, status: int = 200, **typed: Any
) -> ResponseReturnValue:
    """The desk; the clock asks for the queue alone."""
    part = "queue" if request.headers.get("HX-Target") == "queue" else "desk"
    forms = {name: typed.get(name) or made(formdata=None) for name, made in FORMS.items()}
    return render_page(
        "workspace/queue.html",
        fragment=part,
        status=status,
        desk=desk,
        dossier=dossier_of(handover) if handover else None,
        opened=opened,
        states=state_names(),
        forms=forms,
        errors=next((form for form in typed.values() if form.errors), None),
    )
