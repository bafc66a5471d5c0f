"""What the pages of a case share."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.calculators import (
    charts,
    explaining,
    own_scenarios,
    presets,
    queries,
    rights,
    suggestions,
    tables,
    telling,
    units,
)
from portal.calculators.case_view import CaseView
from portal.calculators.forms import (
    ChangeForm,
    NameForm,
    SuggestForm,
    VersionForm,
    change_form,
    typed_anew,
)
from portal.db import only_reads
from portal.messages import sentence
from portal.models import AssumptionChange, Calculation
from portal.rendering import announce, render_page
from portal.touchpoints.operations import describe_view
from pricing import AssumptionError, Finding
from pricing.calculators.calculator import BASE
from pricing.calculators.inputs import AssumptionValue

WHOLE = {"HX-Reswap": "outerHTML show:none"}
"""The whole case in answer to a form that otherwise gets what changed."""


def case_page(
    calculation: Calculation,
    case: CaseView,
    form: ChangeForm | None = None,
    status: int = 200,
    *,
    by_link: bool = False,
    suggesting: SuggestForm | None = None,
    naming: NameForm | None = None,
    titling: NameForm | None = None,
) -> ResponseReturnValue:
    """The page of a case, whole or the part that was asked for, for what its reader may do.

    Args:
        form: as it was sent, when something in it is wrong; likewise `suggesting`, `naming` and, of the
            scenario, `titling`.
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
    version = queries.saved_version(calculation, case.number)
    response = render_page(
        "calculators/show.html",
        fragment="explanation" if name else request.args.get("part", "case", type=_part),
        status=status,
        opened=found,
        here=_here(calculation, case, by_link),
        as_of=explaining.as_of(case),
        saved=request.args.get("saved", type=int),
        configured=version and queries.configured_in(version),
        invalid=[id for id in case.ids if form.wrong(id)] if form else [],
        naming=naming or NameForm(formdata=None, data={"name": calculation.name}),
        titling=titling,
        may_comment=right == rights.COMMENT and _is_base(case),
        suggesting=suggesting or SuggestForm(formdata=None),
        presets=presets.presets_for(calculation) if form else [],
        **_shown(calculation, case, form, by_link=by_link),
    )
    if request.method == "POST":
        response.headers.update(WHOLE)
    return announce(response, case.verdict[0]) if not name else response


def changed_parts(
    calculation: Calculation, before: CaseView, changed: Sequence[AssumptionChange] = ()
) -> ResponseReturnValue:
    """What is different on the page since `before`; all of it where there is more or less now.

    Args:
        changed: what the reader changed, if that is known.
    """
    only_reads()
    case = queries.case_view(calculation, before.results.scenario)
    if case.ids != before.ids or request.form.get("whole"):
        return case_page(calculation, case)
    known = zip(before.results.assumptions, case.results.assumptions, strict=True)
    moved = [
        now
        for then, now in known
        if then != now or (now.levels and before.choices(then) != case.choices(now))
    ]
    form = form_of(calculation, case, submitted=False, only=moved)
    response = render_page(
        "calculators/changed.html",
        moved=moved,
        sourced=bool(request.form.get("source")),
        **_shown(calculation, case, form, by_link=False, changed=changed),
    )
    return announce(response, case.verdict[0])


def rest_part(calculation: Calculation, case: CaseView) -> ResponseReturnValue:
    """What stands below the pictures, for whoever unfolds a table of it."""
    view = _figures(calculation, case, by_link=False)
    return render_page("calculators/show.html", fragment="rest", **view)


def _figures(calculation: Calculation, case: CaseView, *, by_link: bool) -> dict[str, Any]:
    """What every part of the page needs."""
    return {
        "calculation": calculation,
        "case": case,
        "by_link": by_link,
        "base": BASE.id,
        "units": units,
        "tables": tables,
        "charts": charts,
        "unfolded": [key for key in tables.foldable(case) if key in request.values.getlist("open")],
    }


def _shown(
    calculation: Calculation,
    case: CaseView,
    form: ChangeForm | None,
    *,
    by_link: bool,
    changed: Sequence[AssumptionChange] = (),
) -> dict[str, Any]:
    """What the parts that one acts on need besides."""
    mine = not by_link and case.number is None
    return {
        **_figures(calculation, case, by_link=by_link),
        "form": form,
        "is_saved": queries.is_saved(calculation),
        "own": own_scenarios.is_own(case.results.scenario),
        "proposals": suggestions.proposals(calculation, case) if mine and _is_base(case) else [],
        "undoable": telling.undoable(calculation, case, changed) if mine else "",
    }


def _part(name: str) -> str:
    return name if name in ("case", "rest") else abort(404)


def _is_base(case: CaseView) -> bool:
    return case.number is None and case.results.scenario == BASE.id


def _here(calculation: Calculation, case: CaseView, by_link: bool) -> str:
    """The address of the page without anything opened."""
    if by_link:
        return url_for(".shared", link=calculation.link)
    if case.number:
        return url_for(".show_version", code=calculation.code, number=case.number)
    return url_for(".show", code=calculation.code)


def form_of(
    calculation: Calculation,
    case: CaseView,
    *,
    submitted: bool,
    only: Sequence[AssumptionValue] | None = None,
) -> ChangeForm:
    """The form over what the page shows; what a scenario sets is not for changing there.

    Args:
        only: the assumptions it is for, else all of them.
    """
    scenario = case.results.scenario
    own, changed = own_scenarios.is_own(scenario), _sources(calculation, scenario)

    def changeable(each: AssumptionValue) -> bool:
        return each.set_by != "scenario" or own

    given: dict[str, Any] = {} if submitted else {"formdata": None}
    form = change_form(
        case.results.assumptions if only is None else only, changeable, changed, **given
    )
    if not submitted:
        form.version.data, form.scenario.data = calculation.version, scenario
    return form


def form_of_edit(calculation: Calculation, case: CaseView) -> ChangeForm:
    """The form as it was sent, over what was typed anew alone: a page has fifty figures."""
    sources = _sources(calculation, case.results.scenario)
    typed = typed_anew(case.results.assumptions, request.form, sources)
    return form_of(calculation, case, submitted=True, only=typed)


def _sources(calculation: Calculation, scenario: str) -> Callable[[str], str | None]:
    """The source of each value that the buyer changed in this scenario, None for all others."""
    own = own_scenarios.is_own(scenario)

    def source(id: str) -> str | None:
        found = calculation.assumptions.get(own_scenarios.key(scenario, id) if own else id)
        return found["source"] if found else None

    return source


def blame(form: ChangeForm, case: CaseView, error: AssumptionError, ids: Sequence[str]) -> None:
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
