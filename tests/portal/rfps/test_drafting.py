"""Drafting: from the segment's template, saved section by section, nothing lost."""

import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.db import session
from portal.models import Person, Rfp, Touchpoint
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.rfps.worlds import LEASE, calculate, configure, found, save, start


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_each_page_of_an_rfp_opens_whole_and_as_a_fragment(
    app: Flask, minh: Person, lang: str, headers: dict[str, str]
) -> None:
    minh.language = lang
    session.commit()
    client = client_of(app, minh, lang)
    number = start(client)
    for path in (
        "",
        "/finance",
        "/service",
        "/contract-clauses",
        "/check-and-submit",
        "/read-along",
    ):
        answer = client.get(f"/rfp/{number}{path}", headers=headers)
        assert answer.status_code == 200, path
        assert len(answer.data) < 120_000
    assert client.get("/rfp").status_code == 200


def test_a_stranger_chooses_what_to_ask_for_and_keeps_the_draft(client: FlaskClient) -> None:
    page = client.get("/rfp").text
    assert page.count("Start this RFP") == 3
    number = start(client, "industrial")
    assert found(number).segment == "industrial"
    assert client.get(f"/rfp/{number}/sites_and_loads").status_code == 200


def test_a_segment_that_is_none_starts_nothing(client: FlaskClient) -> None:
    assert client.post("/rfp", data={"segment": "nope"}).status_code == 404
    assert client.post("/rfp").status_code == 404
    assert session.scalar(select(func.count()).select_from(Rfp)) == 0


def test_another_account_another_browser_and_staff_find_nothing(
    app: Flask, minhs: FlaskClient, huong: Person
) -> None:
    number = start(minhs)
    other = make_person(account_id=make_account(pack="equipment", segment="enterprise").id)
    for client in (client_of(app), client_of(app, other), client_of(app, huong)):
        for path in ("", "/finance", "/check-and-submit", "/read-along", "/what-changed"):
            assert client.get(f"/rfp/{number}{path}").status_code == 404
        data = {"version": 1, "title": "Mine", **LEASE}
        assert client.post(f"/rfp/{number}/finance", data=data).status_code == 404
        assert client.post(f"/rfp/{number}/check-and-submit", data=data).status_code == 404
    assert found(number).version == 1


def test_the_newest_own_configuration_and_cost_case_are_attached_and_nobody_elses(
    app: Flask, minh: Person, minhs: FlaskClient
) -> None:
    other = make_person(account_id=make_account(pack="equipment", segment="enterprise").id)
    mine = configure(minh, "compressor", {})
    theirs = configure(other, "compressor", {})
    case = calculate(minh, "fleet")
    rfp = found(start(minhs))
    assert (rfp.configuration_id, rfp.calculation_version_id) == (mine.id, case.id)
    assert rfp.answers == {"cost_case": str(case.id), "machine": str(mine.id)}
    answer = save(minhs, rfp.number, "technical", a_machine=str(theirs.id))
    assert answer.status_code == 422 and "Choose one of the answers" in answer.text
    assert found(rfp.number).configuration_id == mine.id
    assert save(minhs, rfp.number, "technical", a_machine="").status_code == 303
    assert found(rfp.number).configuration_id is None


def test_a_section_is_kept_as_typed_and_its_privacy_with_it(minhs: FlaskClient) -> None:
    number = start(minhs)
    answer = save(minhs, number, "finance", **LEASE)
    assert answer.location == f"/rfp/{number}/technical"
    rfp = found(number)
    assert rfp.title == "Air for four plants"
    assert rfp.answers["term"] == "5" and rfp.answers["budget"] == "3100"
    shared = {key for key, value in rfp.privacy.items() if value}
    assert shared == {"option", "term", "sites"}
    assert "budget" not in rfp.privacy
    kinds = session.scalars(select(Touchpoint.type)).all()
    assert "rfp_started" in kinds and "rfp_edited" in kinds


def test_a_field_that_is_not_shareable_stays_so_whatever_is_posted(minhs: FlaskClient) -> None:
    number = start(minhs)
    save(minhs, number, "finance", **LEASE, s_budget="y")
    assert "budget" not in found(number).privacy
    assert "Never leaves your company" in minhs.get(f"/rfp/{number}/finance").text


def test_what_was_saved_comes_back_in_the_readers_own_notation(app: Flask, minh: Person) -> None:
    minh.language = "vi"
    session.commit()
    client = client_of(app, minh, "vi")
    number = start(client)
    save(client, number, "finance", **{**LEASE, "a_budget": "3.100,5"})
    assert found(number).answers["budget"] == "3100.5"
    assert 'value="3.100,5"' in client.get(f"/rfp/{number}/finance").text


BAD_NUMBERS = ["many", "-4", "1e308", "NaN", "Infinity", "9" * 10_000, "1.2.3,4", "0"]


@pytest.mark.parametrize("typed", BAD_NUMBERS)
def test_a_figure_that_is_none_is_refused_beside_its_field_and_kept(
    minhs: FlaskClient, typed: str
) -> None:
    number = start(minhs)
    answer = save(minhs, number, "finance", **{**LEASE, "a_sites": typed})
    assert answer.status_code == 422
    assert 'id="a_sites-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert "Maintenance 870 million a year" in answer.text
    assert found(number).answers == {} and found(number).version == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"a_rival_bids": "x" * 10_000},
        {"a_rival_bids": "a\x00b"},
        {"a_option": "steal"},
        {"title": ""},
        {"title": "t" * 10_000},
    ],
)
def test_bad_text_and_forged_choices_store_nothing(minhs: FlaskClient, bad: dict[str, str]) -> None:
    number = start(minhs)
    assert save(minhs, number, "finance", **{**LEASE, **bad}).status_code == 422
    assert found(number).answers == {} and found(number).version == 1


def test_vietnamese_in_pieces_is_stored_in_one(minhs: FlaskClient) -> None:
    number = start(minhs)
    pieces = unicodedata.normalize("NFD", "Bảo trì nội bộ")
    save(minhs, number, "finance", **{**LEASE, "a_internal_costs": f"{pieces}\r\nhai"})
    assert found(number).answers["internal_costs"] == "Bảo trì nội bộ\nhai"


def test_an_empty_section_is_a_draft_like_any_other(minhs: FlaskClient) -> None:
    number = start(minhs)
    assert save(minhs, number, "finance").status_code == 303
    assert found(number).answers == {}


@pytest.mark.parametrize("version", ["0", "2", "", "x", "1e308", "9" * 400])
def test_a_draft_that_changed_meanwhile_is_not_overwritten(
    minhs: FlaskClient, version: str
) -> None:
    number = start(minhs)
    answer = save(minhs, number, "finance", **LEASE, version=version)
    assert answer.status_code == 409
    assert found(number).answers == {}


def test_a_section_that_is_none_is_not_there(minhs: FlaskClient) -> None:
    number = start(minhs)
    assert minhs.get(f"/rfp/{number}/nowhere").status_code == 404
    assert minhs.post(f"/rfp/{number}/nowhere", data={"version": 1}).status_code == 404


def test_no_shipped_template_has_a_section_at_an_address_of_our_own(app: Flask) -> None:
    """Section ids have no hyphen, every address beside them has one."""
    rules = [r.rule for r in app.url_map.iter_rules() if r.rule.startswith("/rfp/<number>/")]
    own = [rule.rsplit("/", 1)[1] for rule in rules if not rule.endswith("<section>")]
    assert len(own) >= 6 and all("-" in name for name in own)


# --- clauses --------------------------------------------------------------------------------------


def test_clauses_follow_the_configured_contract(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    number = start(client)
    bare = client.get(f"/rfp/{number}/contract-clauses").text
    assert "Supply" in bare and "Collar" not in bare and "Fixed price" not in bare
    collar = configure(lan, "contract", {"price_collar": True})
    save(client, number, "contract_terms", a_contract_configuration=str(collar.id))
    told = client.get(f"/rfp/{number}/contract-clauses").text
    assert "Collar" in told and "Indexed price" in told and "Fixed price" not in told


def test_optional_clauses_go_and_come_back_and_others_stay(app: Flask, lan: Person) -> None:
    client = client_of(app, lan)
    number = start(client)
    data = {"version": 1, "c_c_disputes": "y"}
    assert client.post(f"/rfp/{number}/contract-clauses", data=data).status_code == 303
    assert found(number).without == ["c_data"]
    data = {"version": 2, "c_c_disputes": "y", "c_c_data": "y", "c_c_supply": ""}
    client.post(f"/rfp/{number}/contract-clauses", data=data)
    assert found(number).without == []
    data = {"version": 2}
    assert client.post(f"/rfp/{number}/contract-clauses", data=data).status_code == 409


# --- who drafts -----------------------------------------------------------------------------------


def test_an_anonymous_draft_follows_its_author_who_signs_in(
    app: Flask, client: FlaskClient, lan: Person
) -> None:
    number = start(client, "industrial")
    save(client, number, "sites_and_loads", a_sites="3", s_sites="y")
    with app.test_request_context():
        from flask_security.passwordless import generate_login_token

        token = generate_login_token(lan)
    assert client.post(f"/enter/{token}").status_code == 303
    rfp = found(number)
    assert (rfp.person_id, rfp.account_id) == (lan.id, lan.account_id)
    assert client_of(app, lan).get(f"/rfp/{number}/sites_and_loads").status_code == 200


def test_a_colleague_who_only_reviews_reads_and_changes_nothing(
    app: Flask, minh: Person, minhs: FlaskClient
) -> None:
    number = start(minhs)
    save(minhs, number, "finance", **LEASE)
    boss = client_of(app, make_person("reviewer", account_id=minh.account_id))
    page = boss.get(f"/rfp/{number}")
    assert page.status_code == 200 and "Maintenance 870 million" in page.text
    assert "You read along" in page.text and "Take the RFP back" not in page.text
    assert boss.get(f"/rfp/{number}/finance").status_code == 303
    for path in ("finance", "contract-clauses", "check-and-submit", "take-back", "read-along"):
        data = {"version": found(number).version, "title": "x"}
        assert boss.post(f"/rfp/{number}/{path}", data=data).status_code == 404
