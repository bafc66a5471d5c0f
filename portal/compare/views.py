"""Compare prices on one's own usage."""

from decimal import Decimal
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.compare import operations, queries
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm, UsageForm, last_months, plans_for, usage_form
from portal.compare.result import moved, rested, result_page
from portal.compare.what_if import PERCENT
from portal.models import Comparison
from portal.owner import get_mine
from portal.packs import current_pack
from portal.rendering import asks_for_part, render_page
from portal.security import limiter

EXAMPLE = (1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720)


@bp.get("/compare")
@access("visitor", touchpoint="comparison_viewed")
def start() -> ResponseReturnValue:
    """Twelve bills, typed, pasted or uploaded."""
    segment = _segment()
    form = usage_form(plans_for(segment))
    if request.args.get("example"):
        for field, kwh in zip(form.month_fields(), EXAMPLE, strict=True):
            field.data = Decimal(kwh)
    form.peak_percent.data = Decimal(30)
    form.current.data = request.args.get("plan") or "standard"
    return _form_page(form, segment)


@bp.post("/compare")
@access("visitor", touchpoint="comparison_made")
@limiter.limit("30 per minute")
def compare() -> ResponseReturnValue:
    """The comparison, or the form with what was typed."""
    segment = _segment()
    form = usage_form(plans_for(segment))
    if not form.validate():
        return _form_page(form, segment, status=422)
    assert form.usage is not None
    made = operations.compare(form.usage, segment=segment, **_terms(form))
    return redirect(url_for(".show", code=made.code), 303)


@bp.get("/compare/<code>")
@access("visitor", touchpoint="comparison_viewed")
def show(code: str) -> ResponseReturnValue:
    """The ranking, the slider, the calendar of payments; `peak` moves the slider."""
    comparison = get_mine(Comparison, code=code)
    if not asks_for_part():
        return result_page(comparison, HoldForm())
    return rested(comparison) if request.headers.get("HX-Target") == "rest" else moved(comparison)


@bp.get("/compare/<code>/usage")
@access("visitor", no_touchpoint="the change that follows counts")
def edit(code: str) -> ResponseReturnValue:
    """The usage again, as it was typed."""
    comparison = get_mine(Comparison, code=code)
    form = usage_form(queries.compared_tariffs(comparison))
    _fill(form, comparison)
    return _form_page(form, comparison.segment, comparison=comparison)


@bp.post("/compare/<code>/usage")
@access("visitor", touchpoint="comparison_made")
@limiter.limit("30 per minute")
def change(code: str) -> ResponseReturnValue:
    """The comparison on the new usage."""
    comparison = get_mine(Comparison, code=code)
    form = usage_form(queries.compared_tariffs(comparison))
    if not form.validate():
        return _form_page(form, comparison.segment, status=422, comparison=comparison)
    assert form.usage is not None
    operations.change(comparison, form.usage, **_terms(form))
    return redirect(url_for(".show", code=code), 303)


def _segment() -> str:
    return queries.comparing_segment() or abort(404)


def _terms(form: UsageForm) -> dict[str, Any]:
    return {
        "province": form.province.data,
        "peak": (form.peak_percent.data or Decimal(0)) / PERCENT,
        "off_peak": (form.off_peak_percent.data or Decimal(0)) / PERCENT,
        "current": form.current.data,
    }


def _fill(form: UsageForm, comparison: Comparison) -> None:
    usage = comparison.usage
    form.province.data, form.current.data = usage["province"], usage["current"]
    form.peak_percent.data = Decimal(usage.get("peak", "0.30")) * PERCENT
    form.off_peak_percent.data = Decimal(usage.get("off_peak", "0")) * PERCENT
    known = dict(usage.get("months", []))
    for field, month in zip(form.month_fields(), last_months(), strict=True):
        if month.isoformat() in known:
            field.data = Decimal(known[month.isoformat()])


def _form_page(
    form: UsageForm, segment: str, status: int = 200, comparison: Comparison | None = None
) -> ResponseReturnValue:
    return render_page(
        "compare/start.html", status=status, form=form, comparison=comparison,
        profile=current_pack().segments[segment],
    )  # fmt: skip
