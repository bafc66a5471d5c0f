"""What an acceptance carries outward: a letter to the buyer, letter and event to the supplier."""

from typing import Any

import structlog
from flask import current_app
from flask_babel import force_locale

from portal import clock, outbox
from portal.handover.queries import staff, timekeeper
from portal.i18n import moment, money, words
from portal.links import outward
from portal.models import Acceptance, Comparison
from portal.packs import current_pack
from portal.packs.formats import AcceptanceTerms
from portal.phones import shown_phone
from pricing import Money

ACCEPTED, WITHDRAWN = "plan.accepted", "acceptance.withdrawn"


def buyer_key(made: Acceptance) -> str:
    """The key of the buyer's letter."""
    return f"acceptance/{made.number}/buyer"


def supplier_key(made: Acceptance) -> str:
    """The key of the supplier's letter."""
    return f"acceptance/{made.number}/supplier"


def event_key(made: Acceptance, type: str) -> str:
    """The key of an event for the supplier's systems."""
    return f"acceptance/{made.number}/{type}"


def tell_buyer(made: Acceptance, view: dict[str, Any]) -> None:
    """Nothing: the confirmation, with the private page, is in the outbox."""
    outbox.send_email(
        to=made.email,
        template="acceptance",
        lang=made.language,
        key=buyer_key(made),
        values={
            "name": made.name,
            "number": made.number,
            "plan": view["plan"],
            "amount": view["yearly"],
            "link": outward("compare.show_acceptance", token=made.token),
        },
    )


def tell_supplier(made: Acceptance, comparison: Comparison, terms: AcceptanceTerms) -> None:
    """Nothing: whoever prepares the contract has a letter, the supplier's systems an event."""
    _event(made, ACCEPTED, _facts(made, comparison))
    pack, due = current_pack(), None
    to, lang = pack.profile.supplier.email, "vi"
    if terms.by == "rep":
        promised = pack.segments[comparison.segment].service_promise.respond_working_minutes
        due = timekeeper().after(clock.now(), promised)
        rep = next(iter(staff(pack.id, "rep") or staff(pack.id, "head")), None)
        if rep is None or not rep.email:
            structlog.get_logger().error("nobody_prepares_contracts", pack=pack.id)
        else:
            to, lang = rep.email, rep.language
    with force_locale(lang):
        values = {
            "number": made.number,
            "plan": words(pack.tariffs[made.plan].text),
            "amount": money(Money.from_minor(made.yearly_minor, made.currency)),
            "name": made.name,
            "company": made.company,
            "phone": shown_phone(made.phone),
            "email": made.email,
            "due": moment(due) if due else "",
            "link": outward("compare.show_acceptance", token=made.token),
        }
    outbox.send_email(
        to=to, template="plan_accepted", lang=lang, key=supplier_key(made), values=values
    )


def tell_of_withdrawal(made: Acceptance) -> None:
    """Nothing: whoever prepares the contract learns that there is none."""
    _event(made, WITHDRAWN, {"number": made.number})
    outbox.send_email(
        to=current_pack().profile.supplier.email,
        template="acceptance_withdrawn",
        lang="vi",
        key=f"acceptance/{made.number}/withdrawn",
        values={"number": made.number, "plan": made.plan},
    )


def _event(made: Acceptance, type: str, data: dict[str, Any]) -> None:
    if current_app.extensions["settings"].webhook_url:
        outbox.send_webhook(type=type, key=event_key(made, type), data=data)


def _facts(made: Acceptance, comparison: Comparison) -> dict[str, Any]:
    return {
        "number": made.number,
        "plan": made.plan,
        "yearly": {
            "amount": str(Money.from_minor(made.yearly_minor, made.currency).amount),
            "currency": made.currency,
        },
        "edition": str(comparison.pack_version_id),
        "province": comparison.usage["province"],
        "buyer": {
            "name": made.name, "company": made.company, "phone": made.phone, "email": made.email,
        },
        "accepted_at": made.accepted_at.isoformat(),
    }  # fmt: skip
