"""What authors and buyers get wrong is refused by place and by name."""

import warnings
from decimal import Decimal

import pytest

from pricing import AssumptionError, Calculator, Finding, PricingDataError, PricingError
from pricing.calculators.undefined import MEASURES

BAD = [
    ("old_energy", "abc", "not_a_number"),
    ("old_energy", "", "not_a_number"),
    ("old_energy", "NaN", "not_a_number"),
    ("old_energy", "Infinity", "not_a_number"),
    ("old_energy", Decimal("sNaN"), "not_a_number"),
    ("old_energy", "1,5", "not_a_number"),
    ("old_energy", "1e308", "out_of_range"),
    ("old_energy", "-1", "out_of_range"),
    ("old_energy", 0.1, "not_a_number"),
    ("old_energy", None, "not_a_number"),
    ("old_energy", "9" * 10000, "out_of_range"),
    ("energy_growth", "-1", "out_of_range"),
    ("discount_rate", "-1", "out_of_range"),
    ("discount_rate", "101", "out_of_range"),
    ("horizon_years", "0", "out_of_range"),
    ("horizon_years", "600", "out_of_range"),
    ("horizon_years", "2.5", "not_whole"),
    ("loan_term", "0", "out_of_range"),
    ("loan_share", "1.5", "out_of_range"),
    ("parrots", "1", "unknown_assumption"),
]


@pytest.mark.parametrize(("id", "value", "code"), BAD)
def test_an_input_that_makes_no_sense_is_a_finding_that_names_it(fleet, id, value, code):
    with pytest.raises(AssumptionError) as caught:
        fleet.run({id: value})
    assert [(each.code, each.subjects) for each in caught.value.findings] == [(code, (id,))]


def test_every_bad_input_is_named_at_once(fleet):
    found = fleet.check({"old_energy": "x", "loan_term": "0", "training": "40"}, "tomorrow")
    assert [each.code for each in found] == ["unknown_scenario", "not_a_number", "out_of_range"]


def test_the_bounds_stand_beside_what_is_out_of_range(fleet):
    (found,) = fleet.check({"loan_term": "99"})
    assert found.params == {"minimum": 1, "maximum": 15}


def test_amounts_beyond_all_reason_are_refused_by_line_and_year(fleet):
    edits = {"old_energy": "1e9", "energy_growth": "100", "horizon_years": "15"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(AssumptionError) as caught:
            fleet.run(edits)
    assert Finding("too_large", ("keep.energy",), {"year": 4}) in caught.value.findings


@pytest.mark.parametrize(
    "edits",
    [
        {"discount_rate": "0"},
        {"discount_rate": "-0.5"},
        {"discount_rate": "100"},
        {"horizon_years": "1"},
        {"horizon_years": "15"},
        {"loan_rate": "0"},
        {"loan_share": "0"},
        {"purchase_price": "0", "training": "0"},
        dict.fromkeys(("old_maintenance", "old_energy", "old_downtime"), "0"),
    ],
)
def test_extreme_but_possible_inputs_are_computed_without_a_warning(fleet, edits):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = fleet.run(edits)
    assert all(each.present_cost.is_finite() for each in results.alternatives)


def test_all_zero_flows_give_no_rate_and_no_crash(fleet):
    amounts = [each.id for each in fleet.data.assumptions if "VND" in each.unit]
    results = fleet.run(dict.fromkeys(amounts, "0"))
    assert {each.net_savings for each in results.alternatives} == {0}
    told = [each.params for each in results.findings if each.code == "not_defined"]
    assert told == [{"measures": MEASURES, "why": Finding("nothing_saved")}] * len(told) != []
    assert results.decision.code == "nothing_paid"
    assert {results.verdict(each.id).code for each in results.alternatives} == {"equals"}
    assert all(each.value is None or each.value >= 0 for each in results.break_evens)


def test_alternatives_that_cost_alike_are_a_tie_and_not_a_loss(fleet):
    results = fleet.run()
    alike = (e.model_copy(update={"net_savings": Decimal(0)}) for e in results.alternatives)
    tied = results.model_copy(update={"alternatives": tuple(alike)})
    assert tied.decision.code == "tie" and tied.verdict("buy").code == "equals"


def _at(data, path):
    for step in path:
        data = data[step]
    return data


MISTAKES = [
    (("assumptions", 0, "unit"), "million parrots", "unknown unit 'parrots'"),
    (("assumptions", 0, "unit"), "%", "rates are fractions"),
    (("assumptions", 0, "value"), "lots", "valid decimal"),
    (("assumptions", 0, "value"), "1e308", "a finite number of at most"),
    (("assumptions", 0, "value"), "NaN", "finite"),
    (("assumptions", 0, "value"), "-5", "outside 0"),
    (("assumptions", 0, "id"), "year", "already taken"),
    (("assumptions", 0, "group"), "nobody", "no group 'nobody'"),
    (("discount_rate", "value"), "-1", "greater than or equal to Decimal('-0.5')"),
    (("horizon", "years"), "0", "greater than or equal to 1"),
    (("formulas", 0, "formula"), "grow(new_energy, )", "expected a number"),
    (("formulas", 0, "unit"), "million VND/kWh", "the formula gives"),
    (("reference",), "nothing", "no alternative 'nothing'"),
    (("alternatives", 0, "lines", 0, "formula"), "old_gas", "unknown name 'old_gas'"),
    (("alternatives", 0, "lines", 0, "formula"), "energy_growth", "has the unit 1, not VND"),
    (("alternatives", 0, "lines", 0, "formula"), "keep.maintenance", "goes in a circle"),
    (("alternatives", 0, "lines", 0, "category"), "wages", "Input should be"),
    (("alternatives", 1, "lines", 0, "formula"), "old_energy", "unit VND/year, not VND"),
    (("alternatives", 1, "watch"), "weather", "no assumption 'weather'"),
    (("alternatives", 2, "of"), "loan", "not an alternative with lines of its own"),
    (("alternatives", 2, "financing", "kind"), "gift", "gift"),
    (("alternatives", 5, "financing", "rate"), "bank_rate", "unknown name 'bank_rate'"),
    (("scenarios", 0, "overrides"), {"weather": "1"}, "no assumption 'weather'"),
    (("scenarios", 0, "overrides"), {"energy_growth": "-2"}, "does not fit"),
    (("scenarios", 0, "id"), "base", "already taken"),
]


@pytest.mark.parametrize(("path", "value", "complaint"), MISTAKES)
def test_a_mistake_of_the_author_is_reported_with_its_place(fleet_data, path, value, complaint):
    _at(fleet_data, path[:-1])[path[-1]] = value
    with pytest.raises(PricingDataError) as caught:
        Calculator.from_data(fleet_data)
    told = [each for each in caught.value.problems if complaint in each.message]
    assert told, caught.value.problems
    assert all(step in told[0].path for step in path[:2])


def test_an_unknown_key_is_refused(fleet_data):
    fleet_data["assumptions"][3]["colour"] = "red"
    with pytest.raises(PricingDataError) as caught:
        Calculator.from_data(fleet_data)
    assert caught.value.problems[0].path == ("assumptions", 3, "colour")
    assert caught.value.problems[0].id == "energy_growth"


def test_an_assumption_without_a_source_is_refused(fleet_data):
    del fleet_data["assumptions"][0]["source"]
    with pytest.raises(PricingDataError, match=r"\(old_maintenance\): key 'source' is missing"):
        Calculator.from_data(fleet_data)


def test_a_line_without_a_category_is_refused(fleet_data):
    del fleet_data["alternatives"][0]["lines"][0]["category"]
    with pytest.raises(PricingDataError) as caught:
        Calculator.from_data(fleet_data)
    (problem,) = caught.value.problems
    assert (problem.id, problem.message) == ("maintenance", "key 'category' is missing")


def test_a_division_by_zero_is_found_when_the_calculator_is_read(fleet_data):
    line = fleet_data["alternatives"][0]["lines"][0]
    line["formula"] = "old_maintenance / (year - 3)"
    with pytest.raises(PricingDataError, match=r"not_finite: keep\.maintenance, year 3"):
        Calculator.from_data(fleet_data)


def test_a_scenario_that_cannot_be_computed_is_found_when_the_calculator_is_read(fleet_data):
    line = fleet_data["alternatives"][0]["lines"][1]
    line["formula"] = "old_energy * energy_growth / energy_growth"
    with pytest.raises(PricingDataError, match=r"downside.*keep\.energy"):
        Calculator.from_data(fleet_data)


def test_a_figure_that_does_not_exist_cannot_be_explained(fleet):
    results = fleet.run()
    for name, year in (("parrots", None), ("keep.parrots", 1), ("keep", 9), ("keep", -1)):
        with pytest.raises(PricingError):
            results.explain(name, year)


def test_stored_results_that_were_tampered_with_are_refused(fleet):
    from pricing import Results

    data = fleet.run().to_dict()
    data["alternatives"][0]["present_cost"] = "cheap"
    with pytest.raises(PricingDataError):
        Results.from_dict(data)
