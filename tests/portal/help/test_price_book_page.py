"""The help page of price books names every column and key, and its example is a price book."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from configurator.reading.document import Document
from portal.help import price_book
from pricing import PriceBook, PriceContext, Taxes
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of

VAT = {"id": "vat", "text": {"vi": "GTGT", "en": "VAT"}}


def test_the_example_is_read_and_priced() -> None:
    rows = list(csv.DictReader(io.StringIO(price_book.TABLE)))
    taxes = Taxes.from_data(
        {"taxes": [VAT | {"rates": [{"rate": "0.08", "valid_from": "2025-07-01"}]}]}
    )
    book = PriceBook.from_data(Document(price_book.BOOK, "price_book.yaml").data, rows, taxes)
    bill = {
        "of_75": Decimal(4),
        "pipe": Decimal(60),
        "filters": Decimal(7),
        "drive_fixed": Decimal(1),
    }
    autumn = book.price(bill, PriceContext(None, "USD", date(2026, 11, 22)))
    # 4 × 69,800, 4 % and 3 % off; 50 × 42 + 10 × 38; two packages of six at 90
    machines = 4 * Decimal(69800) * Decimal("0.96") * Decimal("0.97")
    assert autumn.one_off.net.amount == machines + 50 * 42 + 10 * 38 + 2 * 90
    public = book.price({"of_75": Decimal(1)}, PriceContext("public", "USD", date(2027, 1, 5)))
    assert public.one_off.net.amount == 66_500


@ONE_DATABASE
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_column_and_key_is_told_in_both_languages(app: Flask, lang: str) -> None:
    page = client_of(app, language=lang).get("/help/price-books")  # an untold key breaks the page
    assert page.status_code == 200
    for name in ("package_size", "usage_places", "minimum_with_tax", "requires", "half_even"):
        assert f"<code>{name}</code>" in page.text
    assert ("How a price is made" in page.text) == (lang == "en")
    assert ("Needed." in page.text) == (lang == "en")
