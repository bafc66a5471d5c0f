"""Hold the price of a plan, see what is held, give it back."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import access
from portal.compare import operations, queries
from portal.compare.accepting.forms import BuyerForm
from portal.compare.accepting.offered import accepting_view
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm
from portal.compare.plan_words import price_text
from portal.compare.result import result_page
from portal.forms import options
from portal.i18n import site_zone
from portal.models import Comparison, PriceHold
from portal.owner import get_mine, grant
from portal.packs import pack_version
from portal.private_links import behind_link
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import Money


@bp.post("/compare/<code>/hold")
@access("visitor", touchpoint="price_held")
@limiter.limit("10 per minute")
def hold(code: str) -> ResponseReturnValue:
    """The price held, and its private page."""
    comparison = get_mine(Comparison, code=code)
    form = HoldForm()
    form.plan.choices = options(queries.own_choices(comparison))
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
        plan=plan, prices=price_text(plan, made_on),
        over=held.held_until < clock.now(),
        today=queries.yearly_today(comparison, held.offer),
        amount=Money.from_minor(held.yearly_minor, held.currency),
        **accepting_view(comparison, form),
    )  # fmt: skip


def hold_by(token: str) -> PriceHold:
    """The hold behind a private link, at the supplier who promised it; 404 where there is none."""
    held = operations.hold_by_token(token) or abort(404)
    behind_link(operations.comparison_of(held))
    return held
