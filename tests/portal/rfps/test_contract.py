"""The contract family inside an RFP: the same workbench, and clauses that follow its choices."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models import Person
from portal.rfps.drafts import Draft
from tests.portal.configure.conftest import Desk, words_of
from tests.portal.factories import client_of, make_person
from tests.portal.rfps.worlds import found, save, start

WAY = re.compile(r'name="changes" value="([^"]*)"')
OPEN = {"then": "configure-contract_configuration"}


@pytest.fixture
def lans(app: Flask, lan: Person) -> FlaskClient:
    return client_of(app, lan)


@pytest.fixture
def contract_of(lans: FlaskClient) -> tuple[str, Desk]:
    """An RFP whose contract was opened from its section, and the workbench it led to."""
    number = start(lans)
    answer = save(lans, number, "contract_terms", a_budget="1,900", **OPEN)
    assert answer.status_code == 303
    return number, Desk(lans, answer.location)


def test_the_workbench_opens_from_the_section_and_keeps_what_was_typed(
    contract_of: tuple[str, Desk],
) -> None:
    number, desk = contract_of
    rfp = found(number)
    assert rfp.configuration_id == desk.row.id and "budget" in rfp.answers
    assert desk.row.segment == "industrial" and desk.row.offer == "guarded_index"
    assert desk.row.account_id == rfp.account_id
    said = words_of(desk.show())
    assert f"Part of {number}" in said and "clauses follow from these choices" in said
    assert f'/rfp/{number}/contract_terms"' in desk.show()
    attached = {"a_contract_configuration": str(desk.row.id)}
    kept = desk.client.get(desk.post({}, "/remove", htmx=False).location)
    assert f"is part of {number} and stays" in words_of(kept.get_data(as_text=True))
    again = save(desk.client, number, "contract_terms", **attached, **OPEN)
    assert again.location == desk.url


def test_clauses_follow_a_way_out_taken_in_the_workbench(contract_of: tuple[str, Desk]) -> None:
    number, desk = contract_of
    page = words_of(desk.client.get(f"/rfp/{number}/contract-clauses").get_data(as_text=True))
    assert "follows from How the price is set: Indexed with a collar" in page
    assert "c_collar" in {clause.id for clause in Draft(found(number)).clauses}
    refused = desk.choose("price_kind", choice="price_fixed")
    body = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "What you can do instead" in body
    ways = [unescape(found) for found in WAY.findall(body)]
    answer = desk.post({"changes": next(way for way in ways if "price_fixed" in way)}, "/repair")
    assert answer.status_code == 200 and "Fixed price" in answer.get_data(as_text=True)
    assert {"c_fixed"} == {"c_fixed", "c_collar"} & {c.id for c in Draft(found(number)).clauses}


def test_only_the_rfps_own_readers_see_that_it_is_part_of_one(
    app: Flask, contract_of: tuple[str, Desk]
) -> None:
    number, desk = contract_of
    rep = client_of(app, make_person("rep", pack="energy"))
    rep.post("/resume", data={"code": desk.code})
    page = rep.get(desk.url).get_data(as_text=True)
    assert number not in page and "You are working in the configuration of" in page


def test_a_forged_field_opens_nothing(lans: FlaskClient) -> None:
    number = start(lans)
    for then in ("configure-", "configure-budget", "configure-" + "x" * 9000):
        answer = save(lans, number, "contract_terms", then=then)
        assert answer.status_code == 303 and answer.location.startswith("/rfp/")
    assert found(number).configuration_id is None
