"""A case as a file: a spreadsheet that computes, and its cash flows as CSV."""

from flask import Response, abort, make_response
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import cases, queries
from portal.calculators.blueprint import bp
from portal.calculators.case_view import CaseView
from portal.i18n import language
from portal.models import Calculation
from portal.owner import get_mine
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import workbook as books
from pricing.calculators.calculator import BASE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/calculate/<code>.xlsx")
@access("visitor", touchpoint="calculation_viewed")
@limiter.limit("30 per minute")
def workbook(code: str) -> ResponseReturnValue:
    """The case as a spreadsheet in which every figure is a formula over the assumptions."""
    case = _asked(get_mine(Calculation, code=code), "xlsx")
    return _file(books.workbook(case.results, language()), XLSX, _name(case, "xlsx"))


@bp.get("/calculate/<code>.csv")
@access("visitor", touchpoint="calculation_viewed")
@limiter.limit("60 per minute")
def export(code: str) -> ResponseReturnValue:
    """What every line costs in every year, unrounded."""
    case = _asked(get_mine(Calculation, code=code), "csv")
    text = "\ufeff" + books.cash_flow_csv(case.results, language())
    return _file(text.encode(), "text/csv", _name(case, "csv"))


def _asked(calculation: Calculation, form: str) -> CaseView:
    """The saved version or the scenario that the address names; by default the case as it is."""
    describe_view(f"calculation/{calculation.code}", form=form)
    number = request.args.get("number", type=int)
    if number is not None:
        return queries.saved_view(calculation, number) or abort(404)
    scenario = request.args.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    return queries.case_view(calculation, scenario)


def _name(case: CaseView, ending: str) -> str:
    parts = ["TCO", case.code]
    if case.number:
        parts.append(f"v{case.number}")
    elif case.results.scenario != BASE.id:
        parts.append(case.results.scenario)
    return f"{'-'.join(parts)}.{ending}"


def _file(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
