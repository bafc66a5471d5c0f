"""Reading RFPs: the buyer's whole, and the supplier's part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_security import current_user
from sqlalchemy import select

from configurator.rfp import Clause, RfpTemplate, Section
from portal import clock as time
from portal.db import session
from portal.handover.assessment import assess
from portal.handover.queries import open_handover, promise_to, was_called
from portal.i18n import _, clock, day, site_zone, words
from portal.models import Account, Person, Rfp, RfpVersion
from portal.owner import current_segment, mine
from portal.packs import current_pack, pack_version
from portal.packs.formats import SegmentProfile
from portal.phones import shown_phone
from portal.rfps.drafts import CLAUSES, TITLE, Draft
from portal.rfps.wording import Shown, addressed, role_name, shown
from portal.scoring.queries import may_be_contacted

# --- the buyer's side -----------------------------------------------------------------------------


def segments_with_rfp() -> list[SegmentProfile]:
    """The reader's own segment when it writes RFPs, else every one that does."""
    writing = [p for p in current_pack().segments.values() if p.rfp and "rfp" in p.modules]
    own = current_segment()
    return [own] if own in writing else writing


def own_rfps() -> list[Rfp]:
    """The reader's RFPs, the one worked on last first."""
    return list(session.scalars(select(Rfp).where(mine(Rfp)).order_by(Rfp.updated_at.desc())))


def may_edit(rfp: Rfp) -> bool:
    """Whether the reader may change and submit it; reviewers read, and so does a mere link.

    An unknown browser keeps the right to what it started until somebody is known to own it.
    """
    if not current_user.is_authenticated:
        return rfp.person_id is None and rfp.account_id is None
    if "buyer" not in current_user.role_names:
        return False
    nobodys = rfp.person_id is None and rfp.account_id is None
    theirs = rfp.account_id is not None and rfp.account_id == current_user.account_id
    return nobodys or theirs or rfp.person_id == current_user.id


def versions(rfp: Rfp) -> list[RfpVersion]:
    """Every version, newest first."""
    query = select(RfpVersion).filter_by(rfp_id=rfp.id).order_by(RfpVersion.number.desc())
    return list(session.scalars(query))


def has_changed(draft: Draft, last: RfpVersion | None) -> bool:
    """Whether submitting would send anything new."""
    if last is None or draft.rfp.state == "withdrawn":
        return True
    return any(last.content.get(key) != value for key, value in draft.content().items())


@dataclass(frozen=True)
class Row:
    """One question with its answer in words; `shared` as the buyer decided."""

    id: str
    label: str
    shown: Shown | None
    shared: bool
    shareable: bool


@dataclass(frozen=True)
class Part:
    """One section with its rows."""

    id: str
    title: str
    role: str
    price_hidden: bool
    rows: tuple[Row, ...]


def reading(
    template: RfpTemplate, answers: Mapping[str, Any], privacy: Mapping[str, bool]
) -> list[Part]:
    """The whole RFP in words, section by section."""
    return [
        Part(
            section.id,
            words(section.text),
            role_beside(section),
            section.price_hidden,
            tuple(
                Row(
                    field.id,
                    words(field.text),
                    shown(field, answers[field.id]) if answers.get(field.id) is not None else None,
                    privacy.get(field.id, False),
                    field.shareable,
                )
                for field in section.fields
            ),
        )
        for section in template.sections
    ]


def role_beside(section: Section) -> str:
    """Who fills in and scores the section; nothing where its title says so."""
    role = role_name(section.role)
    return "" if role.casefold() == words(section.text).casefold() else role


# --- the supplier's side --------------------------------------------------------------------------


@dataclass(frozen=True)
class SharedRfp:
    """What the supplier sees of a version; everything else stays with the buyer."""

    title: str
    parts: tuple[Part, ...]
    """Fields the buyer kept have `shown` None, answered or not; what can never be shared is absent."""
    clauses: tuple[Clause, ...]

    @property
    def rows(self) -> list[Row]:
        """Every field, in order."""
        return [row for part in self.parts for row in part.rows]

    @property
    def given(self) -> list[Row]:
        """The fields that were shared."""
        return [row for row in self.rows if row.shown is not None]


def shared_rfp(version: RfpVersion) -> SharedRfp:
    """The version as the supplier sees it: the one way staff read an RFP.

    Source: `RfpVersion.shared` and the template; `content` and the draft are never looked at.
    """
    pack = pack_version(version.pack_version_id)
    template_id = session.scalar(select(Rfp.template).where(Rfp.id == version.rfp_id))
    return seen(pack.rfp_templates[template_id or ""], version.shared)


def seen(template: RfpTemplate, shared: Mapping[str, Any]) -> SharedRfp:
    """The supplier's view of these shared values; the buyer's preview is made here too."""
    privacy = {field.id: field.id in shared for field in template.fields}
    known = {field.id: shared[field.id] for field in template.fields if field.id in shared}
    parts = reading(template, known, privacy)
    going = set(shared.get(CLAUSES, ()))
    return SharedRfp(
        str(shared.get(TITLE, "")),
        tuple(_shareable(part) for part in parts if any(row.shareable for row in part.rows)),
        tuple(clause for clause in template.clauses if clause.id in going),
    )


def _shareable(part: Part) -> Part:
    rows = tuple(row for row in part.rows if row.shareable)
    return Part(part.id, part.title, part.role, part.price_hidden, rows)


# --- what happens next ----------------------------------------------------------------------------


@dataclass(frozen=True)
class NextStep:
    """What the supplier does now, honestly: the sentence, its deciding part, and why."""

    sentence: str
    mark: str
    because: str


def next_step(rfp: Rfp) -> NextStep:
    """Who calls by when; or that nobody does, and why."""
    account = session.get(Account, rfp.account_id) if rfp.account_id else None
    supplier = current_pack().profile.supplier
    promise = promise_to(account) if account else None
    if promise:
        name, due = addressed(promise.rep), _due(promise.due_at)
        sentence = _("%(name)s calls by %(time)s.", name=name, time=due)
        because = _(
            "%(full)s of %(supplier)s reads what you shared, and nothing else.",
            full=promise.rep.name, supplier=supplier.name,
        )  # fmt: skip
        return NextStep(_capital(sentence), due, because)
    handover = open_handover(account.id) if account else None
    if handover and was_called(handover):
        name = addressed(handover.owner)
        return NextStep(
            _capital(
                _("%(name)s, who looks after you, reads this version from now on.", name=name)
            ),
            name,
            _("You have talked already, so no new call is promised."),
        )
    return _nobody_calls(account)


def _nobody_calls(account: Account | None) -> NextStep:
    supplier = current_pack().profile.supplier
    sentence = _("%(supplier)s has your RFP. No call is promised.", supplier=supplier.name)
    return NextStep(
        sentence, "", f"{_why_nobody(account)} {_ring(shown_phone(supplier.phone))}".strip()
    )


def _why_nobody(account: Account | None) -> str:
    people = account.people if account else []
    if not any(may_be_contacted(person) for person in people):
        return _("You have not agreed to be contacted, so nobody calls or writes.")
    findings = assess(account).findings if account else ()
    if any(finding.code == "handover_below_threshold" for finding in findings):
        return _(
            "A sales rep is called in once more has happened here: versions saved, colleagues reading along, papers made."
        )
    return ""


def _ring(phone: str) -> str:
    return _("If you would like to talk now, ring %(phone)s.", phone=phone)


def _due(at: datetime) -> str:
    """08:47 today, else with its day."""
    if time.in_zone(at, site_zone()).date() == time.today(site_zone()):
        return clock(at)
    return _("%(time)s on %(day)s", time=clock(at), day=day(at))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


# --- who reads along ------------------------------------------------------------------------------


def readers(rfp: Rfp) -> list[Person]:
    """The people of the account, who all may read it."""
    account = session.get(Account, rfp.account_id) if rfp.account_id else None
    return list(account.people) if account else []


def names(ids: set[UUID | None]) -> dict[UUID, str]:
    """Key → name of these people."""
    known = [id for id in ids if id is not None]
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(known)))
    return dict(rows.all()) if known else {}
