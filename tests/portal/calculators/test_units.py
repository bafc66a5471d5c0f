"""Figures of a case with their units, as a reader says them."""

from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.calculators import units
from tests.portal.conftest import ONE_DATABASE


@ONE_DATABASE
@pytest.mark.parametrize(
    ("language", "amount", "unit", "told"),
    [("en", 1, "years", "1 year"), ("en", 2, "years", "2 years"), ("en", 1, "months", "1 month"),
     ("vi", 1, "years", "1 năm"), ("en", 1, "million VND/year", "1 million ₫/year")],
)  # fmt: skip
def test_one_year_is_no_years(app: Flask, language: str, amount: int, unit: str, told: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert units.value(Decimal(amount), unit).replace("\u00a0", " ") == told
