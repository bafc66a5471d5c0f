"""Cost lines of the buyer's own: added one by one, read from a spreadsheet, taken away."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from flask import abort, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request

from portal.access import access
from portal.calculators import importing, operations, own_lines, queries, units
from portal.calculators.blueprint import bp
from portal.calculators.case_view import CaseView
from portal.calculators.forms import LineForm
from portal.calculators.messages import category
from portal.calculators.rights import EDIT, case_to
from portal.calculators.views.page import seen_version
from portal.db import session
from portal.i18n import _, number, words
from portal.messages import sentence
from portal.models import Calculation
from portal.rendering import render_page
from portal.security import limiter
from pricing import AssumptionError
from pricing.loads.table import Unusable
from pricing.sheets import SheetError


@bp.get("/calculate/<code>/lines")
@access("visitor", no_touchpoint="the change counts, not the form")
def lines(code: str) -> ResponseReturnValue:
    """The buyer's own cost lines, a form for one more, and a file to read them from."""
    return _page(case_to(EDIT, code))


@bp.post("/calculate/<code>/lines")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("60 per minute")
def add_line(code: str) -> ResponseReturnValue:
    """The case with one more line."""
    calculation = case_to(EDIT, code)
    case = queries.case_view(calculation)
    form = LineForm.over(importing.choices_of(case))
    if not form.validate() or not _fits(form, calculation, 1):
        return _page(calculation, form=form, status=422)
    return _added(calculation, [form], form)


@bp.post("/calculate/<code>/lines/remove")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("60 per minute")
def remove_line(code: str) -> ResponseReturnValue:
    """The case without one of the buyer's lines."""
    calculation, key = case_to(EDIT, code), request.form.get("line", "")
    if key not in own_lines.lines_in(calculation.assumptions):
        abort(404)
    operations.remove_line(calculation, seen_version(), key)
    return redirect(url_for(".lines", code=code), 303)


@bp.post("/calculate/<code>/lines/file")
@access("visitor", no_touchpoint="nothing is changed until the lines are added")
@limiter.limit("30 per minute")
def read_lines(code: str) -> ResponseReturnValue:
    """What a file holds, to look through and correct before it is added."""
    calculation = case_to(EDIT, code)
    case, file = queries.case_view(calculation), request.files.get("file")
    content = file.read(importing.MOST_BYTES + 1) if file else b""
    if not content:
        return _page(calculation, file_error=_("Choose a file first."), status=422)
    try:
        found = importing.lines_in_file(content, case)
    except importing.Unreadable as error:
        return _page(calculation, file_error=str(error), status=422)
    except (SheetError, Unusable) as error:
        return _page(calculation, file_error=sentence(error.finding), status=422)
    return _page(calculation, rows=found.lines, preview=found)


@bp.post("/calculate/<code>/lines/several")
@access("visitor", touchpoint="assumption_changed")
@limiter.limit("30 per minute")
def add_lines(code: str) -> ResponseReturnValue:
    """The case with all lines of the preview; the preview again where one has a fault."""
    calculation = case_to(EDIT, code)
    choices = importing.choices_of(queries.case_view(calculation))
    wanted = request.form.get("rows", 0, type=int)
    if not 0 < wanted <= own_lines.MOST_LINES:
        abort(404)
    rows = [LineForm.over(choices, prefix=f"r{at}-", meta={"csrf": False}) for at in range(wanted)]
    sound = [row.validate() for row in rows if not row.left_out()]
    kept = [row for row in rows if not row.left_out()]
    if not all(sound) or not kept or not _fits(kept[0], calculation, len(kept)):
        return _page(calculation, rows=rows, status=422)
    return _added(calculation, kept, kept[0], rows)


@bp.get("/calculate/lines.csv")
@access("public", no_touchpoint="an empty form")
def template() -> ResponseReturnValue:
    """A file with the names of the columns and two lines as examples."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        [_("Alternative"), _("Line"), _("Kind of cost"), _("When"), _("Amount"),
         _("Growth a year, %"), _("First year"), _("Last year"), _("Source")]
    )  # fmt: skip
    writer.writerow(["", _("Insurance"), category("maintenance"), _("every year"), number(Decimal("12.5")), "3", "1", "", _("Policy 2026")])  # fmt: skip
    writer.writerow(["", _("Foundation"), category("installation"), _("once, at the start"), "80", "", "", "", ""])  # fmt: skip
    response = make_response("\ufeff" + out.getvalue())
    response.mimetype = "text/csv"
    response.headers.set("Content-Disposition", "attachment", filename="lines.csv")
    return response


def _fits(form: LineForm, calculation: Calculation, more: int) -> bool:
    """Whether so many more lines fit into the case; the form says so where they do not."""
    if len(own_lines.lines_in(calculation.assumptions)) + more <= own_lines.MOST_LINES:
        return True
    form.form_errors.append(
        _("A case holds %(n)s lines of your own at most.", n=own_lines.MOST_LINES)
    )
    return False


def _added(
    calculation: Calculation,
    forms: Iterable[LineForm],
    blamed: LineForm,
    rows: list[LineForm] | None = None,
) -> ResponseReturnValue:
    try:
        operations.add_lines(calculation, seen_version(), [form.line() for form in forms])
    except AssumptionError:
        session.rollback()
        blamed.form_errors.append(_("With it the case has no result."))
        return _page(calculation, form=None if rows else blamed, rows=rows, status=422)
    return redirect(url_for(".lines", code=calculation.code), 303)


def _page(
    calculation: Calculation,
    *,
    form: LineForm | None = None,
    rows: list[LineForm] | None = None,
    preview: importing.Preview | None = None,
    file_error: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    case = queries.case_view(calculation)
    return render_page(
        "calculators/lines.html",
        status=status,
        calculation=calculation,
        case=case,
        form=form or _empty(case),
        rows=rows,
        preview=preview,
        file_error=file_error,
        own=[
            _told(case, key, kept)
            for key, kept in own_lines.lines_in(calculation.assumptions).items()
        ],
        full=len(own_lines.lines_in(calculation.assumptions)) >= own_lines.MOST_LINES,
    )


def _empty(case: CaseView) -> LineForm:
    last = Decimal(case.horizon)
    return LineForm.over(
        importing.choices_of(case), formdata=None, data={"first": Decimal(1), "last": last}
    )


def _told(case: CaseView, key: str, kept: own_lines.Kept) -> dict[str, str]:
    """A line in words."""
    amount = case.results.assumption(own_lines.id_of(key))
    line = case.results.alternative(kept["alternative"]).line(own_lines.id_of(key))
    return {
        "key": key,
        "text": kept["text"],
        "alternative": words(case.results.alternative(kept["alternative"]).text),
        "category": category(kept["category"]),
        "amount": units.value(amount.value, amount.unit),
        "present": case.money(line.present_cost),
        "origin": case.provenance(amount),
    }
