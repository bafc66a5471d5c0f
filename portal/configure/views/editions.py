"""A newer edition: what changed, the ways to move there, and the way back."""

from flask import Response, g, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from sqlalchemy.orm.exc import StaleDataError

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.configure import editions
from portal.configure.beside import Beside
from portal.configure.blueprint import bp
from portal.configure.choices import Product
from portal.configure.forms import asked_version
from portal.configure.moves import move_of
from portal.configure.views.answers import goto, stale
from portal.configure.views.asked import draft
from portal.configure.ways import loaded
from portal.i18n import _
from portal.models import Configuration
from portal.owner import get_mine
from portal.packs import current_pack
from portal.rendering import render_page
from portal.security import limiter

WORKING = {"show", "choose", "repair", "complete", "choose_currency", "rename"}


@bp.before_request
def keep_to_the_date() -> ResponseReturnValue | None:
    """The page of editions, once the prices of the draft's own have ended; nothing before."""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    if endpoint not in WORKING or not g.get("access"):
        return None
    configuration = draft((request.view_args or {}).get("code", ""))
    if not editions.is_over(configuration):
        return None
    return goto(url_for("configure.edition", code=configuration.code))


@bp.get("/configure/<code>/edition")
@access("visitor", no_touchpoint="part of the configuration; moving counts")
def edition(code: str) -> ResponseReturnValue:
    """What changed in the newer edition, and the ways to move the draft there."""
    return _page(get_mine(Configuration, code=code))


@bp.post("/configure/<code>/edition")
@access("visitor", touchpoint="configuration_moved")
@limiter.limit("30 per minute")
def move(code: str) -> ResponseReturnValue:
    """The draft in the edition in force."""
    configuration = get_mine(Configuration, code=code)
    if current_pack().models.get(configuration.product) is None:
        return _page(configuration, 422, _("This product is not sold any more."))
    there = Product.made(current_pack().version_id, configuration.product, {})
    try:
        changes = loaded(there, request.form.get("choices", ""))
        choices = {k: v for k, v in changes.items() if v is not None}
        editions.move(configuration, choices, asked_version())
    except StaleDataError:
        return stale(configuration)
    except (ValueError, RecursionError, ChoiceError, Contradiction):
        text = _("That way does not fit any more. Nothing was stored; choose again.")
        return _page(configuration, 422, text)
    return redirect(url_for(".show", code=code), 303)


@bp.post("/configure/<code>/edition/back")
@access("visitor", touchpoint="configuration_moved")
@limiter.limit("30 per minute")
def move_back(code: str) -> ResponseReturnValue:
    """The draft as it was before the move."""
    configuration = get_mine(Configuration, code=code)
    try:
        editions.move_back(configuration, asked_version())
    except StaleDataError:
        return stale(configuration)
    return goto(url_for(".show", code=code))


def _page(configuration: Configuration, status: int = 200, refused: str = "") -> Response:
    beside = Beside(configuration)
    found = move_of(configuration, beside.newer) if beside.newer else None
    return render_page(
        "configure/edition.html",
        status=status,
        configuration=configuration,
        beside=beside,
        move=found,
        over=editions.is_over(configuration),
        refused=refused,
    )
