"""The help page of tariffs names every key, and its example is a tariff."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from configurator.reading.document import Document
from portal.help import tariffs
from pricing import MonthlyLoad, bill, read_tariffs
from pricing.tariffs.indices import IndexTerms
from pricing.tariffs.prices import DatedPrice, DemandPrice, EnergyPrice
from pricing.tariffs.tariff import Tariff
from tests.portal.factories import client_of

NOT_BILLED = {"id", "text", "about", "kind", "segments", "customer", "voltage"}


def test_the_example_is_read_and_billed() -> None:
    (plan,) = read_tariffs(Document(tariffs.EXAMPLE, "plans.yaml").data)
    day = date(2026, 3, 1)
    load = MonthlyLoad.from_bills(
        [(day, Decimal(60_000))], {"peak": Decimal("0.2")}, {day: Decimal(150)}
    )
    lines = {(line.kind, line.code, line.above) for line in bill(plan, load, day).lines}
    assert ("energy", "rest", Decimal(50_000)) in lines
    assert ("demand", "all", Decimal(0)) in lines


def test_every_key_has_its_meaning(app: Flask) -> None:
    with app.test_request_context():
        named = {
            name
            for key in (*tariffs.tariff_keys(), *tariffs.price_keys())
            for name in key.name.split(", ")
        }
    keys = set(Tariff.model_fields) - NOT_BILLED
    for record in (DatedPrice, EnergyPrice, IndexTerms):
        keys |= set(record.model_fields) - {"indexed", "period", "text"}
    assert keys - named == set()
    assert "from_kw" in DemandPrice.model_fields


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "How a bill is counted"), ("vi", "Hóa đơn được tính thế nào")]
)
def test_the_page_speaks_both_languages(app: Flask, lang: str, words: str) -> None:
    page = client_of(app, language=lang).get("/help/tariffs")
    assert page.status_code == 200
    assert words in page.text
