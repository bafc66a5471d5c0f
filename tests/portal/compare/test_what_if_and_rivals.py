"""Sliders, tax in or out, offers of others, the bill behind a figure, and the files."""

import csv
import io
import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from portal import clock
from portal.compare.exports import as_csv, harmless
from portal.compare.queries import compared
from portal.compare.reasons import reasons
from portal.compare.rivals import MOST
from portal.compare.what_if import WhatIf
from portal.db import session
from portal.models import Comparison
from tests.portal.compare.test_first_morning import KWH, TYPED, made, words
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.factories import client_of
from tests.portal.page_tree import Tree, page_tree

RIVAL = {"name": "Điện Sao Mai", "price": "2,700", "fixed": "100,000", "cycle": "month"}


def row_of() -> Comparison:
    return session.scalars(select(Comparison)).one()


def add(client: FlaskClient, address: str, **changes: str) -> str:
    answer = client.post(f"{address}/rivals", data=RIVAL | changes)
    assert answer.status_code == 303, words(answer.text)[:2000]
    return words(client.get(address).text)


# --- what if --------------------------------------------------------------------------------------


def test_a_switch_puts_the_price_with_tax_first_and_keeps_the_other_in_sight(
    client: FlaskClient,
) -> None:
    address = made(client)
    without, with_tax = (words(client.get(f"{address}{q}").text) for q in ("", "?tax=with"))
    assert "saves you 3,589,740 ₫ a year (5.5%)" in without
    assert "67,208,681 ₫ with VAT" in without
    assert "62,230,260 ₫ without VAT" in with_tax
    assert "saves you 3,876,919 ₫ a year (5.5%)" in with_tax


def test_payments_with_tax_sum_to_the_year_with_tax(client: FlaskClient) -> None:
    made(client)
    found = compared(row_of(), WhatIf(with_tax=True))
    for row in found.plans.rows:
        paid = sum(due.amount.amount for due in found.payments(row))
        assert paid == row.gross.amount
        assert len(found.payments(row)) == {"month": 12, "quarter": 4}[row.cycle]


def test_the_usage_slider_scales_every_month_and_says_whose_figures_these_are(
    client: FlaskClient,
) -> None:
    address = made(client)
    page = words(client.get(f"{address}?usage=3700&peak=30").text)
    assert "What if you used 3,700 kWh a month" in page and "your own figures are 1,850 kWh" in page
    found = compared(row_of(), WhatIf(kwh=Decimal(3700)))
    use = found.load.uses
    assert [u.total for u in use] == [Decimal(2 * kwh) for kwh in KWH]
    own = compared(row_of())
    standard = own.plans.row("standard").yearly.amount
    energy = standard - 12 * 120_000
    assert found.plans.row("standard").yearly.amount == 2 * energy + 12 * 120_000


def test_a_slider_is_answered_with_the_ranking_and_the_rest_is_asked_for_once_it_rests(
    client: FlaskClient,
) -> None:
    address = made(client)
    page = page_tree(client.get(f"{address}?tax=with").text)
    asked = f"{address}?usage=3700&peak=40&tax=with"
    ranked, rest = (
        client.get(asked, headers={"HX-Request": "true", "HX-Target": part})
        for part in ("result", "rest")
    )
    assert 'class="ranking"' in ranked.text and "<figure" not in ranked.text
    assert 'id="terms"' in rest.text and "Month by month" in rest.text
    assert "sliders-moved" in ranked.headers["HX-Trigger"]
    assert "HX-Trigger" not in rest.headers
    for part in (*page_tree(ranked.text).children, *page_tree(rest.text).children):
        assert part.by_id("hold") is None
        part.attributes.setdefault("hx-swap-oob", "true")
        page.put(part)
    whole = page_tree(client.get(asked).text)
    for moved, anew in zip(
        page.by_id("sliders").all("input"), whole.by_id("sliders").all("input"), strict=True
    ):
        moved.attributes["value"] = anew.attributes["value"]  # as the reader left it
    assert _looks(page) == _looks(whole)


def test_a_slider_with_a_wrong_number_says_so_and_a_right_one_after_it_takes_that_back(
    client: FlaskClient,
) -> None:
    address, slider = made(client), {"HX-Request": "true", "HX-Target": "result"}
    wrong = page_tree(client.get(f"{address}?peak=140&usage=1850", headers=slider).text)
    sliders = wrong.by_id("sliders")
    assert "100" in sliders.by_id("peak-error").text
    right = client.get(address, query_string=_sent(sliders) | {"peak": "40"}, headers=slider)
    assert page_tree(right.text).by_id("sliders").by_id("peak-error") is None
    assert right.headers["HX-Replace-Url"] == f"{address}?peak=40"


def test_a_slider_left_where_it_stands_asks_for_nothing(client: FlaskClient) -> None:
    address = made(client, kwh_0="1601")
    sent = _sent(page_tree(client.get(address).text).by_id("sliders"))
    assert sent == {"peak": "30.0", "usage": "1,857"}
    answer = client.get(address, query_string=sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == address


def _sent(sliders: Tree) -> dict[str, str]:
    named = [each.attributes for each in sliders.all("input") if "name" in each.attributes]
    return {each["name"]: each.get("value", "") for each in named}


def _looks(page: Tree) -> list[str]:
    """The page without what is of this one alone."""
    lines = page.lines(("noscript",), ("hx-swap-oob", "data-keep"))
    return [each for each in lines if "csrf" not in each.casefold() and "'once'" not in each]


@pytest.mark.parametrize("usage", ["", "abc", "0", "-5", "1e308", "NaN"])
def test_a_usage_that_is_none_is_said_beside_the_slider(client: FlaskClient, usage: str) -> None:
    answer = client.get(made(client), query_string={"usage": usage})
    page = words(answer.text)
    assert answer.status_code == 200 and "3,589,740 ₫" in page
    assert "is not a number" in page or "Enter a number" in page


def test_what_leads_below_a_usage_and_above_it_is_said(client: FlaskClient) -> None:
    address = made(client)
    add(client, address, price="2,000", fixed="2,000,000")
    page = words(client.get(address).text)
    kwh = re.search(r"Below ([\d,]+) kWh a month ([\w ]+) is the cheapest, above it Điện", page)
    assert kwh and 1850 < int(kwh[1].replace(",", "")) < 4000


# --- offers of others ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Điện Sao Mai is cheaper than all our plans: 1,090,260 ₫ a year less"),
        ("vi", "Điện Sao Mai rẻ hơn mọi gói của chúng tôi: mỗi năm ít hơn"),
    ],
)
def test_a_rival_that_is_cheaper_is_ranked_first_and_said_so(
    app: Flask, language: str, said: str
) -> None:
    client = client_of(app, language=language)
    address = made(client)
    data = RIVAL | ({"price": "2.700", "fixed": "100.000"} if language == "vi" else {})
    assert client.post(f"{address}/rivals", data=data).status_code == 303
    assert said in words(client.get(address).text)
    found = compared(row_of())
    assert found.plans.best.yearly.amount == 22200 * 2700 + 12 * 100_000
    assert found.best.tariff.id == "quarterly_prepay"


def test_a_rival_typed_with_tax_is_compared_without(client: FlaskClient) -> None:
    address = made(client)
    add(client, address, price="2,916", fixed="", with_tax="y")
    row = compared(row_of()).plans.row("rival-1")
    assert row.yearly.amount == 22200 * 2700
    assert row.gross.amount == 22200 * 2916


def test_a_rival_with_peak_prices_and_todays_plan_at_a_rival(client: FlaskClient) -> None:
    address = made(client)
    page = add(client, address, price="3,000", peak_price="4,000", fixed="", is_current="y")
    row = compared(row_of()).plans.row("rival-1")
    assert row.yearly.amount == Decimal("22200") * (Decimal("0.7") * 3000 + Decimal("0.3") * 4000)
    assert row.is_current and "your plan today" in page


def test_a_rival_is_kept_when_the_bills_are_corrected_and_goes_when_removed(
    client: FlaskClient,
) -> None:
    address = made(client)
    add(client, address, is_current="y")
    assert 'value="rival-1"' in client.get(f"{address}/usage").text
    client.post(f"{address}/usage", data=TYPED | {"kwh_0": "1600", "current": "rival-1"})
    page = words(client.get(address).text)
    assert "Điện Sao Mai" in page and "your plan today" in page
    assert client.post(f"{address}/rivals/1/remove").status_code == 303
    page = words(client.get(address).text)
    assert "Điện Sao Mai" not in page and "your plan today" not in page
    assert client.post(f"{address}/rivals/1/remove").status_code == 404


def test_a_rivals_price_that_ran_out_is_not_compared_and_that_is_said(client: FlaskClient) -> None:
    address = made(client)
    add(client, address)
    row = row_of()
    offer = row.usage["rivals"]["1"] | {"valid_to": "2026-01-31"}
    row.usage, row.updated_at = row.usage | {"rivals": {"1": offer}}, clock.now()
    session.commit()
    page = words(client.get(address).text)
    assert "“Điện Sao Mai” is not compared: its price ran out" in page
    assert "saves you 3,589,740 ₫" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "This field is needed"),
        ({"price": "-1"}, "Enter a number from 0"),
        ({"price": "NaN"}, "is not a number"),
        ({"fixed": "1e99"}, "is not a number"),
        ({"valid_to": "2020-01-01"}, "This price has run out"),
        ({"valid_to": "soon"}, "Not a valid"),
        ({"cycle": "weekly"}, "Not a valid choice"),
    ],
)
def test_a_bad_offer_is_said_beside_its_field_and_stores_nothing(
    client: FlaskClient, changes: dict[str, str], said: str
) -> None:
    address = made(client)
    answer = client.post(f"{address}/rivals", data=RIVAL | changes)
    assert answer.status_code == 422
    assert "rivals" not in row_of().usage


def test_so_many_offers_and_no_more(client: FlaskClient) -> None:
    address = made(client)
    for _n in range(MOST):
        add(client, address)
    answer = client.post(f"{address}/rivals", data=RIVAL)
    assert answer.status_code == 422 and "remove one first" in words(answer.text)


def test_nobody_adds_to_another_persons_comparison(app: Flask, client: FlaskClient) -> None:
    address = made(client)
    assert client_of(app).post(f"{address}/rivals", data=RIVAL).status_code == 404


# --- why, and the files ----------------------------------------------------------------------------


def test_a_figure_opens_to_price_quantity_source_and_date(client: FlaskClient) -> None:
    address = made(client)
    page = words(client.get(f"{address}/why/quarterly_prepay").text)
    for said in ("22,200.0 kWh", "2,780", "61,716,000 ₫", "1.5%", "925,740 ₫",
                 "12 months", "120,000", "1,440,000 ₫", "62,230,260 ₫",
                 "1 Jul 2025", "price list 07/2025-CH", "67,208,681 ₫"):  # fmt: skip
        assert said in page, said
    assert client.get(f"{address}/why/gold").status_code == 404


def test_the_charges_of_a_bill_and_its_differences_sum_to_the_figures(client: FlaskClient) -> None:
    made(client)
    found = compared(row_of())
    for row in found.plans.rows:
        why = reasons(found, row)
        assert sum(charge.amount.amount for charge in why.charges) == row.yearly.amount
        for month, amount in row.bill.by_month().items():
            assert sum(c.in_month(month).amount for c in why.charges) == amount.amount
    best = reasons(found, found.best)
    assert best.versus == "Standard" or best.versus == "Tiêu chuẩn"
    assert best.difference.amount == -3_589_740


def test_the_workbook_has_the_figures_of_the_page_and_no_formula(client: FlaskClient) -> None:
    address = made(client)
    add(client, address, name='=HYPERLINK("http://x","y")')
    answer = client.get(f"{address}.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    ranking, bills, payments, sources = book.worksheets
    rows = {row[1]: row for row in ranking.iter_rows(min_row=2, values_only=True)}
    assert rows["Quarterly prepay"][2] == 62230260
    assert sum(r[5] for r in bills.iter_rows(min_row=2, values_only=True)
               if r[0] == "Quarterly prepay") == 62230260  # fmt: skip
    assert sum(r[2] for r in payments.iter_rows(min_row=2, values_only=True)
               if r[0] == "Night saver") == 62295000  # fmt: skip
    assert any("07/2025-CH" in (r[1] or "") for r in sources.iter_rows(values_only=True))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def test_a_name_that_would_run_in_a_spreadsheet_is_defused_in_the_text_file(
    client: FlaskClient,
) -> None:
    address = made(client)
    add(client, address, name="@SUM(1+1)*cmd|' /C calc'!A0")
    file = client.get(f"{address}.csv").data
    assert file == as_csv(compared(row_of())) or b"'@SUM" in file
    names = [row["plan"] for row in csv.DictReader(io.StringIO(file.decode("utf-8-sig")))]
    assert all(harmless(name) == name for name in names)


def test_the_page_draws_the_months_and_says_how_long_prices_hold(client: FlaskClient) -> None:
    address = made(client)
    add(client, address, valid_to="2030-12-31")
    page = words(client.get(address).text)
    assert "Month by month" in page and "further notice" in page and "31 Dec 2030" in page


@ONE_DATABASE
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_address_of_a_moved_slider_says_the_same_in_every_language(
    app: Flask, language: str
) -> None:
    client = client_of(app, language=language)
    address = made(client)
    typed = {"vi": ("29,75", "1.850,5"), "en": ("29.75", "1,850.5")}[language]
    asked = {"peak": typed[0], "usage": typed[1], "tax": "with"}
    answer = client.get(address, query_string=asked, headers=HTMX)
    assert answer.headers["HX-Replace-Url"] == f"{address}?peak=29.75&usage=1850.5&tax=with"
    for reader in ("vi", "en"):
        with client.session_transaction() as cookie:
            cookie["language"] = reader
        again = client.get(answer.headers["HX-Replace-Url"], headers=HTMX)
        assert again.headers["HX-Replace-Url"] == answer.headers["HX-Replace-Url"]
