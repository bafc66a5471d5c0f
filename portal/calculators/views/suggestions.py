"""Suggestions: another figure proposed, taken or left."""

from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request

from portal.access import access
from portal.calculators import queries, suggestions
from portal.calculators.blueprint import bp
from portal.calculators.forms import SuggestForm, in_unit
from portal.calculators.rights import COMMENT, EDIT, case_to
from portal.calculators.views.page import blame, case_page, form_of, seen_version
from portal.db import session
from portal.models import Calculation
from portal.security import limiter
from pricing import AssumptionError


@bp.post("/calculate/<code>/suggestions")
@access("person", touchpoint="assumption_suggested")
@limiter.limit("60 per minute")
def suggest(code: str) -> ResponseReturnValue:
    """Another figure for an assumption, for whoever may change the case to answer."""
    calculation = case_to(COMMENT, code)
    if current_user.is_staff:
        abort(404)
    case = queries.case_view(calculation)
    wanted = request.form.get("assumption", "")
    known = next((a for a in case.results.assumptions if a.id == wanted), None) or abort(404)
    form = SuggestForm.over(known)
    if not form.validate():
        return case_page(calculation, case, status=422, suggesting=form)
    value = in_unit(form.value.data, known)
    suggestions.suggest(calculation, wanted, value, form.source.data or "")
    return _back(calculation)


@bp.post("/calculate/<code>/suggestions/<uuid:id>")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("60 per minute")
def answer(code: str, id: UUID) -> ResponseReturnValue:
    """The suggestion accepted or declined."""
    calculation = case_to(EDIT, code)
    accepted = request.form.get("answer") == "accept"
    try:
        suggestions.answer(calculation, seen_version(), id, accepted=accepted)
    except AssumptionError as error:
        session.rollback()
        case = queries.case_view(calculation)
        form = form_of(calculation, case, submitted=False)
        blame(form, case, error, [])
        return case_page(calculation, case, form, 422)
    return _back(calculation)


def _back(calculation: Calculation) -> ResponseReturnValue:
    if request.htmx:
        return case_page(calculation, queries.case_view(calculation))
    return redirect(url_for(".show", code=calculation.code), 303)
