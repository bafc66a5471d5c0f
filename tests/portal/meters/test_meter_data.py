"""Meter data from the file to the load: read by the worker, confirmed by the buyer, then shown."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from portal import clock, worker
from portal.db import session
from portal.ids import new_id
from portal.meters.benchmark import FEWEST
from portal.models import Comparison, Document, MeterFile, OutboxMessage, PackVersion, Touchpoint
from tests.portal.factories import client_of, make_account, make_person

DAYS = 365


def rows(meter: str, kwh: float = 40.0, days: int = DAYS, gap: range = range(0)) -> list[str]:
    first = datetime(2025, 1, 1)  # noqa: DTZ001
    return [
        f"{meter};{first + timedelta(hours=n):%d/%m/%Y %H:%M};{kwh + n % 24}".replace(".", ",")
        for n in range(24 * days)
        if n not in gap
    ]


def csv_file(*meters: list[str]) -> bytes:
    return "\n".join(
        ["Công tơ;Thời gian;kWh", *(row for meter in meters for row in meter)]
    ).encode()


@pytest.fixture
def buyer(app: Flask) -> FlaskClient:
    return client_of(app, make_person(account_id=make_account(segment="emissions").id))


def send(client: FlaskClient, content: bytes, name: str = "meters.csv") -> Any:
    return client.post("/meters", data={"file": (io.BytesIO(content), name)})


def read(client: FlaskClient, content: bytes, name: str = "meters.csv") -> MeterFile:
    """The file sent and read by the worker."""
    place = send(client, content, name).location
    assert client.get(place).status_code == 200
    worker.deliver()
    session.expire_all()
    return session.scalars(select(MeterFile).order_by(MeterFile.created_at.desc())).first()


def page(client: FlaskClient, path: str) -> str:
    found = client.get(path)
    assert found.status_code == 200
    return re.sub(r"\s+", " ", found.text)


def confirmed(client: FlaskClient, content: bytes, **data: Any) -> MeterFile:
    file = read(client, content)
    chosen = {"meters": ["0"], "treatment": "mended"} | data
    assert client.post(f"/meters/{file.id}/use", data=chosen).status_code == 303
    session.expire_all()
    return session.get_one(MeterFile, file.id)


def test_a_file_waits_for_the_worker_and_shows_how_far_it_is(buyer: FlaskClient) -> None:
    place = send(buyer, csv_file(rows("A", days=3))).location
    assert "<progress" in page(buyer, place)
    worker.deliver()
    assert "<progress" not in page(buyer, place)


def test_several_meters_are_reported_one_by_one_and_added_up(buyer: FlaskClient) -> None:
    file = read(buyer, csv_file(rows("PD-1"), rows("PD-2", kwh=10)))
    shown = page(buyer, f"/meters/{file.id}")
    assert "PD-1" in shown
    assert "PD-2" in shown
    assert "No gaps, no spikes" in shown
    assert file.content is None
    buyer.post(f"/meters/{file.id}/use", data={"meters": ["0", "1"], "treatment": "mended"})
    session.expire_all()
    file = session.get_one(MeterFile, file.id)
    assert (file.state, file.readings, file.usage["meters"]) == (
        "confirmed",
        None,
        ["PD-1", "PD-2"],
    )
    total = sum(sum(span) for span in file.usage["cells"]["kwh"])
    assert round(total) == round(sum(50 + 2 * (n % 24) for n in range(24 * DAYS)))


def test_gaps_are_named_and_used_as_the_buyer_says(buyer: FlaskClient) -> None:
    content = csv_file(rows("A", gap=range(1000, 1048)))
    file = read(buyer, content)
    shown = page(buyer, f"/meters/{file.id}")
    assert "Readings are missing before rows 1002" in shown
    assert "Days without any reading: 1 (12 Feb 2025)" in shown
    as_it_is, mended = (
        confirmed(buyer, content, treatment=way).usage["cells"] for way in ("as_it_is", "mended")
    )
    totals = [sum(sum(span) for span in cells["kwh"]) for cells in (as_it_is, mended)]
    assert totals[1] - totals[0] == pytest.approx(48 * 51.5, rel=0.01)


def test_a_workbook_is_read_like_a_text_file(buyer: FlaskClient) -> None:
    book = Workbook()
    book.active.append(["Time", "kWh"])
    for n in range(24 * 40):
        book.active.append([datetime(2025, 1, 1) + timedelta(hours=n), 5.5])  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    file = read(buyer, out.getvalue(), "meters.xlsx")
    assert (file.state, round(file.report["meters"][0]["kwh"])) == ("ready", 5280)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 no workbook", "not a workbook"),
        (b"<feed xmlns='http://naesb.org/espi'><!DOCTYPE x></feed>", "Green Button"),
        (b"name;colour\nA;blue\nB;red\n", "no column of readings"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_told_so(
    buyer: FlaskClient, content: bytes, words: str
) -> None:
    file = read(buyer, content)
    assert (file.state, file.content, file.readings) == ("failed", None, None)
    assert words in page(buyer, f"/meters/{file.id}")
    assert buyer.post(f"/meters/{file.id}/use", data={"meters": ["0"]}).status_code == 409


def test_an_empty_form_and_a_wrong_choice_are_mended_on_the_page(buyer: FlaskClient) -> None:
    assert buyer.post("/meters", data={}).status_code == 422
    assert send(buyer, b"  ").status_code == 422
    file = read(buyer, csv_file(rows("A", days=3)))
    for wrong in ({}, {"meters": ["7"]}, {"meters": ["x"]}, {"meters": ["0"], "treatment": "none"}):
        assert buyer.post(f"/meters/{file.id}/use", data=wrong).status_code == 422


def test_days_alone_cannot_be_used_here(buyer: FlaskClient) -> None:
    lines = [f"{datetime(2025, 1, 1) + timedelta(days=n):%Y-%m-%d},100" for n in range(60)]  # noqa: DTZ001
    file = read(buyer, ("day,kWh\n" + "\n".join(lines)).encode())
    answer = buyer.post(f"/meters/{file.id}/use", data={"meters": ["0"], "treatment": "mended"})
    assert answer.status_code == 422
    assert "say nothing of hours" in answer.text


def test_usage_and_emissions_of_a_year(buyer: FlaskClient) -> None:
    file = confirmed(buyer, csv_file(rows("A", kwh=900.0)))
    kwh = sum(900 + n % 24 for n in range(24 * DAYS))
    shown = page(buyer, f"/meters/{file.id}/consumption")
    assert f"{kwh:,}" in shown
    assert f"{kwh * 0.6592 / 1000:,.1f} tCO₂e" in shown
    assert "To be confirmed against the official text" in shown
    assert "Shift a tenth of the peak hours" in shown
    assert "Change to" in shown
    assert "Renewable 50%" in shown
    green = page(buyer, f"/meters/{file.id}/consumption?plan=em_green_full_22")
    assert "0.0 tCO₂e" in green


def test_milestones_are_kept_and_measured_against(buyer: FlaskClient) -> None:
    file = confirmed(buyer, csv_file(rows("A")))
    goal = {"base_year": "2024", "base": "300", "target_year": "2030", "cut_percent": "42"}
    path = f"/meters/{file.id}/milestones"
    assert buyer.post(path, data=goal).status_code == 303
    shown = page(buyer, f"/meters/{file.id}/consumption")
    assert "over your milestone" in shown
    assert "279.0 tCO₂e" in shown  # 300 less a sixth of 42 %
    assert buyer.post(path, data=goal | {"target_year": "2020"}).status_code == 422
    assert buyer.post(path, data=goal | {"base": "much"}).status_code == 422


def peer(shape: dict[str, float]) -> None:
    edition = session.scalars(select(PackVersion).filter_by(pack="energy")).first()
    session.add(
        MeterFile(
            id=new_id(), pack="energy", pack_version_id=edition.id, segment="emissions",
            account_id=make_account(segment="emissions").id, file_name="x", state="confirmed",
            shape=shape, created_at=clock.now(), confirmed_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()


def test_peers_are_shown_from_five_on(buyer: FlaskClient) -> None:
    file = confirmed(buyer, csv_file(rows("A", days=40)))
    path = f"/meters/{file.id}/consumption"
    for place in range(FEWEST):
        assert "Fewer than five companies" in page(buyer, path)
        share = 0.3 + place / 10
        peer({"load_factor": share, "base_share": share, "peak_share": share})
    shown = page(buyer, path)
    assert f"{FEWEST} companies of your segment" in shown
    assert "50%" in shown


def test_the_load_goes_on_to_prices_and_to_paper(buyer: FlaskClient) -> None:
    file = confirmed(buyer, csv_file(rows("A", days=60)))
    found = buyer.post(f"/meters/{file.id}/compare")
    assert found.status_code == 303
    assert session.scalars(select(Comparison)).one().usage["meters"] == ["A"]
    assert page(buyer, found.location)
    asked = buyer.post(f"/meters/{file.id}/report")
    worker.deliver()
    session.expire_all()
    document = session.scalars(select(Document)).one()
    assert document.state == "ready"
    assert buyer.get(asked.location + ".pdf").data.startswith(b"%PDF")


def test_the_report_goes_by_e_mail_only_when_it_was_ticked(app: Flask) -> None:
    lan = make_person(account_id=make_account(segment="emissions").id, email="lan@example.vn")
    client = client_of(app, lan)
    file = confirmed(client, csv_file(rows("A", days=40)))
    letters = select(OutboxMessage).filter_by(kind="email")
    client.post(f"/meters/{file.id}/report")
    assert session.scalars(letters).all() == []
    client.post(f"/meters/{file.id}/report", data={"by_email": "1"})
    letter = session.scalars(letters).one()
    assert (letter.payload["to"], letter.payload["template"]) == (
        "lan@example.vn",
        "emissions_report",
    )
    worker.deliver()
    session.expire_all()
    assert session.scalars(letters).one().state == "sent"
    assert session.scalars(select(Touchpoint).filter_by(type="report_mailed")).one().consent


def test_nobody_else_opens_or_deletes_it(app: Flask, buyer: FlaskClient) -> None:
    file = confirmed(buyer, csv_file(rows("A", days=3)))
    stranger = client_of(app)
    for path in ("", "/consumption"):
        assert stranger.get(f"/meters/{file.id}{path}").status_code == 404
    for path in ("use", "delete", "compare", "report", "milestones"):
        assert stranger.post(f"/meters/{file.id}/{path}").status_code == 404
    assert buyer.post(f"/meters/{file.id}/delete").status_code == 303
    assert session.scalars(select(MeterFile)).all() == []


def test_reading_twice_changes_nothing(buyer: FlaskClient) -> None:
    file = read(buyer, csv_file(rows("A", days=3)))
    message = session.scalars(select(OutboxMessage).filter_by(kind="meter_file")).one()
    worker.carry_out(message)
    session.expire_all()
    assert session.get_one(MeterFile, file.id).state == "ready"


def test_the_acts_are_on_the_timeline(buyer: FlaskClient) -> None:
    confirmed(buyer, csv_file(rows("A", days=3)))
    types = set(session.scalars(select(Touchpoint.type)))
    assert {"meter_file_sent", "meter_data_confirmed"} <= types
