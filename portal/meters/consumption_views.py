"""What a confirmed load shows: usage, emissions, milestones, peers, savings, green plans."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal.access import access
from portal.i18n import words
from portal.meters import charts, operations
from portal.meters.benchmark import benchmark
from portal.meters.blueprint import bp
from portal.meters.consumption import consumption as load_of
from portal.meters.consumption import saving_text, tonnes, verdict
from portal.meters.forms import GoalForm
from portal.meters.letters.operations import consent_text, subscription
from portal.models import MeterFile
from portal.owner import current_segment, get_mine, grant
from portal.packs import current_pack
from portal.rendering import render_page
from portal.touchpoints.operations import describe_view

PERCENT = 100


@bp.get("/meters/<uuid:id>/consumption")
@access("visitor", touchpoint="consumption_viewed")
def consumption(id: UUID) -> ResponseReturnValue:
    """Usage and emissions, month by month, on one plan."""
    file = _confirmed(id)
    form = GoalForm()
    if file.goal:
        form.base_year.data, form.target_year.data = (
            file.goal["base_year"],
            file.goal["target_year"],
        )
        path = load_of(file).path
        assert path is not None
        form.base.data, form.cut_percent.data = path.base, path.cut * PERCENT
    return _page(file, form)


@bp.post("/meters/<uuid:id>/milestones")
@access("visitor", touchpoint="milestones_set")
def milestones(id: UUID) -> ResponseReturnValue:
    """The buyer's own path, kept."""
    file, form = _confirmed(id), GoalForm()
    if not form.validate():
        return _page(file, form, 422)
    operations.set_goal(file, form.path())
    return redirect(url_for(".consumption", id=file.id), 303)


@bp.post("/meters/<uuid:id>/compare")
@access("visitor", touchpoint="comparison_made")
def compare(id: UUID) -> ResponseReturnValue:
    """The price comparison on this load."""
    comparison = operations.compare(_confirmed(id))
    grant(comparison)
    return redirect(url_for("compare.show", code=comparison.code), 303)


@bp.post("/meters/<uuid:id>/report")
@access("visitor", touchpoint="document_requested")
def report(id: UUID) -> ResponseReturnValue:
    """The monthly report as PDF, in the making."""
    wanted = request.form.get("by_email") and current_user.is_authenticated
    to = current_user.email if wanted and not current_user.is_staff else ""
    document = operations.request_report(_confirmed(id), to=to)
    return redirect(url_for("documents.show", id=document.id), 303)


def _confirmed(id: UUID) -> MeterFile:
    file = get_mine(MeterFile, id=id)
    return file if file.state == "confirmed" else abort(404)


def _may_subscribe() -> bool:
    return current_user.is_authenticated and current_user.account_id is not None


def _calculates() -> bool:
    """Whether the reader's calculator takes figures from a load."""
    segment = current_segment()
    calculator = current_pack().calculators.get(segment.calculator or "") if segment else None
    return calculator is not None and calculator.takes("load")


def _page(file: MeterFile, form: GoalForm, status: int = 200) -> ResponseReturnValue:
    found = load_of(file, request.args.get("plan", ""))
    describe_view(f"meter_file/{file.id}")
    view: dict[str, Any] = {
        "heat": charts.hours_of_the_week(found),
        "by_month": charts.by_month(found),
        "benchmark": benchmark(file),
        "verdict": verdict(found),
        "saving_text": saving_text,
        "monthly": subscription(current_user) if _may_subscribe() else None,
        "may_subscribe": _may_subscribe(),
        "monthly_consent": consent_text(),
        "calculates": _calculates(),
        "tonnes": tonnes,
        "plan_choices": [(plan.id, words(plan.text)) for plan in found.plans],
    }
    return render_page(
        "meters/consumption.html", status=status, file=file, found=found, form=form, **view
    )
