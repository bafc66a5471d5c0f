"""Tokens: made and revoked on the account page, kept as a digest, good for what they may."""

import re
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.api import tokens
from portal.db import session
from portal.models import ApiToken, Person
from portal.security import limiter
from tests.portal.api.conftest import Ask
from tests.portal.factories import client_of, make_account, make_person


def made_on_the_page(app: Flask, person: Person, **form: object) -> str:
    page = client_of(app, person).post("/account/tokens", data=form).get_data(as_text=True)
    return re.search(r"bw_[\w-]{32}", page)[0]  # type: ignore[index]


def test_a_token_is_told_once_and_kept_as_a_digest(app: Flask, lan: Person, ask: Ask) -> None:
    secret = made_on_the_page(app, lan, name="Warehouse", scopes=["prices"])
    row = session.scalars(select(ApiToken).filter_by(name="Warehouse")).one()
    assert secret not in str(vars(row)) and row.ending == secret[-4:]
    page = client_of(app, lan).get("/account/tokens").get_data(as_text=True)
    assert secret not in page and "Warehouse" in page
    assert ask("GET", "/offers", token=secret).status_code == 200


def test_a_revoked_token_opens_nothing(app: Flask, lan: Person, ask: Ask, secret: str) -> None:
    row = session.scalars(select(ApiToken)).one()
    assert client_of(app, lan).post(f"/account/tokens/{row.id}/revoke").status_code == 303
    answer = ask("GET", "/offers")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_does_only_what_it_may(lan: Person, ask: Ask) -> None:
    _row, secret = tokens.make(lan, "narrow", ["codes"])
    assert ask("GET", "/offers", token=secret).status_code == 403
    assert ask("GET", "/codes/K7M4QX", token=secret).status_code == 404


def test_a_signed_in_browser_without_a_token_is_nobody(app: Flask, lan: Person) -> None:
    assert client_of(app, lan).get("/api/v1/offers").status_code == 401


def test_the_token_of_somebody_who_left_is_dead(lan: Person, ask: Ask) -> None:
    lan.active = False
    session.commit()
    assert ask("GET", "/offers").status_code == 401


def test_nobody_revokes_the_token_of_another_account(app: Flask, secret: str) -> None:
    other = make_person(name="Người lạ", account_id=make_account(name="Công ty khác").id)
    row = session.scalars(select(ApiToken)).one()
    assert client_of(app, other).post(f"/account/tokens/{row.id}/revoke").status_code == 404


def test_staff_have_no_account_and_so_no_tokens(app: Flask, huong: Person) -> None:
    assert client_of(app, huong).get("/account/tokens").status_code == 404


def test_a_token_for_nothing_is_not_made(app: Flask, lan: Person) -> None:
    answer = client_of(app, lan).post("/account/tokens", data={"name": "ERP", "scopes": []})
    assert answer.status_code == 422 and "Tick at least one." in answer.get_data(as_text=True)
    answer = client_of(app, lan).post("/account/tokens", data={"name": "ERP", "scopes": ["root"]})
    assert answer.status_code == 422
    assert session.scalars(select(ApiToken)).all() == []


def test_an_account_has_twenty_tokens_at_most(app: Flask, lan: Person) -> None:
    for n in range(tokens.MOST):
        tokens.make(lan, f"t{n}", ["prices"])
    answer = client_of(app, lan).post("/account/tokens", data={"name": "x", "scopes": ["prices"]})
    assert answer.status_code == 422 and "revoke one first" in answer.get_data(as_text=True)


def test_its_owner_sees_when_a_token_was_last_used(app: Flask, lan: Person, ask: Ask) -> None:
    later = clock.now() + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        ask("POST", "/prices", json={"product": "contract"})
    assert session.scalars(select(ApiToken)).one().last_used_at == later
    assert "last used on" in client_of(app, lan).get("/account/tokens").get_data(as_text=True)


def test_a_program_asks_so_often_and_no_more(app: Flask, ask: Ask) -> None:
    limiter.enabled = True
    try:
        limiter.reset()
        answers = [ask("GET", "/codes/K7M4QX") for _ in range(11)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert [answer.status_code for answer in answers] == [404] * 10 + [429]
    assert answers[-1].mimetype == "application/problem+json"
