"""Standard offers that are products, ranked on the buyer's own usage."""

import csv
import io
import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portal.offers.ranking import RankedOffers, _value, ranked_offers
from portal.packs import current_pack, serving
from pricing import Money
from tests.portal.compare.test_first_morning import words
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of

pytestmark = ONE_DATABASE
USAGE = {
    "need": Decimal(10), "hours": Decimal(5000), "energy_price": Decimal("0.08"),
    "years": Decimal(10),
}  # fmt: skip


@pytest.fixture
def workshop(app: Flask) -> FlaskClient:
    client = client_of(app)
    client.post("/supplier/equipment")
    return client


def ranked(**changes: Decimal | int) -> RankedOffers:
    found = ranked_offers("workshop", USAGE | {k: Decimal(v) for k, v in changes.items()})
    assert found is not None
    return found


def test_electricity_is_that_of_compressed_air_tip_sheet_1(app: Flask) -> None:
    # 215 bhp, 6,800 h, 0.05 USD/kWh: 48,792 USD at 85 % of the time loaded, 2,272 USD unloaded.
    with serving("equipment"):
        formula = current_pack().offer_ranking.running[0].formula
    names = {
        "machines": 1, "shaft_bhp": 215, "hours": 6800, "energy_price": "0.05", "need": "23.29",
        "flow_m3min": "27.4", "motor_efficiency": "0.95", "variable_speed": 0,
    }  # fmt: skip
    fixed = _value(formula, {k: Decimal(v) for k, v in names.items()})
    variable = _value(formula, {k: Decimal(v) for k, v in names.items()} | {"variable_speed": 1})
    assert abs(fixed - (48_792 + 2_272)) < 1 and abs(variable - 48_792) < 1


def test_a_year_is_its_parts_and_the_cheapest_stands_first(app: Flask) -> None:
    with serving("equipment"):
        found = ranked()
        rows = found.rows
        for row in rows:
            spread = Money(round(row.once.amount / 10, 2), "USD")
            running = Money.sum((amount for _text, amount in row.running), "USD")
            assert row.yearly == spread + row.each_year + running
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert rows[0].offer.id == "workshop_trial"  # idles less than the compact one


def test_an_offer_too_small_is_left_out_and_where_the_first_changes_is_said(app: Flask) -> None:
    with serving("equipment"):
        small, large = ranked(), ranked(need=14)
        assert {offer.id for offer, _why in large.left_out} == {"workshop_compact"}
        below, at_its_end = small.flips[:2]
        assert "10,8" in below and "12,6" in at_its_end  # as much as the compact one gives
        dear = ranked(need=11).rows[0]
        assert dear.offer.id == "workshop_compact" and dear.ranks == (2, 1, 0)
        assert ranked(need=120).rows == ()


def test_page_and_files_hold_the_same_figures_and_the_address_says_it_all(
    workshop: FlaskClient,
) -> None:
    asked = "need=14&hours=6,000&energy_price=0.055&years=8"
    page = workshop.get(f"/segments/workshop/offers?{asked}", headers=HTMX)
    address = page.headers["HX-Replace-Url"]
    assert address.endswith("?need=14&hours=6000&energy_price=0.055&years=8")
    rows = list(csv.DictReader(io.StringIO(
        workshop.get(address.replace("offers?", "offers.csv?")).data.decode("utf-8-sig")
    )))  # fmt: skip
    text = words(page.text)
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert all(f"{Decimal(row['yearly']):,.2f} USD" in text for row in rows)
    sheet = load_workbook(
        io.BytesIO(workshop.get(address.replace("offers?", "offers.xlsx?")).data)
    ).worksheets[0]
    assert [float(row["yearly"]) for row in rows] == [
        cells[2] for cells in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert "Rank them on your own usage" in words(workshop.get("/segments/workshop").text)


@pytest.mark.parametrize("asked", ["need=-5", "need=NaN", "hours=1e9", "years=", "need=abc"])
def test_a_figure_that_is_none_is_said_beside_it(workshop: FlaskClient, asked: str) -> None:
    page = workshop.get(f"/segments/workshop/offers?{asked}")
    assert page.status_code == 200
    assert re.search("Enter a number|is not a number", words(page.text))


def test_where_nothing_is_ranked_there_is_no_page(client: FlaskClient) -> None:
    for place in ("/segments/shop/offers", "/segments/nobody/offers.csv"):
        assert client.get(place).status_code == 404
