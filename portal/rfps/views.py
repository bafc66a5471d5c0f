"""Draft an RFP, decide what the supplier sees, submit it, read along."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_security import current_user
from sqlalchemy.orm.exc import StaleDataError

from configurator.rfp import RfpField, Section
from portal.access import access
from portal.accounts.invitations import NotAColleague
from portal.db import session
from portal.i18n import LANGUAGES, _, language, words
from portal.models import Person, Rfp, RfpVersion
from portal.owner import get_mine
from portal.packs import current_pack
from portal.rendering import render_page
from portal.rfps import attachments, invitations, operations, queries
from portal.rfps.changes import changes
from portal.rfps.drafts import Draft
from portal.rfps.forms import (
    ClausesForm,
    InviteForm,
    SectionForm,
    SenderForm,
    SubmitForm,
    clauses_form,
    section_form,
)
from portal.rfps.paper import view_of
from portal.rfps.wording import label_of
from portal.security import limiter
from portal.touchpoints.operations import describe_view

bp = Blueprint("rfps", __name__)

# Addresses beside the sections have a hyphen, which no section's id can have.


@bp.get("/rfp")
@access("visitor", no_touchpoint="starting or opening one counts")
def start() -> ResponseReturnValue:
    """The reader's RFPs, and a new one."""
    return render_page("rfps/start.html", rfps=queries.own_rfps(), offers=_offers(), done=_done)


@bp.post("/rfp")
@access("visitor", touchpoint="rfp_started")
@limiter.limit("20 per minute")
def create() -> ResponseReturnValue:
    """A draft from the segment's template."""
    _not_for_staff()
    wanted = request.form.get("segment", "")
    profiles = {profile.id: profile for profile in queries.segments_with_rfp()}
    profile = profiles.get(wanted) or (abort(404) if wanted or len(profiles) != 1 else None)
    rfp = operations.start(profile or next(iter(profiles.values())))
    return redirect(url_for(".edit", number=rfp.number, section=rfp.section), 303)


@bp.get("/rfp/<number>")
@bp.get("/rfp/<number>/<section>")
@access("visitor", touchpoint="rfp_viewed")
def edit(number: str, section: str | None = None) -> ResponseReturnValue:
    """The RFP as a whole; or one section to fill in, for whoever may."""
    draft = _draft(number)
    describe_view(operations.subject(draft.rfp))
    if section is None:
        return _show_page(draft)
    part = _section(draft, section)
    if not queries.may_edit(draft.rfp):
        return redirect(url_for(".edit", number=number, _anchor=section), 303)
    return _section_page(draft, part, _form_of(draft, part))


@bp.post("/rfp/<number>/<section>")
@access("visitor", touchpoint="rfp_edited")
def save(number: str, section: str) -> ResponseReturnValue:
    """The section saved, and on to the next one; or the form with what was typed."""
    draft = _own_draft(number)
    part = _section(draft, section)
    form = _form_of(draft, part)
    if not form.validate():
        return _section_page(draft, part, form, status=422)
    operations.save_section(
        draft,
        part,
        _version(),
        answers=form.answers(),
        privacy=form.privacy(),
        title=form["title"].data if "title" in form else None,
    )
    asked = _asked_to_configure(part)
    if asked is not None:
        opened = operations.configured_for(draft.rfp, asked)
        return redirect(url_for("configure.show", code=opened.code), 303)
    return redirect(_after(draft, section), 303)


@bp.get("/rfp/<number>/contract-clauses")
@access("visitor", touchpoint="rfp_viewed")
def clauses(number: str) -> ResponseReturnValue:
    """The clauses that follow from the configured contract; optional ones may go."""
    draft = _draft(number)
    describe_view(operations.subject(draft.rfp))
    if not queries.may_edit(draft.rfp):
        return redirect(url_for(".edit", number=number, _anchor="clauses"), 303)
    return _clauses_page(draft, clauses_form(draft))


@bp.post("/rfp/<number>/contract-clauses")
@access("visitor", touchpoint="rfp_edited")
def save_clauses(number: str) -> ResponseReturnValue:
    """The clauses as chosen."""
    draft = _own_draft(number)
    form = clauses_form(draft)
    if not form.validate():
        return _clauses_page(draft, form, status=422)
    offered = [clause.id for clause in form.offered]
    operations.save_clauses(draft, _version(), offered=offered, without=form.without())
    return redirect(_after(draft, CLAUSES), 303)


@bp.get("/rfp/<number>/check-and-submit")
@access("visitor", no_touchpoint="part of editing; the submission counts")
def preview(number: str) -> ResponseReturnValue:
    """What you send, beside what the supplier sees."""
    draft = _draft(number)
    return _preview_page(draft, _who() if queries.may_edit(draft.rfp) else None)


@bp.post("/rfp/<number>/check-and-submit")
@access("visitor", touchpoint="rfp_submitted")
@limiter.limit("10 per minute")
def submit(number: str) -> ResponseReturnValue:
    """The next version with the supplier; a second click on the same button changes nothing."""
    rfp, version = get_mine(Rfp, number=number), _version()
    sent = url_for(".sent", number=number)
    if operations.submitted_from(rfp.id, version):
        return redirect(sent, 303)
    draft, form = _own_draft(number), _who()
    fine = form.validate()
    if not fine or draft.missing or not queries.has_changed(draft, _last(rfp)):
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
        return _preview_page(_draft(number), form, status=422)
    return redirect(sent, 303)


@bp.get("/rfp/<number>/what-happens-next")
@access("visitor", no_touchpoint="the submission before it counts")
def sent(number: str) -> ResponseReturnValue:
    """Who calls by when, or that nobody does."""
    rfp = get_mine(Rfp, number=number)
    last = _last(rfp)
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
    draft = _own_draft(number)
    if draft.rfp.state != "submitted":
        raise StaleDataError(f"{number} is not submitted")
    operations.take_back(draft.rfp, _version())
    return redirect(url_for(".edit", number=number), 303)


@bp.get("/rfp/<number>/what-changed")
@access("visitor", no_touchpoint="part of editing")
def diff(number: str) -> ResponseReturnValue:
    """What differs between two versions, or between a version and the draft."""
    draft = _draft(number)
    found = {str(version.number): version for version in queries.versions(draft.rfp)}
    names = [*found] if not queries.has_changed(draft, _last(draft.rfp)) else ["draft", *found]
    if len(names) < 2:
        abort(404)
    after = request.args.get("to", names[0])
    if after not in names:
        abort(404)
    earlier = names[names.index(after) + 1 :] or [names[-1]]
    before = request.args.get("from", earlier[0])
    if before not in names:
        abort(404)
    contents = {name: version.content for name, version in found.items()}
    contents["draft"] = draft.content()
    return render_page(
        "rfps/diff.html",
        fragment="changes",
        draft=draft,
        rfp=draft.rfp,
        before=before,
        after=after,
        names=names,
        found=found,
        changes=changes(draft.template, contents[before], contents[after]),
    )


@bp.post("/rfp/<number>/on-paper")
@access("visitor", touchpoint="document_requested")
@limiter.limit("10 per minute")
def print_(number: str) -> ResponseReturnValue:
    """The paper in the making: the buyer's own, or the supplier's part; Vietnamese or English."""
    draft = _draft(number)
    lang = request.form.get("language", language())
    whole = request.form.get("part", "whole") == "whole"
    if lang not in LANGUAGES:
        abort(404)
    last = _last(draft.rfp)
    issued = None if queries.has_changed(draft, last) else last
    with force_locale(lang):
        view = view_of(draft, issued, whole=whole)
    name = f"{number}-v{issued.number}" if issued else f"{number}-draft"
    document = operations.print_(
        draft.rfp,
        language=lang,
        file_name=f"{name}-{'own' if whole else 'shared'}-{lang}.pdf",
        view=view,
    )
    return redirect(url_for("documents.show", id=document.id), 303)


# --- colleagues -----------------------------------------------------------------------------------


@bp.get("/rfp/<number>/read-along")
@access("visitor", no_touchpoint="the invitation counts")
def colleagues(number: str) -> ResponseReturnValue:
    """Who reads along, and a form to invite one more."""
    return _colleagues_page(_draft(number), InviteForm())


@bp.post("/rfp/<number>/read-along")
@access("person", touchpoint="reviewer_invited")
@limiter.limit("10 per minute")
def invite(number: str) -> ResponseReturnValue:
    """A colleague invited by letter."""
    draft, form = _own_draft(number), InviteForm()
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


# --- finding --------------------------------------------------------------------------------------

CLAUSES = "clauses"


def _draft(number: str) -> Draft:
    return Draft(get_mine(Rfp, number=number))


def _own_draft(number: str) -> Draft:
    """The draft, for whoever may change it; 404 for those who only read."""
    draft = _draft(number)
    if not queries.may_edit(draft.rfp):
        abort(404)
    return draft


def _section(draft: Draft, id: str) -> Section:
    found = [section for section in draft.template.sections if section.id == id]
    return found[0] if found else abort(404)


def _asked_to_configure(section: Section) -> RfpField | None:
    """The field whose workbench the button that was pressed opens."""
    wanted = request.form.get("then", "").removeprefix("configure-")
    fields = (each for each in section.fields if each.kind == "configuration" and each.product)
    return next((each for each in fields if each.id == wanted), None)


def _form_of(draft: Draft, section: Section) -> SectionForm:
    return section_form(draft, section, titled=section == draft.template.sections[0])


def _last(rfp: Rfp) -> RfpVersion | None:
    return next(iter(queries.versions(rfp)), None)


def _version() -> int | None:
    """The draft's version that the form was made from; None for anything but a number."""
    return request.form.get("version", type=int)


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person


def _not_for_staff() -> None:
    if current_user.is_authenticated and current_user.is_staff:
        abort(404)


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


def _after(draft: Draft, here: str) -> str:
    """Where saving leads: the same page, or the next step."""
    number = draft.rfp.number
    if request.form.get("then") == "stay" and here == CLAUSES:
        return url_for(".clauses", number=number, saved=1)
    if request.form.get("then") == "stay":
        return url_for(".edit", number=number, section=here, saved=1)
    order = [section.id for section in draft.template.sections]
    if here == CLAUSES:
        return url_for(".preview", number=number)
    if here != order[-1]:
        return url_for(".edit", number=number, section=order[order.index(here) + 1])
    return url_for(".clauses", number=number)


# --- pages ----------------------------------------------------------------------------------------


def _steps(draft: Draft, here: str) -> list[dict[str, Any]]:
    """The rail: sections, clauses, submission."""
    number = draft.rfp.number
    steps = [
        {
            "text": words(section.text),
            "href": url_for(".edit", number=number, section=section.id),
            "state": "current"
            if section.id == here
            else ("done" if draft.is_done(section) else "todo"),
        }
        for section in draft.template.sections
    ]
    for id, text, endpoint in (
        (CLAUSES, _("Clauses"), ".clauses"),
        ("preview", _("Check and submit"), ".preview"),
    ):
        state = "current" if id == here else "todo"
        steps.append({"text": text, "href": url_for(endpoint, number=number), "state": state})
    return steps


def _section_page(
    draft: Draft, section: Section, form: SectionForm, status: int = 200
) -> ResponseReturnValue:
    return render_page(
        "rfps/edit.html",
        fragment="section",
        status=status,
        draft=draft,
        rfp=draft.rfp,
        section=section,
        role=queries.role_beside(section),
        form=form,
        steps=_steps(draft, section.id),
    )


def _clauses_page(draft: Draft, form: ClausesForm, status: int = 200) -> ResponseReturnValue:
    configured = [row for row in draft.attachments.values() if not hasattr(row, "calculation")]
    waiting = [clause for clause in draft.template.clauses if clause.when]
    return render_page(
        "rfps/clauses.html",
        fragment="section",
        status=status,
        draft=draft,
        rfp=draft.rfp,
        form=form,
        configured=[(label_of(row), row) for row in configured],
        follows=bool(list(attachments.of_kind(draft.template, "configuration"))) and bool(waiting),
        steps=_steps(draft, CLAUSES),
    )


def _preview_page(draft: Draft, form: SubmitForm | None, status: int = 200) -> ResponseReturnValue:
    content, last = draft.content(), _last(draft.rfp)
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
        steps=_steps(draft, "preview"),
    )


def _show_page(draft: Draft) -> ResponseReturnValue:
    content, found = draft.content(), queries.versions(draft.rfp)
    last = found[0] if found else None
    return render_page(
        "rfps/show.html",
        draft=draft,
        rfp=draft.rfp,
        parts=queries.reading(draft.template, content["answers"], content["privacy"]),
        clauses=draft.clauses,
        versions=found,
        last=last,
        names=queries.names({version.issued_by for version in found}),
        changed=queries.has_changed(draft, last),
        may_edit=queries.may_edit(draft.rfp),
        step=queries.next_step(draft.rfp) if draft.rfp.state == "submitted" else None,
    )


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


def _offers() -> list[dict[str, Any]]:
    """What can be started, and what would be attached."""
    pack = current_pack()
    offers = []
    for profile in queries.segments_with_rfp():
        template = pack.rfp_templates[profile.rfp or ""]
        rows = [(f, attachments.own(f)[:1]) for f in attachments.of_kind(template)]
        attached = [(words(field.text), label_of(own[0]) if own else "") for field, own in rows]
        offers.append({"profile": profile, "template": template, "attached": attached})
    return offers


def _done(rfp: Rfp) -> tuple[int, int]:
    draft = Draft(rfp)
    return draft.done, len(draft.template.sections)
