"""Drawn cases: their distributions, their correlations, and what they say of the verdict."""

import doctest
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import Calculator, PricingDataError, PricingError, simulation
from pricing.calculators.data import Correlation
from pricing.simulation import Simulation, Uncertain, draw, simulate

RUNS = 20_000


def drawn(spread, low=0.0, mode=3.0, high=12.0, seed=7):
    each = Uncertain("it", spread, low, mode, high)
    return draw([each], [], RUNS, np.random.default_rng(seed))[:, 0]


@pytest.mark.parametrize(
    ("spread", "mean", "deviation"),
    [
        ("uniform", 6.0, 12 / 12**0.5),
        ("triangular", 5.0, ((144 + 9 - 36) / 18) ** 0.5),
        ("pert", (0 + 4 * 3 + 12) / 6, ((4 - 0) * (12 - 4) / 7) ** 0.5),
        ("normal", 6.0, 12 / (2 * 1.2815515655446004)),
    ],
)
def test_a_distribution_has_the_mean_and_the_spread_of_the_textbook(spread, mean, deviation):
    values = drawn(spread)
    assert values.mean() == pytest.approx(mean, abs=4 * deviation / RUNS**0.5)
    assert values.std() == pytest.approx(deviation, rel=0.03)


def test_low_and_high_of_a_normal_distribution_are_its_tenth_and_ninetieth_percentile():
    assert np.percentile(drawn("normal"), [10, 90]) == pytest.approx([0, 12], abs=0.25)


@given(
    st.sampled_from(["uniform", "triangular", "pert"]),
    st.floats(-1e6, 1e6),
    st.floats(0, 1e6),
    st.floats(1e-3, 1e6),
)
@settings(max_examples=30)
def test_bounded_distributions_stay_within_their_bounds(spread, low, more, most):
    values = drawn(spread, low, low + more, low + more + most)
    assert values.min() >= low
    assert values.max() <= low + more + most


@pytest.mark.parametrize("wanted", [-0.8, 0.0, 0.5, 0.95])
def test_correlated_assumptions_keep_their_distributions(wanted):
    pair = [Uncertain("a", "pert", 0.0, 1.0, 9.0), Uncertain("b", "uniform", 0.0, 1.0, 2.0)]
    alone = draw(pair, [], RUNS, np.random.default_rng(3))
    together = draw(
        pair,
        [Correlation(between=("a", "b"), value=Decimal(str(wanted)))],
        RUNS,
        np.random.default_rng(3),
    )
    assert np.sort(together, axis=0).tolist() == np.sort(alone, axis=0).tolist()
    ranks = together.argsort(axis=0).argsort(axis=0)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(wanted, abs=0.03)


def test_correlations_that_contradict_one_another_are_refused():
    three = [Uncertain(id, "uniform", 0.0, 1.0, 2.0) for id in "abc"]
    pairs = [("a", "b", "0.9"), ("b", "c", "0.9"), ("a", "c", "-0.9")]
    given_ = [Correlation(between=(a, b), value=Decimal(value)) for a, b, value in pairs]
    with pytest.raises(PricingError, match="contradict"):
        draw(three, given_, 100, np.random.default_rng(1))


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(fleet):
    first, again, other = (simulate(fleet.calculation(), seed) for seed in (42, 42, 43))
    assert first == again
    assert first.options != other.options
    assert first.seed == 42


def test_the_outlook_is_in_order_and_its_runs_are_all_counted(fleet):
    outlook = simulate(fleet.calculation(), 42)
    for each in outlook.options:
        assert each.p10 < each.p50 < each.p90
        assert 0 <= each.gains <= 1
        assert sum(each.bins) == outlook.runs - outlook.undefined
    verdict = [each for each in outlook.options if each.best]
    assert sum(each.best for each in verdict) <= 1
    assert outlook.decision == "lease"
    assert outlook.holds == outlook.option("lease").best > Decimal("0.9")


def test_each_run_is_what_the_calculator_says_for_it(fleet):
    calculation = fleet.calculation()
    varied = simulation.uncertain(calculation)
    row = draw(varied, [], 3, np.random.default_rng(5))[2]
    case = calculation.base.copy()
    edits = {}
    for each, value in zip(varied, row, strict=True):
        edits[each.id] = Decimal(str(round(float(value), 9)))
        case[calculation.columns[each.id]] = float(edits[each.id])
    savings = calculation.net_savings(case[None, :])[0]
    for each, saved in zip(fleet.run(edits).alternatives, savings, strict=True):
        assert float(each.net_savings) == pytest.approx(saved, abs=1e-7)


def test_without_ranges_every_run_is_the_plan(fleet_data):
    for each in fleet_data["assumptions"]:
        each.pop("low", None), each.pop("high", None)
    for key in ("low", "high"):
        fleet_data["discount_rate"].pop(key)
    calculator = Calculator.from_data(fleet_data)
    outlook = simulate(calculator.calculation(), 1, runs=100)
    assert outlook.holds == 1
    assert [each.code for each in outlook.findings] == ["nothing_varies"]
    saved = calculator.run().alternative("buy").net_savings
    assert abs(outlook.option("buy").p50 - saved) < Decimal("1e-5")


def test_runs_without_a_value_are_counted_and_left_out(fleet_data):
    line = fleet_data["alternatives"][0]["lines"][1]
    line["formula"] = "if(energy_growth < 0.06, grow(old_energy, energy_growth), old_energy / 0)"
    fleet_data["scenarios"] = []
    outlook = simulate(Calculator.from_data(fleet_data).calculation(), 1, runs=500)
    assert 0 < outlook.undefined < 500
    assert [each.code for each in outlook.findings] == ["runs_undefined"]


def test_an_outlook_is_kept_as_plain_data(fleet):
    outlook = simulate(fleet.calculation(), 9, runs=50)
    assert Simulation.from_data(outlook.model_dump(mode="json")) == outlook


@pytest.mark.parametrize(("runs", "seed"), [(0, 1), (10**6, 1), (100, -1)])
def test_runs_and_seeds_beyond_reason_are_refused(fleet, runs, seed):
    with pytest.raises(PricingError):
        simulate(fleet.calculation(), seed, runs)


@pytest.mark.parametrize(
    "correlation",
    [
        {"between": ["old_energy", "weather"], "value": "0.5"},
        {"between": ["old_energy", "old_energy"], "value": "0.5"},
        {"between": ["old_energy", "old_downtime"], "value": "1.5"},
    ],
)
def test_a_correlation_of_nothing_or_beyond_one_is_refused(fleet_data, correlation):
    with pytest.raises(PricingDataError, match=r"correlat|no assumption|less than or equal"):
        Calculator.from_data(fleet_data | {"correlations": [correlation]})


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(simulation)
    assert result.attempted and not result.failed
