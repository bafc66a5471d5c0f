"""One section of an RFP as a form, made from the template; and who submits, and who reads along."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from configurator.rfp import Clause, RfpField, Section
from portal.accounts.forms import EmailField
from portal.forms import BaseForm, LinesField, NumberField, TextField, options
from portal.i18n import _, words
from portal.i18n import lazy_gettext as _l
from portal.phones import NotAPhone, normal_phone
from portal.rfps import attachments, messages  # noqa: F401  the sentences register themselves
from portal.rfps.drafts import Draft
from portal.rfps.wording import label_of

ANSWER, SHARE, KEEP = "a_", "s_", "c_"
LINE = 200
"""A text that may be longer than this gets several lines."""
PLACES = Decimal("0.000001")
"""A number is kept as it is shown: with six decimals at most."""


def _one_newline(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class SectionForm(BaseForm):
    """The answers of one section, each with the buyer's word on who may see it."""

    asked: tuple[RfpField, ...] = ()

    def rows(self) -> Iterator[tuple[RfpField, Field, Field | None]]:
        """Each question with its answer field and, where it may be shared, its tick."""
        for each in self.asked:
            yield each, self[ANSWER + each.id], self[SHARE + each.id] if each.shareable else None

    def answers(self) -> dict[str, Any]:
        """Field → answer as it is kept; None where nothing was answered."""
        return {each.id: kept(each, field.data) for each, field, _share in self.rows()}

    def privacy(self) -> dict[str, bool]:
        """Field → whether the supplier may see it; only fields that may be shared at all."""
        return {each.id: bool(share.data) for each, _field, share in self.rows() if share}


def section_form(draft: Draft, section: Section, *, titled: bool) -> SectionForm:
    """The form of a section, filled with the draft; `titled` asks for the RFP's title as well."""
    parts: dict[str, Any] = {"asked": section.fields}
    if titled:
        parts["title"] = TextField(_l("Title of this RFP"), longest=160)
    for each in section.fields:
        parts[ANSWER + each.id] = _field(each)
        if each.shareable:
            parts[SHARE + each.id] = BooleanField(words(each.text))
    form: SectionForm = type("SectionForm", (SectionForm,), parts)()
    if not form.is_submitted():
        _fill(form, draft)
    return form


def _field(each: RfpField) -> Any:
    """An unbound field of the right kind; nothing is required until the RFP is submitted."""
    label, hint = words(each.text), words(each.more)
    if each.kind == "number":
        return NumberField(
            label, description=hint, required=False, minimum=each.min, maximum=each.max
        )
    if each.kind == "choice" and each.several:
        pairs = [(option.code, words(option.text)) for option in each.options]
        return SelectMultipleField(label, description=hint, choices=options(pairs))
    if each.kind == "choice":
        pairs = [("", "–"), *((option.code, words(option.text)) for option in each.options)]
        return SelectField(label, description=hint, choices=options(pairs), default="")
    if each.kind in attachments.KINDS:
        rows = [(str(row.id), label_of(row)) for row in attachments.own(each)]
        pairs = [("", _("nothing attached")), *rows]
        return SelectField(label, description=hint, choices=options(pairs), default="")
    made = LinesField if each.max_length > LINE else TextField
    return made(label, description=hint, required=False, longest=each.max_length)


def _fill(form: SectionForm, draft: Draft) -> None:
    if "title" in form:
        form["title"].data = draft.rfp.title
    for each, field, share in form.rows():
        value = draft.rfp.answers.get(each.id)
        if value is not None:
            field.data = Decimal(value) if each.kind == "number" else value
        if share is not None:
            share.data = draft.is_shared(each)


def kept(field: RfpField, value: Any) -> Any:
    """An answer as it is kept: numbers as plain decimal text, several choices as a list."""
    if value in (None, "", []):
        return None
    if field.kind == "number":
        return plain(value)
    if field.kind == "choice" and field.several:
        order = [option.code for option in field.options]
        return sorted(set(value), key=order.index)
    return _one_newline(value)


def plain(value: Decimal) -> str:
    """`value` without exponent and trailing noughts.

    >>> plain(Decimal("1200.500"))
    '1200.5'
    """
    text = format(value.quantize(PLACES), "f").rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class ClausesForm(BaseForm):
    """Which optional clauses stay."""

    offered: tuple[Clause, ...] = ()

    def without(self) -> set[str]:
        """Ids of the clauses taken out."""
        return {each.id for each in self.offered if not self[KEEP + each.id].data}


def clauses_form(draft: Draft) -> ClausesForm:
    """The form of the optional clauses of this contract."""
    offered = tuple(each for each in draft.possible_clauses if each.optional)
    parts: dict[str, Any] = {KEEP + c.id: BooleanField(words(c.text)) for c in offered}
    form: ClausesForm = type("ClausesForm", (ClausesForm,), {**parts, "offered": offered})()
    if not form.is_submitted():
        for each in offered:
            form[KEEP + each.id].data = each.id not in draft.rfp.without
    return form


class PhoneField(TextField):
    """A number that can ring; `normal` holds it as it is stored."""

    normal = ""

    def pre_validate(self, form: Any) -> None:
        """Well formed, where one is given."""
        super().pre_validate(form)
        try:
            self.normal = normal_phone(self.data) if self.data else ""
        except NotAPhone:
            raise ValidationError(
                _("This number cannot ring. Type it like 0912 345 678.")
            ) from None


class SubmitForm(BaseForm):
    """A known person submits; consent and a number are asked for only where they are missing."""

    phone = PhoneField(_l("Phone"), required=False, longest=30)
    consent = BooleanField()


class SenderForm(SubmitForm):
    """Somebody nobody knows yet submits, and says who they are."""

    name = TextField(_l("Full name"))
    company = TextField(_l("Company"))
    email = EmailField(_l("E-mail"))
    phone = PhoneField(_l("Phone"), longest=30)


class InviteForm(BaseForm):
    """A colleague who shall read along."""

    name = TextField(_l("Full name"))
    email = EmailField(_l("E-mail"))
    job = TextField(_l("Job"), required=False)
    note = LinesField(_l("A word from you"), required=False, longest=600)
