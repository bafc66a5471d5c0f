"""The buyer's own scenarios: named, and taken away."""

from flask import abort, redirect
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import cases, operations, own_scenarios, queries
from portal.calculators.blueprint import bp
from portal.calculators.forms import NameForm
from portal.calculators.rights import EDIT, case_to
from portal.calculators.views.page import address, case_page, seen_version
from portal.security import limiter
from pricing.calculators.calculator import BASE


@bp.post("/calculate/<code>/scenarios/<scenario>")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("60 per minute")
def scenario(code: str, scenario: str) -> ResponseReturnValue:
    """A scenario of the buyer's own under another name, or the case without it."""
    calculation, form = case_to(EDIT, code), NameForm()
    if not own_scenarios.is_own(scenario) or scenario not in cases.scenario_ids(calculation):
        abort(404)
    if request.form.get("action") == "remove":
        operations.remove_scenario(calculation, seen_version(), scenario)
        return redirect(address(code, BASE.id), 303)
    if not form.validate():
        case = queries.case_view(calculation, scenario)
        return case_page(calculation, case, status=422, titling=form)
    operations.name_scenario(calculation, seen_version(), scenario, form.name.data or "")
    return redirect(address(code, scenario), 303)
