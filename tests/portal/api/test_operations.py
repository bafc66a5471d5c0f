"""The API gives the numbers of the pages, and a problem for everything else."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.api import tokens
from portal.compare.queries import compared
from portal.configure.choices import Product
from portal.configure.prices import priced
from portal.configure.queries import market_of
from portal.db import session
from portal.models import Comparison, Configuration, PackVersion, Person, Touchpoint, Visitor
from portal.packs import pack_version
from portal.packs.publishing import folder_of, publish, read_folder
from tests.portal.api.conftest import Ask
from tests.portal.factories import client_of, make_account, make_person

MONTHS = [{"month": f"2026-{n:02d}", "kwh": "1850"} for n in range(1, 11)]
BILLS = {"province": "Hà Nội", "months": MONTHS, "peak_share": "0.30", "current_plan": "standard"}


@pytest.fixture(autouse=True)
def shop(lan: Person) -> None:
    """Lan's account compares the plans for shops, and configures nothing of its own."""
    lan.account.segment = "shop"
    session.commit()


@pytest.fixture
def question(ask: Ask) -> dict[str, Any]:
    """The choices of a standard offer, as a question for its price."""
    offer = ask("GET", "/offers?segment=industrial").json["offers"][0]
    return {"product": offer["product"], "choices": offer["choices"]}


def dearer(files: dict[str, bytes], codes: Iterable[str]) -> dict[str, bytes]:
    """The pack with the prices of these options a tenth higher."""
    rows = list(csv.DictReader(io.StringIO(files["prices.csv"].decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        price = Decimal(row["price"]) * (Decimal("1.1") if row["code"] in codes else 1)
        writer.writerow(row | {"price": str(price)})
    return files | {"prices.csv": out.getvalue().encode()}


def by_code(items: list[dict]) -> list[dict]:
    return sorted(items, key=itemgetter("charge", "code"))


def amounts(lines: list[dict]) -> list[Decimal]:
    return [Decimal(line["amount"]["amount"]) for line in lines]


def test_a_comparison_has_the_figures_of_its_page(app: Flask, lan: Person, ask: Ask) -> None:
    answer = ask("POST", "/comparisons", json=BILLS)
    assert answer.status_code == 201
    row = session.scalars(select(Comparison)).one()
    page = client_of(app, lan).get(f"/compare/{row.code}").get_data(as_text=True)
    assert row.account_id == lan.account_id
    found = compared(row).plans.rows
    for said, plan in zip(answer.json["plans"], found, strict=True):
        assert (said["id"], said["rank"]) == (plan.tariff.id, plan.rank)
        assert Decimal(said["yearly"]["amount"]) == plan.yearly.amount
        assert Decimal(said["gross"]["amount"]) == plan.gross.amount
        assert f"{plan.yearly.amount:,.0f}" in page and f"{plan.cash_due.amount:,.0f}" in page
    assert ask("GET", f"/comparisons/{row.code}").json == answer.json
    assert answer.json["plans"][0]["yearly"]["amount"] == "62230260"


def test_a_configuration_has_the_price_of_its_page(app: Flask, lan: Person, ask: Ask) -> None:
    lan.account.segment = "industrial"
    session.commit()
    client = client_of(app, lan)
    client.post("/configure", data={"product": "contract"})
    row = session.scalars(select(Configuration)).one()
    answer = ask("GET", f"/configurations/{row.code}")
    waterfall = priced(Product.of(row), market_of(row))
    page = client.get(f"/configure/{row.code}").get_data(as_text=True)
    for said, total in zip(answer.json["totals"], filter(None, waterfall.totals), strict=True):
        assert Decimal(said["net"]["amount"]) == total.net.amount
        assert f"{total.net.amount:,.0f}" in page
    assert not answer.json["complete"] and answer.json["open"]


def test_the_lines_of_a_price_sum_to_its_total(ask: Ask, question: dict[str, Any]) -> None:
    said = ask("POST", "/prices", json=question).json
    assert len(said["items"]) > 10
    for total in said["totals"]:
        net = Decimal(total["list_price"]["amount"]) + sum(amounts(total["adjustments"]))
        assert net == Decimal(total["net"]["amount"])
        assert Decimal(total["gross"]["amount"]) == net + sum(amounts(total["taxes"]))


def test_a_stored_price_is_computed_again_by_its_own_edition_to_the_digit(
    app: Flask, ask: Ask, question: dict[str, Any]
) -> None:
    before = ask("POST", "/prices", json=question).json
    made = publish(dearer(read_folder(folder_of("energy")), before["basis"]["bill"])).version
    pack_version.cache_clear()
    try:
        now = ask("POST", "/prices", json=question).json
        assert now["totals"] != before["totals"]
        again = ask("POST", "/prices/again", json=before["basis"]).json
        assert again["totals"] == before["totals"]
        assert by_code(again["items"]) == by_code(before["items"])
        later = before["basis"] | {"on": "2027-01-02"}
        taxed = ask("POST", "/prices/again", json=later).json["totals"][0]
        assert {tax["rate"] for tax in taxed["taxes"]} == {"0.10"}
    finally:
        session.rollback()
        session.delete(session.get_one(PackVersion, made.id))
        session.commit()


def test_offers_of_a_segment_are_priced_as_on_the_page(app: Flask, lan: Person, ask: Ask) -> None:
    said = ask("GET", "/offers?segment=industrial").json
    assert said["segment"] == "industrial" and len(said["offers"]) >= 3
    first = said["offers"][0]
    page = client_of(app, lan).get(f"/configure/from/{first['id']}").get_data(as_text=True)
    assert f"{Decimal(first['totals'][0]['net']['amount']):,.0f}" in page
    own = ask("GET", "/offers").json
    assert own["segment"] == "shop" and all(offer["plan"]["prices"] for offer in own["offers"])


def test_a_code_opens_what_it_names(ask: Ask) -> None:
    made = ask("POST", "/comparisons", json=BILLS).json
    said = ask("GET", f"/codes/{made['code'].lower()}").json
    assert said == {"code": made["code"], "kind": "comparison", "url": made["url"]}


def test_what_is_another_accounts_is_not_there(app: Flask, ask: Ask) -> None:
    made = ask("POST", "/comparisons", json=BILLS).json
    other = make_person(name="Người lạ", account_id=make_account(name="Công ty khác").id)
    _row, secret = tokens.make(other, "x", tokens.SCOPES)
    assert ask("GET", f"/comparisons/{made['code']}", token=secret).status_code == 404


def test_a_program_leaves_touchpoints_and_no_visitor(ask: Ask) -> None:
    answer = ask("GET", "/offers")
    ask("POST", "/comparisons", json=BILLS)
    kinds = set(session.scalars(select(Touchpoint.type)))
    assert kinds == {"api_offers_read", "comparison_made"}
    assert session.scalars(select(Visitor)).all() == []
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "given", "status", "pointer"),
    [
        ("/comparisons", {"json": BILLS | {"peak_share": "1.5"}}, 422, "/peak_share"),
        ("/comparisons", {"json": BILLS | {"peak_share": "NaN"}}, 422, "/peak_share"),
        ("/comparisons", {"json": BILLS | {"off_peak_share": "0.8"}}, 422, "/off_peak_share"),
        ("/comparisons", {"json": BILLS | {"months": MONTHS * 2}}, 422, "/months"),
        ("/comparisons", {"json": BILLS | {"months": [MONTHS[0] | {"kwh": "-1"}]}}, 422,
         "/months/0/kwh"),
        ("/comparisons", {"json": BILLS | {"months": [MONTHS[0] | {"kwh": "0"}]}}, 422, "/months"),
        ("/comparisons", {"json": BILLS | {"province": "Atlantis"}}, 422, "/province"),
        ("/comparisons", {"json": BILLS | {"current_plan": "gold"}}, 422, "/current_plan"),
        ("/comparisons", {"json": BILLS | {"trust_me": "1"}}, 422, "/trust_me"),
        ("/comparisons", {"data": "{", "content_type": "application/json"}, 422, ""),
        ("/comparisons", {"data": "a=1"}, 415, None),
        ("/prices", {"json": {"product": "gold"}}, 422, "/product"),
        ("/prices", {"json": {"product": "contract", "currency": "EUR"}}, 422, "/currency"),
        ("/prices", {"json": {"product": "contract", "choices": {"gold": True}}}, 422, "/choices"),
        ("/prices", {"json": {"product": "contract", "net": "1"}}, 422, "/net"),
        ("/readings", {"data": b" ", "content_type": "text/csv"}, 422, "/body"),
        ("/readings", {"data": b"x", "content_type": "image/png"}, 415, None),
        ("/readings/x/confirmation", {"json": {"meters": [0]}}, 404, None),
        ("/nowhere", {"json": {}}, 404, None),
    ],
)  # fmt: skip
def test_a_refusal_is_a_problem_that_says_where_and_stores_nothing(
    ask: Ask, path: str, given: dict, status: int, pointer: str | None
) -> None:
    answer = ask("POST", path, **given)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status and answer.json["title"]
    if pointer is not None:
        assert pointer in {fault["pointer"] for fault in answer.json["errors"]}
    assert session.scalars(select(Comparison)).all() == []
