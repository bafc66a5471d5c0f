"""Calls asked for by people without an account: nobody to hand over, but somebody rings."""

import structlog
from flask_babel import force_locale

from portal import clock, outbox
from portal.db import session
from portal.handover.queries import staff, timekeeper
from portal.i18n import moment, money, words
from portal.links import outward
from portal.models import Comparison, Person, PriceHold
from portal.packs import current_pack
from portal.phones import shown_phone
from pricing import Money

UNKNOWN_SEGMENT_MINUTES = 240


def call_key(held: PriceHold) -> str:
    """The key of the message that asks for the call, so that a withdrawal finds it."""
    return f"price-hold/{held.number}/call"


def ask_for_call(held: PriceHold) -> None:
    """Nothing: the rep whose turn it is has a letter with number, plan and deadline.

    In the caller's transaction. Somebody with an account is handed over by their score instead.
    """
    if session.get_one(Person, held.person_id).account_id is not None:
        return
    pack = current_pack()
    owner = next(iter(staff(pack.id, "rep") or staff(pack.id, "head")), None)
    if owner is None or not owner.email:
        structlog.get_logger().error("nobody_takes_calls", pack=pack.id)
        return
    segment = pack.segments.get(session.get_one(Comparison, held.comparison_id).segment)
    promised = segment.service_promise.respond_working_minutes if segment else None
    due = timekeeper().after(clock.now(), promised or UNKNOWN_SEGMENT_MINUTES)
    with force_locale(owner.language):
        values = {
            "name": owner.given_name or owner.name,
            "number": held.number,
            "phone": shown_phone(held.phone),
            "plan": words(pack.tariffs[held.offer].text),
            "amount": money(Money.from_minor(held.yearly_minor, held.currency)),
            "due": moment(due),
            "link": outward("compare.show_hold", token=held.token),
        }
    outbox.send_email(
        to=owner.email,
        template="call_wanted",
        lang=owner.language,
        key=call_key(held),
        values=values,
    )
