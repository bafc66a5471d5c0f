"""Money keeps every digit until quantise, and never mixes currencies."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pricing.findings
import pricing.money
import pricing.text
from pricing import CurrencyMismatch, Money, PricingDataError, PricingError, Text, quantise
from pricing.records import Record

amounts = st.decimals(-(10**12), 10**12, places=4)
modes = st.sampled_from(sorted(pricing.money.ROUNDING))


@given(amounts, amounts)
def test_adding_and_taking_away_comes_back_to_the_same_amount(first, second):
    one, other = Money(first, "VND"), Money(second, "VND")
    assert one + other - other == one


@given(amounts, st.integers(-3, 4), modes)
def test_rounding_moves_an_amount_by_less_than_one_unit_and_rounding_again_moves_nothing(
    amount, places, mode
):
    rounded = quantise(amount, places, mode)
    assert abs(rounded - amount) < Decimal(1).scaleb(-places)
    assert quantise(rounded, places, mode) == rounded


@given(amounts)
def test_minor_units_store_a_quantised_amount_without_loss(amount):
    for currency in ("VND", "USD", "BHD"):
        money = quantise(Money(amount, currency))
        assert Money.from_minor(money.to_minor(), currency) == money


def test_mixed_currencies_raise():
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1), "VND") + Money(Decimal(1), "USD")
    with pytest.raises(CurrencyMismatch):
        assert Money(Decimal(1), "VND") < Money(Decimal(1), "USD")


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), 1.5, 3])
def test_an_amount_is_a_finite_decimal(amount):
    with pytest.raises(PricingError):
        Money(amount, "VND")


def test_unrounded_amounts_are_refused_for_storage():
    with pytest.raises(PricingError, match="quantise"):
        Money(Decimal("0.5"), "VND").to_minor()


def test_a_huge_amount_is_an_error_of_the_package_and_not_of_decimal():
    with pytest.raises(PricingError):
        quantise(Money(Decimal("1e308"), "VND"))
    with pytest.raises(PricingError):
        Money(Decimal(1), "VND") / 0


def test_a_small_negative_rounds_to_plain_zero():
    assert str(quantise(Money(Decimal("-0.2"), "VND"))) == "0 VND"


def test_faults_in_data_carry_path_and_id():
    class Line(Record):
        id: str
        text: Text
        rate: Decimal

    class Sheet(Record):
        lines: list[Line]

    good = {"id": "a", "text": {"vi": "một", "en": "one"}, "rate": "0.05"}
    bad = {"id": "b", "text": {"vi": "hai"}, "rate": "NaN", "colour": "red"}
    assert Sheet.from_data({"lines": [good]}).lines[0].rate == Decimal("0.05")
    with pytest.raises(PricingDataError) as caught:
        Sheet.from_data({"lines": [good, bad]}, ("price_book",))
    paths = {problem.path for problem in caught.value.problems}
    root = ("price_book", "lines", 1)
    assert paths == {(*root, "text", "en"), (*root, "rate"), (*root, "colour")}
    assert {problem.id for problem in caught.value.problems} == {"b"}


def test_the_examples_in_the_documentation_are_true():
    for module in (pricing.money, pricing.text, pricing.findings):
        assert doctest.testmod(module).failed == 0
