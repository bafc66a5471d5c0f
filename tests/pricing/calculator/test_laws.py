"""What holds for every calculation, whatever the inputs."""

import json
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import AssumptionError, Edit, Results
from pricing.formula import evaluate, parse

MONEY = st.integers(0, 5000).map(Decimal)
RATE = st.integers(-20, 40).map(lambda each: Decimal(each) / 100)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "old_maintenance": MONEY,
        "old_energy": MONEY,
        "purchase_price": MONEY,
        "training": MONEY,
        "new_maintenance": MONEY,
        "lease_fee": MONEY,
        "residual_value": MONEY,
        "old_maintenance_growth": RATE,
        "energy_growth": RATE,
        "downtime_growth": RATE,
        "discount_rate": RATE,
        "loan_rate": st.integers(0, 30).map(lambda x: Decimal(x) / 100),
        "loan_term": st.integers(1, 15).map(Decimal),
        "loan_share": st.integers(0, 100).map(lambda x: Decimal(x) / 100),
        "horizon_years": st.integers(1, 15).map(Decimal),
    },
)
SCENARIOS = st.sampled_from(["base", "downside", "upside"])
A_FEW = settings(max_examples=25)


@A_FEW
@given(EDITS, SCENARIOS)
def test_lines_sum_to_the_totals_exactly(fleet, edits, scenario):
    for each in fleet.run(edits, scenario).alternatives:
        for year, flow in enumerate(each.flows):
            assert sum(line.flows[year] for line in each.lines) == flow
        assert sum(line.present_cost for line in each.lines) == each.present_cost
        assert sum(each.by_category.values()) == each.present_cost
        assert sum(line.total for line in each.lines) == each.total_cost == -sum(each.flows)


@A_FEW
@given(EDITS, SCENARIOS)
def test_savings_are_counted_against_the_reference_and_end_in_the_net_savings(
    fleet, edits, scenario
):
    results = fleet.run(edits, scenario)
    keep = results.alternative("keep")
    assert keep.net_savings == 0
    for each in results.alternatives:
        assert each.net_savings == keep.present_cost - each.present_cost
        assert each.cumulative[-1] == each.net_savings
        assert each.npv == -each.present_cost
        assert results.best.net_savings >= 0


@A_FEW
@given(EDITS, st.data())
def test_at_its_break_even_an_input_makes_the_net_savings_zero(fleet, edits, data):
    results = fleet.run(edits)
    found = [each for each in results.break_evens if each.value is not None]
    if not found:
        return
    chosen = data.draw(st.sampled_from(found))
    again = fleet.run(edits | {chosen.assumption: chosen.value})
    scale = max(each.present_cost for each in results.alternatives) + 1
    left = again.alternative(chosen.alternative).net_savings
    assert abs(left) < Decimal("1e-6") * max(scale, chosen.value)


@A_FEW
@given(EDITS)
def test_a_break_even_that_is_not_found_is_not_hidden_between_the_ends_of_the_bar(fleet, edits):
    results = fleet.run(edits)
    for alternative, bars in results.tornado.items():
        for bar in bars:
            if bar.at_low * bar.at_high < 0:
                assert results.break_even(alternative, bar.assumption).value is not None


@A_FEW
@given(EDITS, SCENARIOS)
def test_what_would_change_the_answer_is_the_same_whenever_it_is_asked_for(fleet, edits, scenario):
    results = fleet.run(edits, scenario)
    ids = [each.id for each in results.headline]
    alone = [results.verdict(id) for id in ids]
    assert [Results.from_dict(results.to_dict()).verdict(id) for id in ids] == alone
    made_again = results.model_copy()
    for known in ("stress", "break_evens", "tornado"):
        del vars(made_again)[known]
    assert made_again.break_evens == results.break_evens
    assert made_again.tornado == results.tornado


@A_FEW
@given(EDITS)
def test_principal_repaid_sums_to_the_loan(fleet, edits):
    results = fleet.run(edits)
    loan, buy = results.alternative("loan"), results.alternative("buy")
    borrowed = buy.line("purchase").total - loan.line("purchase").total
    repaid = loan.line("principal").total + loan.line("settlement").total
    assert abs(repaid - borrowed) <= Decimal("1e-6")
    table = sum((row.principal for row in loan.instalments), Decimal(0))
    assert table == results.money(borrowed).amount.quantize(Decimal(1))


def test_the_base_scenario_is_the_authors_values(fleet):
    results = fleet.run()
    assert results == fleet.run({}, "base")
    assert results == fleet.run({id: each.value for id, each in fleet.inputs.items()}).model_copy(
        update={"edits": {}, "assumptions": results.assumptions}
    )
    assert all(each.value == each.default for each in results.assumptions)


@A_FEW
@given(EDITS, SCENARIOS)
def test_a_scenario_side_by_side_is_the_scenario_by_itself(fleet, edits, scenario):
    beside = {each.id: each for each in fleet.run(edits).scenarios}[scenario]
    alone = fleet.run(edits, scenario)
    for each in alone.alternatives:
        assert abs(beside.net_savings[each.id] - each.net_savings) < Decimal("1e-5")
        assert abs(beside.present_cost[each.id] - each.present_cost) < Decimal("1e-5")


@A_FEW
@given(EDITS, SCENARIOS, st.data())
def test_an_explained_value_is_the_computed_one_and_follows_from_its_inputs(
    fleet, edits, scenario, data
):
    results = fleet.run(edits, scenario)
    alternative = data.draw(st.sampled_from(results.alternatives))
    line = data.draw(st.sampled_from(alternative.lines))
    year = data.draw(st.sampled_from(results.years))
    explanation = results.explain(line.name, year)
    assert explanation.value == line.flows[year]
    names = {each.name: float(each.value) for each in explanation.inputs}
    arrays = {name: _one(value) for name, value in ({"year": float(year)} | names).items()}
    computed = float(evaluate(parse(explanation.formula), arrays).flat[0])
    assert computed == pytest.approx(float(explanation.amount), rel=1e-9, abs=1e-7)
    paid = {"start": year == 0, "end": year == results.horizon}
    when = next(each.item.when for each in [results.computation[0].steps[line.name]])
    if paid.get(when, year > 0):
        sign = 1 if line.category == "residual" else -1
        assert abs(sign * explanation.amount - explanation.value) < Decimal("1e-6")


def _one(value):
    return np.array([[value]])


@A_FEW
@given(EDITS, SCENARIOS)
def test_stored_results_come_back_equal_and_compute_again_to_the_same_data(fleet, edits, scenario):
    results = fleet.run(edits, scenario)
    stored = json.dumps(results.to_dict())
    back = Results.from_dict(json.loads(stored))
    assert back == results
    assert json.dumps(back.to_dict()) == stored
    assert json.dumps(fleet.run(back.edits, back.scenario).to_dict()) == stored
    assert back.explain("keep", 1) == results.explain("keep", 1)
    assert (back.decision, back.findings) == (results.decision, results.findings)


@A_FEW
@given(st.integers(0, 4000), st.integers(1, 500))
def test_a_dearer_lease_never_gains_more(fleet, fee, more):
    gains = [
        fleet.run({"lease_fee": Decimal(each)}).alternative("lease").net_savings
        for each in (fee, fee + more)
    ]
    assert gains[1] < gains[0]


def test_an_edit_keeps_who_says_so(fleet):
    edit = Edit(value=Decimal(330), source="Sổ bảo trì 2026", author="Lan", date="2026-11-20")
    results = fleet.run({"old_maintenance": edit})
    (base, _) = results.explain("keep.maintenance", 1).inputs
    assert (base.value, base.author, base.source.in_("vi")) == (330, "Lan", "Sổ bảo trì 2026")
    assert base.set_by == "edit"
    assert results.assumption("old_maintenance").default == 320


def test_a_scenario_wins_over_an_edit_and_says_so(fleet):
    results = fleet.run({"energy_growth": Decimal("0.07")}, "downside")
    growth = results.assumption("energy_growth")
    assert (growth.value, growth.set_by) == (0, "scenario")
    assert results.edits["energy_growth"].value == Decimal("0.07")


@A_FEW
@given(
    st.dictionaries(
        st.sampled_from(["lease_fee", "discount_rate", "energy_growth", "loan_term", "loan_share"]),
        st.one_of(st.decimals(), st.integers(), st.text(max_size=8)),
        min_size=1,
    )
)
def test_any_input_is_either_computed_finite_or_refused_by_name(fleet, edits):
    try:
        results = fleet.run(edits)
    except AssumptionError as error:
        named = {each.subjects[0] for each in error.findings}
        assert named <= set(edits) | set(fleet.compiled.steps)
    else:
        for each in results.alternatives:
            assert all(flow.is_finite() for flow in each.flows)
