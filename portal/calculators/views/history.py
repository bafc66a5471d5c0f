"""The history of a case: every change, who made it, and what became of suggestions."""

from flask.typing import ResponseReturnValue

from portal.access import access
from portal.calculators import queries, telling
from portal.calculators.blueprint import bp
from portal.models import Calculation
from portal.owner import get_mine
from portal.rendering import render_page


@bp.get("/calculate/<code>/history")
@access("visitor", no_touchpoint="looking back at one's own changes")
def history(code: str) -> ResponseReturnValue:
    """What was changed in the case, newest first."""
    calculation = get_mine(Calculation, code=code)
    case = queries.case_view(calculation)
    return render_page(
        "calculators/history.html",
        calculation=calculation,
        case=case,
        steps=telling.told_steps(calculation, case),
        answered=telling.answered(calculation, case),
    )
