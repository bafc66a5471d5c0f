"""Who else works on a case: rights, invitations, and a private link to read."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request

from portal.access import access
from portal.accounts.invitations import NotAColleague
from portal.calculators import colleagues as together
from portal.calculators import queries
from portal.calculators.blueprint import bp
from portal.calculators.forms import InviteForm
from portal.calculators.rights import EDIT, RIGHTS, case_to, may
from portal.calculators.views.page import case_page
from portal.db import session
from portal.i18n import _
from portal.links import outward
from portal.models import Calculation, Person
from portal.owner import get_mine
from portal.private_links import behind_link
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view


@bp.get("/calculate/<code>/colleagues")
@access("visitor", no_touchpoint="the invitation counts")
def colleagues(code: str) -> ResponseReturnValue:
    """Who may do what with the case, a form to invite one more, and the private link."""
    return _page(get_mine(Calculation, code=code), InviteForm(formdata=None))


@bp.post("/calculate/<code>/colleagues")
@access("person", touchpoint="reviewer_invited")
@limiter.limit("10 per minute")
def invite(code: str) -> ResponseReturnValue:
    """A colleague invited by letter."""
    calculation, form = _shareable(code), InviteForm()
    if not form.validate():
        return _page(calculation, form, 422)
    try:
        invited = together.invite(
            calculation, _me(), name=form.name.data, email=form.email.data, job=form.job.data,
            right=form.right.data, note=form.note.data,
        )  # fmt: skip
    except NotAColleague:
        form.email.errors = [
            _(
                "This address belongs to somebody outside your company's account. Use the colleague's own work address."
            )
        ]
        return _page(calculation, form, 422)
    return redirect(url_for(".colleagues", code=code, invited=invited.id), 303)


@bp.post("/calculate/<code>/rights")
@access("person", no_touchpoint="inviting counts")
@limiter.limit("60 per minute")
def give(code: str) -> ResponseReturnValue:
    """A colleague with another right."""
    calculation, right = _shareable(code), request.form.get("right", "")
    known = {str(person.id): person for person, _right in together.people(calculation)}
    person = known.get(request.form.get("person", "")) or abort(404)
    if right not in RIGHTS:
        abort(404)
    together.give(calculation, person, right, _me())
    session.commit()
    return redirect(url_for(".colleagues", code=code), 303)


@bp.post("/calculate/<code>/link")
@access("visitor", touchpoint="calculation_shared")
@limiter.limit("30 per minute")
def share(code: str) -> ResponseReturnValue:
    """A private link made, or revoked."""
    calculation = case_to(EDIT, code)
    if not together.is_own(calculation):
        abort(404)
    if request.form.get("action") == "revoke":
        together.unshare(calculation)
    else:
        together.share(calculation)
    return redirect(url_for(".colleagues", code=code, _anchor="link"), 303)


@bp.get("/calculate/shared/<link>")
@access("visitor", touchpoint="private_link_opened")
@limiter.limit("60 per minute")
def shared(link: str) -> ResponseReturnValue:
    """What a private link shows: everything to read, nothing to change."""
    calculation = behind_link(together.shared_under(link))
    return case_page(calculation, queries.case_view(calculation), by_link=True)


def _shareable(code: str) -> Calculation:
    """The case, for whoever of its account may change it."""
    calculation = case_to(EDIT, code)
    if calculation.account_id is None or calculation.account_id != current_user.account_id:
        abort(404)
    return calculation


def _page(calculation: Calculation, form: InviteForm, status: int = 200) -> ResponseReturnValue:
    describe_view(f"calculation/{calculation.code}")
    people = together.people(calculation)
    editing = may(calculation, EDIT)
    known = current_user.is_authenticated and calculation.account_id is not None
    same = known and calculation.account_id == current_user.account_id
    invited = request.args.get("invited", "")
    return render_page(
        "calculators/colleagues.html",
        status=status,
        calculation=calculation,
        title=queries.title_of(calculation),
        people=people,
        link=outward("calculators.shared", link=calculation.link) if calculation.link else "",
        form=form,
        invited=next((person for person, _right in people if str(person.id) == invited), None),
        may_invite=same and editing,
        may_share=together.is_own(calculation) and editing,
    )


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person
