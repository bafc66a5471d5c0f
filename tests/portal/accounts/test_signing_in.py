"""Signing in by password and by one-time link, signing up, and whose browser it was."""

import re
from functools import lru_cache
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import func, select

from portal import clock
from portal.db import session
from portal.models import (
    Account,
    Comparison,
    OutboxMessage,
    Person,
    SegmentAssignment,
    Touchpoint,
    Visitor,
    VisitorLink,
)
from portal.packs import serving
from tests.portal.factories import client_of, make_account, make_person, role

PASSWORD = "a long enough secret"
LINK = re.compile(r"/enter/(\S+)")
BILLS = {f"kwh_{n}": "1850" for n in range(12)} | {
    "province": "Hà Nội",
    "peak_percent": "30",
    "current": "standard",
}


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def letters() -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).filter_by(kind="email")))


def link_in(letter: OutboxMessage) -> str:
    return letter.payload["values"]["link"]


def path_of(link: str) -> str:
    return "/enter/" + LINK.search(link)[1]


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


@pytest.fixture
def known(app: Flask, lan: Person) -> Person:
    lan.email, lan.password = "lan@binhan.example", hashed()
    session.commit()
    return lan


@lru_cache
def hashed() -> str:
    """Hashing is slow on purpose: once is enough."""
    return str(hash_password(PASSWORD))


@pytest.fixture(autouse=True)
def buyers(app: Flask) -> None:
    role("buyer")
    session.commit()


def ask(client: FlaskClient, email: str) -> Any:
    return client.post("/sign-in/link", data={"email": email})


# --- by password ---------------------------------------------------------------------------------


def test_lan_signs_in_with_her_password_however_she_types_her_address(
    client: FlaskClient, known: Person
) -> None:
    answer = client.post("/sign-in", data={"email": " LAN@binhan.example ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert is_signed_in(client)
    assert session.scalar(select(Touchpoint.type)) == "signed_in"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("lan@binhan.example", "wrong"),
        ("lan@binhan.example", ""),
        ("lan@binhan.example", "x" * 10_000),
        ("lan@binhan.example", "nul\0"),
        ("nobody@binhan.example", PASSWORD),
        ("nobody@binhan.example", "x" * 10_000),
    ],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: FlaskClient, known: Person, email: str, password: str
) -> None:
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert "E-mail and password do not belong together" in answer.text
    assert f'value="{email}"' in answer.text
    assert password == "" or password not in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["", "lan", "lan@", "a b@c.vn", "x" * 10_000, "a@b.vn\0", "é@"])
def test_what_is_no_address_is_said_beside_the_field(client: FlaskClient, email: str) -> None:
    for path in ("/sign-in", "/sign-in/link"):
        answer = client.post(path, data={"email": email, "password": "x"})
        assert answer.status_code == 422, path
        assert "Traceback" not in answer.text


def test_somebody_who_left_cannot_sign_in(client: FlaskClient, known: Person) -> None:
    known.active = False
    session.commit()
    client.post("/sign-in", data={"email": known.email, "password": PASSWORD})
    ask(client, known.email)
    assert not is_signed_in(client) and letters() == []


@pytest.mark.parametrize(
    ("asked", "lands"),
    [
        ("/compare?example=1", "/compare?example=1"),
        ("//evil.example", "/account"),
        ("///evil.example", "/evil.example"),
        ("////evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("\\\\evil.example", "/account"),
        ("https://evil.example/account", "/account"),
        ("https:evil.example", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/\t/evil.example", "/account"),
        ("", "/account"),
    ],
)
def test_signing_in_leads_to_the_page_asked_for_and_never_to_another_site(
    client: FlaskClient, known: Person, asked: str, lands: str
) -> None:
    form = {"email": known.email, "password": PASSWORD, "next": asked}
    assert client.post("/sign-in", data=form).location == lands


def test_who_asks_for_a_page_of_their_own_comes_back_to_it(
    client: FlaskClient, known: Person
) -> None:
    answer = client.get("/account?tab=1")
    assert answer.location == "/sign-in?next=/account?tab%3D1"
    page = client.get(answer.location).text
    assert 'name="next" value="/account?tab=1"' in page


@pytest.mark.parametrize(
    ("roles", "lands"),
    [
        (("rep",), "/workspace"),
        (("head", "rep"), "/workspace"),
        (("admin",), "/workspace"),
        (("marketer",), "/customers"),
        (("buyer",), "/account"),
    ],
)
def test_each_lands_where_their_work_begins(
    client: FlaskClient, roles: tuple[str, ...], lands: str
) -> None:
    account = make_account().id if roles == ("buyer",) else None
    pack = "" if account else "energy"
    person = make_person(*roles, pack=pack, account_id=account, password=hashed())
    form = {"email": person.email, "password": PASSWORD}
    assert lands in client.post("/sign-in", data=form).location
    assert client.get("/sign-in").status_code == 303


# --- by link -------------------------------------------------------------------------------------


def test_a_link_is_a_button_first_and_works_once(client: FlaskClient, known: Person) -> None:
    ask(client, known.email)
    (letter,) = letters()
    path = path_of(link_in(letter))
    for _scanner in range(3):
        assert client.get(path).status_code == 200
    assert not is_signed_in(client)
    assert client.post(path).status_code == 303
    assert is_signed_in(client)


def test_a_used_link_opens_nothing_more(app: Flask, client: FlaskClient, known: Person) -> None:
    ask(client, known.email)
    ask(client, known.email)
    first, second = (path_of(link_in(letter)) for letter in letters())
    client.post(first)
    thief = client_of(app)
    for path in (first, second):
        answer = thief.post(path)
        assert answer.status_code == 422 and "no longer works" in answer.text
    assert not is_signed_in(thief)


def test_a_link_ends_after_thirty_minutes(client: FlaskClient, known: Person) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        ask(client, known.email)
        path = path_of(link_in(letters()[0]))
        traveller.shift(31 * 60)
        assert client.post(path).status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize("token", ["x", "e30.e30.e30", "%00", "a" * 10_000, "…"])
def test_a_forged_link_opens_nothing(client: FlaskClient, known: Person, token: str) -> None:
    assert client.post(f"/enter/{token}").status_code in (404, 422)
    assert not is_signed_in(client)


def test_an_altered_link_opens_nothing(client: FlaskClient, known: Person) -> None:
    ask(client, known.email)
    path = path_of(link_in(letters()[0]))
    # Not its last letter: two bits of that belong to no byte, so another letter may mean the same.
    altered = path[:-2] + ("A" if path[-2] != "A" else "B") + path[-1]
    assert client.post(altered).status_code == 422
    assert not is_signed_in(client)


# Around it stands the form guard's token, which changes every second.
MAIN = re.compile(r"<h1>.*?</main>", re.DOTALL)


def test_an_unknown_address_gets_the_same_page_and_no_letter(
    client: FlaskClient, known: Person
) -> None:
    here, nowhere = ask(client, known.email), ask(client, "nobody@binhan.example")
    assert here.status_code == nowhere.status_code == 200
    said = [" ".join(MAIN.findall(answer.text)) for answer in (here, nowhere)]
    assert said[0]
    assert said[0].replace(known.email, "") == said[1].replace("nobody@binhan.example", "")
    assert [letter.payload["to"] for letter in letters()] == [known.email]


def test_the_link_in_a_letter_never_leads_where_the_asker_wants(
    client: FlaskClient, known: Person
) -> None:
    client.post("/sign-in/link", data={"email": known.email}, headers={"Host": "evil.example"})
    (letter,) = letters()
    assert link_in(letter).startswith("http://127.0.0.1:8000/enter/")


# --- signing up ----------------------------------------------------------------------------------

NEW = {"name": "Nguyễn Thị Lan", "company": "Công ty CP Bình An", "email": "lan@binhan.example"}


def test_signing_up_brings_the_browsers_segment_and_drafts(client: FlaskClient) -> None:
    client.post("/segment", data={"business": "service", "usage": "small", "target": "no_target"})
    code = client.post("/compare", data=BILLS).location.rsplit("/", 1)[1]
    answer = client.post("/sign-up", data=NEW | {"consent": "y"})
    assert answer.status_code == 200 and "Look in your mailbox" in answer.text
    account, person = session.scalar(select(Account)), session.scalar(select(Person))
    assert (account.name, account.segment, account.pack) == (NEW["company"], "shop", "energy")
    assert account.facts["business"] == "service"
    assert person.consent_contact_at and person.role_names == {"buyer"}
    history = session.scalars(select(SegmentAssignment).filter_by(account_id=account.id)).all()
    assert [(h.segment, h.rule) for h in history] == [("shop", "price_first")]
    draft = session.scalar(select(Comparison))
    assert (draft.person_id, draft.account_id) == (person.id, account.id)
    assert all(who == account.id for who in session.scalars(select(Touchpoint.account_id))), (
        "what the browser did before is on the account's timeline"
    )

    client.post(path_of(link_in(letters()[0])))
    assert client.get(f"/compare/{code}").status_code == 200


def test_a_held_price_takes_no_draft_away_and_a_later_account_gets_them(
    app: Flask, client: FlaskClient
) -> None:
    """The nameless owner of a phone number never signs in: nothing may end with them."""
    first, second = (client.post("/compare", data=BILLS).location for _ in range(2))
    hold = {"phone": "0912345678", "consent": "y", "plan": "standard"}
    assert client.post(f"{first}/hold", data=hold).status_code == 303
    assert client.get(second).status_code == 200, "the other draft is still this browser's"
    client.post("/sign-up", data=NEW)
    client.post(path_of(link_in(letters()[0])))
    assert client.get(second).status_code == 200
    account = session.scalar(select(Account))
    assert set(session.scalars(select(Comparison.account_id))) == {account.id}
    elsewhere = client_of(app, session.scalar(select(Person).filter_by(email=NEW["email"])))
    assert elsewhere.get(second).status_code == 200


def test_signing_up_again_makes_no_second_account_and_says_nothing(
    client: FlaskClient, known: Person
) -> None:
    before = count(Account), count(Person)
    answer = client.post("/sign-up", data=NEW)
    assert answer.status_code == 200 and "Look in your mailbox" in answer.text
    assert (count(Account), count(Person)) == before
    assert [letter.payload["to"] for letter in letters()] == [known.email]


def test_of_two_who_sign_up_at_once_with_one_address_one_account_stands(
    client: FlaskClient, known: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([None, known])
    monkeypatch.setattr("portal.accounts.operations.person_by_email", lambda _email: next(answers))
    assert client.post("/sign-up", data=NEW).status_code == 200
    assert count(Person) == 1 and len(letters()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [(f, v) for f in ("name", "company", "email") for v in ("", "  ", "\0", "x" * 10_000)]
    + [("job", "x" * 10_000), ("name", "a\x07b")],
)
def test_bad_particulars_are_said_beside_the_field_and_nothing_is_stored(
    client: FlaskClient, field: str, value: str
) -> None:
    answer = client.post("/sign-up", data=NEW | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Nguyễn Thị Lan" in answer.text or field == "name"
    assert count(Account) == count(Person) == 0


def test_names_are_stored_composed(client: FlaskClient) -> None:
    import unicodedata

    client.post("/sign-up", data=NEW | {"name": unicodedata.normalize("NFD", NEW["name"])})
    assert session.scalar(select(Person.name)) == NEW["name"]


def test_a_shared_device_never_merges_two_people(app: Flask, known: Person) -> None:
    other = make_person(name="Trần Văn Bình", account_id=make_account(name="Khác").id)
    other.password = hashed()
    session.commit()
    client = client_of(app)
    client.post("/sign-in", data={"email": known.email, "password": PASSWORD})
    client.get("/segments/shop")
    client.post("/sign-in", data={"email": other.email, "password": PASSWORD})
    client.get("/segments/industrial")
    links = session.scalars(select(VisitorLink)).all()
    assert [link.person_id for link in links] == [known.id]
    seen = select(Touchpoint.subject, Touchpoint.account_id).filter_by(type="segment_viewed")
    assert dict(session.execute(seen).all()) == {
        "segment/shop": known.account_id,
        "segment/industrial": other.account_id,
    }


def test_after_signing_out_the_next_person_is_a_stranger(app: Flask, known: Person) -> None:
    client = client_of(app)
    client.post("/sign-in", data={"email": known.email, "password": PASSWORD})
    code = client.post("/compare", data=BILLS | {"current": ""}).location
    client.post("/sign-out")
    assert not is_signed_in(client)
    assert client.get(code).status_code == 404
    client.get("/")
    assert count(Visitor) == 2


def test_signing_in_at_the_other_supplier_carries_nothing_over(app: Flask, minh: Person) -> None:
    minh.password = hashed()
    session.commit()
    client = client_of(app)
    client.post("/segments/shop")
    client.post("/sign-in", data={"email": minh.email, "password": PASSWORD})
    touch = session.scalar(select(Touchpoint).filter_by(type="signed_in"))
    assert touch.pack == "equipment"
    assert session.get_one(Visitor, touch.visitor_id).pack == "equipment"
    session.refresh(minh.account)
    assert minh.account.segment == "enterprise"
    at_energy = session.scalars(select(Touchpoint).filter_by(pack="energy")).all()
    assert at_energy and all(t.person_id is None for t in at_energy)


# --- the account ---------------------------------------------------------------------------------

PROFILE = {"name": "Lan Nguyễn", "phone": "0903 118 246", "job": "CPO", "language": "en",
           "form_of_address": "chị"}  # fmt: skip


def test_a_person_changes_what_is_theirs(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    assert client.post("/account", data=PROFILE).status_code == 303
    session.refresh(lan)
    assert (lan.phone, lan.name_folded, lan.form_of_address) == (
        "+84903118246",
        "lan nguyen",
        "chị",
    )
    assert "0903 118 246" in client.get("/account").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("phone", "letters"),
        ("name", ""),
        ("language", "xx"),
        ("job", "x" * 10_000),
    ],
)
def test_a_bad_particular_keeps_what_was_typed_and_stores_nothing(
    app: Flask, lan: Person, field: str, value: str
) -> None:
    answer = client_of(app, lan).post("/account", data=PROFILE | {field: value})
    assert answer.status_code == 422
    assert "Not a valid choice" not in answer.text
    assert "CPO" in answer.text or field == "job"
    session.refresh(lan)
    assert lan.name == "Nguyễn Thị Lan"


def test_consent_is_given_and_withdrawn_and_both_are_recorded(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    client.post("/account/consent", data={"consent": "no"})
    session.refresh(lan)
    assert lan.consent_contact_at is None and lan.unsubscribed_at
    client.post("/account/consent", data={"consent": "yes"})
    session.refresh(lan)
    assert lan.consent_contact_at and lan.unsubscribed_at is None
    acts = session.scalars(select(Touchpoint.type).order_by(Touchpoint.occurred_at)).all()
    assert [act for act in acts if act.startswith("consent")] == [
        "consent_withdrawn", "consent_given",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(app: Flask, lan: Person, language: str) -> None:
    lan.language = language
    session.commit()
    stranger, buyer = client_of(app, language=language), client_of(app, lan, language)
    for path in ("/sign-in", "/sign-up", "/enter/whatever"):
        assert stranger.get(path).status_code == 200
    assert f'<html lang="{language}"' in buyer.get("/account").text


# --- the supplier --------------------------------------------------------------------------------


def test_a_visitor_of_the_demo_sees_the_other_supplier(client: FlaskClient) -> None:
    home = client.get("/").text
    assert client.post("/supplier/equipment").status_code == 303
    assert client.get("/").text != home
    assert client.get("/health").json["pack"] == "equipment"
    assert client.post("/supplier/other").status_code == 404


def test_a_buyer_stays_at_their_supplier(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    client.post("/supplier/equipment")
    assert client.get("/health").json["pack"] == "energy"
    with serving("equipment"):
        assert session.scalar(select(Account.pack)) == "energy"
