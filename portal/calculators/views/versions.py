"""Versions of a case: frozen, read, compared, printed."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import diff, operations, queries
from portal.calculators.blueprint import bp
from portal.calculators.rights import EDIT, case_to
from portal.calculators.views.page import case_page, seen_version
from portal.models import Calculation, CalculationVersion
from portal.owner import get_mine
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view


@bp.post("/calculate/<code>/versions")
@access("visitor", touchpoint="calculation_saved")
@limiter.limit("60 per minute")
def save(code: str) -> ResponseReturnValue:
    """The case frozen as a version."""
    calculation = case_to(EDIT, code)
    saved = operations.save(calculation, seen_version())
    return redirect(url_for(".show", code=code, saved=saved.number, _anchor="versions"), 303)


@bp.get("/calculate/<code>/versions/<int:number>")
@access("visitor", touchpoint="calculation_viewed")
def show_version(code: str, number: int) -> ResponseReturnValue:
    """A saved version, to read."""
    calculation = get_mine(Calculation, code=code)
    return case_page(calculation, queries.calculation_view(_saved(calculation, number)))


@bp.get("/calculate/<code>/versions/compare")
@access("visitor", touchpoint="calculation_viewed")
def compare(code: str) -> ResponseReturnValue:
    """Two states of the case, what is different in them; by default the last version and now.

    Where nothing has changed since that version, what it changed against the one before it.
    """
    calculation = get_mine(Calculation, code=code)
    describe_view(f"calculation/{code}", form="versions")
    if not calculation.versions:
        return redirect(url_for(".show", code=code, _anchor="versions"))
    unchanged = len(calculation.versions) > 1 and queries.is_saved(calculation)
    last = calculation.versions[-2 if unchanged else -1].number
    first = _saved(calculation, request.args.get("first", last, type=int))
    number = request.args.get("second", 0, type=int)
    second = _saved(calculation, number) if number else None
    return render_page(
        "calculators/compare.html",
        calculation=calculation,
        diff=diff.between(calculation, first, second),
    )


@bp.post("/calculate/<code>/print", endpoint="print_")
@access("visitor", touchpoint="document_requested")
@limiter.limit("20 per minute")
def print_(code: str) -> ResponseReturnValue:
    """The justification as a PDF, of the version named or of the case as it is."""
    number = request.form.get("number", type=int)
    if number is None:
        calculation = case_to(EDIT, code)
    else:
        calculation = get_mine(Calculation, code=code)
        _saved(calculation, number)
    archive = request.form.get("form") == "archive"
    document = operations.print_(calculation, seen_version(), number, archive=archive)
    return redirect(url_for("documents.show", id=document.id), 303)


def _saved(calculation: Calculation, number: int) -> CalculationVersion:
    return queries.saved_version(calculation, number) or abort(404)
