"""A case with colleagues: who may do what, what they suggest, and what is taken back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.calculators.rights import RIGHTS
from portal.db import session
from portal.delivery.letters import written
from portal.models import CaseRight, OutboxMessage, Person, Suggestion
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_account, make_person

NEW_COLLEAGUE = {"name": "Võ Hữu Phúc", "email": "phuc@minhphat.example", "job": "Service",
                 "right": "comment", "note": "Look at the downtime."}  # fmt: skip


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.fixture
def address(minhs: FlaskClient) -> str:
    """Minh's case."""
    return started(minhs, name="Plant 2")


@pytest.fixture
def phuc(minh: Person) -> Person:
    """Phúc reviews for the same company."""
    return make_person("reviewer", name="Võ Hữu Phúc", account_id=minh.account_id)


def change(client: FlaskClient, address: str, **values: str) -> Any:
    version = str(case_at(address).version)
    sent = {"version": version, "scenario": "base", **values}
    return client.post(address, data=sent)


def act(client: FlaskClient, address: str, act: str, **values: str) -> Any:
    version = str(case_at(address).version)
    return client.post(f"{address}/{act}", data={"version": version, **values})


def give(client: FlaskClient, address: str, person: Person, right: str) -> Any:
    return client.post(f"{address}/rights", data={"person": str(person.id), "right": right})


# --- rights ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", RIGHTS)
def test_a_colleague_does_what_their_right_includes_and_no_more(
    app: Flask, minhs: FlaskClient, address: str, phuc: Person, right: str
) -> None:
    assert give(minhs, address, phuc, right).status_code == 303
    phucs = client_of(app, phuc)
    for headers in ({}, HTMX):
        page = phucs.get(address, headers=headers).text
        assert ('name="value_old_energy"' in page) == (right == "edit")
        assert ("Suggest another figure" in page) == (right == "comment")
    allowed = {"read": 0, "comment": 1, "edit": 2}[right]
    suggested = phucs.post(
        f"{address}/suggestions", data={"assumption": "old_energy", "value": "9"}
    )
    assert suggested.status_code == (303 if allowed >= 1 else 404)
    assert change(phucs, address, value_old_energy="311").status_code == (
        303 if allowed == 2 else 404
    )
    for what in ("versions", "undo", "name", "print"):
        assert act(phucs, address, what, name="x").status_code == (303 if allowed == 2 else 404)
    assert bool(case_at(address).versions) == (allowed == 2)


def test_a_reviewer_suggests_and_a_buyer_changes_unless_told_otherwise(
    app: Flask, minh: Person, address: str, phuc: Person
) -> None:
    buyer = make_person("buyer", account_id=minh.account_id)
    assert "Suggest another figure" in client_of(app, phuc).get(address).text
    assert 'name="value_old_energy"' in client_of(app, buyer).get(address).text


def test_whoever_made_a_case_keeps_changing_it(
    app: Flask, minh: Person, minhs: FlaskClient, address: str, phuc: Person
) -> None:
    give(minhs, address, phuc, "edit")
    assert give(client_of(app, phuc), address, minh, "read").status_code == 303
    assert change(minhs, address, value_old_energy="311").status_code == 303


def test_rights_go_to_colleagues_alone(
    app: Flask, minhs: FlaskClient, address: str, phuc: Person
) -> None:
    stranger = make_person(account_id=make_account(pack="equipment").id)
    assert give(minhs, address, stranger, "edit").status_code == 404
    assert give(minhs, address, phuc, "own").status_code == 404
    assert give(client_of(app, stranger), address, phuc, "edit").status_code == 404
    assert give(client_of(app, phuc), address, phuc, "edit").status_code == 404
    assert session.scalars(select(CaseRight)).all() == []


def test_an_invited_colleague_gets_a_letter_enters_once_and_suggests(
    app: Flask, minhs: FlaskClient, address: str
) -> None:
    for _click in range(2):
        assert minhs.post(f"{address}/colleagues", data=NEW_COLLEAGUE).status_code == 303
    (message,) = session.scalars(select(OutboxMessage).filter_by(kind="email"))
    letter = written(message)
    assert letter.to == NEW_COLLEAGUE["email"] and "Plant 2" in letter.subject
    assert "Look at the downtime." in letter.text
    path = "/invitation/" + message.payload["values"]["link"].rsplit("/", 1)[1]
    browser = client_of(app)
    assert browser.post(path).location == address
    assert "Suggest another figure" in browser.get(address).text
    assert client_of(app).post(path).status_code == 422
    assert "Võ Hữu Phúc" in minhs.get(f"{address}/colleagues").text


@pytest.mark.parametrize(
    "bad", [{"email": "NaN"}, {"name": ""}, {"right": "own"}, {"note": "x" * 10_000}]
)
def test_a_bad_invitation_is_refused_and_kept(
    minhs: FlaskClient, address: str, bad: dict[str, str]
) -> None:
    answer = minhs.post(f"{address}/colleagues", data={**NEW_COLLEAGUE, **bad})
    assert answer.status_code == 422 and "Service" in answer.text
    assert session.scalars(select(OutboxMessage)).all() == []


# --- a private link -------------------------------------------------------------------------------


def test_a_private_link_shows_the_case_to_read_until_it_is_revoked(
    app: Flask, minhs: FlaskClient, address: str
) -> None:
    minhs.post(f"{address}/link", data={"action": "share"})
    link = case_at(address).link
    assert link and f"/calculate/shared/{link}" in minhs.get(f"{address}/colleagues").text
    stranger = client_of(app)
    page = stranger.get(f"/calculate/shared/{link}")
    assert "Leasing gains 336.6" in page_text(page) and 'name="value_' not in page.text
    opened = stranger.get(f"/calculate/shared/{link}?explain=keep", headers=HTMX)
    assert opened.status_code == 200 and f'href="/calculate/shared/{link}"' in opened.text
    code = case_at(address).code
    assert code not in page.text and code not in opened.text  # the code would let them change it
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/link").status_code == 404
    minhs.post(f"{address}/link", data={"action": "revoke"})
    assert stranger.get(f"/calculate/shared/{link}").status_code == 404


# --- suggestions ----------------------------------------------------------------------------------


def test_a_suggestion_tells_what_it_would_do_and_is_accepted(
    app: Flask, minhs: FlaskClient, address: str, phuc: Person
) -> None:
    sent = {"assumption": "old_energy", "value": "320", "source": "13 bills"}
    client_of(app, phuc).post(f"{address}/suggestions", data=sent)
    text = page_text(minhs.get(address))
    assert "One suggestion" in text and "Võ Hữu Phúc: 13 bills" in text
    assert "instead of 336.6 million ₫" in text
    (found,) = session.scalars(select(Suggestion))
    assert act(minhs, address, f"suggestions/{found.id}", answer="accept").status_code == 303
    kept = case_at(address).assumptions["old_energy"]
    assert kept["value"] == "320" and kept["source"] == "Võ Hữu Phúc, 13 bills"
    assert "One suggestion" not in page_text(minhs.get(address))
    assert "accepted" in page_text(minhs.get(f"{address}/history"))


def test_a_declined_suggestion_changes_nothing_and_is_kept(
    app: Flask, minhs: FlaskClient, address: str, phuc: Person
) -> None:
    phucs = client_of(app, phuc)
    phucs.post(f"{address}/suggestions", data={"assumption": "old_energy", "value": "320"})
    phucs.post(f"{address}/suggestions", data={"assumption": "old_energy", "value": "321"})
    (found,) = session.scalars(select(Suggestion))  # a second thought replaces the first
    assert act(phucs, address, f"suggestions/{found.id}", answer="accept").status_code == 404
    assert act(minhs, address, f"suggestions/{found.id}", answer="decline").status_code == 303
    assert case_at(address).assumptions == {}
    assert "declined" in page_text(minhs.get(f"{address}/history"))
    assert act(minhs, address, f"suggestions/{found.id}", answer="accept").status_code == 404


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1e308", "NaN", "9" * 10_000])
def test_a_bad_suggestion_is_refused_beside_its_field_and_kept(
    app: Flask, address: str, phuc: Person, typed: str
) -> None:
    sent = {"assumption": "old_energy", "value": typed, "source": "13 bills"}
    answer = client_of(app, phuc).post(f"{address}/suggestions", data=sent)
    assert answer.status_code == 422 and "13 bills" in answer.text
    assert session.scalars(select(Suggestion)).all() == []


def test_an_answer_to_an_old_page_is_refused(
    app: Flask, minhs: FlaskClient, address: str, phuc: Person
) -> None:
    sent = {"assumption": "old_energy", "value": "320"}
    client_of(app, phuc).post(f"{address}/suggestions", data=sent)
    (found,) = session.scalars(select(Suggestion))
    change(minhs, address, value_new_energy="200")
    late = {"version": "1", "answer": "accept"}
    assert minhs.post(f"{address}/suggestions/{found.id}", data=late).status_code == 409
    session.expire_all()
    assert session.get_one(Suggestion, found.id).state == "open"


# --- taking back ----------------------------------------------------------------------------------


def test_undo_takes_back_change_after_change(minhs: FlaskClient, address: str) -> None:
    change(minhs, address, value_old_energy="311", source="Bills")
    change(minhs, address, value_old_energy="312")
    assert "Undo" in page_text(minhs.get(address))
    act(minhs, address, "undo")
    assert case_at(address).assumptions["old_energy"]["value"] == "311"
    assert case_at(address).assumptions["old_energy"]["source"] == "Bills"
    act(minhs, address, "undo")
    assert case_at(address).assumptions == {}
    version = case_at(address).version
    assert act(minhs, address, "undo").status_code == 303 and case_at(address).version == version
    text = page_text(minhs.get(f"{address}/history"))
    assert text.count("undone") == 2 and "somebody not signed in" not in text


def test_undo_on_an_old_page_is_refused(minhs: FlaskClient, address: str) -> None:
    change(minhs, address, value_old_energy="311")
    assert minhs.post(f"{address}/undo", data={"version": "1"}).status_code == 409
    assert case_at(address).assumptions["old_energy"]["value"] == "311"


def test_the_figures_of_a_scenario_or_another_case_take_the_place_of_ones_own(
    minhs: FlaskClient, address: str
) -> None:
    change(minhs, address, value_old_energy="311", source="Bills")
    act(minhs, address, "figures", preset="scenario:downside")
    text = page_text(minhs.get(address))
    assert "scenario “Downside”" in text
    assert case_at(address).assumptions["old_energy"]["value"] == "311"
    other = started(minhs, name="Plant 3")
    code = address.rsplit("/", 1)[1]
    act(minhs, other, "figures", preset=f"case:{code}")
    values = {id: each["value"] for id, each in case_at(other).assumptions.items()}
    assert values == {id: each["value"] for id, each in case_at(address).assumptions.items()}
    act(minhs, other, "figures", preset="author")
    assert case_at(other).assumptions == {}
    act(minhs, other, "undo")
    assert set(case_at(other).assumptions) == set(values)
    for unknown in ("", "scenario:none", "case:XXXXXX", "x"):
        assert act(minhs, other, "figures", preset=unknown).status_code == 404


def test_a_case_is_renamed(minhs: FlaskClient, address: str) -> None:
    assert act(minhs, address, "name", name="Plant 4").status_code == 303
    assert case_at(address).name == "Plant 4"
    answer = act(minhs, address, "name", name="x" * 10_000)
    assert answer.status_code == 422 and case_at(address).name == "Plant 4"


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("en", "One figure differs"), ("vi", "1 số khác")])
def test_two_versions_differ_by_what_was_changed_and_by_whom(
    app: Flask, minh: Person, minhs: FlaskClient, address: str, language: str, said: str
) -> None:
    act(minhs, address, "versions")
    change(minhs, address, value_old_energy="320", source="13 bills")
    minh.language = language
    session.commit()
    reader = client_of(app, minh, language)
    text = page_text(reader.get(f"{address}/versions/compare"))
    assert said in text and "13 bills" in text and "320" in text and "310" in text
    act(minhs, address, "versions")
    assert said in page_text(reader.get(f"{address}/versions/compare?first=1&second=2"))
    assert said in page_text(reader.get(f"{address}/versions/compare"))
    same = reader.get(f"{address}/versions/compare?first=2&second=2")
    assert same.status_code == 200 and said not in page_text(same)
    assert reader.get(f"{address}/versions/compare?first=9").status_code == 404


def test_strangers_read_neither_history_nor_versions_nor_colleagues(
    app: Flask, minhs: FlaskClient, address: str
) -> None:
    act(minhs, address, "versions")
    stranger = client_of(app, make_person(account_id=make_account(pack="equipment").id))
    for what in ("history", "versions/compare", "colleagues"):
        assert minhs.get(f"{address}/{what}").status_code == 200
        assert stranger.get(f"{address}/{what}").status_code == 404
