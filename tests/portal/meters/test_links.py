"""Readings sent by a private address: by a program, by a colleague, until it is revoked."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal import worker
from portal.db import session
from portal.models import MeterFile, OutboxMessage, Person, Visitor
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.meters.test_meter_data import csv_file, rows


@pytest.fixture
def tam(app: Flask) -> Person:
    return make_person(email="tam@cotam.example", account_id=make_account(segment="emissions").id)


def address(client: FlaskClient, name: str = "Plant 1") -> str:
    """The path of a new address."""
    shown = client.post("/meters/links", data={"name": name}).text
    found = re.search(r"curl -T .*?(/uploads/[^?]+)", shown)
    assert found, shown
    return found[1]


def test_a_program_sends_a_file_and_whoever_made_the_address_confirms_it(
    app: Flask, tam: Person
) -> None:
    buyer, machine = client_of(app, tam), app.test_client()
    place = address(buyer)
    answer = machine.put(f"{place}?name=mar%00ch.csv", data=csv_file(rows("A", days=3)))
    assert (answer.status_code, answer.json["state"]) == (202, "waiting")
    assert "Set-Cookie" not in answer.headers
    worker.deliver()
    job = machine.get(re.sub(r"^\w+://[^/]+", "", answer.headers["Location"])).json
    assert (job["state"], [meter["name"] for meter in job["meters"]]) == ("ready", ["A"])
    file = session.scalars(select(MeterFile)).one()
    assert (file.file_name, file.account_id) == ("march.csv", tam.account_id)
    assert "march.csv" in buyer.get("/meters").text
    letter = session.scalars(select(OutboxMessage).filter_by(kind="email")).one()
    assert letter.payload["to"] == "tam@cotam.example"
    assert letter.payload["values"]["by"] == "Plant 1"


@ONE_DATABASE
def test_a_colleague_sends_by_the_page_and_sees_nothing_of_the_account(
    app: Flask, tam: Person
) -> None:
    place, colleague = address(client_of(app, tam)), client_of(app)
    html, known = {"Accept": "text/html"}, len(session.scalars(select(Visitor)).all())
    wrong = colleague.post(place, data={"file": (io.BytesIO(b""), "")}, headers=html)
    assert wrong.status_code == 422 and "Choose a file" in wrong.text
    sent = {"file": (io.BytesIO(csv_file(rows("A", days=2))), "a.csv")}
    after = colleague.post(place, data=sent, headers=html, follow_redirects=True)
    assert "The file has arrived" in after.text and "a.csv" not in after.text
    assert colleague.get("/meters/links").status_code == 303
    assert len(session.scalars(select(Visitor)).all()) == known


@ONE_DATABASE
def test_a_revoked_or_guessed_address_takes_nothing(app: Flask, tam: Person) -> None:
    buyer, machine = client_of(app, tam), app.test_client()
    place = address(buyer)
    form = re.search(r"/meters/links/[^/]+/revoke", buyer.get("/meters/links").text)
    assert form
    stranger = client_of(app, make_person(account_id=make_account(name="Công ty khác").id))
    assert stranger.post(form[0]).status_code == 404
    assert machine.put(place, data=b"").status_code == 422
    buyer.post(form[0])
    for gone in (place, "/uploads/guessed"):
        assert machine.put(gone, data=b"x").status_code == 404
        assert machine.get(gone).status_code == 404
    assert session.scalars(select(MeterFile)).all() == []
