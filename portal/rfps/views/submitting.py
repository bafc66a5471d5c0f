"""Check, submit, see what happens next, take back."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm.exc import StaleDataError

from portal.access import access
from portal.db import session
from portal.i18n import _
from portal.models import Person, Rfp
from portal.owner import get_mine
from portal.rendering import render_page
from portal.rfps import operations, queries
from portal.rfps.blueprint import bp
from portal.rfps.drafts import Draft
from portal.rfps.forms import SenderForm, SubmitForm
from portal.rfps.views.finding import draft_of, last_version, own_draft, rail, version_typed
from portal.security import limiter


@bp.get("/rfp/<number>/check-and-submit")
@access("visitor", no_touchpoint="part of editing; the submission counts")
def preview(number: str) -> ResponseReturnValue:
    """What you send, beside what the supplier sees."""
    draft = draft_of(number)
    return _preview_page(draft, _who() if queries.may_edit(draft.rfp) else None)


@bp.post("/rfp/<number>/check-and-submit")
@access("visitor", touchpoint="rfp_submitted")
@limiter.limit("10 per minute")
def submit(number: str) -> ResponseReturnValue:
    """The next version with the supplier; a second click on the same button changes nothing."""
    rfp, version = get_mine(Rfp, number=number), version_typed()
    sent = url_for(".sent", number=number)
    draft, form = draft_of(number), _who()
    fine = form.validate()
    refused = not fine or draft.missing or not queries.has_changed(draft, last_version(rfp))
    # Asked after all was read: a click that crossed with another finds its own draft unchanged.
    if operations.submitted_from(rfp.id, version):
        return redirect(sent, 303)
    if not queries.may_edit(rfp):
        abort(404)
    if refused:
        return _preview_page(draft, form, status=422)
    try:
        _send(draft, version, form)
    except StaleDataError:
        session.rollback()
        if not operations.submitted_from(rfp.id, version):
            raise
    except operations.AddressKnown:
        assert isinstance(form, SenderForm)
        form.email.errors = [
            _(
                "This address has an account here. Sign in with it, and this draft is still yours to submit."
            )
        ]
        return _preview_page(draft_of(number), form, status=422)
    return redirect(sent, 303)


@bp.get("/rfp/<number>/what-happens-next")
@access("visitor", no_touchpoint="the submission before it counts")
def sent(number: str) -> ResponseReturnValue:
    """Who calls by when, or that nobody does."""
    rfp = get_mine(Rfp, number=number)
    last = last_version(rfp)
    if last is None or rfp.state != "submitted":
        return redirect(url_for(".edit", number=number), 303)
    return render_page(
        "rfps/sent.html",
        rfp=rfp,
        last=last,
        step=queries.next_step(rfp),
        seen=queries.shared_rfp(last),
        sender=session.get(Person, rfp.person_id) if rfp.person_id else None,
        may_edit=queries.may_edit(rfp),
    )


@bp.post("/rfp/<number>/take-back")
@access("visitor", touchpoint="rfp_withdrawn")
def withdraw(number: str) -> ResponseReturnValue:
    """The RFP, the buyer's alone again."""
    draft = own_draft(number)
    if draft.rfp.state != "submitted":
        raise StaleDataError(f"{number} is not submitted")
    operations.take_back(draft.rfp, version_typed())
    return redirect(url_for(".edit", number=number), 303)


def _who() -> SubmitForm:
    return SubmitForm() if current_user.is_authenticated else SenderForm()


def _send(draft: Draft, version: int | None, form: SubmitForm) -> None:
    if isinstance(form, SenderForm):
        operations.submit_as_newcomer(
            draft, version, name=form.name.data, company=form.company.data, email=form.email.data,
            phone=form.phone.normal, consent=form.consent.data,
        )  # fmt: skip
    else:
        operations.submit(draft, version, phone=form.phone.normal, consent=form.consent.data)


def _preview_page(draft: Draft, form: SubmitForm | None, status: int = 200) -> ResponseReturnValue:
    content, last = draft.content(), last_version(draft.rfp)
    seen = queries.seen(draft.template, draft.shared())
    return render_page(
        "rfps/preview.html",
        fragment="preview",
        status=status,
        draft=draft,
        rfp=draft.rfp,
        form=form,
        newcomer=isinstance(form, SenderForm),
        own=queries.reading(draft.template, content["answers"], content["privacy"]),
        clauses=draft.clauses,
        seen=seen,
        seen_rows={row.id: row for row in seen.rows},
        answered=len(content["answers"]),
        last=last,
        next_version=last.number + 1 if last else 1,
        changed=queries.has_changed(draft, last),
        steps=rail(draft, "preview"),
    )
