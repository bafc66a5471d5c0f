"""What a unit of output costs, how much is emitted, and what a tonne avoided costs."""

from decimal import Decimal

import pytest

from pricing import Calculator, PricingDataError

WORDS = {"vi": "-", "en": "-"}
NEAR = Decimal("1e-5")


def assumption(id, unit, value):
    return {"id": id, "text": WORDS, "unit": unit, "value": value, "source": "-"}


@pytest.fixture
def measured(fleet_data):
    """The fleet with air delivered and electricity used."""
    fleet_data["assumptions"] += [
        assumption("air", "m3/year", "6000000"),
        assumption("grid", "tCO2e/MWh", "0.6766"),
        assumption("old_power", "MWh/year", "1000"),
        assumption("new_power", "kWh/year", "700000"),
    ]
    keep, buy, *_ = fleet_data["alternatives"]
    keep["emissions"] = "old_power * grid"
    buy["emissions"] = "new_power * grid"
    fleet_data["output"] = {"text": WORDS, "formula": "air", "unit": "m3/year"}
    return fleet_data


@pytest.mark.parametrize("period", ["year", "month"])
def test_tonnes_are_counted_per_year_in_any_unit_and_period(measured, period):
    results = Calculator.from_data(measured | {"period": period}).run()
    tonnes = {id: results.alternative(id).emissions for id in ("keep", "buy", "lease")}
    assert [abs(each - Decimal("676.6")) < NEAR for each in tonnes["keep"][1:]] == [True] * 5
    assert abs(tonnes["buy"][3] - Decimal("473.62")) < NEAR
    assert tonnes["lease"] == tonnes["buy"]


def test_the_cost_of_a_tonne_avoided_is_what_it_costs_more(measured):
    results = Calculator.from_data(measured).run()
    buy = results.alternative("buy")
    avoided = 5 * (Decimal("676.6") - Decimal("473.62"))
    assert abs(buy.cost_per_tonne + buy.net_savings * 1_000_000 / avoided) < NEAR * 10
    assert results.alternative("keep").cost_per_tonne is None


def test_a_unit_costs_the_same_every_year_at_present_value(measured):
    keep = Calculator.from_data(measured).run().alternative("keep")
    assert abs(keep.unit_cost * 6 - keep.equivalent_annual_cost) < NEAR * 10


def test_each_tonne_opens_to_its_formula(measured):
    opened = Calculator.from_data(measured).run().explain("buy_emissions", 2)
    assert opened.formula == "new_power * grid"
    assert opened.unit == "tCO2e/year"
    assert opened.value == Decimal("473.62")


def test_nothing_avoided_has_no_cost_per_tonne(measured):
    measured["alternatives"][1]["emissions"] = "old_power * grid"
    buy = Calculator.from_data(measured).run().alternative("buy")
    assert buy.cost_per_tonne is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("output", "unit", "m3"), "not m3"),
        (("output", "formula", "air * 2 / old_power"), "the formula gives"),
    ],
)
def test_an_output_that_is_no_amount_a_year_is_refused(measured, change, complaint):
    part, key, value = change
    measured[part][key] = value
    with pytest.raises(PricingDataError, match=complaint):
        Calculator.from_data(measured)


def test_emissions_in_another_unit_are_refused(measured):
    measured["alternatives"][0]["emissions"] = "old_power"
    with pytest.raises(PricingDataError, match="not tCO2e/year"):
        Calculator.from_data(measured)
