"""Many meters on many tariffs at once: the figures of their bills, one by one."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import PricingError, bill
from pricing.loads import fold_meters
from pricing.tariffs import portfolio_costs
from tests.pricing.worlds import HOURS, ON, make_tariff, price, two

SPAN = st.integers(28, 400)


def meters(days, seed, count=3, minutes=60):
    steps = days * 1440 // minutes
    start = np.datetime64("2025-03-10T00:00", "m") + np.arange(steps) * np.timedelta64(minutes, "m")
    return fold_meters(start, np.random.default_rng(seed).gamma(2, 5, (steps, count)), minutes)


@st.composite
def tariffs(draw):
    money = st.integers(1, 5000).map(str)
    scope = draw(st.sampled_from(["month", "period"]))
    starts = [("0", "0"), (draw(st.integers(1, 4000).map(str)), "0")]
    starts += [("0", "200")] if draw(st.booleans()) else []
    energy = [price(draw(money), period=p, from_kwh=kwh, from_hours=hours)
              for p in ("peak", "rest") for kwh, hours in starts]  # fmt: skip
    floor = {"kw": "20", "rate": "0.7", "previous_months": draw(st.sampled_from(["0", "11"]))}
    return make_tariff(
        hours="vn", tier_scope=scope, energy=energy, rounding_scope="bill",
        block_unit=draw(st.sampled_from(["month", "day"])),
        demand=[price(draw(money), period="peak"), price(draw(money)),
                price(draw(money), from_kw="30")],
        demand_floor=draw(st.none() | st.just(floor)),
        minimum_bill=[price(draw(money)), price("9000000", per="year")],
        take_or_pay=[price(draw(money), kwh="90000")],
        adjustments=[{"id": "a", "text": two("a"), "rate": "-0.03", "of": "all"}],
    )  # fmt: skip


@given(tariffs(), SPAN, st.integers(0, 99))
@settings(max_examples=40)
def test_a_portfolio_costs_what_its_bills_cost(tariff, days, seed):
    cells = meters(days, seed)
    costs = portfolio_costs([tariff], cells, ON, HOURS)
    for place, cost in enumerate(costs[:, 0]):
        net = bill(tariff, cells.meter(place), ON, HOURS).net.amount
        assert abs(Decimal(cost) - net) <= 1


def test_prices_that_change_cut_every_meter_alike():
    changing = make_tariff(
        energy=[price("1000", period="all", valid_to="2025-04-17"),
                price("1300", period="all", valid_from="2025-04-18")],
        rounding_scope="bill",
    )  # fmt: skip
    cells = meters(60, 1)
    costs = portfolio_costs([changing], cells)
    assert costs[2, 0] == pytest.approx(float(bill(changing, cells.meter(2)).net.amount), abs=1)


def test_many_meters_fold_as_each_alone():
    cells = meters(40, 7, minutes=15)
    alone = meters(40, 7, minutes=15).meter(1)
    assert (cells.kwh[:, :, 1].ravel() == alone.kwh.ravel()).all()
    assert cells.kw.shape == (len(cells.spans), 336, 3)


def test_what_cannot_be_billed_cannot_be_ranked():
    cells = meters(30, 1)
    with pytest.raises(PricingError, match="several currencies"):
        portfolio_costs([make_tariff(), make_tariff(currency="USD")], cells, ON)
    with pytest.raises(PricingError, match="per m3"):
        portfolio_costs([make_tariff(unit="m3")], cells, ON)
    timed = make_tariff(hours="vn", energy=[price("1", period="rest")])
    with pytest.raises(PricingError, match="not given"):
        portfolio_costs([timed], cells, ON)
    with pytest.raises(PricingError, match="without a price"):
        portfolio_costs([make_tariff()], cells, date(2020, 1, 1))
