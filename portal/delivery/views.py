"""The demo's mailbox, and the outbox as its owner sees it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.delivery import mailbox as box
from portal.delivery import operations, queries
from portal.rendering import render_page

bp = Blueprint("outbox", __name__)


@bp.get("/demo/mailbox")
@access("demo", no_touchpoint="the demo's own tool")
def mailbox() -> ResponseReturnValue:
    """Letters and text messages that the demo sent nowhere."""
    received = box.received()
    chosen = request.args.get("open", "")
    opened = next((one for one in received if one.id == chosen), None)
    return render_page(
        "demo/mailbox.html",
        received=received[:100],
        opened=opened or next(iter(received), None),
        chosen=opened is not None,
    )


@bp.get("/outbox")
@access("head", no_touchpoint="the supplier's own desk")
def show() -> ResponseReturnValue:
    """What could not be delivered, and what waits."""
    return render_page(
        "outbox/show.html",
        fragment="messages",
        dead=queries.messages("dead"),
        waiting=queries.messages("waiting"),
        sent=queries.sent_count(),
    )


@bp.post("/outbox/<uuid:id>/resend")
@access("head", no_touchpoint="the supplier's own desk")
def resend(id: UUID) -> ResponseReturnValue:
    """Try a dead message again."""
    if not operations.resend(id):
        abort(404)
    return show() if request.htmx else redirect(url_for(".show"), 303)
