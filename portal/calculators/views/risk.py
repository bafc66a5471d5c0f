"""How sure the verdict is."""

from flask import abort
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import cases, queries
from portal.calculators.blueprint import bp
from portal.calculators.case_view import CaseView
from portal.calculators.risk import FIRST_SEED, LAST_SEED, outlook
from portal.models import Calculation
from portal.owner import get_mine
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing.calculators.calculator import BASE


@bp.get("/calculate/<code>/risk")
@access("visitor", touchpoint="calculation_viewed")
@limiter.limit("60 per minute")
def risk(code: str) -> ResponseReturnValue:
    """Ten thousand drawn cases; `seed` draws others, `scenario` and `number` say of what."""
    calculation = get_mine(Calculation, code=code)
    describe_view(f"calculation/{code}", form="risk")
    seed = request.args.get("seed", FIRST_SEED, type=int)
    if not FIRST_SEED <= seed <= LAST_SEED:
        abort(404)
    case = _asked(calculation)
    return render_page(
        "calculators/risk.html",
        fragment="risk",
        calculation=calculation,
        case=case,
        outlook=outlook(case, seed),
        next_seed=seed % LAST_SEED + 1,
    )


def _asked(calculation: Calculation) -> CaseView:
    number = request.args.get("number", type=int)
    if number is not None:
        return queries.saved_view(calculation, number) or abort(404)
    scenario = request.args.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    return queries.case_view(calculation, scenario)
