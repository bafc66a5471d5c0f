"""Home, segment pages, language, supplier, health."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from werkzeug.exceptions import HTTPException

from portal.access import access
from portal.compare.queries import comparing_segment
from portal.db import session
from portal.i18n import LANGUAGES, words
from portal.owner import current_segment, current_visitor
from portal.packs import PACKS, current_pack
from portal.pages import operations
from portal.pages.forms import AnswersForm
from portal.rendering import render_page
from portal.touchpoints.operations import describe_view

bp = Blueprint("pages", __name__)


@bp.get("/")
@access("public", touchpoint="home_viewed")
def home() -> ResponseReturnValue:
    """What the supplier offers, to whom; three questions at most."""
    return _home(AnswersForm())


@bp.post("/segment")
@access("visitor", touchpoint="segment_chosen")
def find_segment() -> ResponseReturnValue:
    """The segment the answers lead to."""
    form = AnswersForm()
    if not form.validate_on_submit() or form.missing():
        return _home(form, status=422)
    segment = operations.answer_questions(form.answers())
    return redirect(url_for(".show_segment", segment=segment), 303)


@bp.get("/segments/<segment>")
@access("visitor", touchpoint="segment_viewed")
def show_segment(segment: str) -> ResponseReturnValue:
    """A segment's own home: why you are here, and what it offers you."""
    profile = current_pack().segments.get(segment) or abort(404)
    describe_view(f"segment/{segment}")
    visitor = current_visitor()
    mine = current_segment()
    here = mine is not None and mine.id == segment
    rule = visitor.segment_rule if visitor and visitor.segment == segment else ""
    return render_page(
        "pages/segment.html",
        profile=profile,
        offers=current_pack().offers_for(segment),
        ranked=_is_ranked(segment),
        chosen=here,
        reason=_reason(rule) if here else "",
        others=[p for p in current_pack().segments.values() if p.id != segment],
    )


@bp.post("/segments/<segment>")
@access("visitor", touchpoint="segment_disputed")
def choose_segment(segment: str) -> ResponseReturnValue:
    """The visitor's own choice of segment."""
    if segment not in current_pack().segments:
        abort(404)
    operations.choose_segment(segment)
    return redirect(url_for(".show_segment", segment=segment), 303)


@bp.post("/language/<lang>")
@access("public", no_touchpoint="a setting, no interest in the offer")
def choose_language(lang: str) -> ResponseReturnValue:
    """The page the person came from, in the language they chose."""
    if lang not in LANGUAGES:
        abort(404)
    operations.choose_language(lang)
    return redirect(_back(), 303)


@bp.post("/supplier/<pack_id>")
@access("demo", no_touchpoint="switching the demo is no buyer's act")
def choose_supplier(pack_id: str) -> ResponseReturnValue:
    """The home page of the other supplier."""
    if pack_id not in PACKS:
        abort(404)
    operations.choose_supplier(pack_id)
    return redirect(url_for(".home"), 303)


@bp.get("/health")
@access("public", no_touchpoint="asked by machines")
def health() -> ResponseReturnValue:
    """ok, once the database answers and a pack is in force."""
    session.execute(text("select 1"))
    return {"status": "ok", "pack": current_pack().id, "edition": current_pack().version}


def _home(form: AnswersForm, status: int = 200) -> ResponseReturnValue:
    pack = current_pack()
    return render_page(
        "pages/home.html",
        status=status,
        form=form,
        questions=pack.segmentation.questions,
        answers=form.answers() if status == 422 else {},
        missing=form.missing() if status == 422 else [],
        profiles=list(pack.segments.values()),
        compares=comparing_segment() is not None,
    )


def _is_ranked(segment: str) -> bool:
    ranking = current_pack().offer_ranking
    return ranking is not None and segment in ranking.segments


def _reason(rule_id: str) -> str:
    rules = {rule.id: rule for rule in current_pack().segmentation.rules}
    return words(rules[rule_id].reason) if rule_id in rules else ""


def _back() -> str:
    """The page this person came from, on this site only.

    A form that was refused stands at an address that only takes the form: its page is above it.
    """
    target = urlsplit(request.referrer or "")
    path = target.path if target.netloc == request.host else "/"
    if _opens(path):
        return path + (f"?{target.query}" if target.query else "")
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0]
        if path and _opens(path):
            return path
    return url_for(".home")


def _opens(path: str) -> bool:
    """Whether a page can be opened at `path`."""
    if path.startswith("//") or "\\" in path:
        return False
    try:
        return bool(current_app.url_map.bind("").match(path, method="GET"))
    except HTTPException:
        return False
