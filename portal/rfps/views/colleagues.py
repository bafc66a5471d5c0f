"""Colleagues who read along."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal.access import access
from portal.accounts.invitations import NotAColleague
from portal.i18n import _
from portal.models import Person
from portal.rendering import render_page
from portal.rfps import invitations, queries
from portal.rfps.blueprint import bp
from portal.rfps.drafts import Draft
from portal.rfps.forms import InviteForm
from portal.rfps.views.finding import draft_of, own_draft
from portal.security import limiter


@bp.get("/rfp/<number>/read-along")
@access("visitor", no_touchpoint="the invitation counts")
def colleagues(number: str) -> ResponseReturnValue:
    """Who reads along, and a form to invite one more."""
    return _colleagues_page(draft_of(number), InviteForm())


@bp.post("/rfp/<number>/read-along")
@access("person", touchpoint="reviewer_invited")
@limiter.limit("10 per minute")
def invite(number: str) -> ResponseReturnValue:
    """A colleague invited by letter."""
    draft, form = own_draft(number), InviteForm()
    if draft.rfp.account_id is None or draft.rfp.account_id != current_user.account_id:
        abort(404)
    if not form.validate():
        return _colleagues_page(draft, form, status=422)
    try:
        invited = invitations.invite(
            draft.rfp, _me(), name=form.name.data, email=form.email.data, job=form.job.data,
            note=form.note.data,
        )  # fmt: skip
    except NotAColleague:
        form.email.errors = [
            _(
                "This address belongs to somebody outside your company's account. Use the colleague's own work address."
            )
        ]
        return _colleagues_page(draft, form, status=422)
    return redirect(url_for(".colleagues", number=number, invited=invited.id), 303)


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person


def _colleagues_page(draft: Draft, form: InviteForm, status: int = 200) -> ResponseReturnValue:
    people = queries.readers(draft.rfp)
    may_invite = (
        queries.may_edit(draft.rfp)
        and current_user.is_authenticated
        and draft.rfp.account_id is not None
        and draft.rfp.account_id == current_user.account_id
    )
    invited = [p for p in people if str(p.id) == request.args.get("invited")]
    return render_page(
        "rfps/colleagues.html",
        status=status,
        draft=draft,
        rfp=draft.rfp,
        people=people,
        form=form,
        may_invite=may_invite,
        invited=invited[0] if invited else None,
    )
