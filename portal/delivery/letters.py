"""Letters and text messages: words from templates, in the receiver's language."""

from dataclasses import dataclass

from flask import current_app, render_template
from flask_babel import force_locale

from portal.db import session
from portal.models import OutboxMessage
from portal.packs import current_pack, serving


@dataclass(frozen=True)
class Letter:
    """What a receiver reads."""

    to: str
    sender: str
    sender_address: str
    subject: str
    text: str
    language: str
    unsubscribe: str = ""
    """An address that ends such letters with one click; empty for those sent once."""


def written(message: OutboxMessage, suffix: str = ".txt") -> Letter:
    """The letter of an outbox message: the first line of its template is the subject.

    A text message has no subject; `suffix` is `.sms.txt` then.
    """
    payload = message.payload
    template = f"email/{payload['template']}{suffix}"
    with (
        serving(message.pack),
        current_app.test_request_context(base_url=current_app.extensions["settings"].public_url),
        force_locale(payload["lang"]),
    ):
        text = render_template(template, to=payload["to"], **payload["values"])
        supplier = current_pack().profile.supplier
    session.rollback()  # what follows may take seconds: no transaction stays open meanwhile
    subject, body = ("", text) if suffix == ".sms.txt" else _cut(text)
    return Letter(
        to=payload["to"],
        sender=supplier.name,
        sender_address=supplier.email,
        subject=subject,
        text=body.strip() + "\n",
        language=payload["lang"],
        unsubscribe=payload["values"].get("unsubscribe", ""),
    )


def _cut(text: str) -> tuple[str, str]:
    """Subject and body. A subject is one line: a name with a line break cannot add a header."""
    subject, _sep, body = text.strip().partition("\n")
    return " ".join(subject.split()), body
