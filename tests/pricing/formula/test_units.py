"""Units: kilowatts times hours times money per kilowatt-hour is money, and nothing else is."""

import pytest

from pricing.formula import FormulaError, parse, read_unit, same_kind, unit_of

UNITS = {
    name: read_unit(text)
    for name, text in {
        "power": "kW",
        "hours": "h/year",
        "price": "VND/kWh",
        "fee": "million VND/month",
        "share": "fraction",
        "term": "years",
        "factor": "kgCO2e/kWh",
        "carbon": "USD/tCO2e",
    }.items()
} | {"year": read_unit("1")}


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("power * hours * price", "VND/year"),
        ("fee * share", "VND/year"),
        ("grow(fee, share)", "VND/year"),
        ("max(0, fee - power * hours * price)", "VND/year"),
        ("if(year <= term, fee, 0)", "VND/year"),
        ("power * hours * factor * carbon", "USD/year"),
        ("instalment(share, term, fee)", "VND/year"),
        ("fee / fee", "fraction"),
        ("power ^ 2 / power", "kW"),
        ("round(fee, 2)", "VND/year"),
        ("(1 + share) ^ (year - 1)", "fraction"),
    ],
)
def test_the_unit_of_a_formula_follows_from_its_inputs(formula, unit):
    assert same_kind(unit_of(parse(formula), UNITS), read_unit(unit))


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("power + hours", "kW does not go with h/year"),
        ("fee + 100", "does not go with"),
        ("min(power, price)", "does not go with"),
        ("fee < power", "does not go with"),
        ("grow(fee, fee)", "a plain number is needed"),
        ("share ^ power", "the exponent has the unit"),
        ("power ^ share", "can only be raised to a whole number"),
        ("instalment(fee, term, fee)", "a plain number is needed"),
        ("if(fee, 1, 2)", "a plain number is needed"),
        ("power * heat", "unknown name 'heat'"),
    ],
)
def test_units_that_do_not_fit_are_refused_by_name(formula, complaint):
    with pytest.raises(FormulaError) as caught:
        unit_of(parse(formula), UNITS)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("million VND", 1_000_000),
        ("USD/month", 12),
        ("MWh", 1000),
        ("tCO2e", 1000),
        ("thousand USD/quarter", 4000),
        ("fraction", 1),
        ("months", 1),
    ],
)
def test_a_unit_knows_how_many_base_units_it_is(text, factor):
    assert read_unit(text).factor == factor


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("%", "rates are fractions"),
        ("parrots", "unknown unit 'parrots'"),
        ("", "not a unit"),
        ("year", "write `years`"),
        ("VND//h", "not a unit"),
        ("VND per h", "not a unit"),
    ],
)
def test_what_is_not_a_unit_is_refused(text, complaint):
    with pytest.raises(FormulaError) as caught:
        read_unit(text)
    assert complaint in str(caught.value)


def test_a_calculator_may_declare_units_of_its_own():
    assert str(read_unit("parrots/h", ("parrots",))) == "parrots/h"
