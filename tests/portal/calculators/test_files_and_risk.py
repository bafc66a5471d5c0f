"""A case as a spreadsheet and as CSV, and how sure its verdict is: whose it is, and what it says."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portal.calculators import cases
from portal.db import session
from portal.models import Person
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import HTMX
from tests.portal.factories import client_of, make_account, make_person


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.fixture
def address(minhs: FlaskClient) -> str:
    """Minh's case."""
    return started(minhs, name="Plant 2")


def post(client: FlaskClient, address: str, what: str = "", **data: Any) -> Any:
    version = str(case_at(address).version)
    return client.post(f"{address}{what}", data={"version": version, "scenario": "base", **data})


# --- how sure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "of the cases leasing saves money; in"), ("vi", "trường hợp thuê có lợi;")],
)
def test_the_drawn_cases_are_told_whole_and_as_a_fragment(
    app: Flask, minh: Person, address: str, language: str, said: str
) -> None:
    minh.language = language
    session.commit()
    reader = client_of(app, minh, language)
    assert f'hx-get="{address}/risk"' in reader.get(address).text
    page, part = reader.get(f"{address}/risk"), reader.get(f"{address}/risk", headers=HTMX)
    for answer in (page, part):
        text = page_text(answer)
        assert said in text and "10,000" in text.replace("10.000", "10,000")
    assert "<html" in page.text and "<html" not in part.text


def test_the_same_seed_draws_the_same_cases_and_another_one_others(
    minhs: FlaskClient, address: str
) -> None:
    first, again, other = (
        page_text(minhs.get(f"{address}/risk?seed={seed}", headers=HTMX)) for seed in (1, 1, 2)
    )
    assert first == again != other and "Seed 2" in other
    for bad in ("0", "-1", "1000000"):
        assert minhs.get(f"{address}/risk?seed={bad}").status_code == 404
    assert minhs.get(f"{address}/risk?scenario=nonsense").status_code == 404
    assert minhs.get(f"{address}/risk?number=9").status_code == 404


def test_a_scenario_and_a_saved_version_are_drawn_as_they_are(
    minhs: FlaskClient, address: str
) -> None:
    post(minhs, address, "/versions")
    base = page_text(minhs.get(f"{address}/risk", headers=HTMX))
    assert page_text(minhs.get(f"{address}/risk?scenario=downside", headers=HTMX)) != base
    post(minhs, address, value_lease_fee="900")
    now = page_text(minhs.get(f"{address}/risk", headers=HTMX))
    assert now != base and "buying saves money" in now
    assert page_text(minhs.get(f"{address}/risk?number=1", headers=HTMX)) == base


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_spreadsheet_has_every_sheet_and_figures_that_are_formulas(
    app: Flask, minh: Person, address: str, language: str
) -> None:
    minh.language = language
    session.commit()
    answer = client_of(app, minh, language).get(f"{address}.xlsx")
    assert answer.status_code == 200 and answer.mimetype.endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=TCO-")
    book = load_workbook(io.BytesIO(answer.data))
    summary = {"en": "Summary", "vi": "Tóm tắt"}[language]
    assert book.sheetnames[0] == summary and len(book.sheetnames) >= 8
    formulas = sum(cell.data_type == "f" for row in book[summary] for cell in row)
    assert formulas >= 20


def test_what_buyers_type_is_text_in_the_spreadsheet_and_in_the_csv(
    minhs: FlaskClient, address: str
) -> None:
    evil = '=HYPERLINK("http://evil.example")'
    line = {"alternative": "buy", "text": evil, "category": "energy", "when": "start", "value": "1",
            "source": evil}  # fmt: skip
    assert post(minhs, address, "/lines", **line).status_code == 303
    book = load_workbook(io.BytesIO(minhs.get(f"{address}.xlsx").data))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value == evil]
    assert cells and all(cell.data_type == "s" for cell in cells)
    rows = list(csv.reader(io.StringIO(minhs.get(f"{address}.csv").text.lstrip("\ufeff"))))
    assert {"'" + evil} == {row[1] for row in rows if "evil" in row[1]}


def test_the_csv_has_the_digits_of_the_case_without_powers_of_ten(
    minhs: FlaskClient, address: str
) -> None:
    rows = list(csv.reader(io.StringIO(minhs.get(f"{address}.csv").text.lstrip("\ufeff"))))
    lease = cases.results_of(case_at(address)).alternative("lease")
    found = next(row for row in rows if row[0] == "Full-service lease" and row[1] == "Sum")
    assert found[3:] == [f"{lease.present_cost:f}", *(f"{flow:f}" for flow in lease.flows)]
    assert not any("E" in cell and cell[:1].isdigit() for row in rows for cell in row)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_files_of_scenarios_and_versions_are_named_after_them(
    minhs: FlaskClient, address: str, form: str
) -> None:
    post(minhs, address, "/versions")
    for asked, ending in (("scenario=downside", "-downside"), ("number=1", "-v1")):
        answer = minhs.get(f"{address}.{form}?{asked}")
        assert answer.headers["Content-Disposition"].endswith(f"{ending}.{form}")
    for asked in ("scenario=nonsense", "number=9"):
        assert minhs.get(f"{address}.{form}?{asked}").status_code == 404


def test_strangers_get_neither_files_nor_drawn_cases(app: Flask, address: str) -> None:
    stranger = client_of(app, make_person(account_id=make_account(pack="equipment").id))
    for what in (".xlsx", ".csv", "/risk"):
        assert stranger.get(address + what).status_code == 404
