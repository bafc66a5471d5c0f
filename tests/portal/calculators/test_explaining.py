"""Every computed figure opens to its formula, its inputs, and who says so."""

import re

import pytest
from flask import Flask

from portal.models import Person
from tests.portal.calculators.texts import page_text, started, unfolded
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person


def test_every_link_of_the_page_opens_a_figure(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    links = set(re.findall(r'class="why[^"]*" href="(\?[^"]+)"', unfolded(client, address)))
    assert len(links) > 100
    for link in sorted(links):
        answer = client.get(address + link.replace("&amp;", "&"), headers=HTMX)
        assert answer.status_code == 200, link
        assert 'class="formula"' in answer.text, link


def test_a_total_opens_to_formula_values_source_author_and_date(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    page = client.get(f"{address}?explain=old_maintenance_cost&year=3")
    text = page_text(page)
    for words in (
        "Why 380.192 million ₫/year?",
        "grow(old_maintenance, old_maintenance_growth)",
        "grow(320, 0.09)",
        "Maintenance log 2025, Lê Minh, 18 Nov 2026",
        "320 million ₫/year",
        "Nominal prices, without VAT",
    ):
        assert words in text
    assert "Leasing gains" in text  # without script, the page stands behind it


def test_costs_in_an_explanation_add_up_with_the_sign_people_read(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    text = page_text(client.get(f"{address}?explain=buy&year=5", headers=HTMX))
    assert "Why 109.4 million ₫?" in text
    assert "Residual value, year 5 buy.residual −300.0 million ₫" in text


@pytest.mark.parametrize("name", ["nope", "keep.nope", "keep:nope", "nope:irr", "keep&year=99"])
def test_a_figure_that_does_not_exist_is_not_found(app: Flask, minh: Person, name: str) -> None:
    client = client_of(app, minh)
    assert client.get(f"{started(client)}?explain={name}").status_code == 404


@ONE_DATABASE
def test_the_cost_of_a_cubic_metre_and_of_a_tonne_stand_beside_the_measures_and_open(
    app: Flask,
) -> None:
    account = make_account(name="Sao Việt", segment="workshop", pack="equipment")
    client = client_of(app, make_person(name="Đỗ Gia Bảo", account_id=account.id))
    address = started(client)
    shown = page_text(client.get(f"{address}?explain=buy:unit_cost"))
    assert "Cost of one m³ of compressed air" in shown and "levelised cost" in shown
    tonnes = page_text(client.get(f"{address}?explain=buy:tonnes", headers=HTMX))
    assert "Emissions in all (Fixed speed)" in tonnes and "Year 10" in tonnes
    tonne = page_text(client.get(f"{address}?explain=buy:cost_per_tonne", headers=HTMX))
    assert "avoiding a tonne saves money" in tonne
    nothing = page_text(client.get(f"{address}?explain=keep:cost_per_tonne", headers=HTMX))
    assert "Not defined, because no tonne is avoided" in nothing


def test_what_is_not_defined_says_so(app: Flask) -> None:
    account = make_account(name="Xanh", segment="emissions")
    client = client_of(app, make_person(name="Vũ Xanh", account_id=account.id))
    address = started(client)
    why = "not defined, because the cash flow never changes sign: it only saves. See NPV."
    assert f"IRR and MIRR {why}" in page_text(client.get(address))
    text = page_text(client.get(f"{address}?explain=certificates:irr", headers=HTMX))
    assert "Why not defined?" in text
    assert f"N{why[1:]}" in text


@ONE_DATABASE
def test_from_an_assumption_to_the_verdict_every_step_names_what_depends_on_it(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    address = started(client)
    assert 'href="?explain=lease_fee"' in client.get(address).text
    steps = {
        "lease_fee": "Used by Lease payment (Lease)",
        "lease.payment": "Full-service lease",
        "lease": "Net savings (Lease)",
        "keep": "Net savings (Lease)",
    }
    for name, dependent in steps.items():
        opened = page_text(client.get(f"{address}?explain={name}", headers=HTMX))
        assert dependent in opened[opened.index("Used by") :], name
    fee = page_text(client.get(f"{address}?explain=lease_fee", headers=HTMX))
    assert "At 708.8 million ₫ a year leasing saves nothing." in fee
    year = page_text(client.get(f"{address}?explain=keep&year=1", headers=HTMX))
    assert "Used by Total of all years (Keep)" in year
