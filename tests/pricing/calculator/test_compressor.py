"""A station of compressors: energy from shaft power, units, loan and lease."""

from decimal import Decimal

import pytest

from pricing import quantise


@pytest.fixture(scope="module")
def results(compressor):
    return compressor.run()


@pytest.mark.parametrize(("formula", "dollars"), [("loaded_cost", 48792), ("unloaded_cost", 2272)])
def test_energy_costs_are_those_of_the_tip_sheet(results, formula, dollars):
    explanation = results.explain(formula)
    assert quantise(explanation.value, 0) == dollars
    assert explanation.unit == "USD/year"


def test_the_first_year_of_energy_costs_what_both_states_cost_together(results):
    energy = results.alternative("keep").line("energy")
    assert quantise(-energy.flows[1], 2) == Decimal("51064.52")
    assert energy.flows[0] == 0


def test_maintenance_is_a_line_of_its_own_in_every_alternative(results):
    for alternative in results.alternatives:
        assert alternative.line("maintenance").category == "maintenance"
        assert results.explain(f"{alternative.id}.maintenance", 1).inputs[0].source


def test_a_price_per_month_counts_twelve_times_a_year(results):
    payment = results.alternative("lease").line("payment")
    assert payment.flows[0] == -12 * 1480


def test_a_lease_in_advance_is_paid_from_signing_until_a_year_before_its_end(results):
    flows = results.alternative("lease").line("payment").flows
    assert [bool(flow) for flow in flows] == [True] * 6 + [False] * 3
    assert results.alternative("lease").line("buyout").flows[6] == -3500


def test_a_lease_keeps_the_lines_it_does_not_replace(results):
    bought, leased = results.alternative("buy"), results.alternative("lease")
    assert {line.id for line in bought.lines} - {line.id for line in leased.lines} == {"purchase"}
    assert leased.line("energy").flows == bought.line("energy").flows


def test_the_instalments_of_the_bank_agree_with_the_lines_of_the_loan(results):
    loan = results.alternative("loan")
    assert len(loan.instalments) == 60
    for column, line in (("principal", "principal"), ("interest", "interest")):
        table = sum((getattr(row, column) for row in loan.instalments), Decimal(0))
        assert abs(table - loan.line(line).total) < Decimal("0.60")
    assert loan.instalments[-1].balance == 0


def test_a_loan_longer_than_the_horizon_is_settled_in_the_last_year(compressor):
    results = compressor.run({"loan_term": Decimal(12)})
    loan = results.alternative("loan")
    repaid = loan.line("principal").total + loan.line("settlement").total
    assert loan.line("settlement").flows[-1] < -15000
    assert abs(repaid - Decimal(54800)) < Decimal("0.01")
    assert "term_beyond_horizon" in {each.code for each in results.findings}


def test_a_change_of_hours_reaches_every_line_that_runs_on_them(results):
    assert results.explain("hours").used_by == ("full_power",)
    assert set(results.explain("full_power").used_by) == {"loaded_energy", "unloaded_energy"}
