"""What the pages of a case share."""

from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.calculators import (
    cases,
    charts,
    explaining,
    presets,
    queries,
    rights,
    suggestions,
    tables,
    telling,
    units,
)
from portal.calculators.case_view import CaseView
from portal.calculators.forms import ChangeForm, NameForm, SuggestForm, VersionForm, change_form
from portal.messages import sentence
from portal.models import Calculation
from portal.rendering import announce, render_page
from portal.touchpoints.operations import describe_view
from pricing import AssumptionError, Finding
from pricing.calculators.calculator import BASE
from pricing.calculators.results import AssumptionValue


def case_page(
    calculation: Calculation,
    case: CaseView,
    form: ChangeForm | None = None,
    status: int = 200,
    *,
    by_link: bool = False,
    suggesting: SuggestForm | None = None,
    naming: NameForm | None = None,
) -> ResponseReturnValue:
    """The page of a case, whole or the part that was asked for, for what its reader may do.

    Args:
        form: as it was sent, when something in it is wrong; likewise `suggesting` and `naming`.
        by_link: the reader holds no more than the private link.
    """
    describe_view(f"calculation/{calculation.code}")
    name = request.args.get("explain", "")
    at = (request.args.get("year", type=int), request.args.get("period", type=int))
    found = explaining.opened(case, name, *at) if name else None
    if name and found is None:
        abort(404)
    right = rights.READ if by_link else rights.right_of(calculation)
    if form is None and case.number is None and right == rights.EDIT:
        form = form_of(calculation, case, submitted=False)
    response = render_page(
        "calculators/show.html",
        fragment="explanation" if name else "case",
        status=status,
        calculation=calculation,
        case=case,
        form=form,
        opened=found,
        here=_here(calculation, case, by_link),
        as_of=explaining.as_of(case),
        is_saved=queries.is_saved(calculation),
        saved=request.args.get("saved", type=int),
        own=case.results.scenario == cases.OWN,
        base=BASE.id,
        units=units,
        tables=tables,
        pictures=_pictures(case) if not (name and request.htmx) else {},
        headings=_headings(case),
        invalid=[id for id in case.ids if form.wrong(id)] if form else [],
        naming=naming or NameForm(formdata=None, data={"name": calculation.name}),
        by_link=by_link,
        may_comment=right == rights.COMMENT and _is_base(case),
        suggesting=suggesting or SuggestForm(formdata=None),
        **(_beside(calculation, case) if not by_link and case.number is None else {}),
    )
    return announce(response, case.verdict[0]) if not name else response


def _beside(calculation: Calculation, case: CaseView) -> dict[str, Any]:
    """What stands beside the figures for those who work on them."""
    return {
        "proposals": suggestions.proposals(calculation, case) if _is_base(case) else [],
        "undoable": telling.undoable(calculation, case),
        "presets": presets.presets_for(calculation),
    }


def _is_base(case: CaseView) -> bool:
    return case.number is None and case.results.scenario == BASE.id


def _here(calculation: Calculation, case: CaseView, by_link: bool) -> str:
    """The address of the page without anything opened."""
    if by_link:
        return url_for(".shared", link=calculation.link)
    if case.number:
        return url_for(".show_version", code=calculation.code, number=case.number)
    return url_for(".show", code=calculation.code)


def form_of(calculation: Calculation, case: CaseView, *, submitted: bool) -> ChangeForm:
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


def blame(form: ChangeForm, case: CaseView, error: AssumptionError, ids: list[str]) -> None:
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


def seen_version() -> int:
    """The version of the case that the reader acted on; 409 where the form does not say."""
    form = VersionForm()
    return form.version.data if form.validate() and form.version.data else abort(409)


def address(code: str, scenario: str) -> str:
    """The address of a case in one of its scenarios."""
    return url_for(".show", code=code, scenario=None if scenario == BASE.id else scenario)


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
