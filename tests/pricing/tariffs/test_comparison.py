"""The first morning: Lan compares prices for her laundry, to the last dong."""

import random
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import Money, PricingError, Readings, bill, compare, fold
from tests.pricing.worlds import (
    HOURS,
    LAUNDRY_KWH,
    NIGHT_SAVER,
    ON,
    PLANS,
    QUARTERLY,
    STANDARD,
    TAXES,
    make_load,
    make_tariff,
    month,
    price,
    two,
)


def vnd(amount):
    return Money(Decimal(amount), "VND")


def first_morning(load=None, **more):
    options = {"current": "standard", "on": ON, "taxes": TAXES, "hours": HOURS} | more
    return compare(PLANS, load or make_load(), **options)


def test_the_bills_of_the_laundry_are_those_of_the_first_morning():
    assert sum(LAUNDRY_KWH) == 12 * 1850
    assert (min(LAUNDRY_KWH), max(LAUNDRY_KWH)) == (1520, 2240)


def test_the_first_morning_comes_out_to_the_last_dong():
    rows = [
        (row.tariff.id, row.yearly, row.cash_due, row.cycle,
         row.rank, row.rank_low, row.rank_mean, row.rank_high)
        for row in first_morning().rows
    ]  # fmt: skip
    assert rows == [
        ("quarterly_prepay", vnd(62_230_260), vnd(15_557_565), "quarter", 1, 1, 1, 1),
        ("night_saver", vnd(62_295_000), vnd(5_191_250), "month", 2, 2, 2, 2),
        ("standard", vnd(65_820_000), vnd(5_485_000), "month", 3, 3, 3, 3),
    ]


def test_the_saving_is_against_the_plan_she_has():
    best = first_morning().best
    assert best.saving == vnd(3_589_740)
    assert f"{best.saving_share:.1%}" == "5.5%"
    assert best.saving_after_exit == vnd(3_089_740)
    assert first_morning().current.saving == vnd(0)


def test_night_saver_wins_below_a_peak_share_of_29_77_percent():
    comparison = first_morning()
    first = [flip for flip in comparison.flips if flip.along == "peak_share" and flip.for_first]
    assert len(first) == 1
    assert f"{first[0].at:.4%}" == "29.7667%"
    assert abs(first[0].at - Decimal(8_260_260) / Decimal(27_750_000)) < Decimal("1e-27")
    assert (first[0].cheaper_below, first[0].cheaper_above) == ("night_saver", "quarterly_prepay")
    assert comparison.peak_share == Decimal("0.30")


def test_at_a_peak_share_of_forty_percent_night_saver_costs_65_070_000():
    more_peak = first_morning(make_load().with_share("peak", Decimal("0.40")))
    assert more_peak.row("night_saver").yearly == vnd(65_070_000)
    assert more_peak.row("quarterly_prepay").yearly == vnd(62_230_260)


def test_the_rank_really_changes_at_the_flip():
    flip = next(flip for flip in first_morning().flips if flip.for_first)
    for nudge, winner in ((Decimal("-1e-6"), "night_saver"), (Decimal("1e-6"), "quarterly_prepay")):
        nudged = make_load().with_share("peak", flip.at + nudge)
        assert first_morning(nudged).best.tariff.id == winner


@pytest.mark.parametrize("share", ["0", "0.123", "0.40", "1"])
def test_costs_along_the_peak_share_are_the_same_wherever_on_it_one_stands(share):
    moved = make_load().with_share("peak", Decimal(share))
    anew, known = (first_morning(moved, peak_curves=c) for c in ((), first_morning().peak_curves))
    assert known.rows == anew.rows and known.peak_share == anew.peak_share
    for one, other in zip(known.peak_curves, anew.peak_curves, strict=True):
        for (x, cost), (same_x, same_cost) in zip(one.knots, other.knots, strict=True):
            assert abs(x - same_x) < Decimal("1e-30") and abs(cost - same_cost) < Decimal("1e-20")


def test_tax_stands_beside_the_cost_without_tax():
    row = first_morning().row("standard")
    assert row.tax == vnd(5_265_600)
    assert row.gross == vnd(71_085_600)
    assert first_morning(taxes=None).row("standard").tax is None


def test_the_calendar_adds_up_to_the_year_and_prepayment_falls_due_first():
    comparison = first_morning()
    for row in comparison.rows:
        assert Money.sum((payment.amount for payment in row.calendar), "VND") == row.yearly
    quarters = comparison.row("quarterly_prepay").calendar
    assert [payment.month for payment in quarters] == [month(place) for place in (0, 3, 6, 9)]
    in_arrears = make_tariff("late", billing_cycle="quarter")
    late = compare([in_arrears], make_load(), on=ON).best.calendar
    assert [payment.month for payment in late] == [month(place) for place in (2, 5, 8, 11)]


def test_along_usage_a_plan_with_a_high_fixed_charge_wins_the_heavy_user():
    light = make_tariff("light", fixed=[price("0")], energy=[price("3000", period="all")])
    heavy = make_tariff("heavy", fixed=[price("500000")], energy=[price("2500", period="all")])
    flips = [f for f in compare([light, heavy], make_load(), on=ON).flips if f.along == "usage"]
    assert [(flip.at, flip.cheaper_below) for flip in flips] == [(Decimal(1000), "light")]


def test_blocks_and_a_minimum_bill_bend_the_cost_where_they_start():
    blocks = make_tariff(
        "blocks",
        fixed=None,
        energy=[price("1000", period="all"), price("4000", period="all", from_kwh="1000")],
    )
    least = make_tariff(
        "least",
        fixed=None,
        energy=[price("2000", period="all")],
        minimum_bill=[price("1500000")],
    )
    flips = [f for f in compare([blocks, least], make_load(), on=ON).flips if f.along == "usage"]
    # Up to 750 kWh the minimum of 1,500,000 holds, then 2,000 a kWh; the blocks cost 1,000 a kWh
    # up to 1,000 kWh and 4,000 from there: 4,000 x - 3,000,000 = 2,000 x at 1,500 kWh.
    assert [(flip.at, flip.cheaper_below, flip.cheaper_above) for flip in flips] == [
        (Decimal(1500), "blocks", "least"),
    ]
    for flip in flips:
        below, above = (
            compare([blocks, least], make_load().at(flip.at + step), on=ON).best.tariff.id
            for step in (Decimal(-1), Decimal(1))
        )
        assert (below, above) == (flip.cheaper_below, flip.cheaper_above)


def test_a_plan_that_cannot_be_priced_is_left_out_with_the_reason():
    by_power = make_tariff("by_power", demand=[price("60000")])
    comparison = compare([*PLANS, by_power], make_load(), on=ON, hours=HOURS)
    assert [row.tariff.id for row in comparison.rows] == [
        row.tariff.id for row in first_morning().rows
    ]
    assert comparison.left_out[0].subjects == ("by_power",)
    assert "kW" in comparison.left_out[0].params["reason"]
    with pytest.raises(PricingError, match="kW"):
        compare([by_power], make_load(), on=ON)


def test_equals_share_a_rank():
    twin = make_tariff("twin")
    ranks = [row.rank for row in compare([twin, STANDARD], make_load(), on=ON).rows]
    assert ranks == [1, 1]


def test_half_a_year_of_bills_is_scaled_to_a_year_and_says_so():
    comparison = compare([STANDARD], make_load(LAUNDRY_KWH[:6]), on=ON)
    half = bill(STANDARD, make_load(LAUNDRY_KWH[:6]), ON).net
    assert comparison.best.yearly == half * 2
    assert comparison.findings[0].code == "load_scaled_to_a_year"


def test_a_meter_that_starts_inside_a_month_is_scaled_by_its_days():
    start = np.datetime64("2026-03-16T00:00", "m")
    hours = np.arange((16 + 30) * 24) * np.timedelta64(60, "m")
    cells = fold(Readings(start + hours, np.full(len(hours), 2.0), 60))
    comparison = compare([STANDARD, NIGHT_SAVER], cells, on=ON, hours=HOURS)
    assert comparison.low_kwh == 30 * 48
    assert comparison.high_kwh == 31 * 48
    row = comparison.row("standard")
    low, mean, high = row.low, row.mean, row.high
    for cost, kwh in ((low, 1440), (high, 1488)):
        assert abs(cost - vnd(12 * (120_000 + kwh * 2900))) < vnd(12)
    assert low < mean < high


def test_bad_calls_are_refused():
    dollars = make_tariff("dollars", currency="USD")
    with pytest.raises(PricingError, match="USD and VND"):
        compare([STANDARD, dollars], make_load(), on=ON)
    with pytest.raises(PricingError, match="no tariffs"):
        compare([], make_load(), on=ON)
    with pytest.raises(PricingError, match="ghost"):
        compare([STANDARD], make_load(), current="ghost", on=ON)


@st.composite
def tariffs(draw):
    amounts = st.integers(500, 6000).map(str)
    scope = draw(st.sampled_from(["month", "period"]))
    energy = [price(draw(amounts), period="peak"), price(draw(amounts), period="rest")]
    if draw(st.booleans()):
        start = str(draw(st.integers(100, 2500)))
        energy += [price(draw(amounts), period=p, from_kwh=start) for p in ("peak", "rest")]
    least = draw(st.sampled_from([None, [price("3000000")], [price("6000000")]]))
    return make_tariff(
        f"t{draw(st.integers(0, 10**6))}",
        hours="vn", energy=energy, tier_scope=scope, minimum_bill=least,
        fixed=[price(str(draw(st.integers(0, 900_000))))],
    )  # fmt: skip


@settings(max_examples=40)
@given(tariffs(), tariffs())
def test_at_every_flip_the_two_cost_the_same_and_beside_it_the_named_one_is_cheaper(one, other):
    if one.id == other.id:
        return
    load = make_load()
    for flip in compare([one, other], load, on=ON, hours=HOURS).flips:
        vary = load.at if flip.along == "usage" else lambda share: load.with_share("peak", share)
        at_flip = [bill(tariff, vary(flip.at), ON).net for tariff in (one, other)]
        assert abs(at_flip[0] - at_flip[1]) <= vnd(12 * 4)


@settings(max_examples=25)
@given(tariffs(), tariffs(), st.randoms(use_true_random=False))
def test_between_flips_the_order_never_changes(one, other, chance: random.Random):
    if one.id == other.id:
        return
    load = make_load()
    flips = [f for f in compare([one, other], load, on=ON, hours=HOURS).flips
             if f.along == "peak_share"]  # fmt: skip
    edges = [Decimal(0), *(flip.at for flip in flips), Decimal(1)]
    for low, high in pairwise(edges):
        signs = set()
        for _ in range(6):
            share = low + (high - low) * Decimal(chance.randint(1, 999)) / 1000
            costs = [bill(t, load.with_share("peak", share), ON).net for t in (one, other)]
            gap = (costs[0] - costs[1]).amount
            if abs(gap) > 48:
                signs.add(gap > 0)
        assert len(signs) <= 1


def test_the_world_names_its_plans():
    assert {plan.id for plan in PLANS} == {"standard", "night_saver", "quarterly_prepay"}
    assert (NIGHT_SAVER.hours, QUARTERLY.billing_cycle, two("x")["vi"]) == ("vn", "quarter", "x")
