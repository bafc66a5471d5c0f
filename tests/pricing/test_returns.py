"""Rates of return and paybacks, against definitions and against numpy-financial."""

import doctest
import math
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pricing import PricingError
from pricing.returns import (
    adjusted_irr,
    discounted_payback,
    effective_rate,
    internal_rate_rows,
    internal_rates,
    irr,
    mirr,
    nominal_rate,
    npv,
    payback,
    payment,
    savings_to_investment,
    xirr,
    xnpv,
)

flow = st.integers(-10_000, 10_000).map(Decimal)
flows = st.lists(flow, min_size=2, max_size=12)
project = st.builds(
    lambda price, savings: [Decimal(-price), *map(Decimal, savings)],
    st.integers(1, 10_000),
    st.lists(st.integers(1, 10_000), min_size=1, max_size=12),
)


@given(project)
def test_one_change_of_sign_has_one_rate_and_it_makes_the_flows_worth_nothing(each):
    rates = internal_rates(each)
    assert rates.sign_changes == 1
    assert len(rates.roots) == 1
    assert abs(npv(rates.rate, each)) < Decimal("1e-6") * sum(map(abs, each))


@given(flows)
def test_every_rate_that_is_told_makes_the_flows_worth_nothing(each):
    for rate in internal_rates(each).roots:
        worths = [abs(value) / (1 + Decimal(rate)) ** t for t, value in enumerate(each)]
        assert abs(npv(rate, each)) <= Decimal("1e-6") * max(worths)


@given(flows)
def test_every_rate_is_found_and_none_that_is_not_there(each):
    """Counted by numpy as eigenvalues; flows whose roots are too near to tell are left out."""
    roots = np.roots(np.trim_zeros(np.array(each, dtype=float)))
    assume(not any(1e-9 < abs(root.imag) < 1e-3 for root in roots))
    real = np.sort([r.real - 1 for r in roots if abs(r.imag) <= 1e-9 and r.real > 1e-6])
    assume(len(real) < 2 or np.diff(real).min() > 1e-3)
    assert internal_rates(each).roots == pytest.approx(tuple(real), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ([-1000, 2300, -1320], (0.1, 0.2)),
        ([-100, 220, -121], (0.1,)),
        ([-100, 200, -100], (0,)),
        ([-1, 6, -11, 6], (0, 1, 2)),
        ([Decimal("-0.1"), Decimal("0.4"), Decimal("-0.3")], (0, 2)),
        ([-1000000, 2005000, Decimal("-1005005.25")], (0.0015, 0.0035)),
        ([-1000000, 2005000, Decimal("-1005006.26")], ()),
        ([-1, 3, Decimal("-2.5")], ()),
    ],
)
def test_rates_side_by_side_touching_at_zero_and_missing_are_told_apart(flows, roots):
    found = internal_rates([0, *flows, 0, 0])
    assert found.roots == pytest.approx(roots, abs=1e-9)


@given(st.lists(st.integers(0, 1000), min_size=1), st.sampled_from([1, -1]))
def test_without_a_change_of_sign_there_is_no_rate(amounts, sign):
    assert irr([sign * each for each in amounts]) is None


@settings(max_examples=40)
@given(project)
def test_the_rate_agrees_with_numpy_financial(each):
    theirs = npf.irr(np.array(each, dtype=float))
    assert irr(each) == pytest.approx(float(theirs), rel=1e-6, abs=1e-7)


def test_many_rows_are_solved_together():
    rows = np.random.default_rng(42).normal(30, 20, (500, 11))
    rows[:, 0] = -100
    rates, changes = internal_rate_rows(rows)
    found = ~np.isnan(rates)
    assert found.mean() > 0.99
    factors = np.power(1 + rates[found, None], -np.arange(11.0))
    assert np.abs((rows[found] * factors).sum(axis=1)).max() < 1e-8
    assert changes.min() >= 1


@given(project, st.integers(0, 50))
def test_discounting_never_brings_the_payback_forward(each, percent):
    simple = payback(each)
    discounted = discounted_payback(Decimal(percent) / 100, each)
    assert discounted is None or simple <= discounted


def test_a_payback_that_is_lost_again_does_not_count():
    assert payback([-100, 150, -100, 10]) is None
    assert payback([-100, 150, -100, 100]) == Decimal("2.5")


@given(project, st.integers(0, 50))
def test_savings_to_investment_is_above_one_exactly_when_the_project_gains(each, percent):
    rate = Decimal(percent) / 100
    gain = npv(rate, each)
    if abs(gain) > Decimal("1e-20"):
        assert (savings_to_investment(rate, each) > 1) == (gain > 0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_finite_is_refused(value):
    for call in (lambda: npv(0.1, [1, value]), lambda: npv(value, [1]), lambda: irr([1, value])):
        with pytest.raises(PricingError):
            call()


@pytest.mark.parametrize("rate", [-1, Decimal("-2")])
def test_a_rate_of_minus_a_hundred_per_cent_is_refused_with_its_reason(rate):
    reason = "not defined, because a rate has to be above −100 %"
    with pytest.raises(PricingError, match=reason):
        npv(rate, [1, 2])
    with pytest.raises(PricingError, match=reason):
        payment(rate, 5, 100)


@given(st.floats(-0.9, 3), st.integers(2, 600))
def test_a_rate_far_in_the_future_is_found_without_overflow(rate, periods):
    assume(abs(periods * math.log1p(rate)) < 400)
    last = (1 + rate) ** periods
    assert irr([-1, *[0] * (periods - 1), last]) == pytest.approx(rate, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("last", "rate"), [(1e9, 1e9 - 1), (1e-6, 1e-6 - 1), (101, 100)])
def test_rates_near_minus_a_hundred_and_above_ten_thousand_per_cent_are_exact(last, rate):
    assert irr([-1, last]) == pytest.approx(rate, rel=1e-9)


@given(project, st.integers(0, 3))
def test_dated_flows_a_year_of_365_days_apart_have_the_rate_of_yearly_flows(each, shift):
    start = date(2001, 1, 1) + timedelta(days=shift)
    dates = [start + timedelta(days=365 * year) for year in range(len(each))]
    assert xirr(each, dates) == pytest.approx(irr(each), rel=1e-9, abs=1e-9)
    assert xnpv(Decimal("0.1"), each, dates) == npv(Decimal("0.1"), each)


@given(st.permutations(range(4)))
def test_the_order_of_dated_flows_does_not_matter(order):
    dates = ["2015-06-11", "2015-07-21", "2015-10-17", "2018-06-10"]
    flows = [-1000, -9000, -3000, 20000]
    mixed = [flows[at] for at in order], [dates[at] for at in order]
    assert xirr(*mixed) == pytest.approx(0.16353715844)


@pytest.mark.parametrize(
    ("flows", "dates"),
    [
        ([1, 2], ["2020-01-01"]),
        ([], []),
        ([1], ["2020-13-01"]),
        ([-1, float("nan")], ["2020-01-01"] * 2),
    ],
)
def test_dated_flows_that_make_no_sense_are_refused(flows, dates):
    with pytest.raises(PricingError):
        xirr(flows, dates)


@given(project, st.integers(0, 50))
def test_the_adjusted_rate_is_above_the_discount_rate_exactly_when_the_project_gains(each, percent):
    rate = Decimal(percent) / 100
    gain = npv(rate, each)
    if abs(gain) > Decimal("1e-20"):
        assert (adjusted_irr(rate, each) > rate) == (gain > 0)


@given(st.integers(0, 100), st.integers(1, 365))
def test_a_nominal_rate_made_effective_and_back_is_the_same(percent, periods):
    rate = Decimal(percent) / 100
    assert abs(nominal_rate(effective_rate(rate, periods), periods) - rate) < Decimal("1e-40")


@pytest.mark.parametrize(
    "module", ["annuities", "internal_rates", "paybacks", "present_value", "rates", "ratios"]
)
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(import_module(f"pricing.returns.{module}"))
    assert result.attempted and not result.failed


@pytest.mark.parametrize("flows", [[], [0], [5], [0, 0, 0]])
def test_flows_without_a_change_of_sign_have_no_rate_and_fail_no_call(flows):
    assert irr(flows) is None and mirr(flows, 0.1, 0.1) is None
