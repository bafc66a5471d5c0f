"""Whatever is typed into a cost case: a message beside the field, nothing lost, nothing stored."""

import re
import unicodedata

import pytest
from flask import Flask
from sqlalchemy import event

from portal.calculators import queries
from portal.calculators.paper import paper_view
from portal.db import begin_mode, engine
from portal.models import Person
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person

BAD = ["", "abc", "-5", "1e308", "NaN", "Infinity", "9" * 10_000, "12,34,56", "=1+1"]


@pytest.mark.parametrize("typed", BAD)
def test_bad_figures_are_refused_beside_the_field_and_kept(
    app: Flask, minh: Person, typed: str
) -> None:
    client = client_of(app, minh)
    address = started(client)
    for headers in ({}, HTMX):
        answer = client.post(
            address,
            data={"version": "1", "scenario": "base", "value_old_energy": typed},
            headers=headers,
        )
        assert answer.status_code == 422
        assert 'id="value_old_energy-error"' in answer.text
        assert f'value="{typed}"' in answer.text
    assert case_at(address).assumptions == {} and case_at(address).version == 1


def test_an_edit_lets_others_write_while_its_answer_is_made(app: Flask, minh: Person) -> None:
    client, begun = client_of(app, minh), []
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_old_energy": "9000"}
    with app.app_context():
        event.listen(engine(), "begin", lambda connection: begun.append(begin_mode.get()))
    answer = client.post(address, data=change, headers=HTMX)
    assert answer.status_code == 200 and begun == ["IMMEDIATE", "DEFERRED"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value_horizon_years", "5.5", "Enter a whole number."),
        ("value_horizon_years", "99", "Enter a number from 1 to 15."),
        ("value_horizon_years", "0", "nothing is defined, because"),
        ("value_discount_rate", "-100", "no present cost is defined, because towards −100%"),
        ("value_discount_rate", "10001", "no present cost is defined, because later money"),
        ("value_energy_growth", "-100", "not defined, because at −100% nothing is left."),
        ("value_loan_share", "120", "Enter a number from 0 to 100."),
        ("value_loan_share", "120", "not defined, because the calculator is not made for such"),
        ("value_old_energy", "-1", "Enter 0 or more. Beyond that the result is not defined,"),
        ("source", "x" * 10_000, "Shorten this to 200 characters"),
    ],
)
def test_bounds_are_told_in_the_units_that_are_typed(
    app: Flask, minh: Person, field: str, typed: str, said: str
) -> None:
    client = client_of(app, minh)
    address = started(client)
    answer = client.post(address, data={"version": "1", "scenario": "base", field: typed})
    assert answer.status_code == 422 and said in page_text(answer)
    assert case_at(address).assumptions == {}


def test_a_case_that_outgrows_all_money_is_refused_in_words(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    huge = {"version": "1", "scenario": "base", "value_old_energy": "999999999999999",
            "value_energy_growth": "9000"}  # fmt: skip
    answer = client.post(address, data=huge)
    assert answer.status_code == 422
    assert "grows beyond any amount of money" in page_text(answer)
    assert case_at(address).assumptions == {}


@ONE_DATABASE
def test_an_assumption_shows_its_range_and_its_source(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    with app.test_request_context():
        case = queries.case_view(case_at(address))
        growth = case.results.assumption("energy_growth")
        assert case.within(growth) == "range 0 to 8%"
        told = f"{case.within(growth)} · {case.provenance(growth)}"
    assert told in page_text(client.get(address))


@ONE_DATABASE
def test_an_edit_answers_with_what_changed_and_leaves_unfolded_what_was(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_old_energy": "400", "source": "Bills"}
    change["open"] = "lines-keep"
    answer = client.post(address, data=change, headers=HTMX)
    parts = dict(re.findall(r'id="([\w-]+)"([^>]*)hx-swap-oob', answer.text))
    assert set(parts) == {"answer", "pictures", "decided", "of-old_energy", "source-now",
                          "proposals", "version-naming", "version-presets", "rest"}  # fmt: skip
    assert set(re.findall(r'name="version" value="(\d+)"', answer.text)) == {"2"}
    whole = client.get(f"{address}?open=lines-keep").text
    for part in parts:
        assert f'id="{part}"' in whole
    rest = client.get(f"{address}?open=lines-keep&part=rest", headers=HTMX).text
    assert rest.strip() in whole and "line by line" in rest
    assert rest.strip() in answer.text.replace(' id="rest" hx-swap-oob="true"', ' id="rest"')


@ONE_DATABASE
def test_a_page_that_says_what_is_wrong_is_replaced_as_a_whole(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    change = {"version": "1", "scenario": "base", "value_old_energy": "abc"}
    wrong = client.post(address, data=change, headers=HTMX)
    assert (
        wrong.headers["HX-Reswap"].startswith("outerHTML")
        and 'id="whole" name="whole" value="1"' in wrong.text
    )
    mended = change | {"value_old_energy": "311", "whole": "1"}
    right = client.post(address, data=mended, headers=HTMX)
    assert right.headers["HX-Reswap"].startswith("outerHTML") and 'id="case"' in right.text
    assert 'id="errors"' not in right.text and 'name="whole" value=""' in right.text


@ONE_DATABASE
def test_a_case_with_a_line_less_is_shown_as_a_whole(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    line = {"version": "1", "alternative": "keep", "text": "Tent", "category": "installation",
            "when": "start", "value": "12"}  # fmt: skip
    client.post(f"{address}/lines", data=line)
    assert case_at(address).version == 2
    undone = client.post(f"{address}/undo", data={"version": "2"}, headers=HTMX)
    assert undone.headers["HX-Reswap"].startswith("outerHTML")
    assert 'id="case"' in undone.text and "Tent" not in undone.text


def test_names_and_sources_are_stored_composed(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    name, source = "Nhà máy Đồng Nai", "Sổ bảo trì quý IV"
    address = started(client, name=unicodedata.normalize("NFD", name))
    change = {"version": "1", "scenario": "base", "value_old_energy": "311",
              "source": unicodedata.normalize("NFD", source)}  # fmt: skip
    client.post(address, data=change)
    case = case_at(address)
    assert case.name == name and case.assumptions["old_energy"]["source"] == source


def test_markup_in_a_source_is_text(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client, name="<b>x</b>")
    change = {"version": "1", "scenario": "base", "value_old_energy": "311",
              "source": "<script>alert(1)</script>"}  # fmt: skip
    client.post(address, data=change)
    assert "<script>alert" not in client.get(address).text
    assert "<b>x</b>" not in client.get(address).text


def test_a_stale_form_meets_a_conflict_and_changes_nothing(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "311"})
    late = {"version": "1", "scenario": "base", "value_old_energy": "999"}
    assert client.post(address, data=late).status_code == 409
    assert client.post(f"{address}/versions", data={"version": "1"}).status_code == 409
    assert client.post(f"{address}/print", data={"version": "x"}).status_code == 409
    case = case_at(address)
    assert case.assumptions["old_energy"]["value"] == "311" and not case.versions


def test_a_value_typed_back_is_no_change(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "311"})
    client.post(address, data={"version": "2", "scenario": "base", "value_old_energy": "310"})
    assert case_at(address).assumptions == {}
    client.post(address, data={"version": "3", "scenario": "base", "value_old_energy": "310"})
    assert case_at(address).version == 3


def test_the_source_of_a_changed_figure_can_be_told_later(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "311"})
    told = {"version": "2", "scenario": "base", "value_old_energy": "311",
            "source_old_energy": "13 bills"}  # fmt: skip
    client.post(address, data=told)
    assert case_at(address).assumptions["old_energy"]["source"] == "13 bills"
    assert case_at(address).assumptions["old_energy"]["value"] == "311"


def test_nobody_else_opens_the_case(app: Flask, minh: Person, lan: Person) -> None:
    address = started(client_of(app, minh))
    rival = make_account(name="Rival", pack="equipment", segment="enterprise")
    other = make_person(name="Other", account_id=rival.id)
    colleague = make_person(name="Colleague", account_id=minh.account_id)
    assert client_of(app, colleague).get(address).status_code == 200
    for client in (client_of(app), client_of(app, other), client_of(app, lan)):
        for path in (address, f"{address}.csv", f"{address}/versions/1"):
            assert client.get(path).status_code == 404
        for path in (address, f"{address}/versions", f"{address}/print"):
            assert client.post(path, data={"version": "1"}).status_code == 404
    assert case_at(address).version == 1


def test_a_stranger_keeps_a_case_of_their_own(app: Flask) -> None:
    client = client_of(app)
    assert client.get("/calculate").status_code == 200
    address = started(client)
    assert client.get(address).status_code == 200
    assert client_of(app).get(address).status_code == 404


def test_a_stranger_gets_the_calculator_of_the_page_they_come_from(app: Flask, lan: Person) -> None:
    client = client_of(app)
    assert 'href="/calculate?segment=emissions"' in client.get("/segments/emissions").text
    start = client.get("/calculate?segment=emissions").text
    assert '<input type="hidden" name="segment" value="emissions">' in start
    assert case_at(started(client, segment="emissions")).calculator == "carbon"
    assert case_at(started(client, segment="nobody")).calculator == "power"
    assert case_at(started(client_of(app, lan), segment="emissions")).calculator == "power"


def test_an_unknown_configuration_is_named_beside_its_field(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    answer = client.post("/calculate", data={"configuration": "K7M4QX", "name": "kept"})
    assert answer.status_code == 422
    assert "No configuration of yours has this code" in page_text(answer)
    assert 'value="kept"' in answer.text


@ONE_DATABASE
def test_where_nothing_is_paid_page_and_paper_say_what_is_not_defined_and_why(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh)
    address = started(client)
    with app.test_request_context():
        case = case_at(address)
        inputs = queries.case_view(case).results.assumptions
        amounts = [each for each in inputs if "VND" in each.unit and not each.minimum]
        nothing = {f"value_{each.id}": "0" for each in amounts}
    client.post(address, data={"version": "1", "scenario": "base", **nothing})
    said = page_text(client.get(address))
    why = "and discounted payback not defined, because every saving is zero. See NPV."
    assert f"IRR, MIRR, SIR, AIRR, simple payback {why}" in said
    assert "No answer is defined, because nothing is paid: every cash flow is zero." in said
    assert "Do not buy" not in said and "loses" not in said
    client.post(f"{address}/versions", data={"version": "2"})
    with app.test_request_context():
        version = case_at(address).versions[0]
        view = queries.calculation_view(version)
        paper = paper_view(view, version)
    assert all(why in each for each in paper["cares"]) and paper["cares"]
    assert {each.irr for each in view.results.alternatives} == {None}
