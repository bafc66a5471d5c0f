"""From the home page to an accepted plan in three screens."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.models import Acceptance, Document, OutboxMessage, PriceHold, Touchpoint
from tests.portal.compare.test_first_morning import HOLD, count, made, words
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of, make_person

LAN = {
    "accept-name": "Nguyễn Thị Lan", "accept-company": "Tiệm giặt Lan",
    "accept-phone": "0903 118 246", "accept-email": "lan@tiemgiat.example", "accept-agreed": "y",
}  # fmt: skip


def sent(page: str, **changes: Any) -> dict[str, Any]:
    """Lan's form as the page would send it."""
    found = re.search(r'name="accept-seen" value="([^"]*)"', page)
    assert found, words(page)[:2000]
    return LAN | {"accept-seen": found[1], "accept-plan": "night_saver"} | changes


def test_three_screens_from_the_home_page_lead_to_an_accepted_plan(client: FlaskClient) -> None:
    assert 'href="/compare"' in client.get("/").text
    assert client.get("/compare").status_code == 200
    address = made(client)
    answer = client.post(f"{address}/accept", data=sent(client.get(address).text))
    page = words(client.get(answer.location).text)
    assert "Night saver at 62,295,000 ₫ a year is yours." in page and "nobody calls" in page
    letters = session.scalars(select(OutboxMessage).filter_by(kind="email")).all()
    assert {letter.payload["template"] for letter in letters} == {"acceptance", "plan_accepted"}
    assert session.scalars(select(Touchpoint).filter_by(type="plan_accepted")).one().consent
    paper = session.scalars(select(Document).filter_by(kind="acceptance")).one()
    assert paper.view["yearly"] == "62,295,000\u00a0₫" and paper.view["company"] == "Tiệm giặt Lan"


def test_pressed_twice_it_is_accepted_once_and_nobody_else_accepts_on_this_usage(
    client: FlaskClient,
) -> None:
    address = made(client)
    form = sent(client.get(address).text)
    places = {client.post(f"{address}/accept", data=form).location for _press in range(2)}
    assert len(places) == 1 and count(Acceptance) == 1
    other = client.post(f"{address}/accept", data=form | {"accept-plan": "quarterly_prepay"})
    assert other.status_code == 409 and "accepted on this usage already" in words(other.text)
    assert "was accepted on this usage on" in words(client.get(address).text)


@ONE_DATABASE
@pytest.mark.parametrize("seen", ["", "night_saver=1", "night_saver=²", "x", "night_saver=-1"])
def test_a_price_that_is_not_the_one_seen_is_told_and_nothing_accepted(
    client: FlaskClient, seen: str
) -> None:
    address = made(client)
    form = sent(client.get(address).text, **{"accept-seen": seen})
    answer = client.post(f"{address}/accept", data=form)
    assert answer.status_code == 409 and count(Acceptance) == 0
    assert "costs 62,295,000 ₫ a year now" in words(answer.text)
    assert client.post(f"{address}/accept", data=sent(answer.text)).status_code == 303


@ONE_DATABASE
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accept-agreed": ""}, "Nothing is accepted before you agree"),
        ({"accept-email": "lan"}, "This is not an e-mail address"),
        ({"accept-phone": "12"}, "This number cannot ring"),
        ({"accept-name": ""}, "Fill this in"),
        ({"accept-plan": "standard"}, "Choose one of the answers"),
        ({"accept-plan": "rival-1"}, "Choose one of the answers"),
    ],
)
def test_what_is_missing_is_said_and_nothing_accepted(
    client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    address = made(client)
    answer = client.post(f"{address}/accept", data=sent(client.get(address).text, **changes))
    assert answer.status_code == 422 and said in words(answer.text)
    assert count(Acceptance) == 0


@ONE_DATABASE
def test_a_price_held_is_accepted_until_its_last_day_and_no_longer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = made(client)
    page = client.post(f"{address}/hold", data=HOLD).location
    held = session.scalars(select(PriceHold)).one()
    held.yearly_minor = 61_000_000  # as if the price had risen since
    session.commit()
    later: datetime = clock.now() + timedelta(days=20)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        assert client.post(f"{page}/accept", data=LAN).location == page
    assert count(Acceptance) == 0
    answer = client.post(f"{page}/accept", data=LAN)
    assert "61,000,000 ₫ a year is yours" in words(client.get(answer.location).text)


def test_taken_back_in_time_it_is_forgotten_and_too_late_it_stands(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setitem(
        app.extensions, "settings", replace(settings, webhook_url="https://erp.example/events")
    )
    address = made(client)
    page = client.post(f"{address}/accept", data=sent(client.get(address).text)).location
    later = clock.now() + timedelta(days=15)
    with monkeypatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        client.post(f"{page}/withdraw")
        assert "is yours" in words(client.get(page).text)
    client.post(f"{page}/withdraw")
    assert "You took this acceptance back" in words(client.get(page).text)
    session.expire_all()
    kept = session.scalars(select(Acceptance)).one()
    assert (kept.name, kept.phone, kept.email, kept.standing_key) == ("", "", "", None)
    left = session.scalars(select(OutboxMessage)).all()
    assert "acceptance.withdrawn" in {letter.payload.get("type") for letter in left}
    assert [letter for letter in left if "lan@tiemgiat" in str(letter.payload)] == []


@ONE_DATABASE
def test_a_stranger_accepts_nothing_of_others_and_finds_no_private_page(
    app: Flask, client: FlaskClient
) -> None:
    address = made(client)
    stranger = client_of(app)
    assert stranger.post(f"{address}/accept", data=LAN).status_code == 404
    assert stranger.get("/acceptances/guessed").status_code == 404


@ONE_DATABASE
def test_where_the_pack_says_so_a_rep_prepares_the_contract(app: Flask) -> None:
    make_person("rep", name="Nguyễn Thu Hương", pack="energy", email="huong@phusa.example")
    client = client_of(app)
    client.post("/segments/industrial")
    address = made(client, current="")
    form = sent(client.get(address).text, **{"accept-plan": "ind_tou_22"})
    assert client.post(f"{address}/accept", data=form).status_code == 303
    letter = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.like("acceptance/%/supplier"))
    ).one()
    assert letter.payload["to"] == "huong@phusa.example" and letter.payload["values"]["due"]
