"""A formula's functions are told in words; a year opens to its periods."""

from pathlib import Path

import pytest
import yaml
from flask import Flask

from portal.calculators import explaining, functions
from portal.calculators.case_view import CaseView
from pricing import Calculator
from pricing.formula.functions import FUNCTIONS

FLEET = Path(__file__).resolve().parents[2] / "pricing" / "calculator" / "fleet.yaml"


@pytest.mark.parametrize("name", [*FUNCTIONS, "previous", "lookup"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_function_is_told_in_words(app: Flask, name: str, language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        told = functions.note(f"2 * {name}(1)")
    assert told.startswith(f"{name}(")
    assert (" là " in told or " đúng " in told or " làm " in told) == (language == "vi")


def test_functions_are_told_once_and_not_by_a_part_of_their_name(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert functions.note("cost * 2 + iffy") == ""
        told = functions.note("npv(0.1, a) + npv(0.2, a)")
    assert told == "npv(rate, name) is what its values from period 1 on are worth today."


def test_a_year_of_months_opens_to_its_months_and_each_month_to_its_formula(app: Flask) -> None:
    data = yaml.load(FLEET.read_text("utf-8"), yaml.CBaseLoader) | {"period": "month"}
    case = CaseView(Calculator.from_data(data).run(), "AAAAAA", "Fleet", "1")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        year = explaining.opened(case, "keep.energy", 2)
        assert year is not None
        assert [part.opens and part.opens.period for part in year.parts] == list(range(13, 25))
        assert "period 13" in year.parts[0].text and not year.parts[0].value.startswith("−")
        assert year.note == "Σ adds up the periods of the year."
        month = explaining.opened(case, "keep.energy", 2, 13)
        assert month is not None and month.period == 13
        assert month.value == year.parts[0].value
        assert explaining.opened(case, "keep.energy", 2, 999) is None
