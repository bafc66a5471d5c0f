"""Messages: carried out once, tried again with patience, given up in sight, sent again by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, outbox, worker
from portal.db import session
from portal.delivery import mailbox
from portal.models import OutboxMessage, Person
from portal.outbox import HANDLERS, Undeliverable, handles
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_person


@pytest.fixture
def carried() -> Iterator[list[str]]:
    """Keys of messages of kind `test` that were carried out."""
    keys: list[str] = []
    handles("test")(lambda message: keys.append(message.key))
    yield keys
    del HANDLERS["test"]


def fails_with(error: Exception) -> None:
    """From now on messages of kind `test` fail."""

    def fail(_message: OutboxMessage) -> None:
        raise error

    HANDLERS["test"] = fail


def enqueue(key: str = "one", **payload: Any) -> OutboxMessage:
    """A message of kind `test`, committed."""
    message = outbox.enqueue("test", key, payload)
    session.commit()
    return message


def fresh(message: OutboxMessage) -> OutboxMessage:
    """The message as the database has it."""
    session.rollback()
    session.refresh(message)
    return message


def test_a_message_is_carried_out_once(app: Flask, carried: list[str]) -> None:
    message = enqueue()
    assert worker.deliver().sent == 1
    assert worker.deliver().sent == 0
    assert carried == ["one"]
    assert (fresh(message).state, message.attempts, message.last_error) == ("sent", 1, "")


def test_the_same_key_enqueued_twice_is_one_message(app: Flask, carried: list[str]) -> None:
    assert enqueue().id == enqueue().id
    worker.deliver()
    assert carried == ["one"]


def test_an_act_that_is_rolled_back_sends_nothing(app: Flask, carried: list[str]) -> None:
    outbox.enqueue("test", "never", {})
    session.rollback()
    worker.deliver()
    assert carried == []


def test_what_fails_waits_longer_each_time_and_is_given_up_in_the_end(
    app: Flask, carried: list[str]
) -> None:
    fails_with(ConnectionError("nobody answers"))
    message, waits = enqueue(), []
    for _attempt in range(worker.MOST_ATTEMPTS):
        assert worker.deliver().failed == 1
        waits.append(fresh(message).due_at - clock.now())
        message.due_at = clock.now()
        session.commit()
    assert message.state == "dead" and "nobody answers" in message.last_error
    assert worker.deliver().failed == 0
    assert waits[6] > waits[0] * 8 and max(waits) <= worker.LONGEST_DELAY


@pytest.mark.parametrize("attempts", [1, 2, 5, 30, 500])
def test_the_delay_doubles_with_a_jitter_and_has_an_end(attempts: int) -> None:
    longest = min(5 * 2 ** (attempts - 1), 3600)
    delays = {worker.delay(attempts).total_seconds() for _try in range(50)}
    assert all(longest / 2 <= delay <= longest for delay in delays) and len(delays) > 1


def test_what_can_never_arrive_is_given_up_at_once(app: Flask, carried: list[str]) -> None:
    fails_with(Undeliverable("no such address"))
    message = enqueue()
    worker.deliver()
    assert (fresh(message).state, message.attempts) == ("dead", 1)


def test_a_kind_that_nobody_handles_is_tried_again_and_not_lost(app: Flask) -> None:
    message = enqueue()
    assert worker.deliver().failed == 1
    assert fresh(message).state == "waiting" and "KeyError" in message.last_error


def test_letters_wait_for_no_paper_and_the_paper_asked_for_last_is_made_first(app: Flask) -> None:
    asked = [("document", "hours ago"), ("document", "just now"), ("email", "in between")]
    for hours, (kind, key) in zip((3, 0, 1), asked, strict=True):
        with clock.at(clock.now() - timedelta(hours=hours, seconds=1)):
            outbox.enqueue(kind, key, {})
            session.commit()
    claimed = [worker.claim(clock.now()) for _ in asked]
    assert [each and each.key for each in claimed] == ["in between", "just now", "hours ago"]


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(
    app: Flask, carried: list[str]
) -> None:
    enqueue()
    now = clock.now()
    assert worker.claim(now) is not None
    assert worker.claim(now + timedelta(seconds=1)) is None
    assert worker.claim(now + worker.LEASE + timedelta(seconds=1)) is not None


def test_a_failing_message_does_not_hold_up_the_others(app: Flask, carried: list[str]) -> None:
    def odd(message: OutboxMessage) -> None:
        if message.key == "bad":
            raise ValueError("no")
        carried.append(message.key)

    HANDLERS["test"] = odd
    for key in ("bad", "good", "better"):
        enqueue(key)
    assert worker.deliver() == worker.Delivered(sent=2, failed=1)
    assert carried == ["good", "better"]


def test_a_handler_that_breaks_its_transaction_leaves_no_half_effect(
    app: Flask, carried: list[str], lan: Person
) -> None:
    def half(_message: OutboxMessage) -> None:
        session.get_one(Person, lan.id).name = "Somebody else"
        session.flush()
        raise RuntimeError("too bad")

    HANDLERS["test"] = half
    enqueue()
    worker.deliver()
    session.expire_all()
    assert session.get_one(Person, lan.id).name == "Nguyễn Thị Lan"


def test_a_sign_in_link_lies_in_the_demos_mailbox_once(app: Flask, lan: Person) -> None:
    before = len(mailbox.received())
    client_of(app).post("/sign-in/link", data={"email": lan.email})
    worker.deliver()
    session.execute(OutboxMessage.__table__.update().values(state="waiting", due_at=clock.now()))
    session.commit()
    worker.deliver()
    assert len(mailbox.received()) == before + 1
    letter = mailbox.received()[0].letter
    assert letter.to == lan.email and "/enter/" in letter.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_is_in_the_readers_language(app: Flask, lan: Person, language: str) -> None:
    lan.language = language
    session.commit()
    client_of(app).post("/sign-in/link", data={"email": lan.email})
    worker.deliver()
    assert mailbox.received()[0].letter.language == language


def test_anybody_reads_the_mailbox_of_the_demo_and_links_work(app: Flask, lan: Person) -> None:
    client = client_of(app)
    client.post("/sign-in/link", data={"email": lan.email})
    worker.deliver()
    newest = mailbox.received()[0]
    text = client.get(f"/demo/mailbox?open={newest.id}").get_data(as_text=True)
    assert lan.email in text and 'href="http' in text
    assert client.get("/demo/mailbox?open=../../secret-key").status_code == 200


def test_outside_the_demo_there_is_no_mailbox_and_no_server_is_an_error(
    app: Flask, lan: Person
) -> None:
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, demo=False)
    try:
        outbox.send_email(to="a@example.vn", template="sign_in_link", lang="en", key="k", values={})
        session.commit()
        assert worker.deliver().failed == 1
    finally:
        app.extensions["settings"] = before
    assert "BIDWRIGHT_SMTP_URL" in session.scalars(select(OutboxMessage)).one().last_error


def dead(key: str = "one", pack: str = "energy") -> OutboxMessage:
    """A message that was given up."""
    message = enqueue(key, to="a@example.vn")
    message.kind, message.state, message.pack = "email", "dead", pack
    message.attempts, message.last_error = 10, "ConnectionError: nobody answers"
    session.commit()
    return message


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_head_sees_what_was_given_up_and_sends_it_again(
    app: Flask, carried: list[str], headers: dict[str, str]
) -> None:
    message = dead()
    head = client_of(app, make_person("head", pack="energy"))
    assert "nobody answers" in head.get("/outbox").get_data(as_text=True)
    answer = head.post(f"/outbox/{message.id}/resend", headers=headers)
    assert answer.status_code == (200 if headers else 303)
    assert (fresh(message).state, message.attempts) == ("waiting", 0)
    assert head.post(f"/outbox/{message.id}/resend").status_code == 404


def test_a_rep_and_the_other_suppliers_head_cannot_send_it_again(
    app: Flask, carried: list[str], huong: Person
) -> None:
    message = dead()
    for person in (huong, make_person("head", pack="equipment")):
        assert client_of(app, person).post(f"/outbox/{message.id}/resend").status_code == 404
    assert fresh(message).state == "dead"
