"""A contract level in a cost case: a name to choose, with its price, never a bare number."""

import re
from uuid import UUID

import pytest
from flask import Flask

from portal.models import Person
from portal.packs import PACKS
from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from pricing.workbook import cash_flow_csv
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of

CASES = {
    id: each
    for name in PACKS
    for id, each in Pack(read_folder(folder_of(name)), UUID(int=0), "").calculators.items()
}


@pytest.mark.parametrize("id", sorted(CASES))
def test_maintenance_has_contract_levels_that_grow_and_change_what_it_costs(id: str) -> None:
    data = CASES[id].data
    choices = [each for each in data.assumptions if each.level_price]
    assert choices
    for choice in choices:
        fee = next(each for each in data.formulas if each.id == choice.level_price)
        own = [line for each in data.alternatives for line in each.lines]
        lines = [line for line in own if re.search(rf"\b{fee.id}\b", line.formula)]
        assert "grow(" in fee.formula and {line.category for line in lines} == {"maintenance"}
        for number, name in enumerate(choice.levels, start=1):
            table = cash_flow_csv(CASES[id].run({choice.id: number}), "vi")
            assert f"{lines[0].text.vi}: {name.vi}" in table


def options(page: str) -> list[str]:
    """What the list of levels offers."""
    (inside,) = re.findall(r'<select[^>]*name="value_service_level".*?</select>', page, re.DOTALL)
    return [page_text(each) for each in re.findall(r"<option.*?</option>", inside)]


@ONE_DATABASE
def test_a_level_is_chosen_by_name_and_price_and_told_by_name(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    yearly, plan, promise = options(client.get(address).text)
    assert yearly.startswith("Yearly inspection: 20") and plan.startswith("Service plan: 110")
    assert promise.endswith("a year")
    chosen = {"version": "1", "scenario": "base", "value_service_level": "3"}
    assert client.post(address, data=chosen).status_code == 303
    assert case_at(address).assumptions["service_level"]["value"] == "3"
    told = page_text(client.get(f"{address}/history"))
    assert "Service plan" in told and "Availability promise" in told
    client.post(f"{address}/versions", data={"version": "2"})
    assert "Availability promise" in page_text(client.get(f"{address}/versions/1"))


@ONE_DATABASE
def test_prices_of_levels_follow_the_figures_they_are_made_of(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_new_maintenance": "200"}
    answer = client.post(address, data=change, headers=HTMX)
    assert options(answer.text)[1].startswith("Service plan: 200")


@ONE_DATABASE
def test_a_level_that_does_not_exist_is_refused(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    for typed in ("4", "0", "x", "1.5", ""):
        data = {"version": "1", "scenario": "base", "value_service_level": typed}
        answer = client.post(address, data=data)
        assert answer.status_code == 422
        assert 'id="value_service_level-error"' in answer.text
    assert case_at(address).assumptions == {}
