"""Versions of an RFP: what changed between two, and one on paper."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from portal.access import access
from portal.i18n import LANGUAGES, language
from portal.rendering import render_page
from portal.rfps import operations, queries
from portal.rfps.blueprint import bp
from portal.rfps.changes import changes
from portal.rfps.paper import view_of
from portal.rfps.views.finding import draft_of, last_version
from portal.security import limiter


@bp.get("/rfp/<number>/what-changed")
@access("visitor", no_touchpoint="part of editing")
def diff(number: str) -> ResponseReturnValue:
    """What differs between two versions, or between a version and the draft."""
    draft = draft_of(number)
    found = {str(version.number): version for version in queries.versions(draft.rfp)}
    names = (
        [*found] if not queries.has_changed(draft, last_version(draft.rfp)) else ["draft", *found]
    )
    if len(names) < 2:
        abort(404)
    after = request.args.get("to", names[0])
    if after not in names:
        abort(404)
    earlier = names[names.index(after) + 1 :] or [names[-1]]
    before = request.args.get("from", earlier[0])
    if before not in names:
        abort(404)
    contents = {name: version.content for name, version in found.items()}
    contents["draft"] = draft.content()
    return render_page(
        "rfps/diff.html",
        fragment="changes",
        draft=draft,
        rfp=draft.rfp,
        before=before,
        after=after,
        names=names,
        found=found,
        changes=changes(draft.template, contents[before], contents[after]),
    )


@bp.post("/rfp/<number>/on-paper")
@access("visitor", touchpoint="document_requested")
@limiter.limit("10 per minute")
def print_(number: str) -> ResponseReturnValue:
    """The paper in the making: the buyer's own, or the supplier's part; Vietnamese or English."""
    draft = draft_of(number)
    lang = request.form.get("language", language())
    whole = request.form.get("part", "whole") == "whole"
    if lang not in LANGUAGES:
        abort(404)
    last = last_version(draft.rfp)
    issued = None if queries.has_changed(draft, last) else last
    with force_locale(lang):
        view = view_of(draft, issued, whole=whole)
    name = f"{number}-v{issued.number}" if issued else f"{number}-draft"
    document = operations.print_(
        draft.rfp,
        language=lang,
        file_name=f"{name}-{'own' if whole else 'shared'}-{lang}.pdf",
        view=view,
    )
    return redirect(url_for("documents.show", id=document.id), 303)
