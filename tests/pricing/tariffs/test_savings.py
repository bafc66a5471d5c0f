"""Savings on a tariff: what each would bill, ranked; and the shape of a load."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from pricing import Money, MonthlyLoad, fold
from pricing.loads import insight
from pricing.tariffs import savings
from tests.pricing.tariffs.test_billing import flat_meter
from tests.pricing.worlds import HOURS, ON, make_tariff, price

THREE = make_tariff(
    "three", hours="vn", fixed=None, demand=[price("200000")],
    energy=[price("3300", period="peak"), price("1800", period="normal"),
            price("1200", period="off_peak")],
)  # fmt: skip
FLAT = make_tariff("flat", fixed=None, energy=[price("1500", period="all")])


def loads(cells):
    return {"": cells.monthly(), "vn": cells.monthly(HOURS.table("vn"), ON)}


def test_three_savings_are_ranked_with_their_arithmetic():
    cells = fold(flat_meter())
    found = savings(THREE, loads(cells), [FLAT], ON)
    assert [saving.kind for saving in found] == ["change", "shift", "cut_peak"]
    change, shift, cut = found
    assert cut.quantity == 1
    assert cut.each == Money(Decimal(12 * 200_000), "VND")
    assert shift.each.amount == pytest.approx(2100, abs=Decimal("0.01"))
    assert change.to == "flat"
    assert change.amount == change.before - change.after


def test_what_saves_nothing_or_cannot_be_billed_is_left_out():
    cells = fold(flat_meter())
    dearer = make_tariff("dearer", energy=[price("9000", period="all")])
    old = make_tariff("old", energy=[price("1", period="all", valid_to="2025-12-31")])
    assert savings(FLAT, loads(cells), [dearer, old], ON) == []


def test_typed_months_know_no_hours_to_shift():
    typed = MonthlyLoad.from_bills([(date(2026, 1, 1), Decimal(100))])
    cheaper = make_tariff("cheaper", fixed=None, energy=[price("1000", period="all")])
    assert [s.kind for s in savings(FLAT, {"": typed}, [cheaper], ON)] == ["change"]


def test_the_shape_of_a_flat_meter():
    shape = insight(fold(flat_meter()))
    assert shape.week.shape == (7, 24)
    assert np.allclose(shape.week, 10)
    assert shape.base_kw == pytest.approx(10)
    assert (shape.load_factor, shape.base_share) == (pytest.approx(1), pytest.approx(1))


def test_the_shape_of_a_shift():
    readings = flat_meter()
    hour = readings.start.astype("datetime64[h]").astype(int) % 24
    readings.kwh[hour < 12] = 2
    shape = insight(fold(readings))
    assert (shape.base_kw, shape.peak_kw) == (pytest.approx(2), pytest.approx(10))
    assert shape.load_factor == pytest.approx(0.6)
    assert shape.week[3, 5] == pytest.approx(2)
