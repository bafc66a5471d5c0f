"""Readings by program: the same file, worker and confirmation as on the page."""

from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from portal import worker
from portal.api import tokens
from portal.compare.queries import compared
from portal.db import session
from portal.models import Comparison
from tests.portal.api.conftest import Ask
from tests.portal.factories import make_account, make_person

CSV = "text/csv"
TERMS = {"province": "Hà Nội"}


def two_meters() -> str:
    rows = "".join(f"2025-{m:02d}-{d:02d} {h:02d}:00,2.5,3.5\n"
                   for m in range(1, 13) for d in range(1, 29) for h in range(24))  # fmt: skip
    return "time,Plant kWh,Office kWh\n" + rows


def test_a_file_of_two_meters_is_read_confirmed_and_compared_to_the_figures_of_the_page(
    ask: Ask,
) -> None:
    sent = ask("POST", "/readings?name=both.csv", data=two_meters(), content_type=CSV)
    assert (sent.status_code, sent.json["state"]) == (202, "waiting")
    place = f"/readings/{sent.json['id']}"
    early = ask("POST", f"{place}/confirmation", json={"meters": [0]})
    assert early.status_code == 409
    worker.deliver()
    found = ask("GET", place).json
    assert found["state"] == "ready" and found["findings"]
    assert [meter["name"] for meter in found["meters"]] == ["Plant kWh", "Office kWh"]
    wrong = ask("POST", f"{place}/confirmation", json={"meters": [7]})
    assert wrong.status_code == 422 and wrong.json["errors"][0]["pointer"] == "/meters"
    assert ask("POST", f"{place}/comparison", json=TERMS).status_code == 409
    done = ask("POST", f"{place}/confirmation", json={"meters": [1, 0], "mended": False})
    assert done.json["state"] == "confirmed"
    answer = ask("POST", f"{place}/comparison", json=TERMS)
    assert answer.status_code == 201, answer.json
    row = session.scalars(select(Comparison)).one()
    assert [Decimal(plan["yearly"]["amount"]) for plan in answer.json["plans"]] == [
        plan.yearly.amount for plan in compared(row).plans.rows
    ]
    assert Decimal(answer.json["total_kwh"]) == 12 * 28 * 24 * 6


def test_a_file_goes_on_from_the_load_confirmed_before_it(ask: Ask) -> None:
    months = [f"time,kWh\n2026-0{n}-01 00:00,2\n2026-0{n}-01 01:00,3\n" for n in (1, 2)]
    first, second = (
        ask("POST", "/readings", data=each, content_type=CSV).json["id"] for each in months
    )
    worker.deliver()
    early = ask("POST", f"/readings/{second}/confirmation", json={"meters": [0], "after": first})
    assert early.status_code == 422 and early.json["errors"][0]["pointer"] == "/after"
    ask("POST", f"/readings/{first}/confirmation", json={"meters": [0]})
    ask("POST", f"/readings/{second}/confirmation", json={"meters": [0], "after": first})
    answer = ask("POST", f"/readings/{second}/comparison", json=TERMS)
    assert Decimal(answer.json["total_kwh"]) == 10


def test_a_file_that_is_none_fails_with_its_reason(ask: Ask) -> None:
    sent = ask("POST", "/readings", data=b"PK\x03\x04 no workbook", content_type=CSV)
    worker.deliver()
    found = ask("GET", f"/readings/{sent.json['id']}").json
    assert found["state"] == "failed" and "workbook" in found["findings"][0]


def test_a_file_of_another_account_is_not_there(app: Flask, ask: Ask) -> None:
    sent = ask("POST", "/readings", data="time,kWh\n", content_type=CSV)
    other = make_person(name="Người lạ", account_id=make_account(name="Công ty khác").id)
    _row, secret = tokens.make(other, "x", tokens.SCOPES)
    assert ask("GET", f"/readings/{sent.json['id']}", token=secret).status_code == 404
