"""Inviting: a letter, a link that works once, a colleague who reads."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import invitations
from portal.db import session
from portal.delivery.letters import written
from portal.models import OutboxMessage, Person, Touchpoint
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.rfps.worlds import start

BOSS = {
    "name": "Phạm Anh Dũng",
    "email": "dung@minhphat.example",
    "job": "CEO",
    "note": "Page two decides.",
}


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.fixture
def number(minhs: FlaskClient) -> str:
    """Minh's RFP."""
    return start(minhs)


def invite(client: FlaskClient, number: str, **more: str) -> object:
    return client.post(f"/rfp/{number}/read-along", data={**BOSS, **more})


def letters() -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(select(OutboxMessage).filter_by(kind="email")))


def test_a_colleague_is_invited_enters_once_and_reads(
    app: Flask, minh: Person, minhs: FlaskClient, number: str
) -> None:
    assert invite(minhs, number).status_code == 303
    (message,) = letters()
    letter = written(message)
    assert letter.to == BOSS["email"] and number in letter.subject
    assert "Page two decides." in letter.text and message.payload["values"]["link"] in letter.text
    boss = session.scalars(select(Person).filter_by(email=BOSS["email"])).one()
    assert boss.role_names == {"reviewer"} and boss.account_id == minh.account_id
    assert boss.consent_contact_at is None
    path = "/invitation/" + message.payload["values"]["link"].rsplit("/", 1)[1]
    browser = client_of(app)
    assert "asks you to look at" in browser.get(path).text
    assert browser.get(f"/rfp/{number}").status_code == 404
    assert browser.post(path).location == f"/rfp/{number}"
    assert browser.get(f"/rfp/{number}").status_code == 200
    assert client_of(app).post(path).status_code == 422


def test_each_colleague_counts_once_a_day_and_gets_one_letter(
    minhs: FlaskClient, number: str
) -> None:
    for _click in range(2):
        invite(minhs, number)
    invite(minhs, number, email="phuc@minhphat.example", name="Võ Hữu Phúc")
    assert sorted(m.payload["to"] for m in letters()) == [BOSS["email"], "phuc@minhphat.example"]
    touches = session.scalars(select(Touchpoint).filter_by(type="reviewer_invited")).all()
    assert len({touch.data["to"] for touch in touches}) == 2


def test_somebody_of_another_company_or_of_the_supplier_is_not_invited(
    minhs: FlaskClient, number: str, huong: Person
) -> None:
    other = make_person(account_id=make_account(pack="equipment").id)
    for email in (other.email, huong.email):
        answer = invite(minhs, number, email=email)
        assert answer.status_code == 422 and "outside your company" in answer.text
        assert BOSS["note"] in answer.text
    assert letters() == []


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"email": ""}, {"email": "NaN"}, {"name": "x" * 10_000}, {"note": "x" * 10_000},
     {"email": "a@b\r\nBcc: c@d.example"}],
)  # fmt: skip
def test_a_bad_invitation_writes_no_letter(
    minhs: FlaskClient, number: str, bad: dict[str, str]
) -> None:
    assert invite(minhs, number, **bad).status_code == 422
    assert letters() == []
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_stranger_invites_nobody(client: FlaskClient) -> None:
    number = start(client, "shop")
    assert client.get(f"/rfp/{number}/read-along").status_code == 200
    assert invite(client, number).status_code == 303  # to sign in
    assert letters() == []


def test_links_that_are_old_broken_or_of_another_account_open_nothing(
    app: Flask, minh: Person, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/rfp/{number}"
    boss = make_person("reviewer", account_id=minh.account_id)
    left = make_person(account_id=minh.account_id)
    hers = invitations.token_for(left, path)
    left.account_id = make_account(pack="equipment").id
    session.commit()
    browser = client_of(app)
    for token in ("x", "x.y.z", hers):
        assert browser.post(f"/invitation/{token}").status_code == 422
    token = invitations.token_for(boss, path)
    monkeypatch.setattr(invitations, "VALID_FOR", -invitations.VALID_FOR)
    assert browser.post(f"/invitation/{token}").status_code == 422
    monkeypatch.undo()
    assert browser.post(f"/invitation/{token}").status_code == 303
