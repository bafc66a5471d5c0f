"""Accepting a plan, and taking the acceptance back."""

from datetime import timedelta
from typing import Any

from flask_security import current_user
from sqlalchemy import select

from portal import clock, outbox
from portal.accounts.operations import link_visitor
from portal.compare import paper, queries
from portal.compare.accepting import messages
from portal.compare.accepting.forms import Buyer
from portal.compare.operations import comparison_of, document_of, person_of
from portal.db import session
from portal.documents.operations import request_document
from portal.i18n import _, day, language, money, site_zone
from portal.ids import new_id, new_token
from portal.models import Acceptance, Comparison, Document, PriceHold
from portal.numbers import next_number
from portal.owner import grant
from portal.packs import current_pack
from portal.packs.formats import AcceptanceTerms
from portal.phones import shown_phone
from portal.touchpoints.operations import record
from pricing import Money


class StalePrice(Exception):
    """The plan costs another amount than the page said."""

    def __init__(self, now: Money) -> None:
        super().__init__(str(now))
        self.now = now


class Taken(Exception):
    """Another plan was accepted on this usage, or somebody else accepted it."""


def terms_for(comparison: Comparison) -> AcceptanceTerms | None:
    """What accepting means in the comparison's segment; None where it is not done online."""
    return current_pack().segments[comparison.segment].acceptance


def terms_text() -> str:
    """The words agreed to; kept with every acceptance."""
    return _(
        "I accept this plan of %(supplier)s for my company, at the prices and conditions shown. "
        "%(supplier)s keeps what I typed to prepare and fulfil the contract.",
        supplier=current_pack().profile.supplier.name,
    )


def accept(comparison: Comparison, plan: str, seen: int | None, buyer: Buyer) -> Acceptance:
    """The plan accepted at the price that the page showed; sent twice, accepted once.

    Raises:
        StalePrice: a year costs another amount today than was seen.
        Taken: the usage has another contract.
    """
    session.refresh(comparison, with_for_update=True)
    if known := _known(comparison, plan, buyer):
        return known
    yearly = queries.compared(comparison).plans.row(plan).yearly
    if yearly.to_minor() != seen:
        raise StalePrice(yearly)
    comparison.pack_version_id = current_pack().version_id  # the edition whose prices are accepted
    view = paper.plan_view(comparison, plan)
    return _accepted(comparison, plan, yearly, view, buyer, None)


def accept_held(held: PriceHold, buyer: Buyer) -> Acceptance:
    """The plan accepted at the price that is held; sent twice, accepted once.

    Raises:
        Taken: the usage has another contract.
    """
    comparison = comparison_of(held)
    session.refresh(comparison, with_for_update=True)
    if known := _known(comparison, held.offer, buyer):
        return known
    paper = document_of(held)
    assert paper is not None, "a hold that stands has a paper"
    yearly = Money.from_minor(held.yearly_minor, held.currency)
    return _accepted(comparison, held.offer, yearly, paper.view, buyer, held)


def standing(comparison: Comparison) -> Acceptance | None:
    """The acceptance that stands on this usage."""
    query = select(Acceptance).filter_by(standing_key=str(comparison.id))
    return session.scalars(query).one_or_none()


def _known(comparison: Comparison, plan: str, buyer: Buyer) -> Acceptance | None:
    found = standing(comparison)
    if found and (found.plan, found.email, found.phone) != (plan, buyer.email, buyer.phone):
        raise Taken
    return found


def _accepted(
    comparison: Comparison,
    plan: str,
    yearly: Money,
    view: dict[str, Any],
    buyer: Buyer,
    held: PriceHold | None,
) -> Acceptance:
    now, person, terms = clock.now(), person_of(buyer.phone), terms_for(comparison)
    assert terms is not None, "the view offers it only where the pack does"
    last = clock.end_of_day(now + timedelta(days=terms.withdraw_days), site_zone())
    made = Acceptance(
        id=new_id(),
        token=new_token(),
        number=next_number("ACC"),
        comparison_id=comparison.id,
        standing_key=str(comparison.id),
        price_hold_id=held.id if held else None,
        person_id=person.id,
        plan=plan,
        yearly_minor=yearly.to_minor(),
        currency=yearly.currency,
        name=buyer.name,
        company=buyer.company,
        phone=buyer.phone,
        email=buyer.email,
        terms_text=terms_text(),
        language=language(),
        accepted_at=now,
        withdraw_until=last,
    )
    session.add(made)
    session.flush()
    if not current_user.is_authenticated:
        link_visitor(person, "accepted a plan")
    record(
        "plan_accepted", subject=f"acceptance/{made.number}", person_id=person.id, consent=True,
        data={"plan": plan, "yearly": str(yearly.amount), "held": held is not None},
    )  # fmt: skip
    grant(_paper(made, comparison, view))
    messages.tell_buyer(made, view)
    messages.tell_supplier(made, comparison, terms)
    session.commit()
    return made


def _paper(made: Acceptance, comparison: Comparison, view: dict[str, Any]) -> Document:
    return request_document(
        "acceptance",
        comparison,
        subject=f"acceptance/{made.number}",
        language=made.language,
        file_name=f"{made.number}.pdf",
        view=view
        | {
            "number": made.number,
            "made_on": day(made.accepted_at),
            "buyer": made.name,
            "company": made.company,
            "phone": shown_phone(made.phone),
            "email": made.email,
            "terms": made.terms_text,
            "withdraw_until": day(made.withdraw_until),
            "amount": money(Money.from_minor(made.yearly_minor, made.currency)),
        },
    )


def withdraw(made: Acceptance) -> None:
    """Nothing: the acceptance is taken back while that is possible, and who it was forgotten."""
    if made.withdrawn_at or made.withdraw_until < clock.now():
        return
    made.withdrawn_at, made.standing_key = clock.now(), None
    record("acceptance_withdrawn", subject=f"acceptance/{made.number}", person_id=made.person_id)
    messages.tell_of_withdrawal(made)
    made.name = made.company = made.phone = made.email = ""
    outbox.forget(
        messages.buyer_key(made),
        messages.supplier_key(made),
        messages.event_key(made, messages.ACCEPTED),
    )
    if paper := paper_of(made):
        outbox.forget(f"document/{paper.id}")
        session.delete(paper)
    session.commit()


def paper_of(made: Acceptance) -> Document | None:
    """The paper of an acceptance."""
    query = select(Document).filter_by(subject=f"acceptance/{made.number}")
    return session.scalars(query).first()


def acceptance_by_token(token: str) -> Acceptance | None:
    """The acceptance behind a private link."""
    return session.scalars(select(Acceptance).filter_by(token=token)).one_or_none()
