"""The sections and clauses of a draft, filled in one by one."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from configurator.rfp import RfpField, Section
from portal.access import access
from portal.rendering import render_page
from portal.rfps import attachments, operations, queries
from portal.rfps.blueprint import bp
from portal.rfps.drafts import Draft
from portal.rfps.forms import ClausesForm, SectionForm, clauses_form, section_form
from portal.rfps.views.finding import CLAUSES, draft_of, own_draft, rail, version_typed
from portal.rfps.wording import label_of
from portal.touchpoints.operations import describe_view

# Addresses beside the sections have a hyphen, which no section's id can have.


@bp.get("/rfp/<number>")
@bp.get("/rfp/<number>/<section>")
@access("visitor", touchpoint="rfp_viewed")
def edit(number: str, section: str | None = None) -> ResponseReturnValue:
    """The RFP as a whole; or one section to fill in, for whoever may."""
    draft = draft_of(number)
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
    draft = own_draft(number)
    part = _section(draft, section)
    form = _form_of(draft, part)
    if not form.validate():
        return _section_page(draft, part, form, status=422)
    operations.save_section(
        draft,
        part,
        version_typed(),
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
    draft = draft_of(number)
    describe_view(operations.subject(draft.rfp))
    if not queries.may_edit(draft.rfp):
        return redirect(url_for(".edit", number=number, _anchor="clauses"), 303)
    return _clauses_page(draft, clauses_form(draft))


@bp.post("/rfp/<number>/contract-clauses")
@access("visitor", touchpoint="rfp_edited")
def save_clauses(number: str) -> ResponseReturnValue:
    """The clauses as chosen."""
    draft = own_draft(number)
    form = clauses_form(draft)
    if not form.validate():
        return _clauses_page(draft, form, status=422)
    offered = [clause.id for clause in form.offered]
    operations.save_clauses(draft, version_typed(), offered=offered, without=form.without())
    return redirect(_after(draft, CLAUSES), 303)


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
        steps=rail(draft, section.id),
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
        steps=rail(draft, CLAUSES),
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
