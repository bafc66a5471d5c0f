"""Letters over SMTP and signed events over HTTP, against receivers of our own."""

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from portal import outbox, worker
from portal.db import session
from portal.delivery.email import mime
from portal.delivery.letters import Letter
from portal.models import OutboxMessage
from portal.outbox import Undeliverable

SECRET = "whsec_" + "c2VjcmV0" * 5


@dataclass
class Receiver:
    """What arrived at the supplier's own system."""

    url: str = ""
    answer: int = 204
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server on loopback."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.arrived.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(found.answer)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(app: Flask) -> Iterator[Any]:
    """A function that changes settings for this test."""
    before = app.extensions["settings"]

    def change(**values: Any) -> None:
        app.extensions["settings"] = replace(app.extensions["settings"], **values)

    yield change
    app.extensions["settings"] = before


def error() -> str:
    """The error of the one message."""
    session.expire_all()
    return session.scalars(select(OutboxMessage)).one().last_error


def test_an_event_is_signed_as_standard_webhooks_says(
    app: Flask, receiver: Receiver, settings: Any
) -> None:
    settings(webhook_url=receiver.url, webhook_secret=SECRET)
    outbox.send_webhook(type="handover.offered", key="handover/HO-1/offered", data={"a": "Hương"})
    session.commit()
    assert worker.deliver().sent == 1
    headers, body = receiver.arrived[0]
    event = Webhook(SECRET).verify(body, headers)
    assert event["type"] == "handover.offered" and event["data"] == {"a": "Hương"}
    assert headers["webhook-id"] == "handover/HO-1/offered"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"offered", b"stolen!"), headers)


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_any_answer_but_success_is_tried_again_with_the_same_id(
    app: Flask, receiver: Receiver, settings: Any, status: int
) -> None:
    settings(webhook_url=receiver.url, webhook_secret=SECRET)
    receiver.answer = status
    outbox.send_webhook(type="t", key="k", data={})
    session.commit()
    assert worker.deliver().failed == 1
    assert str(status) in error()
    receiver.answer = 200
    message = session.scalars(select(OutboxMessage)).one()
    message.due_at = message.created_at
    session.commit()
    assert worker.deliver().sent == 1
    assert {headers["webhook-id"] for headers, _body in receiver.arrived} == {"k"}


def test_a_receiver_that_is_not_there_is_tried_again(app: Flask, settings: Any) -> None:
    settings(webhook_url="http://127.0.0.1:9/hook", webhook_secret=SECRET)
    outbox.send_webhook(type="t", key="k", data={})
    session.commit()
    assert worker.deliver().failed == 1
    assert "ConnectError" in error()


def test_a_text_message_goes_to_the_gateway_as_an_event(
    app: Flask, receiver: Receiver, settings: Any
) -> None:
    settings(webhook_url=receiver.url, webhook_secret=SECRET)
    outbox.send_sms(
        to="+84912345678",
        template="price_hold",
        lang="en",
        key="hold/1",
        values={"link": "https://example.vn/holds/x", "until": "6 Dec 2026"},
    )
    session.commit()
    assert worker.deliver().sent == 1
    event = json.loads(receiver.arrived[0][1])
    assert event["type"] == "sms.requested" and event["data"]["to"] == "+84912345678"
    assert "https://example.vn/holds/x" in event["data"]["text"]


class Postman(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a letter."""

    def handle(self) -> None:
        """Speak until QUIT."""
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                letter = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    letter += part
                self.server.letters.append(letter)  # type: ignore[attr-defined]
                self.say("250 taken")
            elif verb == "RCPT" and "nobody@" in line:
                self.say("550 no such person")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 yes")
                if verb == "QUIT":
                    return

    def say(self, words: str) -> None:
        """One line."""
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def postman(settings: Any) -> Iterator[list[bytes]]:
    """Letters that a mail server on loopback took."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman)
    server.letters = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings(smtp_url=f"smtp://127.0.0.1:{server.server_address[1]}")
    yield server.letters  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def send(to: str = "lan@example.vn") -> None:
    """A sign-in letter, carried out."""
    outbox.send_email(
        to=to,
        template="sign_in_link",
        lang="vi",
        key="k",
        values={"name": "Lan\nBcc: everybody@example.vn", "link": "https://x", "minutes": 30},
    )
    session.commit()
    worker.deliver()


def test_a_letter_goes_to_the_mail_server_with_a_name_that_copies_share(
    app: Flask, postman: list[bytes]
) -> None:
    send()
    text = postman[0].decode()
    assert "To: lan@example.vn" in text and "Message-ID: <" in text
    assert "Auto-Submitted: auto-generated" in text and "Content-Language: vi" in text
    assert "\nBcc:" not in text.split("\r\n\r\n")[0]


def test_an_address_that_the_server_refuses_is_given_up(app: Flask, postman: list[bytes]) -> None:
    send("nobody@example.vn")
    message = session.scalars(select(OutboxMessage)).one()
    assert message.state == "dead" and "refuses" in message.last_error


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "a\n@example.vn"])
def test_what_is_no_address_can_never_arrive(to: str) -> None:
    letter = Letter(to, "Phù Sa", "kinhdoanh@dienphusa.example", "Chào", "Chào.", "vi")
    with pytest.raises(Undeliverable):
        mime(letter, "k", "https://example.vn")
