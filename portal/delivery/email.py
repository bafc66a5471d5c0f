"""Letters by e-mail."""

import hashlib
import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from portal import clock
from portal.config import Settings
from portal.delivery import mailbox
from portal.delivery.letters import Letter, written
from portal.models import OutboxMessage
from portal.outbox import Undeliverable, handles

PATIENCE_SECONDS = 20


@handles("email")
def send(message: OutboxMessage) -> None:
    """Nothing: a server has taken the letter, or it lies in the demo's mailbox.

    Raises:
        Undeliverable: the address or a header is none, or the server refuses it for good.
    """
    settings: Settings = current_app.extensions["settings"]
    letter = written(message)
    if not settings.smtp_url and settings.demo:
        mailbox.put("email", message.key, letter)
    elif not settings.smtp_url:
        raise ConnectionError("BIDWRIGHT_SMTP_URL is not set, so nothing can send letters")
    else:
        _submit(urlsplit(settings.smtp_url), mime(letter, message.key, settings.public_url))


def mime(letter: Letter, key: str, public_url: str) -> EmailMessage:
    """The letter as it travels. Its Message-ID comes from `key`: a copy is known as a copy."""
    email = EmailMessage()
    try:
        email["From"] = Address(letter.sender, addr_spec=letter.sender_address)
        email["To"] = Address(addr_spec=letter.to)
        email["Subject"] = letter.subject
    except (ValueError, IndexError, MessageError) as error:
        raise Undeliverable(f"a header is not valid: {error}") from error
    email["Date"] = format_datetime(clock.now())
    email["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{_host(public_url)}>"
    email["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:  # RFC 8058
        email["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(letter.text)
    email["Content-Language"] = letter.language
    return email


def _submit(server: SplitResult, email: EmailMessage) -> None:
    """Nothing: `smtps://` is encrypted from the start, `smtp://` as soon as the server can."""
    host, context = server.hostname or "localhost", ssl.create_default_context()
    if server.scheme == "smtps":
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=PATIENCE_SECONDS, context=context
        )
    else:
        link = smtplib.SMTP(host, server.port or 25, timeout=PATIENCE_SECONDS)
    with link:
        link.ehlo()
        if server.scheme != "smtps" and link.has_extn("starttls"):
            link.starttls(context=context)
            link.ehlo()
        if server.username:
            link.login(unquote(server.username), unquote(server.password or ""))
        try:
            link.send_message(email)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise Undeliverable(f"the server refuses this address: {error}") from error
            raise


def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or "localhost"
