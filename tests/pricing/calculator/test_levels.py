"""A choice among named levels: what each costs, how it reads in a workbook, what is refused."""

from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from pricing import AssumptionError, Calculator, PricingDataError
from pricing.calculators.levels import level_prices
from pricing.workbook import cash_flow_csv, workbook

NAMES = ("Yearly inspection", "Service plan", "Availability promise")
CARE = {
    "id": "care",
    "text": {"vi": "Hợp đồng bảo trì", "en": "Service contract"},
    "unit": "level",
    "value": "2",
    "levels": [{"vi": f"{name} (vi)", "en": name} for name in NAMES],
    "level_price": "care_fee",
    "source": {"vi": "Bảng giá", "en": "Price list"},
}


@pytest.fixture
def with_care(fleet_data):
    """The fleet, its new machines maintained at 18, 110 or 210 million a year."""
    fleet_data["assumptions"].append({**CARE})
    words = {"vi": "Phí", "en": "Fee"}
    fleet_data.setdefault("tables", []).append(
        {"id": "care_prices", "text": words, "key_unit": "level", "unit": "million VND/year",
         "source": "Price list", "rows": [["1", "18"], ["2", "110"], ["3", "210"]]}
    )  # fmt: skip
    fleet_data.setdefault("formulas", []).append(
        {"id": "care_fee", "text": words, "unit": "million VND/year",
         "formula": "grow(lookup(care_prices, care), new_maintenance_growth)"}
    )  # fmt: skip
    buy = next(each for each in fleet_data["alternatives"] if each["id"] == "buy")
    line = next(each for each in buy["lines"] if each["id"] == "maintenance")
    line["formula"] = "care_fee"
    return fleet_data


def test_each_level_has_the_price_that_its_line_charges_in_the_first_year(with_care):
    calculator = Calculator.from_data(with_care)
    prices = level_prices(calculator.run(), "care")
    assert prices == (Decimal(18), Decimal(110), Decimal(210))
    for level, price in enumerate(prices, start=1):
        line = calculator.run({"care": level}).alternative("buy").line("maintenance")
        assert line.flows[1] == -price


@pytest.mark.parametrize(("value", "code"), [("4", "out_of_range"), ("1.5", "not_whole")])
def test_a_level_that_does_not_exist_is_a_finding(with_care, value, code):
    with pytest.raises(AssumptionError) as error:
        Calculator.from_data(with_care).run({"care": value})
    assert [each.code for each in error.value.findings] == [code]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"unit": "years"}, "`levels` count in the unit level, not years"),
        ({"low": "1"}, "`low` is for numbers, not for named levels"),
        ({"value": "4"}, "value 4 is outside 1 to 3"),
        ({"levels": CARE["levels"][:1], "value": "1"}, "two levels or more"),
        ({"levels": CARE["levels"][:1] * 2}, "each with a name of its own"),
        ({"levels": []}, "`level_price` is for an assumption with `levels`"),
        ({"level_price": "care"}, "no formula 'care' with a unit"),
    ],
)
def test_what_an_author_cannot_mean_is_reported_with_its_place(with_care, wrong, complaint):
    with_care["assumptions"][-1] |= wrong
    with pytest.raises(PricingDataError) as error:
        Calculator.from_data(with_care)
    (problem,) = error.value.problems
    assert complaint in problem.message
    assert problem.path[:2] == ("assumptions", len(with_care["assumptions"]) - 1)


def test_a_workbook_lists_the_names_to_choose_from_and_computes_with_their_number(with_care):
    results = Calculator.from_data(with_care).run({"care": 3})
    sheet = load_workbook(BytesIO(workbook(results, "en")))["Assumptions"]
    row = next(row for row in sheet.iter_rows(max_col=3) if row[0].value == "Service contract")
    assert row[1].value == NAMES[2]
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    rule = rules[row[1].coordinate]
    assert rule.type == "list"
    assert tuple(name.value for (name,) in sheet[rule.formula1.replace("$", "")]) == NAMES
    assert row[2].value.startswith("=MATCH(") and rule.formula1 in row[2].value


def test_the_csv_names_the_level_that_a_line_charges(with_care):
    calculator = Calculator.from_data(with_care)
    text = cash_flow_csv(calculator.run({"care": 1}), "en")
    named = [line for line in StringIO(text) if "Maintenance: Yearly inspection" in line]
    assert named[0].startswith("Buy,")
