"""Writing an RFP: start, save, submit, take back, print."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_security import current_user
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from configurator.rfp import RfpField, RfpTemplate, Section
from portal import clock
from portal.accounts.operations import (
    agree,
    open_account,
    person_by_email,
    send_sign_in_link,
)
from portal.configure.operations import create
from portal.db import session
from portal.documents.operations import request_document
from portal.i18n import words
from portal.ids import new_id
from portal.models import Configuration, Document, Person, Rfp, RfpVersion
from portal.numbers import next_number
from portal.owner import current_owner, grant
from portal.packs import current_pack
from portal.packs.formats import SegmentProfile
from portal.rfps import attachments
from portal.rfps.drafts import Draft
from portal.scoring.queries import may_be_contacted
from portal.touchpoints.operations import record


class AddressKnown(Exception):
    """The e-mail address belongs to somebody, who has to sign in."""


def start(profile: SegmentProfile) -> Rfp:
    """A draft from the segment's template, with the newest own configuration and cost case."""
    template = current_pack().rfp_templates[profile.rfp or ""]
    now = clock.now()
    rfp = Rfp(
        id=new_id(),
        number=next_number("RFP"),
        title=words(template.text),
        template=template.id,
        segment=profile.id,
        answers=_newest(template),
        privacy={},
        without=[],
        section=template.sections[0].id,
        created_at=now,
        updated_at=now,
        **current_owner(create=True).columns(),
    )
    _point(rfp, template)
    session.add(rfp)
    session.flush()
    record("rfp_started", subject=subject(rfp), data={"template": template.id})
    if not current_user.is_authenticated:
        grant(rfp)
    session.commit()
    return rfp


def _newest(template: RfpTemplate) -> dict[str, str]:
    found = ((each.id, attachments.own(each)[:1]) for each in attachments.of_kind(template))
    return {id: str(rows[0].id) for id, rows in found if rows}


def _point(rfp: Rfp, template: RfpTemplate) -> None:
    """The columns name what the answers attach, so that the database keeps it in place."""
    rows = attachments.attached(template, rfp.answers).values()
    configured = [row.id for row in rows if isinstance(row, Configuration)]
    calculated = [row.id for row in rows if not isinstance(row, Configuration)]
    rfp.configuration_id = configured[0] if configured else None
    rfp.calculation_version_id = calculated[0] if calculated else None


def save_section(
    draft: Draft,
    section: Section,
    version: int | None,
    *,
    answers: Mapping[str, Any],
    privacy: Mapping[str, bool],
    title: str | None,
) -> None:
    """Nothing: this section stands as given; None takes an answer away.

    Raises:
        StaleDataError: the draft has changed since `version` was shown.
    """
    rfp = draft.rfp
    _claim(rfp, version)
    merged = {**rfp.answers, **answers}
    rfp.answers = {id: value for id, value in merged.items() if value is not None}
    rfp.privacy = {**rfp.privacy, **privacy}
    rfp.title = title or rfp.title
    rfp.section = section.id
    _point(rfp, draft.template)
    record("rfp_edited", subject=subject(rfp), data={"section": section.id})
    session.commit()


def configured_for(rfp: Rfp, field: RfpField) -> Configuration:
    """What is attached under `field`; where nothing is, a new one, as the advised offer stands."""
    template = Draft(rfp).template
    row = attachments.attached(template, rfp.answers).get(field.id)
    if isinstance(row, Configuration):
        return row
    product = field.product or ""
    offers = [o for o in current_pack().offers_for(rfp.segment) if o.product == product]
    advised = next((offer for offer in offers if offer.recommended), None)
    made = create(product, rfp.segment, advised)
    rfp.answers = {**rfp.answers, field.id: str(made.id)}
    rfp.version, rfp.updated_at = rfp.version + 1, clock.now()
    _point(rfp, template)
    record("rfp_edited", subject=subject(rfp), data={"field": field.id})
    session.commit()
    return made


def save_clauses(
    draft: Draft, version: int | None, *, offered: Iterable[str], without: set[str]
) -> None:
    """Nothing: of the clauses offered, these are taken out; choices about others stay.

    Raises:
        StaleDataError: the draft has changed since `version` was shown.
    """
    _claim(draft.rfp, version)
    others = set(draft.rfp.without) - set(offered)
    draft.rfp.without = sorted(others | without)
    record("rfp_edited", subject=subject(draft.rfp), data={"section": "clauses"})
    session.commit()


def _claim(rfp: Rfp, version: int | None) -> None:
    """Nothing: this transaction alone goes on from `version`; the row is read anew."""
    if version != rfp.version:
        raise StaleDataError(f"{rfp.number} has changed since version {version}")
    claimed = session.execute(
        update(Rfp)
        .where(Rfp.id == rfp.id, Rfp.version == version)
        .values(version=version + 1, updated_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleDataError(f"{rfp.number} has changed since version {version}")
    session.refresh(rfp)


# --- submitting -----------------------------------------------------------------------------------


def submit(draft: Draft, version: int | None, *, phone: str, consent: bool) -> RfpVersion:
    """The next version, with the supplier, from the person signed in.

    Raises:
        StaleDataError: the draft has changed since `version` was shown, or is submitted already.
    """
    _claim(draft.rfp, version)
    person = session.get_one(Person, current_user.id)
    if phone and not person.phone:
        person.phone = phone
    if consent and not may_be_contacted(person):
        agree(person)
    return _submit(Draft(draft.rfp), person)


def submit_as_newcomer(
    draft: Draft,
    version: int | None,
    *,
    name: str,
    company: str,
    email: str,
    phone: str,
    consent: bool,
) -> RfpVersion:
    """The next version, from somebody who is known from now on and gets a sign-in link.

    The draft is claimed before anybody is made, so that a second click makes nobody twice.

    Raises:
        StaleDataError: the draft has changed since `version` was shown, or is submitted already.
        AddressKnown: somebody has this address; nothing is stored.
    """
    rfp = draft.rfp
    _claim(rfp, version)
    if person_by_email(email) is not None:
        session.rollback()
        raise AddressKnown(email)
    try:
        person = open_account(
            name=name, company=company, email=email, phone=phone, consent=consent,
            segment=rfp.segment, reason="submitted an RFP",
        )  # fmt: skip
    except IntegrityError as error:
        session.rollback()
        raise AddressKnown(email) from error
    grant(rfp)
    issued = _submit(Draft(rfp), person)
    send_sign_in_link(email)
    return issued


def _submit(draft: Draft, person: Person) -> RfpVersion:
    rfp, now = draft.rfp, clock.now()
    rfp.person_id = rfp.person_id or person.id
    rfp.account_id = rfp.account_id or person.account_id
    rfp.state, rfp.submitted_at = "submitted", now
    last = session.scalar(select(func.max(RfpVersion.number)).filter_by(rfp_id=rfp.id)) or 0
    issued = RfpVersion(
        id=new_id(),
        rfp_id=rfp.id,
        pack_version_id=rfp.pack_version_id,
        number=last + 1,
        # The draft's own count tells a second click from a second submission.
        content={**draft.content(), "draft": rfp.version - 1},
        shared=draft.shared(),
        issued_by=person.id,
        issued_at=now,
    )
    session.add(issued)
    session.flush()
    record(
        "rfp_submitted",
        subject=subject(rfp),
        account=person.account,
        person_id=person.id,
        consent=person.consent_contact_at is not None,
        data={"version": issued.number},
    )
    # The commit looks at the account's score and offers it to a rep: see `portal.handover.watch`.
    session.commit()
    return issued


def submitted_from(rfp_id: UUID, version: int | None) -> bool:
    """Whether the newest version came of this very draft: a second click on the same button."""
    newest = select(RfpVersion).filter_by(rfp_id=rfp_id).order_by(RfpVersion.number.desc()).limit(1)
    found = session.scalars(newest).one_or_none()
    return found is not None and found.content.get("draft") == version


def take_back(rfp: Rfp, version: int | None) -> None:
    """Nothing: the RFP is the buyer's alone again; its versions stay on record.

    Raises:
        StaleDataError: the draft has changed since `version` was shown.
    """
    _claim(rfp, version)
    rfp.state = "withdrawn"
    record("rfp_withdrawn", subject=subject(rfp))
    session.commit()


# --- on paper -------------------------------------------------------------------------------------


def print_(rfp: Rfp, *, language: str, file_name: str, view: Mapping[str, Any]) -> Document:
    """The paper asked for; the worker makes it."""
    document = request_document(
        "rfp", rfp, subject=subject(rfp), language=language, file_name=file_name, view=view
    )
    if not current_user.is_authenticated:
        grant(document)
    session.commit()
    return document


def subject(rfp: Rfp) -> str:
    """How touchpoints and papers name it."""
    return f"rfp/{rfp.number}"
