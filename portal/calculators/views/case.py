"""The case itself: shown, changed, taken back, named."""

from collections.abc import Sequence

from flask import abort, redirect
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import cases, operations, own_scenarios, presets, queries
from portal.calculators.blueprint import bp
from portal.calculators.case_view import CaseView
from portal.calculators.forms import NameForm, typed_changes
from portal.calculators.rights import EDIT, case_to
from portal.calculators.views.page import (
    address,
    blame,
    case_page,
    changed_parts,
    form_of,
    form_of_edit,
    rest_part,
    seen_version,
)
from portal.db import session
from portal.models import Calculation
from portal.owner import get_mine
from portal.rendering import asks_for_part
from portal.security import limiter
from pricing import AssumptionError
from pricing.calculators.calculator import BASE


@bp.get("/calculate/<code>")
@access("visitor", touchpoint="calculation_viewed")
def show(code: str) -> ResponseReturnValue:
    """Verdict, assumptions, charts and tables; `scenario` stresses it, `explain` opens a figure."""
    calculation = get_mine(Calculation, code=code)
    scenario = request.args.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    case = queries.case_view(calculation, scenario)
    if request.args.get("part") == "rest" and asks_for_part():
        return rest_part(calculation, case)
    return case_page(calculation, case)


@bp.post("/calculate/<code>")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("240 per minute")
def change(code: str) -> ResponseReturnValue:
    """The case with one or many assumptions changed, or one put back."""
    calculation = case_to(EDIT, code)
    scenario = request.form.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    case = queries.case_view(calculation, scenario)
    form = form_of_edit(calculation, case)
    if not form.validate():
        return _to_mend(calculation, case)
    changes = typed_changes(form, case.results.assumptions)
    edited = scenario if own_scenarios.is_own(scenario) else BASE.id
    assert form.version.data is not None
    try:
        changed = operations.change(
            calculation, form.version.data, changes, edited, form.put_back.data or ""
        )
    except AssumptionError as error:
        session.rollback()
        return _to_mend(calculation, case, error, [each.id for each in changes])
    if request.htmx:
        return changed_parts(calculation, case, changed)
    return redirect(address(code, scenario), 303)


@bp.post("/calculate/<code>/undo")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("240 per minute")
def undo(code: str) -> ResponseReturnValue:
    """The case without its last change."""
    calculation = case_to(EDIT, code)
    case = queries.case_view(calculation)
    try:
        operations.undo(calculation, seen_version())
    except AssumptionError as error:
        return _impossible(calculation, error)
    return _answered(calculation, case)


@bp.post("/calculate/<code>/figures")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("60 per minute")
def adopt(code: str) -> ResponseReturnValue:
    """The case with the figures of a scenario, or of another case of the reader's."""
    calculation = case_to(EDIT, code)
    values = presets.values_of(calculation, request.form.get("preset", ""))
    if values is None:
        abort(404)
    case = queries.case_view(calculation)
    try:
        operations.adopt(calculation, seen_version(), values)
    except AssumptionError as error:
        return _impossible(calculation, error)
    return _answered(calculation, case)


@bp.post("/calculate/<code>/name")
@access("visitor", no_touchpoint="a label, no interest in the offer")
@limiter.limit("60 per minute")
def rename(code: str) -> ResponseReturnValue:
    """The case under the buyer's own name."""
    calculation, form = case_to(EDIT, code), NameForm()
    if not form.validate():
        return case_page(calculation, queries.case_view(calculation), status=422, naming=form)
    operations.rename(calculation, seen_version(), form.name.data or "")
    return redirect(address(code, BASE.id), 303)


def _to_mend(
    calculation: Calculation,
    case: CaseView,
    error: AssumptionError | None = None,
    changed: Sequence[str] = (),
) -> ResponseReturnValue:
    """The page with all that was sent, and what is wrong with it."""
    form = form_of(calculation, case, submitted=True)
    if form.validate() and error is not None:
        blame(form, case, error, changed)
    return case_page(calculation, case, form, 422)


def _answered(calculation: Calculation, before: CaseView) -> ResponseReturnValue:
    if request.htmx:
        return changed_parts(calculation, before)
    return redirect(address(calculation.code, BASE.id), 303)


def _impossible(calculation: Calculation, error: AssumptionError) -> ResponseReturnValue:
    session.rollback()
    case = queries.case_view(calculation)
    form = form_of(calculation, case, submitted=False)
    blame(form, case, error, [])
    return case_page(calculation, case, form, 422)
