"""Loans are repaid to the last đồng, and each way of paying rewrites the right lines."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pricing.financing.instalments
import pricing.sensitivity
from pricing import Calculator, Money, PricingDataError, PricingError
from pricing.financing import instalment, repayments

LOANS = {
    "principal": st.integers(1, 10**12),
    "rate": st.integers(0, 500).map(lambda each: Decimal(each) / 10_000),
    "payments": st.integers(1, 120),
    "repayment": st.sampled_from(["annuity", "linear"]),
    "currency": st.sampled_from(["VND", "USD"]),
}


@given(**LOANS)
def test_principal_repaid_sums_to_the_loan_exactly(principal, rate, payments, repayment, currency):
    loan = Money.from_minor(principal, currency)
    table = repayments(loan, rate, payments, repayment)
    assert Money.sum((row.principal for row in table), currency) == loan
    assert table[-1].balance == Money.zero(currency)
    assert len(table) == payments


@given(**LOANS)
def test_each_instalment_is_interest_and_principal_and_no_part_is_negative(
    principal, rate, payments, repayment, currency
):
    for row in repayments(Money.from_minor(principal, currency), rate, payments, repayment):
        assert row.payment == row.interest + row.principal
        assert min(row.interest, row.principal, row.balance) >= Money.zero(currency)


@given(st.integers(10**6, 10**9), st.integers(0, 300), st.integers(2, 60))
def test_all_instalments_of_an_annuity_but_the_last_are_equal(principal, points, payments):
    table = repayments(Money.from_minor(principal, "USD"), Decimal(points) / 10_000, payments)
    assert len({row.payment for row in table[:-1]}) == 1
    assert abs(table[-1].payment - table[0].payment).to_minor() <= payments * 4


@pytest.mark.parametrize(("rate", "payments"), [("0.1", 0), ("-1", 5), ("0.1", -3)])
def test_a_loan_that_cannot_be_is_refused(rate, payments):
    with pytest.raises(PricingError):
        instalment(Money(Decimal(100), "USD"), Decimal(rate), payments)


def test_a_loan_replaces_the_purchase_by_a_down_payment_and_keeps_the_rest(fleet):
    results = fleet.run()
    buy, loan = results.alternative("buy"), results.alternative("loan")
    assert loan.line("purchase").flows[0] == Decimal("-720")
    for id in ("training", "maintenance", "energy", "downtime", "residual"):
        assert loan.line(id).flows == buy.line(id).flows


def test_a_free_loan_is_never_dearer_than_buying(fleet):
    results = fleet.run({"loan_rate": Decimal(0)})
    loan, buy = results.alternative("loan"), results.alternative("buy")
    assert loan.total_cost == buy.total_cost
    assert loan.present_cost < buy.present_cost


def test_borrowing_at_the_discount_rate_costs_what_buying_costs(fleet):
    results = fleet.run({"loan_rate": Decimal("0.10")})
    loan, buy = results.alternative("loan"), results.alternative("buy")
    assert abs(loan.present_cost - buy.present_cost) < Decimal("1e-6")


def _loan(data, **changes):
    loan = next(each for each in data["alternatives"] if each["id"] == "loan")
    loan["financing"] |= changes
    return Calculator.from_data(data).run().alternative("loan")


@pytest.mark.parametrize("payments_per_year", ["1", "2", "4", "12"])
def test_a_linear_loan_repays_the_same_principal_every_year(fleet_data, payments_per_year):
    loan = _loan(fleet_data, repayment="linear", payments_per_year=payments_per_year)
    assert set(loan.line("principal").flows[1:]) == {Decimal("-336")}
    table = sum((row.interest for row in loan.instalments), Decimal(0)) / 1_000_000
    assert abs(loan.line("interest").total - table) < Decimal("0.001")


@pytest.mark.parametrize("payments_per_year", ["2", "4", "12"])
def test_the_lines_of_an_annuity_agree_with_its_instalments_year_by_year(
    fleet_data, payments_per_year
):
    loan = _loan(fleet_data, payments_per_year=payments_per_year)
    a_year = int(payments_per_year)
    for year in range(1, 6):
        rows = loan.instalments[(year - 1) * a_year : year * a_year]
        interest = sum((row.interest for row in rows), Decimal(0)) / 1_000_000
        assert abs(loan.line("interest").flows[year] + interest) < Decimal("0.0001")


def test_deferred_payments_fall_in_the_years_they_are_named_for(fleet):
    deferred = fleet.run().alternative("deferred")
    assert deferred.line("first_payment").flows[0] == -800
    later = deferred.line("later_payments").flows
    assert [int(flow) for flow in later] == [0, -900, -900, 0, 0, 0]


def test_own_lines_of_a_financed_alternative_are_added(fleet_data):
    fee = {
        "id": "bank_fee",
        "text": {"vi": "Phí", "en": "Fee"},
        "category": "financing",
        "formula": "purchase_price * 0.01",
        "when": "start",
    }
    loan = next(each for each in fleet_data["alternatives"] if each["id"] == "loan")
    loan["lines"] = [fee]
    assert _loan(fleet_data).line("bank_fee").flows[0] == -24


def test_there_is_nothing_to_borrow_for_without_a_purchase(fleet_data):
    fleet_data["alternatives"][5]["of"] = "keep"
    with pytest.raises(PricingDataError, match="no acquisition in year 0"):
        Calculator.from_data(fleet_data)


@pytest.mark.parametrize("module", [pricing.financing.instalments])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
