"""Months and quarters: the same calculator counted finer, and formulas that look back."""

from decimal import Decimal

import pytest

from pricing import Calculator, PricingDataError, PricingError
from pricing.returns import period_rate

NEAR = Decimal("1e-6")


def run(data, **changes):
    return Calculator.from_data(data | changes).run()


@pytest.mark.parametrize("period", ["quarter", "month"])
def test_the_years_of_finer_periods_cost_what_whole_years_cost(fleet_data, period):
    fleet_data["alternatives"] = [
        each for each in fleet_data["alternatives"] if each["id"] in ("keep", "buy", "lease")
    ]
    whole, fine = run(fleet_data), run(fleet_data, period=period)
    for mine, theirs in zip(fine.alternatives, whole.alternatives, strict=True):
        pairs = zip(mine.flows, theirs.flows, strict=True)
        assert all(abs(a - b) < NEAR for a, b in pairs)
        assert abs(mine.total_cost - theirs.total_cost) < NEAR
        # Money that leaves during the year weighs more than money at its end.
        assert mine.present_cost > theirs.present_cost


def test_a_month_is_discounted_at_the_yearly_rate(fleet_data):
    keep = run(fleet_data, period="month").alternative("keep")
    rate = 1 + period_rate(Decimal("0.10"), 12)
    worth = sum(flow / rate**at for at, flow in enumerate(keep.period_flows))
    assert abs(keep.present_cost + worth) < NEAR


def test_quarters_add_up_to_the_year(fleet_data):
    results = run(fleet_data, period="month")
    quarters = results.quarterly("buy")
    assert len(quarters) == 21
    assert abs(sum(quarters[1:5]) - results.alternative("buy").flows[1]) < NEAR
    with pytest.raises(PricingError):
        run(fleet_data).quarterly("buy")


def test_the_largest_payment_is_a_single_one(fleet_data):
    payment = run(fleet_data, period="month").alternative("keep").largest_payment
    assert payment.year == 5
    assert payment.period == 49
    assert payment.amount > -100


def test_the_year_of_a_line_opens_to_its_months_and_each_month_to_its_formula(fleet_data):
    results = run(fleet_data, period="month")
    year = results.explain("keep.energy", 2)
    assert len(year.inputs) == 12
    assert abs(sum(each.value for each in year.inputs) - year.value) < NEAR
    month = results.explain("keep.energy", period=13)
    assert month.year == 2
    assert month.value == year.inputs[0].value
    assert "old_energy" in month.formula
    with pytest.raises(PricingError):
        results.explain("keep.energy", period=61)


def text(words):
    return {"vi": words, "en": words}


def calculator(formulas, line, period="year", tables=()):
    return {
        "id": "small",
        "text": text("Small"),
        "currency": "USD",
        "scale": {"text": text("USD")},
        "horizon": {"years": "3"},
        "discount_rate": {"value": "0", "source": "-"},
        "period": period,
        "assumptions": [
            {"id": "debt", "text": text("Debt"), "unit": "USD", "value": "100", "source": "-"},
        ],
        "tables": list(tables),
        "formulas": [
            {"id": id, "text": text(id), "formula": each} for id, each in formulas.items()
        ],
        "reference": "only",
        "alternatives": [
            {
                "id": "only",
                "text": text("Only"),
                "lines": [
                    {"id": "cost", "text": text("Cost"), "category": "energy", "formula": line}
                ],
            }
        ],
    }


def flows(data):
    return [float(flow) for flow in Calculator.from_data(data).run().alternative("only").flows]


def test_a_formula_may_build_on_its_own_value_of_the_period_before():
    data = calculator({"owed": "previous(owed, debt) * 1.1"}, "owed")
    assert flows(data) == pytest.approx([0, -110, -121, -133.1])


def test_a_formula_looks_back_at_another_one():
    data = calculator({"meter": "debt * year"}, "meter - previous(meter, 0)")
    assert flows(data) == pytest.approx([0, -100, -100, -100])


def test_months_build_on_months():
    data = calculator({"owed": "previous(owed, debt) - debt / 36"}, "owed * 0.01", "month")
    owed = [100 - 100 / 36 * month for month in range(1, 37)]
    years = [-sum(owed[at : at + 12]) * 0.01 for at in (0, 12, 24)]
    assert flows(data)[1:] == pytest.approx(years, abs=1e-3)


def test_prices_stand_in_a_table_by_year():
    table = {
        "id": "price",
        "text": text("Price"),
        "unit": "USD",
        "source": "-",
        "rows": [["0", "5"], ["2", "7"]],
    }
    assert flows(calculator({}, "lookup(price, year) * 2", tables=[table])) == [0, -10, -14, -14]


def test_what_is_looked_up_tells_its_value_in_its_own_unit_and_who_says_so():
    table = {
        "id": "price",
        "text": text("Price"),
        "unit": "thousand USD",
        "source": "A guess",
        "author": "Lan",
        "to_confirm": "true",
        "rows": [["0", "0.005"], ["2", "0.007"]],
    }
    results = Calculator.from_data(calculator({}, "lookup(price, year) * 2", tables=[table])).run()
    name = results.alternatives[0].lines[0].name
    for year, value in ((1, "0.005"), (3, "0.007")):
        (found,) = (each for each in results.explain(name, year).inputs if each.kind == "table")
        assert (found.name, found.value, found.unit) == ("price", Decimal(value), "thousand USD")
        assert (found.source.en, found.author, found.to_confirm) == ("A guess", "Lan", True)


@pytest.mark.parametrize(
    ("formulas", "line", "complaint"),
    [
        ({"a": "b", "b": "previous(a, debt)"}, "a", "goes in a circle"),
        ({"a": "a + previous(a, debt)"}, "a", "goes in a circle"),
        ({"a": "previous(a, 1)"}, "a", "has the unit 1, not USD"),
        ({}, "lookup(prices, year) * debt", "unknown table 'prices'"),
        ({}, "previous(nothing, debt)", "unknown name 'nothing'"),
        ({"period": "debt"}, "debt", "already taken"),
    ],
)
def test_what_looks_back_wrongly_is_refused_by_name(formulas, line, complaint):
    with pytest.raises(PricingDataError, match=complaint):
        Calculator.from_data(calculator(formulas, line))


def test_a_table_whose_keys_do_not_rise_is_refused():
    table = {
        "id": "price",
        "text": text("Price"),
        "unit": "USD",
        "source": "-",
        "rows": [["2", "5"], ["2", "7"]],
    }
    with pytest.raises(PricingDataError, match="keys rise"):
        Calculator.from_data(calculator({}, "debt", tables=[table]))


def test_a_line_without_a_category_is_refused(fleet_data):
    del fleet_data["alternatives"][0]["lines"][0]["category"]
    with pytest.raises(PricingDataError, match="category"):
        Calculator.from_data(fleet_data)


def test_a_scenario_of_other_years_stands_beside_the_rest_as_it_is_computed_alone(fleet_data):
    longer = {"id": "longer", "text": text("Longer"), "overrides": {"horizon_years": "8"}}
    calculator = Calculator.from_data(fleet_data | {"scenarios": [longer]})
    beside, alone = calculator.run().scenarios[1], calculator.run(scenario="longer")
    for each in alone.alternatives:
        assert abs(beside.present_cost[each.id] - each.present_cost) < NEAR
