"""Effects that leave the house: enqueued with the act, carried out by the worker."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from portal import clock, stop_points
from portal.db import session
from portal.models import OutboxMessage
from portal.packs import served_pack_id

Handler = Callable[[OutboxMessage], None]
HANDLERS: dict[str, Handler] = {}


class Undeliverable(Exception):
    """The effect cannot happen, however often it is tried: an address that is none, for one."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """A decorator: this function carries out messages of `kind`, outside any transaction.

    It may run again for the same message, so it passes `message.key` on or looks whether its
    work is done. Any exception means "later"; `Undeliverable` means "never".
    """

    def add(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"messages of kind {kind!r} have a handler")
        HANDLERS[kind] = handler
        return handler

    return add


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
    session.info[stop_points.ENQUEUED] = True
    return message


def is_known(key: str) -> bool:
    """Whether something was enqueued under this key."""
    return session.scalar(select(OutboxMessage.id).filter_by(key=key)) is not None


def forget(*keys: str) -> None:
    """Nothing: what waits under these keys is not sent, and what was sent names nobody any more."""
    for message in session.scalars(select(OutboxMessage).where(OutboxMessage.key.in_(keys))):
        if message.state == "sent":
            blank = {"to": "", "values": {}, "data": {}}
            message.payload = {key: blank.get(key, kept) for key, kept in message.payload.items()}
        else:
            session.delete(message)


def send_email(
    *, to: str, template: str, lang: str, key: str, values: Mapping[str, Any]
) -> OutboxMessage:
    """A letter by e-mail, from `templates/email/<template>.txt`, in the caller's transaction."""
    return enqueue(
        "email", key, {"to": to, "template": template, "lang": lang, "values": dict(values)}
    )


def send_sms(
    *, to: str, template: str, lang: str, key: str, values: Mapping[str, Any]
) -> OutboxMessage:
    """A text message, from `templates/email/<template>.sms.txt`, in the caller's transaction."""
    return enqueue(
        "sms", key, {"to": to, "template": template, "lang": lang, "values": dict(values)}
    )


def send_webhook(*, type: str, key: str, data: Mapping[str, Any]) -> OutboxMessage:
    """A signed event for the supplier's own systems, in the caller's transaction."""
    return enqueue("webhook", key, {"type": type, "data": dict(data)})
