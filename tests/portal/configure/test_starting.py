"""Starting points, saved configurations, and reopening by code."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import create_app
from portal.db import engine, session
from portal.models import Configuration, Person, Touchpoint
from portal.security import limiter
from tests.portal.configure.conftest import Desk, Opener, words_of
from tests.portal.factories import client_of

BILLS = {f"kwh_{n}": "1850" for n in range(12)}


def count(model: type = Configuration) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_standard_offers_stand_with_their_prices_before_anything_is_made(app: Flask) -> None:
    client = client_of(app)
    client.post("/segments/industrial")
    said = words_of(client.get("/configure").get_data(as_text=True))
    assert "Indexed with a collar" in said and "1,867,500,624 ₫ a month" in said
    page = client.get("/configure/from/guarded_index")
    assert page.status_code == 200 and "1,867,500,624 ₫" in words_of(page.get_data(as_text=True))
    assert count() == 0


def test_a_stranger_without_a_segment_sees_what_every_segment_configures(
    client: FlaskClient,
) -> None:
    said = words_of(client.get("/configure").get_data(as_text=True))
    assert "Indexed with a collar" in said and "Halved by 2030" in said


def test_a_shop_has_nothing_to_configure_and_is_shown_the_way(client: FlaskClient) -> None:
    client.post("/segments/shop")
    page = client.get("/configure").get_data(as_text=True)
    assert "Nothing to configure here" in page and 'href="/compare"' in page


def test_an_offer_of_plans_or_of_nobody_is_not_found(client: FlaskClient) -> None:
    for offer in ("shop_night", "nothing", "x" * 10_000):
        assert client.get(f"/configure/from/{offer}").status_code == 404
        assert client.post(f"/configure/from/{offer}").status_code == 404


@pytest.mark.parametrize("product", ["", "compressor", "free_machine", "x" * 10_000])
def test_an_unknown_product_is_refused(client: FlaskClient, product: str) -> None:
    answer = client.post("/configure", data={"product": product})
    assert answer.status_code == 422 and count() == 0


def test_from_nothing_every_needed_step_is_open_and_the_price_says_so(desk_of: Opener) -> None:
    desk = desk_of("equipment", "enterprise", product="compressor")
    said = words_of(desk.show())
    assert "Net price so far" in said and "steps are open" in said
    assert desk.row.choices == {} and desk.row.segment == "enterprise"


def test_the_price_is_the_readers_own_whoever_the_offer_was_written_for(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    client.post("/configure/from/workshop_compact")
    assert session.scalars(select(Configuration)).one().segment == "enterprise"


def test_own_configurations_are_listed_the_last_changed_first(machine: Desk) -> None:
    machine.post({"name": "Line two"}, "/name", htmx=False)
    machine.client.post("/configure/from/workshop_compact")
    said = words_of(machine.client.get("/configure").get_data(as_text=True))
    assert machine.code in said and "Line two" in said and "147,279 USD" in said
    assert "not complete yet" in said


def test_a_code_opens_the_same_machine_in_another_browser(app: Flask, machine: Desk) -> None:
    other = client_of(app)
    with other.session_transaction() as cookie:
        cookie["pack"] = "equipment"
    assert other.get(machine.url).status_code == 404
    spoken = f" {machine.code[:3].lower()}-{machine.code[3:].lower()} "
    answer = other.post("/resume", data={"code": spoken})
    assert answer.status_code == 303 and answer.location == machine.url
    assert "147,279 USD" in words_of(other.get(machine.url).get_data(as_text=True))
    assert machine.touches("configuration_resumed") == 1


def test_a_link_with_the_code_does_the_same(app: Flask, machine: Desk) -> None:
    other = client_of(app)
    with other.session_transaction() as cookie:
        cookie["pack"] = "equipment"
    answer = other.get(f"/r/{machine.code}")
    assert answer.status_code == 303 and answer.location == machine.url
    assert other.get(machine.url).status_code == 200
    assert machine.touches("configuration_resumed") == 1
    assert other.get("/r/222222").status_code == 404


def test_a_comparison_opens_by_its_code_too(app: Flask, client: FlaskClient) -> None:
    client.post("/segments/shop")
    data = {**BILLS, "province": "Hà Nội", "peak_percent": "30", "current": "standard"}
    url = client.post("/compare", data=data).location
    other = client_of(app)
    assert other.get(url).status_code == 404
    answer = other.post("/resume", data={"code": url.rsplit("/", 1)[1]})
    assert answer.status_code == 303 and answer.location == url
    assert other.get(url).status_code == 200


@pytest.mark.parametrize("code", ["", "222222", "abc", "x" * 10_000, "mười hai", "'; drop", "NaN"])
def test_a_code_of_nothing_is_answered_beside_the_field(client: FlaskClient, code: str) -> None:
    answer = client.post("/resume", data={"code": code})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="code-error"' in html
    assert (
        session.scalar(
            select(func.count()).select_from(Touchpoint).filter_by(type="configuration_resumed")
        )
        == 0
    )


def test_codes_of_the_other_supplier_open_nothing(app: Flask, machine: Desk) -> None:
    answer = client_of(app).post("/resume", data={"code": machine.code})
    assert answer.status_code == 422


def test_codes_cannot_be_tried_by_the_dozen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)  # one object for all apps: put back afterwards
    guarded = create_app(app.extensions["settings"], TESTING=True, WTF_CSRF_ENABLED=False)
    limiter.reset()
    client = client_of(guarded)
    for path in ("/resume", "/r/222222"):
        send = client.post if path == "/resume" else client.get
        answers = [send(path).status_code for _try in range(12)]
        assert answers[-1] == 429 and 429 not in answers[:10], path
    limiter.reset()
    with guarded.app_context():
        engine().dispose()
