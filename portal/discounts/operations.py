"""Granting a discount, asking for one, and deciding."""

from decimal import Decimal

from portal import clock, outbox
from portal.db import session
from portal.discounts.queries import history, may_decide, may_grant
from portal.handover.queries import staff
from portal.ids import new_id
from portal.links import outward
from portal.models import Account, Configuration, Discount, Person
from portal.packs import served_pack_id
from portal.touchpoints.operations import record

STANDING = ("asked", "granted")


class NotYours(Exception):
    """This person may not decide this discount, or it is decided already."""


def offer(configuration: Configuration, rate: Decimal, reason: str, by: Person) -> Discount:
    """The discount: granted at once within the person's authority, else put to the heads.

    One that stood before is replaced.
    """
    session.refresh(configuration, with_for_update=True)
    for earlier in history(configuration):
        if earlier.state in STANDING:
            earlier.state = "replaced"
    granted, now = may_grant(configuration, rate, by), clock.now()
    made = Discount(
        id=new_id(),
        configuration=configuration,
        rate=str(rate),
        reason=reason,
        choices=dict(configuration.choices),
        state="granted" if granted else "asked",
        asked_by_id=by.id,
        asked_at=now,
        decided_by_id=by.id if granted else None,
        decided_at=now if granted else None,
    )
    session.add(made)
    _record("discount_granted" if granted else "discount_asked", configuration, made)
    if not granted:
        _ask_heads(configuration, made, by)
    session.commit()
    return made


def decide(discount: Discount, *, approve: bool, by: Person) -> None:
    """Nothing: what was asked is granted or refused.

    Raises:
        NotYours: the person asked for it, is no head, or it is decided.
    """
    session.refresh(discount, with_for_update=True)
    if not may_decide(discount, by):
        session.rollback()
        raise NotYours
    discount.state = "granted" if approve else "refused"
    discount.decided_by_id, discount.decided_at = by.id, clock.now()
    _record(f"discount_{discount.state}", discount.configuration, discount)
    session.commit()


def _record(kind: str, configuration: Configuration, discount: Discount) -> None:
    account = session.get(Account, configuration.account_id) if configuration.account_id else None
    record(
        kind,
        subject=f"configuration/{configuration.code}",
        data={"rate": discount.rate},
        account=account,
        direction="out",
    )


def _ask_heads(configuration: Configuration, discount: Discount, by: Person) -> None:
    for head in staff(served_pack_id(), "head"):
        if head.email and head.id != by.id:
            outbox.send_email(
                to=head.email,
                template="discount_asked",
                lang=head.language,
                key=f"discount/{discount.id}/{head.id}",
                values={
                    "name": head.name,
                    "rep": by.name,
                    "rate": discount.rate,
                    "code": configuration.code,
                    "reason": discount.reason,
                    "link": outward("discounts.show", code=configuration.code),
                },
            )
