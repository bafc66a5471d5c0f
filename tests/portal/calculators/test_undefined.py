"""A measure without a figure: page, paper and explanation say why in the same words."""

import re

import pytest
from flask import Flask

from portal.calculators import tables
from portal.calculators.case_view import CaseView
from portal.calculators.explaining import opened
from portal.calculators.paper import paper_view
from portal.models import Calculation, CalculationVersion
from tests.portal.calculators.texts import page_text, started
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person
from tests.pricing.calculator.test_undefined import acting

TOLD = {
    (-1000, 2300, -1320, 0): {
        "en": "the cash flow changes sign 2 times and 2 rates fit: 10.0% and 20.0%",
        "vi": "dòng tiền đổi dấu 2 lần và 2 tỷ suất cùng phù hợp: 10,0% và 20,0%",
    },
    (-10, 221, -231, 0): {
        "en": "the cash flow changes sign 2 times and 2 rates fit: 10.0% and over 1,000%",
        "vi": "dòng tiền đổi dấu 2 lần và 2 tỷ suất cùng phù hợp: 10,0% và trên 1.000%",
    },
    (-10, 30, -25, 0): {
        "en": "the cash flow changes sign 2 times and no rate fits",
        "vi": "dòng tiền đổi dấu 2 lần và không tỷ suất nào phù hợp",
    },
    (0, 0, 0, 0): {"en": "every saving is zero", "vi": "mọi khoản tiết kiệm đều bằng 0"},
    (0, 5, 5, 0): {
        "en": "the cash flow never changes sign: it only saves",
        "vi": "dòng tiền không đổi dấu: chỉ tiết kiệm",
    },
    (-5, -5, 0, -1): {
        "en": "the cash flow never changes sign: it only costs more",
        "vi": "dòng tiền không đổi dấu: chỉ tốn thêm",
    },
    (-1, 100, 0, 0): {
        "en": "hardly any money moves at the start: the rate is over 1,000%",
        "vi": "lúc đầu hầu như không có tiền trao tay: tỷ suất vượt 1.000%",
    },
}
BECAUSE = {"en": "Not defined, because {}. See NPV.", "vi": "Không xác định, vì {}. Hãy xem NPV."}
CASES = [
    pytest.param(flows, language, told, id=f"{flows}-{language}")
    for flows, words in TOLD.items()
    for language, told in words.items()
]


@ONE_DATABASE
@pytest.mark.parametrize(("flows", "language", "told"), CASES)
def test_cares_paper_and_explanation_give_the_reason_that_is_the_right_one(
    app: Flask, flows: tuple[int, ...], language: str, told: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        case = CaseView(acting(*flows)[0], "ABC234", "", "", number=1)
        paper = paper_view(case, CalculationVersion(calculation=Calculation()))
        explained = opened(case, "act:irr", None)
        cells = {row.name: row.cells[1].text for row in tables.measures(case)}
    assert explained is not None and BECAUSE[language].format(told) in explained.note
    assert any("IRR" in each and told in each for each in case.cares)
    assert paper["cares"] == case.cares
    printed = {row["name"]: row["cells"][1] for row in paper["measures"]}
    assert printed == cells
    assert all(cells.values()) and not any(
        re.search("nan|none$", each, re.I) for each in cells.values()
    )


@ONE_DATABASE
@pytest.mark.parametrize(
    ("language", "rate", "row"),
    [("en", "13.4%", "Sign changes"), ("vi", "13,4%", "Số lần đổi dấu")],
)
def test_a_rate_that_is_alone_stands_with_the_number_of_sign_changes(
    app: Flask, language: str, rate: str, row: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        case = CaseView(acting(-100, 60, -10, 80)[0], "ABC234", "", "")
        cells = {
            each.name: [figure.text for figure in each.cells] for each in tables.measures(case)
        }
        explained = opened(case, "act:irr", None)
    assert ["–", rate] in cells.values() and cells[row] == ["–", "3"]
    assert explained is not None and "3" in explained.note and case.cares == []


@ONE_DATABASE
def test_a_scenario_of_the_shipped_contract_has_two_rates_and_is_told_both(app: Flask) -> None:
    account = make_account(name="Hóa chất Minh Phát", segment="industrial")
    client = client_of(app, make_person(name="Trần Minh", account_id=account.id))
    address = f"{started(client)}?scenario=flat_tariff"
    told = r"changes sign 4 times and 2 rates fit: \d+\.\d% and over 1,000%"
    shown, why = (
        page_text(client.get(address)),
        client.get(f"{address}&explain=contract:irr", headers=HTMX),
    )
    assert re.search(rf"IRR not defined, because the cash flow {told}\. See NPV\.", shown)
    assert re.search(rf"Not defined, because the cash flow {told}\. See NPV\.", page_text(why))
