"""Comparing, and holding a price."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask_security import current_user
from sqlalchemy import select

from portal import clock, outbox
from portal.accounts.operations import link_visitor
from portal.codes import add_under_code
from portal.compare import paper, queries
from portal.compare.forms import Usage
from portal.compare.loads import kept
from portal.compare.rivals import MOST, PREFIX, next_place
from portal.db import session
from portal.documents.operations import request_document
from portal.handover.calls import ask_for_call
from portal.i18n import _, day, language, site_zone
from portal.ids import new_id, new_token
from portal.links import outward
from portal.models import Acceptance, Comparison, Document, OutboxMessage, Person, PriceHold, Role
from portal.numbers import next_number
from portal.owner import current_owner, grant
from portal.packs import current_pack
from portal.touchpoints.operations import record
from pricing import ComparedTariff

HOLD_DAYS = 14
RIVALS = ("rivals", "rivals_made")
"""What the buyer typed in stays when the usage is corrected."""
PERCENT = Decimal(100)


def compare(
    usage: Usage, *, segment: str, province: str, peak: Decimal, off_peak: Decimal, current: str
) -> Comparison:
    """The comparison of this usage, kept under a code; shares are fractions."""
    terms = {"province": province, "current": current}
    return compare_kept(kept(usage, peak, off_peak) | terms, segment=segment)


def compare_kept(usage: Mapping[str, Any], *, segment: str) -> Comparison:
    """The comparison of usage as it is kept, under a code of its own."""
    now = clock.now()
    comparison = Comparison(
        id=new_id(),
        segment=segment,
        usage=dict(usage),
        result={},
        created_at=now,
        updated_at=now,
        **current_owner(create=True).columns(),
    )
    add_under_code(comparison)
    _store_result(comparison)
    session.commit()
    return comparison


def change(
    comparison: Comparison,
    usage: Usage,
    *,
    province: str,
    peak: Decimal,
    off_peak: Decimal,
    current: str,
) -> None:
    """Nothing: the comparison stands on the new usage."""
    typed_in = {key: comparison.usage[key] for key in RIVALS if key in comparison.usage}
    terms = {"province": province, "current": current}
    comparison.usage = kept(usage, peak, off_peak) | terms | typed_in
    _made_anew(comparison)


def add_rival(comparison: Comparison, offer: Mapping[str, Any], *, is_current: bool) -> None:
    """Nothing: the offer of another supplier is compared from now on."""
    number = _add([offer], comparison)[0]
    if is_current:
        comparison.usage = comparison.usage | {"current": f"{PREFIX}{number}"}
    _made_anew(comparison)


def add_rivals(comparison: Comparison, offers: Sequence[Mapping[str, Any]]) -> None:
    """Nothing: these offers of other suppliers are compared from now on.

    Raises:
        TooManyRivals: together with those there they are more than are compared.
    """
    _add(offers, comparison)
    _made_anew(comparison)


class TooManyRivals(Exception):
    """More offers of other suppliers than one comparison takes."""


def _add(offers: Sequence[Mapping[str, Any]], comparison: Comparison) -> list[str]:
    """The numbers of the offers, added."""
    session.refresh(comparison, with_for_update=True)
    numbers = []
    for offer in offers:
        number, rivals = next_place(comparison.usage), comparison.usage.get("rivals", {})
        if len(rivals) >= MOST:
            session.rollback()
            raise TooManyRivals
        added = {"rivals": rivals | {number: dict(offer)}, "rivals_made": number}
        comparison.usage = comparison.usage | added
        numbers.append(number)
    return numbers


def remove_rival(comparison: Comparison, number: str) -> None:
    """Nothing: the offer typed in is forgotten."""
    session.refresh(comparison, with_for_update=True)
    rivals = {n: offer for n, offer in comparison.usage.get("rivals", {}).items() if n != number}
    current = comparison.usage.get("current", "")
    gone = {"current": ""} if current == f"{PREFIX}{number}" else {}
    comparison.usage = comparison.usage | {"rivals": rivals} | gone
    _made_anew(comparison)


def _made_anew(comparison: Comparison) -> None:
    comparison.updated_at = clock.now()
    _store_result(comparison)
    session.commit()


def _store_result(comparison: Comparison) -> None:
    comparison.pack_version_id = current_pack().version_id
    found = queries.compared(comparison)
    comparison.result = {
        row.tariff.id: {"yearly": str(row.yearly.amount), "rank": row.rank}
        for row in found.plans.rows
    }
    record(
        "comparison_made",
        subject=f"comparison/{comparison.code}",
        data={
            "best": found.best.tariff.id,
            "origin": comparison.usage["origin"],
            "rivals": len(found.plans.rows) - len(found.ours),
        },
    )


def hold(comparison: Comparison, *, plan: str, phone: str, wants_call: bool) -> PriceHold:
    """The price of `plan` promised for 14 days, with its paper on the way.

    The consent is for keeping this number and sending the link to it, nothing else: the person
    may be called only when they asked for it. Asked twice, the same price is held once.
    """
    session.refresh(comparison, with_for_update=True)
    now, row = clock.now(), queries.compared(comparison).plans.row(plan)
    if same := _same_hold(comparison, row, phone, wants_call):
        return same
    comparison.pack_version_id = current_pack().version_id  # the edition whose prices are held
    person = person_of(phone)
    held = PriceHold(
        id=new_id(),
        token=new_token(),
        number=next_number("HOLD"),
        comparison_id=comparison.id,
        person_id=person.id,
        offer=plan,
        yearly_minor=row.yearly.to_minor(),
        currency=row.yearly.currency,
        phone=phone,
        consent_text=consent_text(),
        consent_at=now,
        wants_call=wants_call,
        language=language(),
        held_until=clock.end_of_day(now + timedelta(days=HOLD_DAYS), site_zone()),
        looked_at=now,
        created_at=now,
    )
    session.add(held)
    session.flush()
    if wants_call:
        person.consent_contact_at, person.unsubscribed_at = now, None
    if not current_user.is_authenticated:
        link_visitor(person, "held a price")
    record(
        "price_held", subject=f"price_hold/{held.number}", person_id=person.id, consent=True,
        data={"plan": plan, "yearly": str(row.yearly.amount), "wants_call": wants_call},
    )  # fmt: skip
    _send_link(held)
    if wants_call:
        ask_for_call(held)
    grant(_paper(held, comparison))
    session.commit()
    return held


def _same_hold(
    comparison: Comparison, row: ComparedTariff, phone: str, wants_call: bool
) -> PriceHold | None:
    """The hold that already promises this price to this number."""
    query = select(PriceHold).filter_by(
        comparison_id=comparison.id, offer=row.tariff.id, phone=phone, wants_call=wants_call,
        yearly_minor=row.yearly.to_minor(), currency=row.yearly.currency, withdrawn_at=None,
    )  # fmt: skip
    return session.scalars(query.where(PriceHold.held_until > clock.now())).first()


def withdraw(held: PriceHold) -> None:
    """Nothing: the hold ends, and the number is forgotten with it, on paper and in messages too."""
    if held.withdrawn_at:
        return
    held.withdrawn_at, held.phone = clock.now(), ""
    record("price_hold_withdrawn", subject=f"price_hold/{held.number}", person_id=held.person_id)
    _forget_papers(held)
    person = session.get_one(Person, held.person_id)
    if person.email is None and person.account_id is None and not _holds_another(person):
        person.phone, person.consent_contact_at = "", None
    session.commit()


def _forget_papers(held: PriceHold) -> None:
    """Nothing: no paper names the number, and a text message that still waits is not sent."""
    own = select(OutboxMessage.key).where(
        OutboxMessage.key.startswith(f"price-hold/{held.number}/", autoescape=True)
    )
    outbox.forget(f"price-hold/{held.number}", *session.scalars(own))
    if document := document_of(held):
        outbox.forget(f"document/{document.id}")
        session.delete(document)


def _holds_another(person: Person) -> bool:
    other = select(PriceHold.id).filter_by(person_id=person.id, withdrawn_at=None).limit(1)
    return session.scalar(other) is not None


def consent_text() -> str:
    """The words agreed to; kept with every hold."""
    return _(
        "I agree that %(supplier)s keeps this number for 14 days, sends the link to the held price "
        "to it, and tells me when today's price becomes another one. I can withdraw this at any "
        "time on the page behind the link.",
        supplier=current_pack().profile.supplier.name,
    )


def person_of(phone: str) -> Person:
    """Who holds the price: whoever is signed in, else the nameless owner of the number."""
    if current_user.is_authenticated and not current_user.is_staff:
        return session.get_one(Person, current_user.id)
    known = session.scalars(
        select(Person).filter_by(phone=phone, email=None, account_id=None)
    ).first()
    if known:
        return known
    person = Person(
        id=new_id(),
        name="",
        phone=phone,
        language=language(),
        created_at=clock.now(),
        roles=list(session.scalars(select(Role).filter_by(name="buyer"))),
    )
    session.add(person)
    session.flush()
    return person


def _send_link(held: PriceHold) -> None:
    outbox.send_sms(
        to=held.phone,
        template="price_hold",
        lang=held.language,
        key=f"price-hold/{held.number}",
        values={
            "link": outward("compare.show_hold", token=held.token),
            "until": day(held.held_until),
        },
    )


def _paper(held: PriceHold, comparison: Comparison) -> Document:
    return request_document(
        "price_hold",
        comparison,
        subject=f"price_hold/{held.number}",
        language=held.language,
        file_name=f"{held.number}.pdf",
        view=paper.paper_view(held, comparison),
    )


def document_of(held: PriceHold) -> Document | None:
    """The paper of a held price."""
    query = select(Document).filter_by(subject=f"price_hold/{held.number}")
    found: Document | None = session.scalars(query).first()
    return found


def comparison_of(held: PriceHold | Acceptance) -> Comparison:
    """The comparison a price was held or accepted in."""
    return session.get_one(Comparison, held.comparison_id)


def hold_by_token(token: str) -> PriceHold | None:
    """The hold behind a private link."""
    return session.scalars(select(PriceHold).filter_by(token=token)).one_or_none()
