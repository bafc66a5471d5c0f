"""Effects that leave the house: enqueued with the act, carried out by the worker."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.models import OutboxMessage
from portal.packs import served_pack_id


def enqueue(kind: str, key: str, payload: Mapping[str, Any]) -> OutboxMessage:
    """The message, in the caller's transaction; a key enqueued before is the same message."""
    found = session.scalars(select(OutboxMessage).filter_by(key=key)).one_or_none()
    if found is not None:
        return found
    now = clock.now()
    message = OutboxMessage(
        kind=kind,
        key=key,
        pack=served_pack_id(),
        payload=dict(payload),
        due_at=now,
        created_at=now,
    )
    session.add(message)
    return message


def send_email(
    *, to: str, template: str, lang: str, key: str, values: Mapping[str, Any]
) -> OutboxMessage:
    """A letter by e-mail, from `templates/email/<template>.txt`, in the caller's transaction."""
    return enqueue(
        "email", key, {"to": to, "template": template, "lang": lang, "values": dict(values)}
    )


def send_sms(*, to: str, template: str, lang: str, key: str, values: Mapping[str, Any]) -> OutboxMessage:
    """A text message, from `templates/email/<template>.sms.txt`, in the caller's transaction."""
    return enqueue(
        "sms", key, {"to": to, "template": template, "lang": lang, "values": dict(values)}
    )
