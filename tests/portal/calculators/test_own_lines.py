"""Cost lines a buyer adds: one by one, from a spreadsheet, changed, taken away, brought back."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from portal.calculators import cases
from portal.db import session
from portal.models import Person
from tests.portal.calculators.texts import case_at, page_text, started
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person

INSURANCE = {"alternative": "buy", "text": "Insurance", "category": "maintenance", "when": "yearly",
             "value": "12", "growth": "5", "first": "2", "last": "4", "source": "Policy"}  # fmt: skip


@pytest.fixture
def minhs(app: Flask, minh: Person) -> FlaskClient:
    """Minh's browser, English."""
    return client_of(app, minh)


@pytest.fixture
def address(minhs: FlaskClient) -> str:
    """Minh's case."""
    return started(minhs, name="Plant 2")


def post(client: FlaskClient, address: str, what: str, **data: Any) -> Any:
    version = str(case_at(address).version)
    return client.post(f"{address}/{what}", data={"version": version, **data})


def flows(address: str, alternative: str, line: str = "line_1") -> list[Decimal]:
    results = cases.results_of(case_at(address))
    return [round(-each, 2) for each in results.alternative(alternative).line(line).flows]


def workbook(*rows: list[Any]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


def test_a_line_costs_in_its_years_grows_and_carries_who_said_so(
    minhs: FlaskClient, address: str
) -> None:
    before = cases.results_of(case_at(address))
    assert post(minhs, address, "lines", **INSURANCE).status_code == 303
    year_two = Decimal("12.00")
    expected = [0, 0, year_two, Decimal("12.60"), Decimal("13.23"), 0]
    assert flows(address, "buy") == expected
    after = cases.results_of(case_at(address))
    factors = [Decimal("1.1") ** -year for year in range(6)]
    cost = sum(flow * factor for flow, factor in zip(expected, factors, strict=True))
    more = after.alternative("buy").present_cost - before.alternative("buy").present_cost
    assert abs(more - cost) < Decimal("0.005")
    assert after.alternative("keep").present_cost == before.alternative("keep").present_cost
    assert after.assumption("line_1").author == "Lê Minh"
    text = page_text(minhs.get(address))
    assert "Insurance" in text and "Policy, Lê Minh" in text
    assert "Insurance" in page_text(minhs.get(f"{address}?explain=buy.line_1&year=3"))


def test_a_line_is_changed_like_any_figure_removed_and_brought_back(
    minhs: FlaskClient, address: str
) -> None:
    post(minhs, address, "lines", **INSURANCE)
    version = str(case_at(address).version)
    change = {"version": version, "scenario": "base", "value_line_1": "20"}
    assert minhs.post(address, data=change).status_code == 303
    assert flows(address, "buy")[2] == 20
    assert post(minhs, address, "lines/remove", line="line:1").status_code == 303
    assert case_at(address).assumptions == {}
    post(minhs, address, "undo")
    assert flows(address, "buy")[2] == 20
    post(minhs, address, "lines/remove", line="line:1")
    post(minhs, address, "lines", **INSURANCE)
    assert list(case_at(address).assumptions) == ["line:2"]  # a number is never used twice
    text = page_text(minhs.get(f"{address}/history"))
    assert "Insurance (Buy)" in text and "line removed" in text


def test_saved_versions_and_papers_hold_the_line_as_it_was(
    minhs: FlaskClient, address: str
) -> None:
    post(minhs, address, "lines", **INSURANCE)
    post(minhs, address, "versions")
    post(minhs, address, "lines/remove", line="line:1")
    assert "Insurance" in page_text(minhs.get(f"{address}/versions/1"))
    compared = page_text(minhs.get(f"{address}/versions/compare"))
    assert "Insurance" in compared and "12" in compared


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value", "", "Enter a number"),
        ("value", "-3", "Enter a number from 0"),
        ("value", "1e308", "is not a number"),
        ("text", "", "Fill this in"),
        ("text", "x" * 10_000, "Shorten this"),
        ("growth", "99999", "Enter a number from"),
        ("first", "1.5", "Enter a whole number"),
        ("first", "5", "comes after the last"),
        ("last", "0", "Enter a number from 1"),
        ("alternative", "rival", ""),
        ("category", "tax", ""),
        ("when", "never", ""),
    ],
)
def test_a_bad_line_is_refused_beside_its_field_and_kept(
    minhs: FlaskClient, address: str, field: str, typed: str, said: str
) -> None:
    answer = post(minhs, address, "lines", **{**INSURANCE, field: typed})
    assert answer.status_code == 422 and said in page_text(answer)
    assert 'value="Policy"' in answer.text
    assert case_at(address).assumptions == {}


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_workbook_is_previewed_corrected_and_added(
    app: Flask, minh: Person, address: str, language: str
) -> None:
    minh.language = language
    session.commit()
    client = client_of(app, minh, language)
    names = {
        "en": ["Line", "Amount", "Alternative", "Kind of cost", "When", "Growth a year, %", "Source"],
        "vi": ["Khoản mục", "Số tiền", "Phương án", "Loại chi phí", "Trả khi nào", "Tăng mỗi năm, %", "Nguồn"],
    }[language]  # fmt: skip
    file = workbook(
        ["Costs of plant 2"],
        names,
        ["Insurance", 1.125, "Lease", "", "", 3, "Policy"],
        ["Foundation", "eighty"],
        ["Not wanted", 1],
    )
    answer = post(client, address, "lines/file", file=(file, "costs.xlsx"))
    assert answer.status_code == 200 and case_at(address).assumptions == {}
    shown = "1.125" if language == "en" else "1,125"
    assert f'value="{shown}"' in answer.text and 'value="eighty"' in answer.text
    assert re.search(r'name="r0-growth"[^>]*value="3"|value="3"[^>]*name="r0-growth"', answer.text)
    rows = {
        "rows": "3",
        "r0-text": "Insurance", "r0-value": shown, "r0-alternative": "lease", "r0-category": "maintenance",
        "r0-when": "yearly", "r0-growth": "3", "r0-first": "", "r0-last": "", "r0-source": "Policy",
        "r1-text": "Foundation", "r1-value": "eighty", "r1-alternative": "buy", "r1-category": "installation",
        "r1-when": "start", "r2-text": "", "r2-value": "",
    }  # fmt: skip
    refused = post(client, address, "lines/several", **rows)
    assert refused.status_code == 422 and case_at(address).assumptions == {}
    assert post(client, address, "lines/several", **{**rows, "r1-value": "80"}).status_code == 303
    assert flows(address, "lease")[1] == Decimal("1.13") or flows(address, "lease")[1] == Decimal(
        "1.12"
    )
    assert flows(address, "buy", "line_2")[0] == 80
    assert len(case_at(address).assumptions) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"a;b\n1;2\n", b"Line;Amount\n", b"x" * 3_000_000],
)
def test_a_file_without_cost_lines_is_refused_in_words(
    minhs: FlaskClient, address: str, content: bytes
) -> None:
    answer = post(minhs, address, "lines/file", file=(io.BytesIO(content), "costs.csv"))
    assert answer.status_code == 422 and 'id="file-error"' in answer.text
    assert case_at(address).assumptions == {}


@ONE_DATABASE
def test_what_a_cell_names_that_is_not_there_is_told_and_never_guessed(
    minhs: FlaskClient, address: str
) -> None:
    file = (
        "line,option,category,when,amount\nPolicy,Lease,maintenence,evry year,12\nGuard,Rent,,,5\n"
    )
    answer = post(minhs, address, "lines/file", file=(io.BytesIO(file.encode()), "costs.csv"))
    text = page_text(answer)
    for typed in ("maintenence", "evry year", "Rent"):
        assert f"“{typed}” is none of these. Choose one." in text
    assert "“Lease”" not in text and answer.text.count("is none of these") >= 3
    assert case_at(address).assumptions == {}


def test_the_template_can_be_read_back(minhs: FlaskClient, address: str) -> None:
    template = minhs.get("/calculate/lines.csv").data
    answer = post(minhs, address, "lines/file", file=(io.BytesIO(template), "lines.csv"))
    assert answer.status_code == 200 and "2 lines in the file" in page_text(answer)
    assert "invalid" not in answer.text and "not read" not in page_text(answer)
    assert re.search(r'name="r0-growth"[^>]*value="3"|value="3"[^>]*name="r0-growth"', answer.text)


@ONE_DATABASE
def test_a_column_that_is_not_known_is_named_and_a_line_tells_its_row(
    minhs: FlaskClient, address: str
) -> None:
    file = workbook(["Plant 2"], ["Line", "Amount", "Cost centre"], [], ["Guard", 5, "K-11"])
    said = page_text(post(minhs, address, "lines/file", file=(file, "costs.xlsx")))
    assert "One column was not read, because its heading is not known: “Cost centre”." in said
    assert "Line 1 · row 4 of the file" in said


def test_strangers_and_reviewers_add_no_lines(app: Flask, minh: Person, address: str) -> None:
    for person in (make_person(account_id=make_account(pack="equipment").id),
                   make_person("reviewer", account_id=minh.account_id)):  # fmt: skip
        client = client_of(app, person)
        assert client.get(f"{address}/lines").status_code == 404
        assert post(client, address, "lines", **INSURANCE).status_code == 404
        assert post(client, address, "lines/remove", line="line:1").status_code == 404
    assert case_at(address).assumptions == {}
