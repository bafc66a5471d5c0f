"""Cost cases: keep, buy, lease, on one's own figures."""

import csv
import io
from typing import Any

from flask import Blueprint, abort, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from sqlalchemy import select

from portal.access import access
from portal.calculators import cases, charts, explaining, operations, queries, units
from portal.calculators.forms import ChangeForm, StartForm, VersionForm, change_form, typed_changes
from portal.calculators.queries import CaseView
from portal.db import session
from portal.i18n import _, words
from portal.ids import normal_code
from portal.messages import sentence
from portal.models import Calculation, CalculationVersion, Configuration
from portal.owner import current_segment, get_mine, mine
from portal.packs import current_pack
from portal.packs.formats import SegmentProfile
from portal.rendering import announce, render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import AssumptionError, Finding
from pricing.calculators.calculator import BASE
from pricing.calculators.results import AssumptionValue

bp = Blueprint("calculators", __name__)

MOST_TOLD = 10
"""Cases in the list that tell their verdict: each one is a calculation."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@bp.get("/calculate")
@access("visitor", touchpoint="segment_viewed")
def start() -> ResponseReturnValue:
    """The segment's calculator, and the reader's own cases."""
    segment = _segment()
    describe_view(f"segment/{segment.id}", module="calculate")
    form = StartForm(formdata=None, data={"configuration": request.args.get("configuration", "")})
    return _start_page(segment, form)


@bp.post("/calculate")
@access("visitor", touchpoint="calculation_started")
@limiter.limit("30 per minute")
def create() -> ResponseReturnValue:
    """A new case on the author's assumptions."""
    segment, form = _segment(), StartForm()
    if not form.validate():
        return _start_page(segment, form, 422)
    configuration = None
    if form.configuration.data:
        configuration = _configuration(form.configuration.data)
        if configuration is None:
            form.configuration.errors = [
                _("No configuration of yours has this code. Check it, or leave this empty.")
            ]
            return _start_page(segment, form, 422)
    assert segment.calculator is not None
    made = operations.start(
        segment.calculator,
        segment=segment.id,
        name=form.name.data or "",
        configuration=configuration,
    )
    return redirect(url_for(".show", code=made.code), 303)


@bp.get("/calculate/<code>")
@access("visitor", touchpoint="calculation_viewed")
def show(code: str) -> ResponseReturnValue:
    """Verdict, assumptions, charts and tables; `scenario` stresses it, `explain` opens a figure."""
    calculation = get_mine(Calculation, code=code)
    scenario = request.args.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    return _case_page(calculation, queries.case_view(calculation, scenario))


@bp.post("/calculate/<code>")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("240 per minute")
def change(code: str) -> ResponseReturnValue:
    """The case with one or many assumptions changed, or one put back."""
    calculation = get_mine(Calculation, code=code)
    scenario = request.form.get("scenario", BASE.id)
    if scenario not in cases.scenario_ids(calculation):
        abort(404)
    case = queries.case_view(calculation, scenario)
    form = _form(calculation, case, submitted=True)
    if not form.validate():
        return _case_page(calculation, case, form, 422)
    changes = typed_changes(form, case.results.assumptions)
    edited = cases.OWN if scenario == cases.OWN else BASE.id
    assert form.version.data is not None
    try:
        operations.change(calculation, form.version.data, changes, edited, form.put_back.data or "")
    except AssumptionError as error:
        session.rollback()
        _blame(form, case, error, [each.id for each in changes])
        return _case_page(calculation, case, form, 422)
    if request.htmx:
        return _case_page(calculation, queries.case_view(calculation, scenario))
    return redirect(_address(code, scenario), 303)


@bp.post("/calculate/<code>/versions")
@access("visitor", touchpoint="calculation_saved")
@limiter.limit("60 per minute")
def save(code: str) -> ResponseReturnValue:
    """The case frozen as a version."""
    calculation = get_mine(Calculation, code=code)
    saved = operations.save(calculation, _version())
    return redirect(url_for(".show", code=code, saved=saved.number, _anchor="versions"), 303)


@bp.get("/calculate/<code>/versions/<int:number>")
@access("visitor", touchpoint="calculation_viewed")
def show_version(code: str, number: int) -> ResponseReturnValue:
    """A saved version, to read."""
    calculation = get_mine(Calculation, code=code)
    return _case_page(calculation, queries.calculation_view(_saved(calculation, number)))


@bp.post("/calculate/<code>/print", endpoint="print_")
@access("visitor", touchpoint="document_requested")
@limiter.limit("20 per minute")
def print_(code: str) -> ResponseReturnValue:
    """The justification as a PDF, of the version named or of the case as it is."""
    calculation = get_mine(Calculation, code=code)
    number = request.form.get("number", type=int)
    if number is not None:
        _saved(calculation, number)
    document = operations.print_(calculation, _version(), number)
    return redirect(url_for("documents.show", id=document.id), 303)


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


# -- what the pages share ------------------------------------------------------------------------


def _segment() -> SegmentProfile:
    """The reader's segment; the first one with a calculator where it is unknown or has none."""
    own = current_segment()
    if own is not None and own.calculator:
        return own
    known = [each for each in current_pack().segments.values() if each.calculator]
    return known[0] if known else abort(404)


def _configuration(code: str) -> Configuration | None:
    query = select(Configuration).filter_by(code=normal_code(code)).where(mine(Configuration))
    found: Configuration | None = session.scalars(query).one_or_none()
    return found


def _version() -> int:
    """The version of the case that the reader acted on; 409 where the form does not say."""
    form = VersionForm()
    return form.version.data if form.validate() and form.version.data else abort(409)


def _saved(calculation: Calculation, number: int) -> CalculationVersion:
    found = next((each for each in calculation.versions if each.number == number), None)
    return found or abort(404)


def _address(code: str, scenario: str) -> str:
    return url_for(".show", code=code, scenario=None if scenario == BASE.id else scenario)


def _form(calculation: Calculation, case: CaseView, *, submitted: bool) -> ChangeForm:
    """The form over what the page shows; what a scenario sets is not for changing there."""
    scenario, kept = case.results.scenario, calculation.assumptions

    def changeable(each: AssumptionValue) -> bool:
        return each.set_by != "scenario" or scenario == cases.OWN

    def changed(id: str) -> str | None:
        found = kept.get(cases.OWN_KEY + id if scenario == cases.OWN else id)
        return found["source"] if found else None

    given: dict[str, Any] = {} if submitted else {"formdata": None}
    form = change_form(case.results.assumptions, changeable, changed, **given)
    if not submitted:
        form.version.data, form.scenario.data = calculation.version, scenario
    return form


def _blame(form: ChangeForm, case: CaseView, error: AssumptionError, ids: list[str]) -> None:
    """Put what the calculator says beside the field it is about, else beside the last change."""
    for finding in error.findings:
        field = form.number(finding.subjects[0])
        if field is None:
            named = Finding(
                finding.code,
                (case.line_name(finding.subjects[0]),),
                finding.params,
            )
            field = form.number(ids[-1]) if ids else None
            text = sentence(named)
        else:
            text = sentence(finding)
        if field is None:
            form.form_errors.append(text)
        elif text not in field.errors:
            field.errors = [*field.errors, text]


def _start_page(segment: SegmentProfile, form: StartForm, status: int = 200) -> ResponseReturnValue:
    assert segment.calculator is not None
    calculator = current_pack().calculators[segment.calculator]
    known = queries.my_cases()
    told = [(each, queries.headline_of(each)) for each in known[:MOST_TOLD]]
    return render_page(
        "calculators/start.html",
        status=status,
        profile=segment,
        calculator=calculator,
        data=calculator.data,
        form=form,
        cases=told + [(each, "") for each in known[MOST_TOLD:]],
    )


def _case_page(
    calculation: Calculation, case: CaseView, form: ChangeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    describe_view(f"calculation/{calculation.code}")
    name = request.args.get("explain", "")
    year = request.args.get("year", type=int)
    found = explaining.opened(case, name, year) if name else None
    if name and found is None:
        abort(404)
    if form is None and case.number is None:
        form = _form(calculation, case, submitted=False)
    response = render_page(
        "calculators/show.html",
        fragment="explanation" if name else "case",
        status=status,
        calculation=calculation,
        case=case,
        form=form,
        opened=found,
        as_of=explaining.as_of(case),
        is_saved=queries.is_saved(calculation),
        saved=request.args.get("saved", type=int),
        own=case.results.scenario == cases.OWN,
        base=BASE.id,
        units=units,
        pictures=_pictures(case) if not (name and request.htmx) else {},
        headings=_headings(case),
        invalid=[id for id in case.ids if form.wrong(id)] if form else [],
    )
    return announce(response, case.verdict[0]) if not name else response


def _pictures(case: CaseView) -> dict[str, Any]:
    return {
        "parts": charts.by_category(case),
        "savings": charts.cumulative(case) if case.others else None,
        "tornado": charts.tornado(case),
    }


def _headings(case: CaseView) -> dict[str, str]:
    return {
        "parts": charts.largest_part(case),
        "savings": charts.pays_back(case) if case.others else "",
        "tornado": charts.turns(case),
    }
