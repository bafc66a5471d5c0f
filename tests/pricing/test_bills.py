"""Lan pastes her bills the way she has them."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pricing.bills
from pricing import parse_bills


def kwh(text, **more):
    parsed = parse_bills(text, **more)
    assert parsed.problems == ()
    return [(f"{month:%Y-%m}", amount) for month, amount in parsed.bills]


@pytest.mark.parametrize(
    "row",
    [
        "05/2025 1.850,5",
        "2025-05; 1850,5 kWh",
        "Tháng 5/2025: 1.850,5 kWh",
        "Tháng 5/2025\t1850,5",
        "2025-05-31 1850,5",
        "31/05/2025 | 1\u00a0850,5",
        '"05/2025";"1.850,5"',
    ],
)
def test_a_month_and_a_number_are_read_in_many_spellings(row):
    assert kwh(row) == [("2025-05", Decimal("1850.5"))]


def test_english_numbers_have_a_decimal_point():
    assert kwh("2025-05 1,850.5", decimal=".") == [("2025-05", Decimal("1850.5"))]


def test_a_heading_and_blank_rows_are_passed_over():
    assert kwh("Tháng;kWh\n\n05/2025;1520\n06/2025;1610\n") == [
        ("2025-05", Decimal(1520)),
        ("2025-06", Decimal(1610)),
    ]


def test_bare_numbers_count_back_from_the_last_month():
    last = date(2026, 1, 20)
    assert [month for month, _ in kwh("1520\n1610\n1700", last_month=last)] == [
        "2025-11", "2025-12", "2026-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("05/2025 1500\n06/2025 nhiều", "bill_unreadable", 2),
        ("05/2025 1500\n\n06/2025 12,3,4", "bill_unreadable", 3),
        ("05/2025 1500 3.200.000", "bill_unclear", 1),
        ("05/2025 -1500", "bill_negative", 1),
        ("05/2025 1e308", "bill_unreadable", 1),
        ("05/2025 99999999999999", "bill_too_large", 1),
        ("05/2025 NaN", "bill_unreadable", 1),
        ("05/2025 1500\n05/2025 1600", "bill_month_twice", 2),
        ("1500", "bill_month_missing", 1),
        ("05/2025 1.85", "bill_unreadable", 1),
        ("x1" * 5000, "bill_unreadable", 1),
    ],
)
def test_a_row_that_cannot_be_read_is_named(text, code, row):
    problem = parse_bills(text).problems[0]
    assert (problem.code, problem.params["row"]) == (code, row)
    assert len(problem.params["text"]) <= 60


def test_nothing_and_too_much_are_told_apart():
    assert parse_bills(" \n ").problems[0].code == "bills_missing"
    assert parse_bills("kWh").problems[0].code == "bills_missing"
    assert parse_bills("05/2025 1\n" * 1000).problems[0].code == "bills_too_many"


@settings(max_examples=150)
@given(st.text(max_size=200) | st.text("0123456789.,;:/- \t\nekWh", max_size=200))
def test_no_text_whatsoever_crashes_the_reader(text):
    parsed = parse_bills(text)
    assert parsed.bills or parsed.problems
    assert all(kwh.is_finite() and kwh >= 0 for _, kwh in parsed.bills)


def test_the_examples_in_the_documentation_are_true():
    assert doctest.testmod(pricing.bills).failed == 0
