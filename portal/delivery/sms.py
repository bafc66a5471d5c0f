"""Text messages: the supplier's own gateway takes them as events; the demo keeps them."""

from flask import current_app

from portal.config import Settings
from portal.delivery import mailbox, webhook
from portal.delivery.letters import written
from portal.models import OutboxMessage
from portal.outbox import handles


@handles("sms")
def send(message: OutboxMessage) -> None:
    """Nothing: the gateway has taken the text, or it lies in the demo's mailbox."""
    settings: Settings = current_app.extensions["settings"]
    letter = written(message, ".sms.txt")
    if not settings.webhook_url and settings.demo:
        mailbox.put("sms", message.key, letter)
        return
    data = {"to": letter.to, "text": letter.text.strip(), "language": letter.language}
    webhook.post(message.key, "sms.requested", data, message.created_at)
