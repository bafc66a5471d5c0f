"""Depreciation: every method writes off what there is to write off, and no more."""

import doctest
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import PricingError, depreciation
from pricing.depreciation import (
    declining_balance,
    declining_then_straight,
    double_declining,
    straight_line,
    sum_of_years,
    units_of_production,
    variable_declining,
)

NEAR = Decimal("1e-24")
asset = {
    "cost": st.integers(1, 10**12),
    "kept": st.integers(0, 99),
    "life": st.integers(1, 60),
}


@given(**asset)
def test_straight_line_and_sum_of_years_write_off_all_but_the_salvage(cost, kept, life):
    salvage = Decimal(cost) * kept / 100
    for method in (straight_line, sum_of_years):
        amounts = method(cost, salvage, life)
        assert len(amounts) == life
        assert abs(sum(amounts) - (cost - salvage)) < NEAR * cost
        assert list(amounts) == sorted(amounts, reverse=True)


@given(**asset, factor=st.sampled_from(["1", "1.5", "2", "2.5"]))
def test_declining_amounts_are_never_negative_nor_below_the_salvage(cost, kept, life, factor):
    salvage = Decimal(cost) * kept / 100
    amounts = double_declining(cost, salvage, life, Decimal(factor))
    assert min(amounts) >= 0
    assert sum(amounts) <= cost - salvage + NEAR * cost


@given(**asset, parts=st.lists(st.integers(0, 1), min_size=1, max_size=5))
def test_a_switch_to_straight_line_writes_everything_off(cost, kept, life, parts):
    salvage = Decimal(cost) * kept / 100
    whole = variable_declining(cost, salvage, life, 0, life)
    assert abs(whole - (cost - salvage)) < NEAR * cost
    years = [variable_declining(cost, salvage, life, at, at + 1) for at in range(life)]
    assert abs(sum(years) - whole) < NEAR * cost


@given(st.integers(1, 10**9), st.integers(2, 30))
def test_a_half_first_year_writes_everything_off_as_well(cost, life):
    times = [Decimal(0), *(year + Decimal("0.5") for year in range(life)), Decimal(life)]
    amounts = [variable_declining(cost, 0, life, first, last) for first, last in pairwise(times)]
    assert abs(sum(amounts) - cost) < NEAR * cost


def test_a_first_year_of_some_months_leaves_the_rest_to_one_more():
    amounts = declining_balance(1_000_000, 100_000, 6, 7)
    assert [round(each, 2) for each in amounts] == [
        Decimal("186083.33"),
        Decimal("259639.42"),
        Decimal("176814.44"),
        Decimal("120410.64"),
        Decimal("81999.64"),
        Decimal("55841.76"),
        Decimal("15845.10"),
    ]


@given(st.integers(1, 10**9), st.lists(st.integers(0, 1000), max_size=20))
def test_more_units_than_the_capacity_write_off_no_more_than_the_cost(cost, used):
    assert sum(units_of_production(cost, 1000, used)) <= cost


@pytest.mark.parametrize(
    "call",
    [
        lambda: straight_line(100, 0, 0),
        lambda: sum_of_years(100, 0, -1),
        lambda: declining_balance(100, 0, 5, 13),
        lambda: declining_balance(-100, 0, 5),
        lambda: double_declining(100, 0, 5, 0),
        lambda: variable_declining(100, 0, 5, 3, 6),
        lambda: variable_declining(100, 0, 5, 3, 2),
        lambda: declining_then_straight(float("nan"), 5, 2),
        lambda: units_of_production(100, 0, [1]),
    ],
)
def test_an_asset_that_cannot_be_is_refused(call):
    with pytest.raises(PricingError):
        call()


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(depreciation)
    assert result.attempted and not result.failed
