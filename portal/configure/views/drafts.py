"""What is kept: the list, names, copies, private links, and the way back by code."""

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import NotFound

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.configure import drafts, queries, trail
from portal.configure.beside import Beside
from portal.configure.blueprint import bp
from portal.configure.forms import CodeForm, NameForm, asked_version
from portal.configure.views.answers import goto, page, parts, refused, stale
from portal.configure.views.asked import draft
from portal.configure.views.starting import start_page
from portal.configure.workbench import workbench
from portal.i18n import _
from portal.models import Configuration
from portal.owner import get_mine, get_owned
from portal.private_links import behind_link
from portal.rendering import announce, render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view

MOST_SAVED = 60
STOP_ASKING = 286
"""The status at which htmx asks no more."""


@bp.get("/configure/saved")
@access("visitor", no_touchpoint="a list of one's own; opening one counts")
def saved() -> ResponseReturnValue:
    """My configurations: opened, compared, copied, put away and put back."""
    _not_for_staff()
    removed = request.args.get("removed", "")
    return render_page(
        "configure/saved.html",
        saved=queries.own_configurations(MOST_SAVED),
        away=queries.put_away(),
        removed=next((s for s in queries.put_away() if s.configuration.code == removed), None),
        offers=queries.comparable_offers(),
        once=drafts.new_token(),
    )


@bp.post("/configure/<code>/name")
@access("visitor", no_touchpoint="a label, no interest in the offer")
def rename(code: str) -> ResponseReturnValue:
    """The configuration under the buyer's own name; a page that is too old keeps what was typed."""
    configuration = draft(code)
    form = NameForm()
    if not form.validate():
        return page(configuration, queries.workbench_of(configuration), status=422, name_form=form)
    try:
        drafts.rename(configuration, form.name.data or "", asked_version())
    except StaleDataError:
        if request.htmx:
            return goto(url_for(".show", code=code, stale=1, named=form.name.data, _anchor="kept"))
        bench = queries.workbench_of(configuration)
        return page(configuration, bench, status=409, name_form=form, stale=True)
    return goto(url_for(".show", code=code, _anchor="kept"))


@bp.post("/configure/<code>/duplicate")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def duplicate(code: str) -> ResponseReturnValue:
    """A copy of one's own, opened."""
    _not_for_staff()
    made = drafts.duplicate(get_mine(Configuration, code=code), request.form.get("once", ""))
    return redirect(url_for(".show", code=made.code), 303)


@bp.post("/configure/<code>/remove")
@access("visitor", no_touchpoint="tidying up; it can be put back")
def remove(code: str) -> ResponseReturnValue:
    """Off the list; the list says so and puts it back with one click."""
    holding = drafts.remove(get_owned(Configuration, code=code))
    if holding is not None:
        return redirect(url_for(".saved", held=code, by=holding.number), 303)
    return redirect(url_for(".saved", removed=code), 303)


@bp.post("/configure/<code>/restore")
@access("visitor", no_touchpoint="tidying up")
def restore(code: str) -> ResponseReturnValue:
    """Back on the list."""
    drafts.restore(get_owned(Configuration, code=code))
    return redirect(url_for(".saved", _anchor=f"row-{code}"), 303)


# --- sharing --------------------------------------------------------------------------------------


@bp.post("/configure/<code>/link")
@access("visitor", touchpoint="configuration_shared")
@limiter.limit("30 per minute")
def share(code: str) -> ResponseReturnValue:
    """A private link made, or revoked."""
    configuration = get_owned(Configuration, code=code)
    if request.form.get("action") == "revoke":
        drafts.unshare(configuration)
    else:
        drafts.share(configuration)
    return redirect(url_for(".show", code=code, _anchor="kept"), 303)


@bp.get("/configure/shared/<link>")
@access("visitor", touchpoint="private_link_opened")
@limiter.limit("60 per minute")
def shared(link: str) -> ResponseReturnValue:
    """What a private link shows: everything to read, nothing to change."""
    configuration = behind_link(drafts.shared_under(link))
    describe_view(f"configuration/{configuration.code}")
    return render_page(
        "configure/shared.html",
        view=queries.configuration_view(configuration),
        configuration=configuration,
        once=drafts.new_token(),
    )


@bp.post("/configure/shared/<link>/copy")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def copy(link: str) -> ResponseReturnValue:
    """One's own copy of what a private link shows."""
    _not_for_staff()
    found = behind_link(drafts.shared_under(link))
    segment = queries.segment_for(found.product)
    made = drafts.duplicate(found, request.form.get("once", ""), segment)
    return redirect(url_for(".show", code=made.code), 303)


# --- with a rep on the phone ----------------------------------------------------------------------


@bp.get("/configure/<code>/since")
@access("visitor", no_touchpoint="the page keeps itself up to date")
@limiter.limit("3000 per minute")
def since(code: str) -> ResponseReturnValue:
    """What changed since the version a page shows: nothing, its parts, or the page anew."""
    try:
        configuration = get_mine(Configuration, code=code)
    except NotFound:
        return Response(status=STOP_ASKING)
    version = request.args.get("version", type=int)
    waiting = str(len(trail.waiting(configuration)))
    if version == configuration.version and request.args.get("waiting") == waiting:
        return Response(status=204)
    before = trail.product_at(configuration, version or 0)
    if before is None:
        response = Response(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    market = queries.market_of(configuration)
    old, new = workbench(before, market), queries.workbench_of(configuration)
    answer = parts(configuration, new, new.changed_since(old), None)
    said = [f"{mark.title}: {'. '.join(mark.lines)}" for mark in Beside(configuration).marks]
    return announce(answer, said[-1]) if said else answer


@bp.post("/configure/<code>/marks")
@access("visitor", touchpoint="option_chosen")
@limiter.limit("120 per minute")
def answer_marks(code: str) -> ResponseReturnValue:
    """What the supplier's people changed: let stand, or taken back."""
    _not_for_staff()
    configuration = get_mine(Configuration, code=code)
    if "accept" in request.form:
        drafts.accept(configuration, set(request.form.getlist("accept")))
        return goto(url_for(".show", code=code))
    try:
        drafts.take_back(configuration, request.form.get("back", ""), asked_version())
    except StaleDataError:
        return stale(configuration)
    except (ChoiceError, Contradiction):
        text = _(
            "What you chose since needs this change, so it cannot be taken back by itself. Change the step where it stands."
        )
        return refused(configuration, queries.workbench_of(configuration), text)
    return goto(url_for(".show", code=code))


# --- by code --------------------------------------------------------------------------------------


@bp.post("/resume")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def resume() -> ResponseReturnValue:
    """What was saved under a six-character code."""
    form = CodeForm()
    if form.validate():
        found = drafts.open_by_code(form.normal())
        if found:
            return redirect(url_for(found[1], code=found[0].code), 303)
        form.code.errors = [
            _(
                "Nothing has this code. Check it letter by letter: it has six characters, such as K7M4QX."
            )
        ]
    return start_page(form, status=422)


@bp.get("/r/<code>")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def follow(code: str) -> ResponseReturnValue:
    """The same for a link that carries the code."""
    found = drafts.follow_link(code.upper()) or abort(404)
    return redirect(url_for(found[1], code=found[0].code), 303)


def _not_for_staff() -> None:
    """Staff help with what buyers have, and keep nothing of their own here."""
    if current_user.is_authenticated and current_user.is_staff:
        abort(404)
