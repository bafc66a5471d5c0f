"""Compare prices on one's own usage; hold a price."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import access
from portal.compare import charts, operations, queries, watching
from portal.compare.accepting import operations as accepting
from portal.compare.accepting.forms import AcceptForm, BuyerForm
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm, UsageForm, WatchForm, last_months, plans_for, usage_form
from portal.compare.rival_files.forms import RivalFileForm
from portal.compare.rivals import RivalForm, is_rival, runs_out
from portal.compare.what_if import PERCENT, WhatIf, WhatIfForm
from portal.i18n import _, money, site_zone
from portal.messages import sentences
from portal.models import Comparison, PriceHold
from portal.owner import get_mine, grant
from portal.packs import current_pack, pack_version
from portal.private_links import behind_link
from portal.rendering import announce, render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import Money

MOVED = "sliders-moved"
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
    return result_page(get_mine(Comparison, code=code), HoldForm())


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


@bp.post("/compare/<code>/hold")
@access("visitor", touchpoint="price_held")
@limiter.limit("10 per minute")
def hold(code: str) -> ResponseReturnValue:
    """The price held, and its private page."""
    comparison = get_mine(Comparison, code=code)
    form = HoldForm()
    form.plan.choices = queries.own_choices(comparison)
    if not form.validate():
        return result_page(comparison, form, status=422)
    held = operations.hold(
        comparison,
        plan=form.plan.data,
        phone=form.phone.data_normal,
        wants_call=form.wants_call.data,
    )
    return redirect(url_for(".show_hold", token=held.token), 303)


@bp.get("/holds/<token>")
@access("visitor", touchpoint="price_hold_viewed")
def show_hold(token: str) -> ResponseReturnValue:
    """The held price, its paper, and the way to withdraw; whoever has the link may see it."""
    return hold_page(hold_by(token), BuyerForm())


@bp.post("/holds/<token>/withdraw")
@access("visitor", touchpoint="price_hold_withdrawn")
def withdraw(token: str) -> ResponseReturnValue:
    """The hold ended, the number forgotten."""
    operations.withdraw(hold_by(token))
    return redirect(url_for(".show_hold", token=token), 303)


def hold_page(held: PriceHold, form: BuyerForm, status: int = 200) -> ResponseReturnValue:
    """The held price with its prices as promised, and the form that accepts it."""
    describe_view(f"price_hold/{held.number}")
    comparison, document = operations.comparison_of(held), operations.document_of(held)
    if held.withdrawn_at or document is None:
        return render_page("compare/hold.html", held=held)
    grant(document)
    grant(comparison)
    # Not today's prices: those of the edition and the day on which they were promised.
    plan = pack_version(document.pack_version_id).tariffs[held.offer]
    made_on = clock.in_zone(held.created_at, site_zone()).date()
    return render_page(
        "compare/hold.html", status=status, held=held, document=document, comparison=comparison,
        plan=plan, prices=queries.price_text(plan, made_on),
        over=held.held_until < clock.now(),
        today=queries.yearly_today(comparison, held.offer),
        amount=Money.from_minor(held.yearly_minor, held.currency),
        **accepting_view(comparison, form),
    )  # fmt: skip


def accepting_view(comparison: Comparison, form: BuyerForm) -> dict[str, Any]:
    """What a page needs to offer that a plan is accepted on it."""
    return {
        "accept": form,
        "accept_terms": accepting.terms_for(comparison),
        "terms_text": accepting.terms_text(),
        "accepted": lambda: accepting.standing(comparison),
    }


def hold_by(token: str) -> PriceHold:
    """The hold behind a private link, at the supplier who promised it; 404 where there is none."""
    held = operations.hold_by_token(token) or abort(404)
    behind_link(operations.comparison_of(held))
    return held


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


def result_page(
    comparison: Comparison,
    form: HoldForm,
    status: int = 200,
    rival: RivalForm | None = None,
    watch: WatchForm | None = None,
    accept: AcceptForm | None = None,
    rival_file: RivalFileForm | None = None,
) -> ResponseReturnValue:
    """The ranking with its sliders, its forms and its pictures.

    The sliders ask for the ranking alone; pictures, market and terms follow in a part of their own.
    """
    sliders = WhatIfForm(request.args)
    what = sliders.asked()
    own = queries.compared(comparison, WhatIf(with_tax=what.with_tax))
    found = queries.compared(comparison, what) if what.moves else own
    watch = watch or WatchForm(formdata=None)
    form.plan.choices = watch.watched.choices = queries.own_choices(comparison)
    if form.plan.data is None:
        form.plan.data = own.best.tariff.id
    if watch.watched.data is None:
        watch.watched.data = own.best.tariff.id
    if accept is None:
        accept = AcceptForm(formdata=None)
        accept.offer(own, request.args.get("plan"))
    describe_view(f"comparison/{comparison.code}")
    rest = request.headers.get("HX-Target") == "rest"
    part = "rest" if rest else "result"
    response = render_page(
        "compare/show.html",
        # The forms stand outside both parts: what was wrong in one is answered with the page.
        fragment=part if status == HTTPStatus.OK else "",
        status=status,
        comparison=comparison,
        found=found,
        own=own,
        what=what,
        sliders=sliders,
        form=form,
        rival=rival or RivalForm(formdata=None),
        rival_file=rival_file or RivalFileForm(formdata=None),
        rivals=comparison.usage.get("rivals", {}),
        consent=operations.consent_text(),
        watch=watch,
        watch_consent=watching.consent_text(),
        charts=charts,
        name=queries.name,
        price_text=queries.price_text,
        cycle_name=queries.cycle_name,
        exit_fee=queries.exit_fee,
        is_rival=is_rival,
        runs_out=lambda tariff: runs_out(tariff, clock.today(site_zone())),
        noted=[*sentences(own.plans.findings), *comparison.usage.get("notes", ())],
        seen=" ".join(f"{row.tariff.id}={row.yearly.to_minor()}" for row in own.ours),
        **accepting_view(comparison, accept),
    )
    best = found.plans.best
    cost = money(found.yearly(best))
    said = _("Cheapest: %(plan)s, %(cost)s a year.", plan=queries.name(best), cost=cost)
    if rest:
        return response
    # The address bar holds what was asked in digits that every language reads alike.
    response.headers["HX-Replace-Url"] = url_for(".show", code=comparison.code, **what.query())
    # What follows the sliders from further down the page asks for itself once they rest.
    return announce(response, said, MOVED)
