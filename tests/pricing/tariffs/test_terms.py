"""The terms of tariffs: hours of use, blocks of power, ratchets, indices, minima, units."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from pricing import Money, MonthlyLoad, PricingDataError, PricingError, Readings, bill, read_tariffs
from pricing.tariffs import IndexBook
from tests.pricing.worlds import ON, TAXES, make_load, make_tariff, price, two

JANUARY = date(2026, 1, 1)


def vnd(amount):
    return Money(Decimal(amount), "VND")


def month_of(kwh, kw, day=JANUARY):
    return MonthlyLoad.from_bills([(day, Decimal(kwh))], max_kw={day: Decimal(kw)})


def quantities(found, kind="energy"):
    return [(line.above, line.quantity) for line in found.lines if line.kind == kind]


def test_hours_of_use_fill_a_band_before_the_next():
    plan = make_tariff(
        fixed=None,
        energy=[price("30", period="all"), price("20", period="all", from_hours="200"),
                price("10", period="all", from_hours="400")],
    )  # fmt: skip
    found = bill(plan, month_of(50_000, 100), ON)
    assert quantities(found) == [(0, 20_000), (200, 20_000), (400, 10_000)]
    with pytest.raises(PricingError, match="kW of 2026-01 are not known"):
        bill(plan, MonthlyLoad.from_bills([(JANUARY, Decimal(1))]), ON)


@pytest.mark.parametrize(
    ("kw", "expected"),
    [
        (100, [(0, 3_000), (3_000, 7_000), (10_000, 10_000), (200, 30_000)]),
        (40, [(0, 3_000), (3_000, 5_000), (200, 42_000)]),
        (10, [(0, 2_000), (200, 48_000)]),
    ],
)
def test_blocks_of_energy_inside_a_band_of_hours(kw, expected):
    starts = [("0", "0"), ("3000", "0"), ("10000", "0"), ("0", "200")]
    energy = [price("1", period="all", from_kwh=kwh, from_hours=h) for kwh, h in starts]
    plan = make_tariff(fixed=None, energy=energy)
    assert quantities(bill(plan, month_of(50_000, kw), ON)) == expected


def test_blocks_of_power():
    plan = make_tariff(
        fixed=None, demand=[price("16.3", period="all"), price("14.9", period="all", from_kw="100")]
    )
    found = bill(plan, month_of(1, 250), ON)
    assert quantities(found, "demand") == [(0, 100), (100, 150)]
    assert quantities(bill(plan, month_of(1, 80), ON), "demand") == [(0, 80)]


def test_a_ratchet_may_look_at_summer_alone_and_leave_out_the_month_itself():
    floor = {"rate": [{"months": ["7"], "rate": "0.9"}, {"rate": "0.5"}],
             "previous_months": "11", "in_full": ["7"]}  # fmt: skip
    plan = make_tariff(fixed=None, demand=[price("1")], demand_floor=floor)
    days = [date(2026, month, 1) for month in (6, 7, 8)]
    kw = dict(zip(days, map(Decimal, (100, 200, 150)), strict=True))
    load = MonthlyLoad.from_bills([(day, Decimal(1)) for day in days], max_kw=kw)
    assert [kw for _, kw in quantities(bill(plan, load, ON), "demand")] == [50, 200, 180]


def test_a_yearly_minimum_and_a_yearly_quantity_are_lines_of_the_last_month():
    plan = make_tariff(
        tax="vat",
        minimum_bill=[price("100000000", per="year")],
        take_or_pay=[price("500", kwh="30000")],
    )
    found = bill(plan, make_load(), ON, taxes=TAXES)
    last = [line for line in found.lines if line.code == "year"]
    assert [(line.kind, line.month) for line in last] == [
        ("take_or_pay", date(2026, 4, 1)),
        ("minimum", date(2026, 4, 1)),
    ]
    assert found.not_taken == 30_000 - 12 * 1850
    assert found.net == vnd(100_000_000)
    assert found.gross == vnd(108_000_000)


def test_rounding_of_the_whole_bill_is_a_line():
    plan = make_tariff(
        currency="USD",
        fixed=None,
        energy=[price("0.033333", period="all")],
        rounding_scope="bill",
    )
    found = bill(plan, make_load(), ON)
    assert found.net == Money(Decimal("739.99"), "USD")
    assert Money.sum((line.amount for line in found.lines), "USD") == found.net
    assert found.lines[-1].kind == "rounding"


def test_a_load_in_another_unit_is_refused():
    gas = make_tariff(unit="m3")
    with pytest.raises(PricingError, match="priced per m3, the load is in kWh"):
        bill(gas, make_load(), ON)
    assert bill(gas, make_load(unit="m3"), ON).net == bill(make_tariff(), make_load(), ON).net


def test_events_need_readings():
    plan = make_tariff(
        demand=[price("10", period="cp")], events={"cp": ["2026-01-05T18:00", "2026-02-01T09:00"]}
    )
    start = np.datetime64("2026-01-01T00:00", "m") + np.arange(59 * 24) * np.timedelta64(60, "m")
    kwh = np.ones(59 * 24)
    kwh[4 * 24 + 18] = 7
    found = bill(plan, Readings(start, kwh, 60), ON)
    assert quantities(found, "demand") == [(0, 0), (0, 7)]
    with pytest.raises(PricingError, match="power of cp, which is not known"):
        bill(plan, month_of(1, 1), ON)


INDICES = IndexBook.from_data(
    {"indices": [{"id": "gas", "text": two("Gas"), "values": [
        {"value": "40", "valid_from": "2025-01-01", "valid_to": "2026-03-31"},
        {"value": "60", "valid_from": "2026-04-01"}]}]}
)  # fmt: skip


def indexed(**terms):
    energy = [{"period": "all", "index": "gas"} | terms]
    data = {"id": "ix", "text": two("Indexed"), "currency": "VND", "energy": energy}
    return read_tariffs({"plans": [data]}, indices=INDICES)[0]


def test_a_price_follows_its_index_by_the_day():
    plan = indexed(factor="1.02", margin="3", cap="50")
    assert [(p.price, p.valid_from) for p in plan.energy] == [
        (Decimal("43.80"), date(2025, 1, 1)),
        (Decimal(50), date(2026, 4, 1)),
    ]
    assert plan.energy[0].indexed.value == 40
    late = indexed(valid_from="2026-02-01")
    assert [p.valid_from for p in late.energy] == [date(2026, 2, 1), date(2026, 4, 1)]
    months = MonthlyLoad.from_bills([(date(2026, m, 1), Decimal(10)) for m in (3, 4)])
    assert bill(plan, months).net == vnd(438 + 500)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"index": "oil"}, "no index is called oil"),
        ({"floor": "9", "cap": "8"}, "floor 9 lies above the cap 8"),
        ({"valid_to": "2020-01-01"}, "no value in the time"),
        ({"margin": "much"}, "decimal"),
    ],
)
def test_a_faulty_index_names_its_place(terms, words):
    with pytest.raises(PricingDataError, match=words) as caught:
        indexed(**terms)
    assert caught.value.problems[0].path == ("plans", 0, "energy", 0)


def test_a_fault_behind_an_indexed_price_keeps_its_place():
    energy = [{"period": "all", "index": "gas"}, {"period": "rest", "price": "x"}]
    data = {"id": "ix", "text": two("Indexed"), "currency": "VND", "energy": energy}
    with pytest.raises(PricingDataError) as caught:
        read_tariffs({"plans": [data]}, indices=INDICES)
    assert caught.value.problems[0].path[:4] == ("plans", 0, "energy", 1)
