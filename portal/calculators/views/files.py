"""A case as a file."""

import csv
import io

from flask import abort, make_response
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import cases, queries
from portal.calculators.blueprint import bp
from portal.calculators.case_view import CaseView
from portal.i18n import _, words
from portal.models import Calculation
from portal.owner import get_mine
from portal.touchpoints.operations import describe_view
from pricing.calculators.calculator import BASE

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/calculate/<code>.csv")
@access("visitor", touchpoint="calculation_viewed")
def export(code: str) -> ResponseReturnValue:
    """What every line costs in every year, unrounded, as a file for a spreadsheet."""
    calculation = get_mine(Calculation, code=code)
    describe_view(f"calculation/{code}", form="csv")
    scenario = request.args.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    case = queries.case_view(calculation, scenario)
    response = make_response("\ufeff" + _csv(case))
    response.mimetype = "text/csv"
    response.headers.set("Content-Disposition", "attachment", filename=f"TCO-{code}.csv")
    return response


def _csv(case: CaseView) -> str:
    results, out = case.results, io.StringIO()
    writer = csv.writer(out)
    years = [f"year_{year}" for year in results.years]
    writer.writerow(["alternative", "line", "category", *years, "total", "present_cost", "unit"])
    unit = words(results.scale.text)
    for each in results.alternatives:
        name = words(each.text)
        for line in each.lines:
            row = [name, words(line.text), line.category, *(-f for f in line.flows), line.total,
                   line.present_cost, unit]  # fmt: skip
            writer.writerow(map(_harmless, row))
        row = [name, _("Total"), "", *(-f for f in each.flows), each.total_cost,
               each.present_cost, unit]  # fmt: skip
        writer.writerow(map(_harmless, row))
    return out.getvalue()


def _harmless(cell: object) -> str:
    """Text that a spreadsheet does not take for a formula."""
    if isinstance(cell, str):
        return "'" + cell if cell.startswith(FORMULA_SIGNS) else cell
    return f"{cell:f}"
