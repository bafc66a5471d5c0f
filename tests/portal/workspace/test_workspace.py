"""The rep's desk: queue, dossier, calls, answers; as rep, colleague, buyer and stranger."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.handover.queries import open_handover
from portal.models import Handover, Person, Touchpoint
from portal.packs import serving
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_person
from tests.portal.prospects import PRIVATE, make_configuration, make_minh, make_rep, submit


@pytest.fixture
def huong(app: Flask) -> Person:
    """Huong sells for the maker."""
    return make_rep(language="en")


@pytest.fixture
def minh(app: Flask) -> Person:
    """Minh buys from the maker."""
    return make_minh()


@pytest.fixture
def handover(huong: Person, minh: Person) -> Handover:
    """Minh's prospect, offered to Huong."""
    found = submit(minh)
    assert found is not None
    return found


@pytest.fixture
def desk(app: Flask, huong: Person) -> FlaskClient:
    """Huong's browser."""
    return client_of(app, huong)


def page(client: FlaskClient, path: str, **headers: str) -> str:
    """The page, which must be there."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.data[:500]
    return answer.get_data(as_text=True)


def fresh(handover: Handover) -> Handover:
    """The hand-over as the database has it now."""
    session.rollback()
    session.expire_all()
    return session.get_one(Handover, handover.id)


def test_the_queue_says_who_waits_in_one_sentence(desk: FlaskClient, handover: Handover) -> None:
    text = page(desk, "/workspace")
    assert "Hello Hương. One new" in text
    assert "Tập đoàn Minh Phát" in text
    assert "call by" in text


def test_the_dossier_shows_what_was_shared_and_says_what_was_not(
    desk: FlaskClient, handover: Handover
) -> None:
    text = page(desk, f"/workspace/{handover.number}")
    assert "Offer <mark" in text and "full-service lease, 5\u00a0years, 4\u00a0sites" in text
    assert "not shared" in text
    assert "Engagement 82, threshold 70" in text
    for secret in PRIVATE.values():
        assert secret not in text


def test_the_ledger_never_shows_what_a_buyer_typed(
    app: Flask, desk: FlaskClient, handover: Handover, minh: Person
) -> None:
    from portal.touchpoints.operations import record

    with serving("equipment"):
        record(
            "assumption_changed",
            account=minh.account,
            person_id=minh.id,
            data={"value": "320 secret", "note": "secret note", "outcome": "reached"},
        )
        session.commit()
    for path in (f"/workspace/{handover.number}", f"/customers/{minh.account_id}"):
        text = page(desk, path)
        assert "Changed an assumption" in text
        assert "secret" not in text


@pytest.mark.parametrize(
    "path", ["/workspace", "/workspace/{number}", "/customers", "/customers/{account}"]
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_comes_whole_and_as_a_part_in_both_languages(
    app: Flask, desk: FlaskClient, huong: Person, handover: Handover, path: str, language: str
) -> None:
    huong.language = language
    session.commit()
    url = path.format(number=handover.number, account=handover.account_id)
    whole, part = page(desk, url), page(desk, url, **HTMX)
    assert f'<html lang="{language}"' in whole and "<html" not in part
    assert part.strip().startswith(("<div id=", "<section"))
    assert part.strip()[:200] in whole


def test_the_clock_refreshes_the_queue_alone(desk: FlaskClient, handover: Handover) -> None:
    part = page(desk, "/workspace", **HTMX, **{"HX-Target": "queue"})
    assert part.strip().startswith("<section") and 'id="dossier"' not in part


def test_a_buyer_finds_nothing_and_a_stranger_is_asked_to_sign_in(
    app: Flask, client: FlaskClient, minh: Person, handover: Handover
) -> None:
    buyer = client_of(app, minh)
    number, account = handover.number, handover.account_id
    for path in ("/workspace", f"/workspace/{number}", "/customers", f"/customers/{account}",
                 "/workspace/returned", "/outbox"):  # fmt: skip
        assert buyer.get(path).status_code == 404, path
        assert client.get(path).status_code == 303, path
    for act in ("call", "letter", "accept", "return", "close", "look"):
        assert buyer.post(f"/workspace/{number}/{act}").status_code == 404
        assert client.post(f"/workspace/{number}/{act}").status_code == 303


def test_a_colleague_does_not_see_the_prospect_and_the_head_does(
    app: Flask, handover: Handover
) -> None:
    other, head = make_rep("Phạm Thảo"), make_person("head", pack="equipment")
    foreign = make_person("head", pack="energy")
    path = f"/workspace/{handover.number}"
    assert client_of(app, other).get(path).status_code == 404
    assert client_of(app, foreign).get(path).status_code == 404
    assert client_of(app, head).get(path).status_code == 200


def test_a_call_keeps_the_promise_and_is_on_the_timeline(
    desk: FlaskClient, handover: Handover, huong: Person
) -> None:
    path = f"/workspace/{handover.number}"
    answer = desk.post(f"{path}/call", data={"outcome": "reached", "note": "Board on Tuesday."})
    assert answer.status_code == 303 and answer.location == path
    touch = session.scalars(select(Touchpoint).filter_by(type="call_logged")).one()
    assert (touch.channel, touch.direction, touch.staff_id) == ("phone", "out", huong.id)
    text = page(desk, path)
    assert "Board on Tuesday." in text and "Decide: accept, or return" in text


def test_a_call_without_an_outcome_keeps_what_was_typed_and_stores_nothing(
    desk: FlaskClient, handover: Handover
) -> None:
    for headers in ({}, HTMX):
        answer = desk.post(
            f"/workspace/{handover.number}/call", data={"note": "Half a word"}, headers=headers
        )
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "Say how the call ended." in text and "Half a word" in text
    assert session.scalars(select(Touchpoint).filter_by(type="call_logged")).all() == []


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "\x00\x07", "<script>alert(1)</script>", "Hoa\u0300"]
)
def test_odd_notes_are_refused_or_kept_as_text(
    desk: FlaskClient, handover: Handover, typed: str
) -> None:
    answer = desk.post(
        f"/workspace/{handover.number}/call", data={"outcome": "reached", "note": typed}
    )
    assert answer.status_code in (303, 422)
    assert "<script>alert" not in page(desk, f"/workspace/{handover.number}")


def test_email_waits_until_a_call_or_a_letter(
    app: Flask, desk: FlaskClient, handover: Handover, minh: Person
) -> None:
    path = f"/workspace/{handover.number}"
    assert "E-mail waits" in page(desk, path) and "mailto:" + minh.email not in page(desk, path)
    desk.post(f"{path}/letter")
    assert "E-mail waits" not in page(desk, path) and "mailto:" + minh.email in page(desk, path)


def test_accepting_and_then_reaching_them_is_work_in_progress(
    desk: FlaskClient, handover: Handover
) -> None:
    path = f"/workspace/{handover.number}"
    assert desk.post(f"{path}/accept", data={"reason": "clear_need"}).status_code == 303
    assert fresh(handover).state == "accepted"
    desk.post(f"{path}/call", data={"outcome": "reached"})
    assert fresh(handover).state == "working"
    events = [(event.state, event.reason) for event in fresh(handover).events]
    assert events[1] == ("accepted", "clear_need")


def test_accepting_twice_says_that_it_changed_meanwhile(
    desk: FlaskClient, handover: Handover
) -> None:
    path = f"/workspace/{handover.number}/accept"
    assert desk.post(path, data={"reason": "clear_need"}).status_code == 303
    assert desk.post(path, data={"reason": "clear_need"}).status_code == 409


@pytest.mark.parametrize("data", [{}, {"reason": "not_now"}, {"reason": "whim", "note": "So."}])
def test_a_return_needs_a_reason_of_the_list_and_a_sentence(
    desk: FlaskClient, handover: Handover, data: dict[str, str]
) -> None:
    assert desk.post(f"/workspace/{handover.number}/return", data=data).status_code == 422
    assert fresh(handover).state == "offered"


def test_a_return_reaches_marketing_with_its_reason(
    app: Flask, desk: FlaskClient, handover: Handover
) -> None:
    answer = desk.post(
        f"/workspace/{handover.number}/return",
        data={"reason": "not_now", "note": "Budget in January."},
    )
    assert answer.status_code == 303 and fresh(handover).state == "returned"
    marketer = client_of(app, make_person("marketer", pack="equipment"))
    text = page(marketer, "/workspace/returned")
    assert "Not the time to buy" in text and "Budget in January." in text
    assert "Nobody is waiting" in page(desk, "/workspace")


def test_an_accepted_prospect_is_won_with_a_reason(desk: FlaskClient, handover: Handover) -> None:
    path = f"/workspace/{handover.number}"
    desk.post(f"{path}/accept", data={"reason": "clear_need"})
    assert desk.post(f"{path}/close", data={}).status_code == 422
    assert desk.post(f"{path}/close", data={"outcome": "won:service"}).status_code == 303
    assert fresh(handover).state == "won"
    assert "Won: on service" in page(desk, path)


def test_an_answer_by_htmx_gives_the_desk_back(desk: FlaskClient, handover: Handover) -> None:
    answer = desk.post(
        f"/workspace/{handover.number}/accept", data={"reason": "clear_need"}, headers=HTMX
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and text.strip().startswith('<div id="desk"')
    assert "How it ends" in text


def test_overdue_prospects_come_first_and_are_counted(
    app: Flask, desk: FlaskClient, handover: Handover
) -> None:
    second = submit(make_minh("Cơ khí Thành Long"))
    second = fresh(second)
    second.due_at = clock.now() - timedelta(minutes=25)
    session.commit()
    text = page(desk, "/workspace")
    assert "one overdue" in text
    assert text.index("Cơ khí Thành Long") < text.index("Tập đoàn Minh Phát")
    assert "Cơ khí Thành Long" in page(desk, "/workspace?show=overdue")


def test_a_configured_prospect_shows_choices_price_and_nearest_offer(
    app: Flask, desk: FlaskClient, huong: Person, minh: Person
) -> None:
    from tests.portal.prospects import heat, touch

    with serving("equipment"):
        heat(minh)
        make_configuration(minh)
        touch(minh.account, "rfp_submitted", person_id=minh.id)
        session.commit()
    text = page(desk, f"/workspace/{open_handover(minh.account_id).number}")
    assert "620,000\u00a0USD" in text and "What they configured" in text
    assert "It is the standard offer" in text


def test_a_code_opens_what_the_buyer_sees_and_a_wrong_one_says_so(
    app: Flask, desk: FlaskClient, handover: Handover, minh: Person
) -> None:
    from flask import current_app

    with serving("equipment"):
        code = make_configuration(minh).code
        session.commit()
    path = f"/workspace/{handover.number}/look"
    wrong = desk.post(path, data={"code": "ZZZZZZ"})
    assert wrong.status_code == 422 and b"Nothing has this code" in wrong.data
    if "configure.show" in current_app.view_functions:
        found = desk.post(path, data={"code": f" {code[:3].lower()} {code[3:]}"})
        assert found.status_code == 303 and code in found.location
        assert desk.get(found.location).status_code == 200


@pytest.mark.parametrize("role", ["rep", "head", "admin"])
def test_staff_begin_their_day_at_the_queue(app: Flask, role: str) -> None:
    client = client_of(app, make_person(role, pack="equipment"))
    assert client.get("/sign-in").location == "/workspace"


def test_the_buyer_reads_who_calls_by_when(app: Flask, handover: Handover, minh: Person) -> None:
    text = page(client_of(app, minh), "/account")
    assert "Hương calls by" in text
    assert "Nguyễn Thu Hương" in text


@pytest.fixture(autouse=True)
def _nobody_else(app: Flask) -> Iterator[None]:
    yield
    session.rollback()


def test_a_configuration_that_was_kept_out_of_the_rfp_is_not_shown(
    app: Flask, desk: FlaskClient, handover: Handover, minh: Person
) -> None:
    with serving("equipment"):
        make_configuration(minh)
        session.commit()
    text = page(desk, f"/workspace/{handover.number}")
    assert "What they configured" not in text and "620,000" not in text
