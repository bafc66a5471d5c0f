"""Bills: a line per charge and month, dated prices, blocks, power, minimum and tax."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import (
    LoadCells,
    Money,
    MonthlyLoad,
    PricingDataError,
    PricingError,
    bill,
    fold,
    read_tariffs,
)
from pricing.loads import Readings
from tests.pricing.worlds import (
    HOURS,
    NIGHT_SAVER,
    ON,
    PLANS,
    TAXES,
    make_hours,
    make_load,
    make_tariff,
    month,
    price,
    rule,
    two,
)


def vnd(amount):
    return Money(Decimal(amount), "VND")


def flat_meter(first=date(2026, 1, 1), days=365, kwh_per_hour=10.0):
    start = np.datetime64(first, "m") + np.arange(days * 24) * np.timedelta64(60, "m")
    return Readings(start, np.full(days * 24, kwh_per_hour), 60)


def test_every_charge_of_every_month_has_a_line():
    found = bill(NIGHT_SAVER, make_load(), ON)
    assert len(found.lines) == 12 * 3
    january = [line for line in found.lines if line.month == date(2026, 1, 1)]
    assert [(line.kind, line.code, line.quantity, line.price) for line in january] == [
        ("fixed", "fixed", 1, 150000),
        ("energy", "peak", Decimal("579.0"), 3600),
        ("energy", "rest", Decimal("1351.0"), 2350),
    ]
    assert sum((line.amount.amount for line in january), Decimal(0)) == 150000 + 2084400 + 3174850


@given(st.lists(st.decimals(0, 5000, places=1), min_size=1, max_size=14), st.integers(0, 100))
@settings(max_examples=40)
def test_lines_sum_to_months_and_months_to_the_bill(kwh, percent):
    load = make_load(kwh, peak=Decimal(percent) / 100)
    for plan in PLANS:
        found = bill(plan, load, ON, taxes=TAXES)
        assert Money.sum(found.by_month().values(), "VND") == found.net
        assert Money.sum(found.by_charge().values(), "VND") == found.net
        assert found.net + found.tax == found.gross
        assert len(found.by_month()) == len(kwh)


def test_a_price_that_changes_inside_a_month_counts_by_days():
    changed = make_tariff(
        fixed=None,
        energy=[
            price("1000", period="all", valid_to="2026-04-10"),
            price("1300", period="all", valid_from="2026-04-11"),
        ],
    )
    april = MonthlyLoad.from_bills([(date(2026, 4, 1), Decimal(3000))])
    found = bill(changed, april)
    assert [(line.quantity, line.price) for line in found.lines] == [(1000, 1000), (2000, 1300)]
    assert found.net == vnd(3_600_000)
    assert bill(changed, april, date(2026, 5, 1)).net == vnd(3_900_000)


def test_tax_changes_on_its_own_day():
    year_end = MonthlyLoad.from_bills(
        [(date(2026, 12, 1), Decimal(100)), (date(2027, 1, 1), Decimal(100))]
    )
    plan = make_tariff(fixed=None, tax="vat")
    found = bill(plan, year_end, taxes=TAXES)
    assert [tax.rate for tax in found.taxes] == [Decimal("0.08"), Decimal("0.10")]
    assert found.tax == vnd(23_200 + 29_000)


def test_blocks_of_the_month_are_shared_by_the_periods_in_proportion():
    blocks = [price(amount, period=p, from_kwh=start)
              for p, amount, start in (("peak", "100", "0"), ("peak", "200", "500"),
                                       ("rest", "10", "0"), ("rest", "20", "500"))]  # fmt: skip
    load = MonthlyLoad.from_bills([(date(2026, 1, 1), Decimal(1000))], {"peak": Decimal("0.4")})
    whole = bill(make_tariff(hours="vn", fixed=None, energy=blocks), load, ON)
    assert [line.quantity for line in whole.lines] == [200, 200, 300, 300]
    assert whole.net == vnd(200 * 100 + 200 * 200 + 300 * 10 + 300 * 20)
    each = make_tariff(hours="vn", fixed=None, energy=blocks, tier_scope="period")
    assert bill(each, load, ON).net == vnd(400 * 100 + 500 * 10 + 100 * 20)


def test_blocks_per_day_grow_with_the_month():
    daily = make_tariff(
        fixed=None,
        block_unit="day",
        energy=[price("1000", period="all"), price("2000", period="all", from_kwh="10")],
    )
    bills = [(date(2026, 1, 1), Decimal(310)), (date(2026, 2, 1), Decimal(310))]
    months = bill(daily, MonthlyLoad.from_bills(bills), ON).by_month()
    assert list(months.values()) == [vnd(310_000), vnd(280_000 + 60_000)]


def test_a_minimum_bill_adds_the_difference_as_a_line():
    plan = make_tariff(minimum_bill=[price("500000")])
    found = bill(plan, make_load(["100", "1000"]), ON)
    assert [line.amount for line in found.lines if line.kind == "minimum"] == [vnd(90_000)]
    assert list(found.by_month().values()) == [vnd(500_000), vnd(3_020_000)]


def test_percentages_of_energy_power_and_everything():
    plan = make_tariff(
        demand=[price("1000")],
        adjustments=[
            {"id": "e", "text": two("e"), "rate": "-0.1"},
            {"id": "d", "text": two("d"), "rate": "0.5", "of": "demand"},
            {"id": "a", "text": two("a"), "rate": "0.01", "of": "all"},
        ],
    )
    load = MonthlyLoad.from_bills(
        [(date(2026, 1, 1), Decimal(100))], max_kw={date(2026, 1, 1): Decimal(20)}
    )
    amounts = {line.code: line.amount for line in bill(plan, load, ON).lines}
    assert amounts["e"] == vnd(-29_000)
    assert amounts["d"] == vnd(10_000)
    assert amounts["a"] == vnd((120_000 + 290_000 + 20_000 - 29_000 + 10_000) / 100)


def test_a_flat_meter_pays_for_the_hours_of_each_period():
    published = make_tariff(
        hours="vn",
        fixed=None,
        energy=[price(p, period=n) for n, p in (("peak", "3"), ("normal", "2"), ("off_peak", "1"))],
    )
    cells = fold(flat_meter(date(2026, 6, 1), 7))
    kwh = {line.code: line.quantity for line in bill(published, cells, hours=HOURS).lines}
    assert kwh == {"peak": 300, "normal": 960, "off_peak": 420}


def test_hours_that_change_inside_a_month_are_kept_apart_by_a_cut():
    table = HOURS.table("vn")
    cells = fold(flat_meter(date(2026, 4, 1), 30), table.changes)
    assert [span[0] for span in cells.spans] == [date(2026, 4, 1), date(2026, 4, 22)]
    old, new = cells.monthly(table).uses
    # 1 to 21 April 2026 has 3 Sundays, 22 to 30 April has 1; peak is 5 hours a working day.
    assert old.kwh["peak"] == 18 * 50
    assert new.kwh["peak"] == 8 * 50
    morning = np.zeros((2, 7, 48))
    morning[:, :, 19:23] = 1
    only_mornings = LoadCells(cells.spans, morning, morning).monthly(table)
    assert [use.kwh["peak"] for use in only_mornings.uses] == [6 * 4, 0]


def test_a_meter_and_its_own_monthly_bills_cost_the_same():
    cells = fold(flat_meter())
    monthly = cells.monthly(HOURS.table("vn"), ON)
    for plan in PLANS:
        assert (
            bill(plan, cells, ON, HOURS, TAXES).gross == bill(plan, monthly, ON, taxes=TAXES).gross
        )


@pytest.mark.parametrize(
    ("plan", "load", "day", "words"),
    [
        (NIGHT_SAVER, make_load(peak=None), ON, "must say how much falls in each"),
        (NIGHT_SAVER, fold(flat_meter()), ON, "hours vn, which are not given"),
        (NIGHT_SAVER, make_load(), date(2024, 1, 1), "without a price on 2024-01-01"),
        (make_tariff(demand=[price("1")]), make_load(), ON, "the kW of 2025-05 are not known"),
        (make_tariff(hours="vn", energy=[price("1", period="peak")]), make_load(), ON,
         "no price for normal on"),
    ],
)  # fmt: skip
def test_a_bill_that_would_be_a_guess_is_refused(plan, load, day, words):
    with pytest.raises(PricingError, match=words):
        bill(plan, load, day)


@pytest.mark.parametrize(
    ("bills", "shares"),
    [
        ([], None),
        ([(month(0), Decimal(1)), (month(0), Decimal(2))], None),
        ([(month(0), Decimal(-1))], None),
        ([(month(0), Decimal("NaN"))], None),
        ([(month(0), Decimal(1))], {"peak": Decimal("1.2")}),
        ([(month(0), Decimal(1))], {"peak": Decimal("0.7"), "off_peak": Decimal("0.7")}),
        ([(month(0), Decimal(1))], {"peak": Decimal("NaN")}),
    ],
)
def test_bills_that_make_no_sense_are_refused(bills, shares):
    with pytest.raises(PricingError):
        MonthlyLoad.from_bills(bills, shares)


def hours_problems(rules, otherwise=None):
    with pytest.raises(PricingDataError) as caught:
        make_hours("x", rules, otherwise)
    return str(caught.value)


def test_hours_cover_the_week_exactly_once():
    day = rule("day", "mon-sun", "06:00", "22:00")
    make_hours("x", [day, rule("night", "mon-sun", "22:00", "06:00")])
    assert "mon 00:00 has no period" in hours_problems([day])
    assert "mon 06:00 is named twice" in hours_problems([day, day | {"period": "b"}], "rest")
    assert "no time on the hour or half-hour" in hours_problems([day | {"to": "22:15"}], "night")
    assert "no weekday" in hours_problems([day | {"weekdays": "t2-t7"}], "night")
    assert "(x)" in hours_problems([day])


def test_a_season_may_have_hours_of_its_own():
    summer = rule("peak", "mon-fri", "12:00", "18:00") | {"months": ["6", "7", "8"]}
    book = make_hours("s", [summer], "normal")
    cells = fold(flat_meter(date(2026, 1, 1), 365))
    peaks = [use.kwh["peak"] for use in cells.monthly(book.table("s")).uses]
    assert [bool(kwh) for kwh in peaks] == [False] * 5 + [True] * 3 + [False] * 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"energy": [price("1", period="all"), price("2", period="all")]}, "two prices"),
        ({"energy": [price("1", period="peak")]}, "need the hours"),
        ({"energy": [price("1", period="all", from_kwh="10")]}, "starts at 0"),
        ({"energy": []}, "energy"),
        ({"billing_cycle": "week"}, "billing_cycle"),
        ({"currency": "dong"}, "currency"),
        ({"colour": "red"}, "colour"),
        ({"fixed": [price("NaN")]}, "fixed"),
        ({"fixed": [price("1", valid_to="2024-01-01")]}, "before it starts"),
        (
            {
                "energy": [
                    price("1", period="all", valid_to="2026-06-30"),
                    price("2", period="all", valid_from="2026-08-01"),
                ]
            },
            "in force between 2026-06-30 and 2026-08-01",
        ),
    ],
)
def test_a_faulty_tariff_names_its_place_and_id(change, words):
    data = {
        "id": "bad",
        "text": two("Bad"),
        "currency": "VND",
        "energy": [price("1", period="all")],
    }
    with pytest.raises(PricingDataError, match=words) as caught:
        read_tariffs({"plans": [data | change]})
    problem = caught.value.problems[0]
    assert (problem.path[:2], problem.id) == (("plans", 0), "bad")


def test_an_id_used_twice_is_a_fault():
    data = {"id": "same", "text": two("Same"), "currency": "VND",
            "energy": [price("1", period="all")]}  # fmt: skip
    with pytest.raises(PricingDataError, match="two tariffs have the id same"):
        read_tariffs({"plans": [data], "tariffs": [data]})


def test_names_that_nobody_defines_are_faults_where_the_tables_are_known():
    data = {
        "id": "lost", "text": two("Lost"), "currency": "VND", "hours": "vn", "tax": "gst",
        "energy": [price("1", period="peak"), price("1", period="evening"),
                   price("1", period="rest")],
    }  # fmt: skip
    other = data | {"id": "other", "hours": "us", "tax": "vat"}
    assert len(read_tariffs({"plans": [data, other]})) == 2
    with pytest.raises(PricingDataError) as caught:
        read_tariffs({"plans": [data, other]}, HOURS, TAXES)
    assert {(problem.path, problem.id) for problem in caught.value.problems} == {
        (("plans", 0, "tax"), "lost"),
        (("plans", 0, "hours"), "lost"),
        (("plans", 1, "hours"), "other"),
    }


@pytest.mark.parametrize("data", [None, [], "plans", {"plans": "x"}, {"plan": []}, {"plans": [3]}])
def test_a_document_of_another_shape_is_a_fault_and_not_a_crash(data):
    with pytest.raises(PricingDataError):
        read_tariffs(data)
