"""What a hand-over carries outward: an event for the supplier's systems, a letter to the rep."""

from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import force_locale

from portal import outbox
from portal.handover.case import Case, needs
from portal.i18n import _, moment, number, signed, words
from portal.models import Handover, Person, Touchpoint
from portal.packs import current_pack
from portal.phones import shown_phone
from portal.touchpoints.registry import TYPES


def announce(handover: Handover, case: Case) -> None:
    """Nothing: event and letter are in the outbox, in the caller's transaction."""
    if current_app.extensions["settings"].webhook_url:
        outbox.send_webhook(
            type="handover.offered",
            key=f"handover/{handover.number}/offered",
            data=event_data(handover, case),
        )
    _write(handover.owner, "handover_offered", handover, case)


def escalate(handover: Handover, case: Case, heads: list[Person], late: Person) -> None:
    """Nothing: the heads learn that a promise was broken and who has the prospect now."""
    for head in heads:
        if head.id != handover.owner_id:
            _write(head, "handover_escalated", handover, case, late=late.name)


def event_data(handover: Handover, case: Case) -> dict[str, Any]:
    """Needs, context and history as plain data; of the buyer's figures only what was shared."""
    contact, account = handover.contact, handover.account
    return {
        "handover": {
            "number": handover.number,
            "state": handover.state,
            "reason": handover.reason,
            "offered_at": handover.offered_at.isoformat(),
            "due_at": handover.due_at.isoformat(),
            "owner": {"name": handover.owner.name, "email": handover.owner.email},
        },
        "context": {
            "supplier": handover.pack,
            "account": {
                "id": str(account.id),
                "name": account.name,
                "tax_code": account.tax_code,
                "province": account.province,
                "industry": account.industry,
            },
            "segment": handover.segment,
            "stage": account.stage,
            "contact": {
                "name": contact.name,
                "job": contact.job,
                "email": contact.email,
                "phone": contact.phone,
                "language": contact.language,
                "consent_at": contact.consent_contact_at and contact.consent_contact_at.isoformat(),
            },
            "score": handover.score,
        },
        "needs": needs(case),
        "history": [_touch(touch) for touch in case.history],
    }


def _touch(touch: Touchpoint) -> dict[str, Any]:
    return {
        "id": str(touch.id),
        "type": touch.type,
        "subject": touch.subject,
        "time": touch.occurred_at.isoformat(),
        "channel": touch.channel,
        "direction": touch.direction,
        "human": touch.human,
    }


def _write(to: Person, template: str, handover: Handover, case: Case, **more: str) -> None:
    if not to.email:
        return
    outbox.send_email(
        to=to.email,
        template=template,
        lang=to.language,
        key=f"{template}/{handover.number}/{to.id}",
        values={**letter_values(to, handover, case), **more},
    )


def letter_values(to: Person, handover: Handover, case: Case) -> dict[str, Any]:
    """The words of the letter, in the language of whoever reads it."""
    contact, pack = handover.contact, current_pack()
    with force_locale(to.language):
        return {
            "name": to.given_name or to.name,
            "number": handover.number,
            "link": f"{current_app.extensions['settings'].public_url}/workspace/{handover.number}",
            "account": handover.account.name,
            "province": handover.account.province,
            "segment": words(pack.segments[handover.segment].name),
            "due": moment(handover.due_at),
            "owner": handover.owner.name,
            "contact": contact.name,
            "job": contact.job,
            "phone": shown_phone(contact.phone) if contact.phone else "",
            "email": contact.email or "",
            "engagement": number(Decimal(handover.score["engagement"])),
            "threshold": number(Decimal(handover.score["threshold"])),
            "fit": number(Decimal(handover.score["fit"])),
            "lines": [_line(line) for line in handover.score["engagement_lines"]],
            "rfp": case.rfp.rfp.number if case.rfp else "",
            "configured": bool(case.configuration),
            "calculated": bool(case.calculation),
            "compared": bool(case.comparison),
            "history": [
                f"{moment(touch.occurred_at)}: {TYPES[touch.type].label}"
                for touch in case.history[:8]
            ],
        }


def _line(line: dict[str, Any]) -> str:
    name = words(line["name"]) if line["name"] else _("Decay over time")
    return f"{name}: {signed(Decimal(line['points']))}"
