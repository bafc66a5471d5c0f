"""Beside the ranking: offers of others, why a plan costs what it costs, and the files."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.compare import exports, operations, plan_words, queries, watching
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm, WatchForm
from portal.compare.reasons import reasons
from portal.compare.result import result_page
from portal.compare.rivals import MOST, RivalForm
from portal.forms import options
from portal.i18n import _
from portal.models import Comparison, PriceWatch
from portal.owner import get_mine
from portal.packs import served_pack_id
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import Money


@bp.post("/compare/<code>/rivals")
@access("visitor", touchpoint="comparison_made")
@limiter.limit("30 per minute")
def add_rival(code: str) -> ResponseReturnValue:
    """The comparison with the offer of another supplier in it."""
    comparison = get_mine(Comparison, code=code)
    form = RivalForm()
    if form.validate():
        try:
            operations.add_rival(comparison, form.kept(), is_current=form.is_current.data)
            return redirect(url_for(".show", code=code), 303)
        except operations.TooManyRivals:
            form.name.errors = [too_many()]
    return result_page(comparison, HoldForm(formdata=None), status=422, rival=form)


def too_many() -> str:
    """Why no further offer is taken."""
    return _("%(n)s offers are compared already: remove one first.", n=MOST)


@bp.post("/compare/<code>/rivals/<number>/remove")
@access("visitor", touchpoint="comparison_made")
@limiter.limit("30 per minute")
def remove_rival(code: str, number: str) -> ResponseReturnValue:
    """The comparison without it."""
    comparison = get_mine(Comparison, code=code)
    if number not in comparison.usage.get("rivals", {}):
        abort(404)
    operations.remove_rival(comparison, number)
    return redirect(url_for(".show", code=code), 303)


@bp.get("/compare/<code>/why/<plan>")
@access("visitor", touchpoint="comparison_viewed")
def why(code: str, plan: str) -> ResponseReturnValue:
    """The bill behind a figure, line by line, and what makes it cheaper or dearer."""
    comparison = get_mine(Comparison, code=code)
    found = queries.compared(comparison)
    row = next((row for row in found.plans.rows if row.tariff.id == plan), None) or abort(404)
    describe_view(f"comparison/{code}", plan=plan)
    return render_page(
        "compare/why.html", comparison=comparison, found=found, row=row,
        reasons=reasons(found, row), name=plan_words.name,
    )  # fmt: skip


@bp.post("/compare/<code>/watch")
@access("visitor", touchpoint="price_watched")
@limiter.limit("10 per minute")
def watch(code: str) -> ResponseReturnValue:
    """The page of the watch, which also ends it."""
    comparison = get_mine(Comparison, code=code)
    form = WatchForm()
    form.watched.choices = options(queries.own_choices(comparison))
    if not form.validate():
        return result_page(comparison, HoldForm(formdata=None), status=422, watch=form)
    made = watching.watch(comparison, plan=form.watched.data, phone=form.number.data_normal)
    return redirect(url_for(".show_watch", token=made.token), 303)


@bp.get("/watches/<token>")
@access("visitor", touchpoint="comparison_viewed")
def show_watch(token: str) -> ResponseReturnValue:
    """What is watched, and the way to end it; whoever has the link may see it."""
    found = _watch(token)
    comparison = watching.comparison_of(found)
    told = Money.from_minor(found.told_minor, found.currency)
    return render_page(
        "compare/watch.html",
        watch=found,
        comparison=comparison,
        plan=dict(queries.own_choices(comparison)).get(found.plan, found.plan),
        amount=queries.yearly_today(comparison, found.plan) or told,
    )


@bp.post("/watches/<token>/end")
@access("visitor", touchpoint="price_watch_ended")
def end_watch(token: str) -> ResponseReturnValue:
    """The watch ended, the number forgotten."""
    watching.end(_watch(token))
    return redirect(url_for(".show_watch", token=token), 303)


def _watch(token: str) -> PriceWatch:
    """The watch behind a private link, at the supplier whose price it is."""
    found = watching.watch_by_token(token) or abort(404)
    return found if watching.comparison_of(found).pack == served_pack_id() else abort(404)


@bp.get("/compare/<code>.csv")
@access("visitor", touchpoint="comparison_exported")
def export(code: str) -> ResponseReturnValue:
    """The ranking as a text file; the figures are those of the page."""
    comparison = get_mine(Comparison, code=code)
    describe_view(f"comparison/{code}", format="csv")
    return exports.download(exports.as_csv(queries.compared(comparison)), "text/csv", f"{code}.csv")


@bp.get("/compare/<code>.xlsx")
@access("visitor", touchpoint="comparison_exported")
def export_workbook(code: str) -> ResponseReturnValue:
    """Ranking, bills and payments as a workbook; the figures are those of the page."""
    comparison = get_mine(Comparison, code=code)
    describe_view(f"comparison/{code}", format="xlsx")
    content = exports.as_workbook(queries.compared(comparison))
    return exports.download(content, exports.XLSX, f"{code}.xlsx")
