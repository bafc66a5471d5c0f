"""Accept a plan of the ranking or a price held; see it, and take it back."""

from http import HTTPStatus

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import access
from portal.compare import operations as comparing
from portal.compare import queries
from portal.compare.accepting import operations
from portal.compare.accepting.forms import AcceptForm, BuyerForm
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm
from portal.compare.holding import hold_by, hold_page
from portal.compare.result import result_page
from portal.i18n import _, money
from portal.models import Acceptance, Comparison
from portal.owner import get_mine, grant
from portal.packs import pack_version
from portal.private_links import behind_link
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import Money


@bp.post("/compare/<code>/accept")
@access("visitor", touchpoint="plan_accepted")
@limiter.limit("10 per minute")
def accept(code: str) -> ResponseReturnValue:
    """The accepted plan's private page; a price that changed meanwhile is told first."""
    comparison, form = get_mine(Comparison, code=code), AcceptForm()
    if operations.terms_for(comparison) is None:
        abort(404)
    form.offer(queries.compared(comparison), None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.validate():
        try:
            plan = form.plan.data
            made = operations.accept(comparison, plan, form.saw(plan), form.buyer())
            return redirect(url_for(".show_acceptance", token=made.token), 303)
        except operations.StalePrice as stale:
            form.plan.errors = [_("This plan costs %(now)s a year now: the price changed while the page "
                                  "was open. Accept it again if you agree.", now=money(stale.now))]  # fmt: skip
        except operations.Taken:
            form.plan.errors = [taken()]
        status = HTTPStatus.CONFLICT
    return result_page(comparison, HoldForm(formdata=None), status=status, accept=form)


@bp.post("/holds/<token>/accept")
@access("visitor", touchpoint="plan_accepted")
@limiter.limit("10 per minute")
def accept_held(token: str) -> ResponseReturnValue:
    """The accepted plan's private page, at the price held."""
    held, form = hold_by(token), BuyerForm()
    known = operations.terms_for(comparing.comparison_of(held))
    if known is None or held.withdrawn_at or held.held_until < clock.now():
        return redirect(url_for(".show_hold", token=token), 303)
    if not form.validate():
        return hold_page(held, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = operations.accept_held(held, form.buyer())
    except operations.Taken:
        form.name.errors = [taken()]
        return hold_page(held, form, HTTPStatus.CONFLICT)
    return redirect(url_for(".show_acceptance", token=made.token), 303)


@bp.get("/acceptances/<token>")
@access("visitor", touchpoint="acceptance_viewed")
def show_acceptance(token: str) -> ResponseReturnValue:
    """What was accepted, what happens next, and the way back; whoever has the link may see it."""
    made = _acceptance(token)
    describe_view(f"acceptance/{made.number}")
    paper = operations.paper_of(made)
    if paper is None:
        return render_page("compare/accepted.html", made=made)
    grant(paper)
    pack = pack_version(paper.pack_version_id)
    comparison = comparing.comparison_of(made)
    return render_page(
        "compare/accepted.html", made=made, document=paper, view=paper.view,
        plan=pack.tariffs[made.plan], terms=pack.segments[comparison.segment].acceptance,
        open=clock.now() <= made.withdraw_until,
        amount=Money.from_minor(made.yearly_minor, made.currency),
    )  # fmt: skip


@bp.post("/acceptances/<token>/withdraw")
@access("visitor", touchpoint="acceptance_withdrawn")
def withdraw_acceptance(token: str) -> ResponseReturnValue:
    """The acceptance taken back while that is possible, and who it was forgotten."""
    operations.withdraw(_acceptance(token))
    return redirect(url_for(".show_acceptance", token=token), 303)


def taken() -> str:
    """Why a usage has one contract."""
    return _("A plan was accepted on this usage already. Take that back first, or compare anew.")


def _acceptance(token: str) -> Acceptance:
    """The acceptance behind a private link, at the supplier it was made with."""
    made = operations.acceptance_by_token(token) or abort(404)
    behind_link(comparing.comparison_of(made))
    return made
