"""One timeline per account on all channels, and what staff write into it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.models import Person, Touchpoint
from portal.packs import serving
from portal.touchpoints.queries import customers, timeline
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.prospects import make_minh, make_rep, touch


@pytest.fixture
def minh(app: Flask) -> Person:
    """Minh buys from the maker."""
    return make_minh()


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """Huong's browser."""
    return client_of(app, make_rep(language="en"))


@pytest.mark.parametrize(
    ("kind", "type", "channel"),
    [
        ("call", "call_logged", "phone"),
        ("letter", "letter_logged", "post"),
        ("email", "email_logged", "email"),
        ("visit", "visit_logged", "event"),
        ("distributor", "distributor_logged", "distributor"),
    ],
)
def test_each_channel_off_the_web_is_logged_with_its_cost(
    desk: FlaskClient, minh: Person, kind: str, type: str, channel: str
) -> None:
    data = {"kind": kind, "direction": "out", "outcome": "reached" if kind == "call" else "",
            "person": str(minh.id), "note": "Talked about four plants."}  # fmt: skip
    path = f"/customers/{minh.account_id}"
    assert desk.post(path, data=data).status_code == 303
    row = session.scalars(select(Touchpoint)).one()
    assert (row.type, row.channel, row.person_id) == (type, channel, minh.id)
    assert row.account_id == minh.account_id and row.cost_minor > 0
    assert "Talked about four plants." in desk.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kind": "call", "direction": "out"}, "Say how the call ended."),
        ({"kind": "spell", "direction": "out"}, "Choose one of the list."),
        ({"kind": "letter", "direction": "up"}, "Choose one of the list."),
        ({"kind": "letter", "direction": "out", "when": "soon"}, "This is not a day and time."),
        ({"kind": "letter", "direction": "out", "when": "2999-01-01T08:00"}, "not happened yet"),
        (
            {"kind": "letter", "direction": "out", "when": "1999-01-01T08:00"},
            "more than a year ago",
        ),
        ({"kind": "letter", "direction": "out", "person": "1"}, "Choose one of the list."),
        ({"kind": "letter", "direction": "out", "note": "x" * 10_000}, "Shorten this"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_stored(
    desk: FlaskClient, minh: Person, data: dict[str, str], message: str
) -> None:
    answer = desk.post(f"/customers/{minh.account_id}", data=data)
    assert answer.status_code == 422 and message in answer.get_data(as_text=True)
    assert session.scalars(select(Touchpoint)).all() == []


def test_a_visit_of_yesterday_stands_at_its_own_time(desk: FlaskClient, minh: Person) -> None:
    at = clock.in_zone(clock.now() - timedelta(days=1), "Asia/Ho_Chi_Minh")
    data = {"kind": "visit", "direction": "out", "when": at.strftime("%Y-%m-%dT%H:%M")}
    assert desk.post(f"/customers/{minh.account_id}", data=data).status_code == 303
    row = session.scalars(select(Touchpoint)).one()
    assert abs(row.occurred_at - at) < timedelta(minutes=1)


def test_a_person_of_another_company_cannot_be_named(desk: FlaskClient, minh: Person) -> None:
    other = make_minh("Công ty khác")
    data = {"kind": "letter", "direction": "out", "person": str(other.id)}
    assert desk.post(f"/customers/{minh.account_id}", data=data).status_code == 422


def test_a_customer_of_the_other_supplier_is_not_there(desk: FlaskClient) -> None:
    foreign = make_account(name="Nhà máy của Điện Phù Sa")
    assert desk.get(f"/customers/{foreign.id}").status_code == 404
    assert desk.post(f"/customers/{foreign.id}", data={"kind": "letter"}).status_code == 404
    assert "Phù Sa" not in desk.get("/customers").get_data(as_text=True)


def test_customers_are_found_without_marks_and_wildcards_are_letters(
    desk: FlaskClient, minh: Person
) -> None:
    assert "Minh Phát" in desk.get("/customers?search=minh+phat").get_data(as_text=True)
    for search in ("100%25", "_", "x" * 5000, "Đà"):
        text = desk.get(f"/customers?search={search}").get_data(as_text=True)
        assert "Nobody of that name" in text


def test_a_timeline_of_many_touches_comes_in_pages_newest_first(app: Flask, minh: Person) -> None:
    with serving("equipment"):
        for days in range(95):
            touch(minh.account, "signed_in", days)
        session.commit()
        first, last = timeline(minh.account_id, 1), timeline(minh.account_id, 99)
        assert (first.total, first.pages, len(first.moments), len(last.moments)) == (95, 3, 40, 15)
        times = [moment.touch.occurred_at for moment in first.moments + last.moments]
        assert times == sorted(times, reverse=True)
        assert customers().rows[0].touches == 95


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999"])
def test_a_page_that_is_not_there_shows_the_nearest(
    desk: FlaskClient, minh: Person, page: str
) -> None:
    assert desk.get(f"/customers/{minh.account_id}?page={page}").status_code == 200


def test_the_page_says_why_there_is_no_hand_over(desk: FlaskClient, minh: Person) -> None:
    text = desk.get(f"/customers/{minh.account_id}").get_data(as_text=True)
    assert "Engagement is 0; a rep is called in at 70." in text


def test_a_marketer_reads_and_writes_the_timeline(app: Flask, minh: Person) -> None:
    marketer = client_of(app, make_person("marketer", pack="equipment"))
    path = f"/customers/{minh.account_id}"
    assert marketer.get(path).status_code == 200
    data = {"kind": "distributor", "direction": "in"}
    assert marketer.post(path, data=data).status_code == 303


def test_the_same_act_of_one_day_is_one_line_and_each_call_keeps_its_own(
    desk: FlaskClient, minh: Person
) -> None:
    with serving("equipment"):
        for _again in range(3):
            touch(minh.account, "signed_in", person_id=minh.id)
        session.commit()
    for note in ("First", "Second"):
        data = {"kind": "call", "direction": "out", "outcome": "callback", "note": note}
        assert desk.post(f"/customers/{minh.account_id}", data=data).status_code == 303
    text = desk.get(f"/customers/{minh.account_id}").get_data(as_text=True)
    assert text.count("Signed in ×3") == 1
    assert "First" in text and "Second" in text
