"""The laundry owner's morning: to the last dong on the page, in the file and on paper."""

import csv
import io
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from portal import clock
from portal.compare.forms import last_months
from portal.config import ROOT
from portal.db import session
from portal.models import Comparison, Document, OutboxMessage, Person, PriceHold, Touchpoint
from portal.worker import deliver
from pricing import PricingError
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of

KWH = (1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720)
TERMS = {"province": "Hà Nội", "peak_percent": "30", "off_peak_percent": "", "current": "standard"}
TYPED = TERMS | {f"kwh_{n}": str(kwh) for n, kwh in enumerate(KWH)}
HOLD = {"phone": "0903 118 246", "plan": "quarterly_prepay", "consent": "y"}
HTMX = {"HX-Request": "true"}
METER = "ssc_load_commercial.csv"
SHARED = Path(os.environ.get("BIDWRIGHT_SHARED", ROOT.parent / "shared"))


def words(html: str) -> str:
    """What a person reads, in one line with plain spaces."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(text))


def made(client: FlaskClient, **changes: Any) -> str:
    """The address of a comparison."""
    form = {key: value for key, value in (TYPED | changes).items() if value is not None}
    answer = client.post("/compare", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, words(answer.text)[:3000]
    return answer.location


def upload(name: str, content: bytes | str) -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    no_bills = {f"kwh_{n}": "" for n in range(12)}
    return TERMS | no_bills | {"file": (io.BytesIO(data), name)}


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


# --- the figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Quarterly prepay", "62,230,260 ₫", "15,557,565 ₫", "62,295,000 ₫", "5,191,250 ₫",
                "65,820,000 ₫", "5,485,000 ₫", "saves you 3,589,740 ₫ a year (5.5%)",
                "1 · 1 · 1", "2 · 2 · 2", "3 · 3 · 3", "29.77%", "at 40% it costs 65,070,000 ₫"]),
        ("vi", ["62.230.260 ₫", "15.557.565 ₫", "62.295.000 ₫", "5.191.250 ₫", "65.820.000 ₫",
                "5.485.000 ₫", "tiết kiệm 3.589.740 ₫", "5,5%", "29,77%", "65.070.000 ₫"]),
    ],
)  # fmt: skip
def test_the_page_says_what_the_first_morning_prints(
    app: Flask, language: str, said: list[str]
) -> None:
    client = client_of(app, language=language)
    page = words(client.get(made(client)).text)
    assert [text for text in said if text not in page] == []


def test_the_file_holds_the_same_figures(client: FlaskClient) -> None:
    answer = client.get(f"{made(client)}.csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    figures = [(r["yearly"], r["cash_due"], r["billing_cycle"], r["rank_mean"]) for r in rows]
    assert figures == [
        ("62230260", "15557565", "quarter", "1"),
        ("62295000", "5191250", "month", "2"),
        ("65820000", "5485000", "month", "3"),
    ]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_slider_asks_what_if_with_and_without_script(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = client.get(f"{made(client)}?peak=40", headers=headers)
    page = words(answer.text)
    assert "65,070,000 ₫" in page and "What if 40.0% were used in peak hours" in page
    assert ("<html" in answer.text) == (not headers)
    assert 'id="result"' in answer.text


@pytest.mark.parametrize("peak", ["", "abc", "-1", "101", "NaN", "1e308", "9" * 10_000, "4 0 x"])
def test_a_share_that_is_none_is_said_beside_the_slider(client: FlaskClient, peak: str) -> None:
    address = made(client)
    answer = client.get(address, query_string={"peak": peak})
    page = words(answer.text)
    assert answer.status_code in (200, 422) and "3,589,740 ₫" in page
    assert "is not a number" in page or "Enter a number" in page


# --- four ways in --------------------------------------------------------------------------------


def lines(separator: str = "\t") -> str:
    months = zip(last_months(), KWH, strict=True)
    return "\n".join(f"{month:%m/%Y}{separator}{kwh}" for month, kwh in months)


@pytest.mark.parametrize(
    "pasted",
    [
        lines(),
        lines(";"),
        "\n".join(f"{kwh:,} kWh" for kwh in KWH),
        "Month;kWh\n" + lines(";"),
        "\r\n".join(lines().splitlines()) + "\r\n\r\n",
    ],
)
def test_pasted_bills_are_the_same_bills(client: FlaskClient, pasted: str) -> None:
    no_bills = {f"kwh_{n}": "" for n in range(12)}
    address = made(client, **no_bills, pasted=pasted)
    assert "saves you 3,589,740 ₫" in words(client.get(address).text)
    assert session.scalar(select(Comparison)).usage["origin"] == "pasted"


@pytest.mark.parametrize("content", [lines(","), "\ufeff" + lines(";"), lines()])
def test_a_file_of_bills_is_the_same_bills(client: FlaskClient, content: str) -> None:
    address = made(client, **upload("bills.csv", content))
    assert "saves you 3,589,740 ₫" in words(client.get(address).text)
    assert session.scalar(select(Comparison)).usage["origin"] == "bills_file"


@pytest.mark.parametrize("way", ["pasted", "file"])
def test_a_month_missing_between_bills_is_said_and_used_at_the_mean_once_that_is_meant(
    client: FlaskClient, way: str
) -> None:
    holed = "\n".join(row for place, row in enumerate(lines().splitlines()) if place != 4)
    no_bills = {f"kwh_{n}": "" for n in range(12)}
    given = upload("bills.csv", holed) if way == "file" else TERMS | no_bills | {"pasted": holed}
    refused = client.post("/compare", data=given, content_type="multipart/form-data")
    assert refused.status_code == 422 and count(Comparison) == 0
    assert f"There is no bill for {last_months()[4]:%m/%Y}" in words(refused.text)
    given = upload("bills.csv", holed) if way == "file" else TERMS | no_bills | {"pasted": holed}
    assert made(client, **given, as_it_is="y")


@pytest.mark.skipif(not (SHARED / "data" / METER).is_file(), reason=f"{METER} is not at hand")
def test_a_year_of_hourly_readings_is_compared(client: FlaskClient) -> None:
    content = (SHARED / "data" / METER).read_bytes()
    address = made(client, **upload(METER, content))
    page = words(client.get(address).text)
    assert "726,208 kWh in the year" in page
    assert "Computed on your meter's readings" in page
    assert client.get(f"{address}?peak=40", headers=HTMX).status_code == 200
    assert client.get(f"{address}.csv").status_code == 200


def test_months_without_a_bill_are_taken_at_the_mean(client: FlaskClient) -> None:
    address = made(client, kwh_0="", kwh_5="")
    page = words(client.get(address).text)
    assert "2 months without a bill are taken at the mean." in page


def test_more_bills_than_a_year_has_months_make_a_year(client: FlaskClient) -> None:
    months = last_months(18)
    pasted = "\n".join(f"{month:%m/%Y} 1850" for month in months)
    address = made(client, pasted=pasted)
    page = words(client.get(address).text)
    assert "saves you 3,589,740 ₫" in page and "\u2212" not in page.split("Computed on")[1][:200]


def test_typed_numbers_are_read_in_the_readers_notation(app: Flask) -> None:
    client = client_of(app, language="vi")
    address = made(client, kwh_0="1.520", peak_percent="30,0")
    assert "3.589.740 ₫" in words(client.get(address).text)


def test_the_usage_can_be_corrected(client: FlaskClient) -> None:
    address = made(client, kwh_0="9999")
    page = client.get(f"{address}/usage").text
    assert 'value="9,999"' in page and 'value="1,610"' in page
    assert client.post(f"{address}/usage", data=TYPED).location == address
    assert "saves you 3,589,740 ₫" in words(client.get(address).text)
    assert count(Comparison) == 1


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kwh_3", "abc", "is not a number"),
        ("kwh_3", "-5", "Enter a number from 0"),
        ("kwh_3", "1e308", "is not a number"),
        ("kwh_3", "NaN", "is not a number"),
        ("kwh_3", "9" * 10_000, "is not a number"),
        ("kwh_3", "999999999", "Enter a number from 0"),
        ("kwh_3", "<script>alert(1)</script>", "is not a number"),
        ("peak_percent", "", "Enter a number."),
        ("peak_percent", "130", "from 0 to 100"),
        ("off_peak_percent", "80", "Peak and off-peak together exceed 100%"),
        ("province", "", "Choose your province or city."),
        ("province", "Atlantis", "Choose one of the answers"),
        ("current", "other", "Choose one of the answers"),
        ("pasted", "11/2025 18x0", "Row 1"),
        ("pasted", "11/2025 -1850", "is negative"),
        ("pasted", "a" * 10_000, "There is no bill in this text"),
        ("pasted", "1\0", "control characters"),
        ("pasted", "0\n0\n0", "No energy is used"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_the_rest_is_kept(
    client: FlaskClient, field: str, value: str, said: str
) -> None:
    answer = client.post("/compare", data=TYPED | {field: value})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert re.search(rf'id="{field}-error|id="kwh_0-error', answer.text)
    assert "<script>alert" not in answer.text
    assert all(f'value="{kwh}"' in answer.text for n, kwh in enumerate(KWH) if field != f"kwh_{n}")
    assert count(Comparison) == count(Touchpoint) == 0


def test_nothing_typed_is_no_comparison(client: FlaskClient) -> None:
    for kwh in ("", "0"):
        bills = {f"kwh_{n}": kwh for n in range(12)}
        answer = client.post("/compare", data=TYPED | bills)
        assert answer.status_code == 422 and "Type at least one bill" in answer.text


FIRST = datetime(2025, 1, 1)  # noqa: DTZ001  meters know no zone
HOURS = [f"{FIRST + timedelta(hours=n):%Y-%m-%d %H:%M}" for n in range(56 * 24)]


def readings(values: list[str], header: str = "time,kWh") -> str:
    rows = [f"{time},{value}" for time, value in zip(HOURS, values, strict=True) if value != "gap"]
    return "\n".join([header, *rows]) + "\n"


FINE = ["2.5"] * len(HOURS)


def with_fault(place: int, value: str) -> str:
    values = list(FINE)
    values[place] = value
    return readings(values)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (40 * 1024 * 1024), "larger than 10 MB"),
        (b"\xff\xfe\x00\x01" * 30, "not a text file"),
        ("", ""),
        ("name,colour\nLan,red\n", "Row 2"),
        ("name,colour\n" + "Lan,red\n" * 100, "no column of readings"),
        (with_fault(50, "gap"), "Readings are missing before rows 52. Correct the file"),
        (with_fault(50, "-3"), "negative (rows 52)"),
        (with_fault(50, "abc"), "not numbers (rows 52)"),
        (with_fault(50, "1e308"), "rows 52"),
        (readings(["0"] * len(HOURS)), "No energy is used"),
    ],
    ids=["40 MB", "binary", "empty", "short", "columns", "gap", "negative", "letters", "huge", "zero"],
)  # fmt: skip
def test_a_bad_file_is_said_beside_it_and_the_typed_bills_are_kept(
    client: FlaskClient, content: bytes | str, said: str
) -> None:
    form = upload("meter.csv", content) | {f"kwh_{n}": str(kwh) for n, kwh in enumerate(KWH)}
    answer = client.post("/compare", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'id="file-error' in answer.text
    assert all(f'value="{kwh}"' in answer.text for kwh in KWH)
    assert count(Comparison) == 0


def test_readings_with_gaps_are_used_when_the_buyer_says_so(client: FlaskClient) -> None:
    form = upload("meter.csv", with_fault(50, "gap"))
    refused = client.post("/compare", data=form, content_type="multipart/form-data")
    assert "tick “Use it as it is”" in words(refused.text)
    address = made(client, **upload("meter.csv", with_fault(50, "gap")), as_it_is="y")
    assert client.get(address).status_code == 200
    assert "missing" in str(session.scalar(select(Comparison)).usage["notes"])


# --- holding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"phone": ""}, "phone", "Fill this in."),
        ({"phone": "12"}, "phone", "cannot ring"),
        ({"phone": "letters"}, "phone", "cannot ring"),
        ({"phone": "9" * 10_000}, "phone", "Shorten this"),
        ({"consent": None}, "consent", "Without your consent"),
        ({"plan": "other"}, "plan", "Choose one of the answers"),
    ],
)
def test_a_hold_needs_a_phone_that_rings_and_a_consent(
    client: FlaskClient, changes: dict[str, str | None], field: str, said: str
) -> None:
    address = made(client)
    form = {key: value for key, value in (HOLD | changes).items() if value is not None}
    answer = client.post(f"{address}/hold", data=form)
    assert answer.status_code == 422 and said in words(answer.text)
    assert f'id="{field}-error' in answer.text
    assert "3,589,740" in answer.text
    assert count(PriceHold) == count(Person) == count(OutboxMessage) == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_paper_message_and_record_of_a_held_price_agree(app: Flask, language: str) -> None:
    client = client_of(app, language=language)
    answer = client.post(f"{made(client)}/hold", data=HOLD)
    assert answer.status_code == 303
    held = session.scalar(select(PriceHold))
    assert (held.yearly_minor, held.currency, held.phone) == (62230260, "VND", "+84903118246")
    assert held.consent_text and held.consent_at and not held.wants_call
    assert session.get_one(Person, held.person_id).consent_contact_at is None
    sms = session.scalar(select(OutboxMessage).filter_by(kind="sms"))
    assert sms.payload["to"] == "+84903118246"
    assert sms.payload["values"]["link"] == f"http://127.0.0.1:8000{answer.location}"

    assert deliver().failed == 0
    session.expire_all()
    page = client.get(answer.location)
    document = session.scalar(select(Document))
    assert document.state == "ready", document.error
    paper = client.get(f"/documents/{document.id}.pdf")
    assert paper.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(paper.data))
    assert len(reader.pages) == 1
    text = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    amount = {"en": "62,230,260 ₫", "vi": "62.230.260 ₫"}[language]
    assert amount in words(page.text) and amount in text
    for figure in ("62,295,000", "65,820,000", "15,557,565", "3,589,740"):
        assert figure.replace(",", "," if language == "en" else ".") in text
    assert held.number in words(page.text) and held.number in text
    assert "0903 118 246" in text


def test_whoever_has_the_link_sees_the_price_and_nobody_else(
    app: Flask, client: FlaskClient
) -> None:
    address = made(client)
    link = client.post(f"{address}/hold", data=HOLD).location
    document = f"/documents/{session.scalar(select(Document.id))}"
    friend, stranger = client_of(app), client_of(app)
    for path in (address, f"{address}.csv", f"{address}/usage", document, link + "x"):
        assert stranger.get(path).status_code == 404, path
        assert friend.get(path).status_code == 404, path
    assert stranger.post(f"{address}/hold", data=HOLD).status_code == 404
    assert friend.get(link).status_code == 200
    assert friend.get(address).status_code == friend.get(document).status_code == 200
    assert stranger.get(document).status_code == 404


def test_a_buyer_sees_no_comparison_of_another_account(
    app: Flask, client: FlaskClient, lan: Person
) -> None:
    address = made(client)
    assert client_of(app, lan).get(address).status_code == 404


def test_a_link_of_another_supplier_is_not_there_but_in_the_demo(
    app: Flask, client: FlaskClient, minh: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = client.post(f"{made(client)}/hold", data=HOLD).location
    assert client_of(app, minh).get(link).status_code == 404  # she buys from that supplier alone
    other = client_of(app)
    other.post("/supplier/equipment")
    assert other.get(link).status_code == 200
    settings = replace(app.extensions["settings"], demo=False, pack="equipment")
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert client_of(app).get(link).status_code == 404


def test_giving_up_forgets_the_number_everywhere(app: Flask, client: FlaskClient) -> None:
    address = made(client)
    link = client.post(f"{address}/hold", data=HOLD | {"wants_call": "y"}).location
    deliver()
    for _twice in range(2):
        assert client.post(f"{link}/withdraw").status_code == 303
    session.expire_all()
    page = words(client.get(link).text)
    assert "You gave up this price" in page and "0903" not in page
    held, person = session.scalar(select(PriceHold)), session.scalar(select(Person))
    assert held.withdrawn_at and held.phone == "" == person.phone
    assert person.consent_contact_at is None
    assert count(Document) == 0
    kept = str([message.payload for message in session.scalars(select(OutboxMessage))])
    assert "903118246" not in kept and "903 118 246" not in kept
    acts = session.scalars(select(Touchpoint.type)).all()
    assert acts.count("price_hold_withdrawn") == 1
    assert client.get(address).status_code == 200


def test_a_message_that_still_waits_is_not_sent_after_giving_up(client: FlaskClient) -> None:
    link = client.post(f"{made(client)}/hold", data=HOLD).location
    client.post(f"{link}/withdraw")
    assert count(OutboxMessage) == 0
    assert deliver() == deliver()


def test_one_hold_given_up_leaves_another_with_its_number(client: FlaskClient) -> None:
    address = made(client)
    asked = (HOLD, HOLD | {"wants_call": "y"})
    first, second = (client.post(f"{address}/hold", data=data).location for data in asked)
    client.post(f"{first}/withdraw")
    session.expire_all()
    assert session.scalar(select(Person.phone)) == "+84903118246"
    assert client.get(second).status_code == 200


def test_a_button_pressed_twice_holds_the_price_once(client: FlaskClient) -> None:
    address = made(client)
    first, second = (client.post(f"{address}/hold", data=HOLD).location for _ in range(2))
    assert first == second
    assert session.scalar(select(func.count()).select_from(PriceHold)) == 1


def test_a_price_that_ran_out_says_so(client: FlaskClient) -> None:
    link = client.post(f"{made(client)}/hold", data=HOLD).location
    held = session.scalar(select(PriceHold))
    held.held_until -= timedelta(days=30)
    session.commit()
    page = words(client.get(link).text)
    assert "This price was held until" in page and "is yours until" not in page


def test_a_held_price_outlives_a_new_edition_with_other_prices(
    app: Flask, client: FlaskClient
) -> None:
    from portal.models import PackVersion
    from portal.packs.publishing import folder_of, publish, read_folder

    link = client.post(f"{made(client)}/hold", data=HOLD).location
    before = words(client.get(link).text)
    files = read_folder(folder_of("energy"))
    plans = files["tariffs/plans.yaml"].decode()
    assert plans.count("2780") == 1
    dearer = files | {"tariffs/plans.yaml": plans.replace("2780", "2999").encode()}
    version = publish(dearer).version
    try:
        after = words(client.get(link).text)
        assert "2,780 ₫/kWh" in before and "2,780 ₫/kWh" in after and "2,999" not in after
        assert "62,230,260 ₫" in after
    finally:
        session.rollback()
        session.delete(session.get_one(PackVersion, version.id))
        session.commit()


def test_usage_and_province_are_stored_composed(client: FlaskClient) -> None:
    import unicodedata

    pasted = unicodedata.normalize(
        "NFD", "\n".join(f"Tháng {m:%m/%Y}: 1850" for m in last_months())
    )
    made(client, pasted=pasted)
    usage = session.scalar(select(Comparison)).usage
    assert {Decimal(kwh) for _month, kwh in usage["months"]} == {Decimal(1850)}


@ONE_DATABASE
@pytest.mark.parametrize(
    "day", [datetime(2027, 1, 5, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)]
)
def test_the_tax_of_a_later_year_is_the_one_of_that_year(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, day: datetime
) -> None:
    address = made(client)
    monkeypatch.setattr(clock, "now", lambda: day)
    page = words(client.get(address).text)
    assert "62,230,260 ₫" in page and "68,453,286 ₫ with VAT" in page  # 10 % from 2027 on


@ONE_DATABASE
def test_where_no_price_holds_that_is_said_and_nothing_is_stored(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.compare import queries

    def refuse(*_args: Any, **_terms: Any) -> None:
        raise PricingError("no price of standard is in force")

    monkeypatch.setattr(queries, "compare", refuse)
    answer = client.post("/compare", data=TYPED, content_type="multipart/form-data")
    assert answer.status_code == 503 and "No price can be computed today" in words(answer.text)
    assert count(Comparison) == 0
