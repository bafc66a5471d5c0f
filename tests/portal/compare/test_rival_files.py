"""Offers of other suppliers out of a table or a published rate."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.compare.queries import compared
from portal.compare.rivals import MOST
from portal.db import session
from portal.models import Comparison
from tests.portal.compare.test_first_morning import made, words
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of

TABLE = """Supplier;Price (₫/kWh);Peak price;Fixed per month;Paid;Valid until;With VAT;Remark
Sông Hồng Điện;2,700;3,300;90,000;quarter;31/12/2099;no;call first
Bình An;2,916;;;month;;yes;
"""
FLAT = {"label": "flat", "name": "Flat rate", "energyratestructure": [[{"rate": 0.1}]]}
BY_HOUR = {
    "label": "r1", "name": "Rate 1",
    "energyratestructure": [[{"rate": 0.1}], [{"rate": 0.3}]],
    "energyweekdayschedule": [[0] * 12 + [1] * 6 + [0] * 6] * 12,
    "energyweekendschedule": [[0] * 24] * 12,
}  # fmt: skip


def sent(client: FlaskClient, address: str, content: bytes | str, **more: Any) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    form = {"offers_file": (io.BytesIO(data), "offers"), **more}
    return client.post(f"{address}/rivals/file", data=form, content_type="multipart/form-data")


def kept(client: FlaskClient, address: str, preview: TestResponse) -> TestResponse:
    found = re.search(r'name="offers" value="([^"]*)"', preview.text)
    assert found, words(preview.text)[:2000]
    return client.post(f"{address}/rivals/keep", data={"offers": unescape(found[1])})


def rivals() -> Mapping[str, Any]:
    session.expire_all()
    found: Mapping[str, Any] = session.scalars(select(Comparison)).one().usage.get("rivals", {})
    return found


def test_a_table_is_shown_as_it_is_read_and_then_compared(client: FlaskClient) -> None:
    address = made(client)
    preview = sent(client, address, TABLE)
    page = words(preview.text)
    assert "Price (₫/kWh) Price per kWh" in page and "Not used: Remark" in page
    assert rivals() == {}
    assert kept(client, address, preview).status_code == 303
    plans = compared(session.scalars(select(Comparison)).one()).plans
    # 22,200 kWh a year: 15,540 at 2,700, 6,660 at 3,300, and twelve times 90,000
    assert plans.row("rival-1").yearly.amount == 15540 * 2700 + 6660 * 3300 + 12 * 90_000
    assert plans.row("rival-2").yearly.amount == 22200 * 2700  # 2,916 with 8 % of tax


@ONE_DATABASE
def test_a_workbook_with_vietnamese_titles_is_the_same_offers(app: Flask) -> None:
    client = client_of(app, language="vi")
    book = Workbook()
    book.active.append(["Nhà cung cấp", "Giá mỗi kWh", "Phí cố định", "Trả"])
    book.active.append(["Sông Hồng Điện", 2700.125, 90000, "hằng quý"])
    out = io.BytesIO()
    book.save(out)
    address = made(client)
    kept(client, address, sent(client, address, out.getvalue()))
    offer = rivals()["1"]
    assert (offer["price"], offer["fixed"], offer["cycle"]) == ("2700.125", "90000.0", "quarter")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return out.getvalue()


@ONE_DATABASE
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name;price\nA;=1+1\n", "Row 2, Price per kWh: This is a formula"),
        ("name;price\n=HYPERLINK(0);1\n", "Row 2, Supplier and plan: This is a formula"),
        ("name;price\nA;-5\nB;NaN\n", "Row 3, Price per kWh: “NaN” is not a number"),
        ("name;price;valid until\nA;2700;32/13/2026\n", "Row 2, Price valid until"),
        ("name;price;valid until\nA;2700;2020-01-01\n", "This price has run out"),
        ("name;price;paid\nA;2700;now and then\n", "Row 2, Paid: Choose one of the answers"),
        ("who;how much\nA;2700\n", "No column is called “Supplier and plan”"),
        ("name;price\n", "There is no offer below the titles"),
        ('name;price\n"A;2700\n', "This table cannot be read"),
        ("name;price\n" + "A;1\n" * 300, "that is no list of offers"),
        (b"\x00\x01\x02\xff", "not a text file"),
        (b"PK\x03\x04" + b"x" * 400, "workbook"),
        ("x" * 1_100_000, "larger than 1 MB"),
        ("{}", "it has no energyratestructure"),
        ("[1]", "it has no energyratestructure"),
        ('{"energyratestructure": "x"}', "energyratestructure"),
        (json.dumps(BY_HOUR | {"flatdemandunit": "kVA", "flatdemandstructure": [[{"rate": 5}]]}),
         "unit kVA is not supported"),
        (json.dumps(BY_HOUR), "counts by hours or power that bills do not tell"),
        (json.dumps(FLAT | {"enddate": 1500000000}), "has no price that holds today"),
        (json.dumps(FLAT | {"startdate": "x" * 9}), "rate"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_nothing_is_kept(
    client: FlaskClient, content: str | bytes, said: str
) -> None:
    address = made(client)
    answer = sent(client, address, content, dollar="26,000")
    assert answer.status_code == 422 and said in words(answer.text)
    assert rivals() == {}


@ONE_DATABASE
def test_an_archive_that_unpacks_to_more_than_a_table_is_refused(client: FlaskClient) -> None:
    address = made(client)
    answer = sent(client, address, bomb())
    assert answer.status_code == 422 and "Unpacked, this workbook takes" in words(answer.text)


@ONE_DATABASE
def test_a_published_rate_is_compared_in_our_currency_once_a_dollar_has_a_worth(
    client: FlaskClient,
) -> None:
    address = made(client)
    refused = sent(client, address, json.dumps(FLAT))
    assert refused.status_code == 422 and "say what a dollar is worth" in words(refused.text)
    kept(client, address, sent(client, address, json.dumps(FLAT), dollar="26,000"))
    row = compared(session.scalars(select(Comparison)).one()).plans.row("rival-1")
    assert row.yearly.amount == 22200 * 2600
    assert "26,000 a dollar, as you typed" in words(client.get(address).text)


@ONE_DATABASE
def test_only_what_a_preview_showed_is_kept_and_never_more_than_are_compared(
    app: Flask, client: FlaskClient
) -> None:
    address = made(client)
    forged = client.post(f"{address}/rivals/keep", data={"offers": "W10.forged"})
    assert forged.status_code == 422 and "choose the file again" in words(forged.text)
    many = sent(client, address, "name;price\n" + "".join(f"P{n};2700\n" for n in range(MOST + 1)))
    assert "remove one first" in words(kept(client, address, many).text)
    assert rivals() == {}
    assert sent(client_of(app), address, TABLE).status_code == 404
