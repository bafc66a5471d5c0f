"""Figures of a cost case taken from the buyer's own readings."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.calculators.cases import calculator_of
from portal.db import session
from portal.models import Calculation, MeterFile
from tests.portal.factories import client_of, make_account, make_person
from tests.portal.meters.test_meter_data import confirmed, csv_file, page, rows


@pytest.fixture
def plant(app: Flask) -> FlaskClient:
    """Lan's browser: she buys for an industrial account."""
    return client_of(app, make_person(account_id=make_account(segment="industrial").id))


def started(client: FlaskClient, load: MeterFile | None) -> Calculation:
    answer = client.post("/calculate", data={"name": "", "load": str(load.id) if load else ""})
    assert answer.status_code == 303
    return session.query(Calculation).order_by(Calculation.created_at.desc()).first()


def test_a_case_counts_with_the_confirmed_readings(plant: FlaskClient) -> None:
    load = confirmed(plant, csv_file(rows("A", kwh=1000)))
    assert f"/calculate?load={load.id}" in page(plant, f"/meters/{load.id}/consumption")
    shown = page(plant, f"/calculate?load={load.id}")
    assert f'<option selected value="{load.id}">' in shown
    case = started(plant, load)
    known = {id: Decimal(kept["value"]) for id, kept in case.assumptions.items()}
    assert known["yearly_energy"] == known["committed_energy"] == 8861
    assert known["max_demand"] == 1023
    hours = [1000 + hour for hour in range(24)]
    # 22/4/2026 on: peak 17:30–22:30 on six days of the week, off-peak 00:00–06:00 on all.
    peak = Decimal(sum(hours[18:22])) + Decimal(hours[17] + hours[22]) / 2
    assert known["peak_share"] == pytest.approx(
        peak * 313 / (365 * sum(hours)), rel=Decimal("0.01")
    )
    assert known["off_peak_share"] == round(Decimal(sum(hours[:6])) / sum(hours), 4)
    assert "readings meters.csv: 1 Jan 2025 – 31 Dec 2025" in page(plant, f"/calculate/{case.code}")


def test_without_readings_the_authors_figures_stand(plant: FlaskClient) -> None:
    assert "Upload a year of readings" in page(plant, "/calculate")
    case = started(plant, None)
    assert case.assumptions == {}
    assert calculator_of(case).takes("load")


def test_the_load_of_another_account_is_not_taken(app: Flask, plant: FlaskClient) -> None:
    theirs = confirmed(client_of(app), csv_file(rows("A", days=40)))
    answer = plant.post("/calculate", data={"name": "Nhà máy 2", "load": str(theirs.id)})
    assert answer.status_code == 422
    assert "Nhà máy 2" in answer.text
