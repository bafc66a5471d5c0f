"""A rep gives five per cent, a head twelve; beyond that somebody else has to approve."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.api import tokens
from portal.configure.choices import Product
from portal.configure.prices import priced
from portal.configure.queries import market_of
from portal.db import session
from portal.models import Configuration, Discount, OutboxMessage, Person, Touchpoint
from tests.portal.factories import client_of, make_person

ASK = {"percent": "5", "reason": "Two plants, signs this week"}


@pytest.fixture
def head(app: Flask) -> Person:
    return make_person("head", name="Trần Văn Dũng", pack="energy", email="dung@phusa.example")


@pytest.fixture
def buyer(app: Flask, lan: Person) -> FlaskClient:
    """Lan with a standard offer of her segment."""
    client = client_of(app, lan)
    assert client.post("/configure/from/steady_price").status_code == 303
    return client


def draft() -> Configuration:
    return session.scalars(select(Configuration)).one()


def net() -> Decimal:
    waterfall = priced(Product.of(draft()), market_of(draft()))
    assert waterfall is not None
    return waterfall.recurring.net.amount


def ask(app: Flask, person: Person, percent: str) -> Discount:
    client = client_of(app, person)
    answer = client.post(f"/discounts/{draft().code}", data=ASK | {"percent": percent})
    assert answer.status_code == 303, answer.text[:3000]
    session.expire_all()
    return session.scalars(select(Discount).order_by(Discount.asked_at.desc())).first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("who", "percent", "state"),
    [("huong", "5", "granted"), ("huong", "5.1", "asked"), ("head", "12", "granted"),
     ("head", "12.1", "asked")],
)  # fmt: skip
def test_within_the_band_it_is_granted_and_beyond_it_is_asked(
    app: Flask, buyer: FlaskClient, huong: Person, head: Person, who: str, percent: str, state: str
) -> None:
    before = net()
    made = ask(app, {"huong": huong, "head": head}[who], percent)
    assert made.state == state
    share = Decimal(percent) / 100 if state == "granted" else 0
    assert abs(net() - before * (1 - share)) <= 60  # each line to the dong
    said = set(session.scalars(select(Touchpoint.type)))
    assert f"discount_{state}" in said


def test_the_buyer_sees_the_line_and_the_lines_still_sum(
    app: Flask, buyer: FlaskClient, huong: Person
) -> None:
    ask(app, huong, "4")
    page = buyer.get(f"/configure/{draft().code}").text
    assert "Agreed discount" in page and "Two plants" not in page
    total = priced(Product.of(draft()), market_of(draft())).recurring
    assert total.adjustments[-1].kind == "negotiated"
    assert (
        total.list_price.amount + sum(a.amount.amount for a in total.adjustments)
        == total.net.amount
    )


def test_it_holds_for_the_choices_it_was_negotiated_on_and_for_no_others(
    app: Flask, buyer: FlaskClient, huong: Person
) -> None:
    plain = net()
    ask(app, huong, "5")
    agreed, row = net(), draft()
    assert agreed < plain
    row.choices = row.choices | {"monthly_volume": "2000"}
    session.commit()
    assert market_of(row).agreed == 0
    row.choices = row.choices | {"monthly_volume": "1000"}
    session.commit()
    assert net() == agreed


def test_a_head_approves_what_a_rep_asked_and_nobody_their_own(
    app: Flask, buyer: FlaskClient, huong: Person, head: Person
) -> None:
    before, made = net(), ask(app, huong, "8")
    [letter] = session.scalars(
        select(OutboxMessage).where(OutboxMessage.key.startswith("discount/"))
    )
    assert letter.payload["to"] == head.email
    path = f"/discounts/{draft().code}/{made.id}"
    assert client_of(app, huong).post(path, data={"decision": "approve"}).status_code == 404
    assert draft().code in client_of(app, head).get("/discounts").text
    assert client_of(app, head).post(path, data={"decision": "approve"}).status_code == 303
    assert net() < before
    assert client_of(app, head).post(path, data={"decision": "refuse"}).status_code == 409
    own = ask(app, head, "20")
    path = f"/discounts/{draft().code}/{own.id}"
    assert client_of(app, head).post(path, data={"decision": "approve"}).status_code == 409
    other = make_person("head", name="Lý Mai", pack="energy")
    assert client_of(app, other).post(path, data={"decision": "refuse"}).status_code == 303
    session.expire_all()
    assert {row.state for row in session.scalars(select(Discount))} == {"replaced", "refused"}
    assert net() == before


@pytest.mark.parametrize("changes", [{"percent": "0"}, {"percent": "101"}, {"percent": "x"},
                                     {"reason": ""}])  # fmt: skip
def test_nonsense_is_no_discount(
    app: Flask, buyer: FlaskClient, huong: Person, changes: dict[str, str]
) -> None:
    answer = client_of(app, huong).post(f"/discounts/{draft().code}", data=ASK | changes)
    assert answer.status_code == 422
    assert session.scalars(select(Discount)).all() == []


def test_a_buyer_and_another_supplier_see_nothing_of_it(
    app: Flask, buyer: FlaskClient, huong: Person
) -> None:
    assert buyer.get(f"/discounts/{draft().code}").status_code == 404
    stranger = make_person("rep", name="Rep", pack="equipment")
    assert client_of(app, stranger).get(f"/discounts/{draft().code}").status_code == 404
    assert client_of(app, huong).get("/discounts").status_code == 404


def test_the_api_gives_the_agreed_price_and_believes_no_other(
    app: Flask, buyer: FlaskClient, huong: Person, lan: Person
) -> None:
    ask(app, huong, "5")
    secret = tokens.make(lan, "ERP", ["prices"])[1]
    headers = {"Authorization": f"Bearer {secret}"}
    said = client_of(app).get(f"/api/v1/configurations/{draft().code}", headers=headers).json
    assert Decimal(said["totals"][-1]["net"]["amount"]) == net() or any(
        Decimal(total["net"]["amount"]) == net() for total in said["totals"]
    )
    again = client_of(app).post("/api/v1/prices/again", json=said["basis"], headers=headers)
    assert again.json["totals"] == said["totals"]
    wish = said["basis"] | {"agreed": "0.5"}
    assert (
        client_of(app).post("/api/v1/prices/again", json=wish, headers=headers).status_code == 422
    )
