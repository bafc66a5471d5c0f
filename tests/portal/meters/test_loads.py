"""Readings that arrive month by month become one load."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal.db import session
from portal.meters.consumption import consumption
from portal.models import MeterFile
from tests.portal.factories import client_of
from tests.portal.meters.test_meter_data import buyer, confirmed, page, read

__all__ = ["buyer"]


def month(first: str, days: int, meter: str = "PD-1") -> bytes:
    start = datetime.fromisoformat(first)
    rows = [f"{start + timedelta(hours=n):%Y-%m-%d %H:%M},{meter},5" for n in range(24 * days)]
    return "\n".join(["time,meter,kWh", *rows]).encode()


def test_a_file_of_the_next_month_is_added_to_the_load_it_goes_on_from(
    buyer: FlaskClient,
) -> None:
    january = confirmed(buyer, month("2026-01-01", 31))
    goal = {"base_year": "2024", "base": "10", "target_year": "2030", "cut_percent": "40"}
    assert buyer.post(f"/meters/{january.id}/milestones", data=goal).status_code == 303
    february = read(buyer, month("2026-02-01", 28), "february.csv")
    shown = page(buyer, f"/meters/{february.id}")
    assert "Added to meters.csv: 1 Jan 2026 – 31 Jan 2026" in shown
    assert f'value="{january.id}" checked' in shown
    chosen = {"meters": ["0"], "treatment": "mended", "after": str(january.id)}
    assert buyer.post(f"/meters/{february.id}/use", data=chosen).status_code == 303
    session.expire_all()
    both = session.get_one(MeterFile, february.id)
    assert consumption(both).kwh == 5 * 24 * 59
    assert both.goal["target_year"] == 2030
    assert "2 files together" in page(buyer, f"/meters/{both.id}/consumption")
    assert consumption(session.get_one(MeterFile, january.id)).kwh == 5 * 24 * 31


def test_another_meter_and_the_same_days_are_a_load_of_their_own(buyer: FlaskClient) -> None:
    confirmed(buyer, month("2026-01-01", 31))
    for content in (month("2026-02-01", 28, "PD-2"), month("2026-01-01", 31)):
        shown = page(buyer, f"/meters/{read(buyer, content).id}")
        assert 'value="" checked' in shown


def test_nobody_goes_on_from_the_load_of_another_account(app: Flask, buyer: FlaskClient) -> None:
    theirs = confirmed(client_of(app), month("2026-01-01", 31))
    own = read(buyer, month("2026-02-01", 28))
    chosen = {"meters": ["0"], "treatment": "mended", "after": str(theirs.id)}
    assert buyer.post(f"/meters/{own.id}/use", data=chosen).status_code == 422
