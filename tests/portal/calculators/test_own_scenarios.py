"""Scenarios of the buyer's own: several, named, side by side, on page, paper and spreadsheet."""

import io

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portal.calculators import queries
from portal.calculators.paper import paper_view
from portal.models import Person
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of


def stressed(client: FlaskClient, address: str, scenario: str, **values: str) -> None:
    """The case with these figures in one scenario of the buyer's own."""
    typed = {f"value_{id}": value for id, value in values.items()}
    data = {"version": str(case_at(address).version), "scenario": scenario, **typed}
    assert client.post(address, data=data).status_code == 303


def named(client: FlaskClient, address: str, scenario: str, **data: str) -> int:
    """How the portal answers a scenario's form."""
    version = str(case_at(address).version)
    return client.post(
        f"{address}/scenarios/{scenario}", data={"version": version, **data}
    ).status_code


def test_several_own_scenarios_stand_side_by_side_under_their_names(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    address = started(client)
    assert client.get(f"{address}?scenario=own2").status_code == 404
    stressed(client, address, "own", lease_fee="650")
    stressed(client, address, "own2", lease_fee="700", old_energy="300")
    assert named(client, address, "own2", name="Dear lease") == 303
    text = page_text(client.get(address))
    assert "My own +22" in text and "Dear lease" in text and "My own 3" in text
    assert "Scenarios side by side" in text and "Leasing gains 336.6" in text
    dear = page_text(client.get(f"{address}?scenario=own2"))
    assert "Your own scenario replaces 2 figures" in dear
    assert "Name of the scenario" in page_text(client.get(f"{address}/history"))
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data))
    assert "Dear lease" in [cell.value for row in book["Assumptions"].rows for cell in row]
    client.post(f"{address}/versions", data={"version": str(case_at(address).version)})
    with app.test_request_context():
        case = case_at(address)
        saved = queries.saved_view(case, 1)
        assert saved is not None
        told = [each["name"] for each in paper_view(saved, case.versions[0])["stresses"]]
    assert told == ["Base", "Downside", "Upside", "My own", "Dear lease"]


@ONE_DATABASE
def test_an_own_scenario_is_taken_away_and_comes_back_with_undo(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    stressed(client, address, "own", lease_fee="650")
    stressed(client, address, "own2", lease_fee="700")
    assert named(client, address, "own", action="remove") == 303
    assert set(case_at(address).assumptions) == {"own2:lease_fee"}
    undone = {"version": str(case_at(address).version)}
    assert client.post(f"{address}/undo", data=undone).status_code == 303
    assert set(case_at(address).assumptions) == {"own:lease_fee", "own2:lease_fee"}


@ONE_DATABASE
def test_only_own_scenarios_are_named_and_a_name_too_long_is_told(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    for other in ("downside", "base", "own9", "own2"):
        assert named(client, address, other, name="x") == 404
    data = {"version": "1", "name": "x" * 121}
    answer = client.post(f"{address}/scenarios/own", data=data)
    assert answer.status_code == 422 and 'href="#scenario-name"' in answer.text
    beside = answer.text.partition('id="scenario-name-error">')[2]
    assert beside.startswith("Shorten this to 120 characters") and "x" * 121 in answer.text
    assert case_at(address).assumptions == {}
