"""Events for the supplier's own systems, signed as Standard Webhooks says."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
from flask import current_app
from standardwebhooks import Webhook

from portal import clock
from portal.config import Settings
from portal.models import OutboxMessage
from portal.outbox import handles

PATIENCE_SECONDS = 10


@handles("webhook")
def send(message: OutboxMessage) -> None:
    """Nothing: the receiver has answered with success.

    Raises:
        ConnectionError: it did not, or nobody said where it is.
    """
    post(message.key, message.payload["type"], message.payload["data"], message.created_at)


def post(key: str, type: str, data: dict[str, Any], at: datetime) -> None:
    """Nothing: the event has arrived. `key` is its id, the same at every attempt.

    Raises:
        ConnectionError: no receiver, no answer, or no success.
    """
    settings: Settings = current_app.extensions["settings"]
    if not settings.webhook_url:
        raise ConnectionError("BIDWRIGHT_WEBHOOK_URL is not set, so nobody receives events")
    event = {"type": type, "timestamp": at.astimezone(UTC).isoformat(), "data": data}
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    try:
        answer = httpx.post(
            settings.webhook_url,
            content=body.encode(),
            headers=signed(settings.webhook_secret, key, clock.now(), body),
            timeout=PATIENCE_SECONDS,
        )
    except httpx.HTTPError as error:
        raise ConnectionError(f"{type}: {error.__class__.__name__}: {error}") from error
    if not answer.is_success:
        raise ConnectionError(f"{type}: the receiver answered {answer.status_code}")


def signed(secret: str, key: str, at: datetime, body: str) -> dict[str, str]:
    """The headers that prove who sent `body`, and when."""
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(key, at.astimezone(UTC), body),
    }
