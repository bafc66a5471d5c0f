"""The functions of finance people: as spreadsheets document them, and as our exact figures say."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import depreciation, returns
from pricing.formula import FormulaError, before, evaluate, key_of, parse, read_unit, unit_of
from pricing.formula.evaluate import rows_of


def compute(text, **values):
    """The formula's value in year 1."""
    arrays = {name: np.array([[float(value)]]) for name, value in values.items()}
    return float(evaluate(parse(text), {"year": np.array([[1.0]]), **arrays})[0, 0])


@pytest.mark.parametrize(
    ("text", "value", "near"),
    [
        ("PMT(0.08 / 12, 10, 10000)", -1037.03, 0.005),
        ("PMT(0.08 / 12, 10, 10000, 0, 1)", -1030.16, 0.005),
        ("PMT(0.005, 216, 0, 50000)", -129.0811608679973, 1e-9),
        ("PMT(0, 10, 1000)", -100, 1e-12),
        ("IPMT(0.1 / 12, 1, 36, 8000)", -66.67, 0.005),
        ("IPMT(0.1, 3, 3, 8000)", -292.45, 0.005),
        ("PPMT(0.0875 / 12, 1, 36, 5000, 8000, 1)", -350.99, 0.005),
        ("PV(0.08 / 12, 240, 500)", -59777.15, 0.005),
        ("FV(0.005, 10, -200, -500, 1)", 2581.4033740601185, 1e-8),
        ("NPER(0.075, -2000, 0, 100000)", 21.544944, 5e-5),
        ("RATE(48, -200, 8000)", 0.0077014724882, 1e-12),
        ("CUMIPMT(0.0075, 360, 125000, 13, 24)", -11135.23, 0.005),
        ("CUMPRINC(0.0075, 360, 125000, 13, 24)", -934.1071, 5e-5),
        ("EFFECT(0.0525, 4)", 0.053543, 5e-7),
        ("NOMINAL(0.1, 4)", 0.09645475633778045, 1e-12),
        ("SLN(30000, 7500, 10)", 2250, 1e-9),
        ("SYD(30, 7, 10, 1)", 4.181818181818182, 1e-12),
        ("DB(1000000, 100000, 6, 1, 7)", 186083.33, 0.005),
        ("DB(1000000, 100000, 6, 7, 7)", 15845.10, 0.005),
        ("DDB(2400, 300, 10, 1)", 480, 1e-9),
        ("DDB(2400, 300, 10, 2, 1.5)", 306, 1e-9),
        ("DDB(2400, 300, 10, 10)", 22.12, 0.005),
        ("VDB(35000, 7500, 36, 10, 20)", 8603.80, 0.005),
        ("ROUNDUP(1.21, 1) + ROUNDDOWN(1.29, 1) + INT(2.7)", 1.3 + 1.2 + 2, 1e-12),
    ],
)
def test_a_function_gives_what_its_documentation_prints(text, value, near):
    assert compute(text) == pytest.approx(value, abs=near)


loan = {
    "rate": st.integers(0, 4000).map(lambda each: Decimal(each) / 10_000),
    "nper": st.integers(1, 60),
    "pv": st.integers(1, 10**9),
}


@given(**loan, data=st.data())
def test_payments_agree_with_the_exact_ones(rate, nper, pv, data):
    per = data.draw(st.integers(1, nper))
    given_ = {"r": rate, "n": nper, "p": pv, "k": per}
    exact = float(returns.payment(rate, nper, pv))
    assert compute("pmt(r, n, p)", **given_) == pytest.approx(exact, rel=1e-9)
    exact = float(returns.interest_paid(rate, nper, pv, per, per))
    assert compute("ipmt(r, k, n, p)", **given_) == pytest.approx(exact, rel=1e-6, abs=pv * 1e-9)
    exact = float(returns.principal_paid(rate, nper, pv, 1, per))
    assert compute("cumprinc(r, n, p, 1, k)", **given_) == pytest.approx(exact, rel=1e-9)


@given(**loan)
def test_the_rate_of_a_loan_is_found_again(rate, nper, pv):
    payment = float(returns.payment(rate, nper, pv))
    found = compute("rate(n, m, p)", n=nper, m=payment, p=pv)
    assert found == pytest.approx(float(rate), abs=1e-7)


@given(st.integers(1, 10**9), st.integers(1, 99), st.integers(1, 40), st.data())
def test_write_offs_agree_with_the_exact_ones(cost, kept, life, data):
    period = data.draw(st.integers(1, life))
    salvage = Decimal(cost) * kept / 100
    given_ = {"c": cost, "s": salvage, "n": life, "k": period}
    for text, schedule in (
        ("sln(c, s, n)", depreciation.straight_line(cost, salvage, life)),
        ("syd(c, s, n, k)", depreciation.sum_of_years(cost, salvage, life)),
        ("ddb(c, s, n, k)", depreciation.double_declining(cost, salvage, life)),
    ):
        exact = float(schedule[period - 1])
        assert compute(text, **given_) == pytest.approx(exact, rel=1e-9, abs=cost * 1e-12)
    exact = float(depreciation.variable_declining(cost, salvage, life, period - 1, period))
    assert compute("vdb(c, s, n, k - 1, k)", **given_) == pytest.approx(exact, abs=cost * 1e-10)


@pytest.mark.parametrize(
    "text",
    [
        "ipmt(0.1, 4, 3, 100)",
        "ppmt(0.1, 0, 3, 100)",
        "cumipmt(0.1, 3, 100, 2, 4)",
        "syd(100, 0, 5, 6)",
        "ddb(100, 0, 5, 0)",
        "rate(10, 100, 100)",
        "nper(0.1, 5, 100, 100)",
        "sln(100, 0, 0)",
        "ln(0 - 1)",
    ],
)
def test_what_a_function_does_not_define_is_no_number(text):
    assert not np.isfinite(compute(text))


def test_small_and_capital_letters_write_the_same_formula():
    assert parse("IF(a > 1, PMT(r, n, p), 0)") == parse("if(a > 1, pmt(r, n, p), 0)")


def test_the_present_value_of_a_name_looks_at_all_its_periods():
    years = np.arange(4.0).reshape(1, -1)
    values = {"year": years, "cost": years * 100, "r": np.array([[0.1]])}
    found = evaluate(parse("npv(r, cost)"), values)
    assert found.shape == (1, 1)
    assert found[0, 0] == pytest.approx(100 / 1.1 + 200 / 1.21 + 300 / 1.331)


def test_the_period_before_the_first_is_what_stands_in_for_it():
    years = np.arange(4.0).reshape(1, -1)
    values = {"year": years, before("stock"): np.array([[9.0, 9, 5, 7]])}
    assert evaluate(parse("previous(stock, 1)"), values).tolist() == [[1, 1, 5, 7]]


def test_a_table_gives_the_row_of_the_largest_key_that_is_not_above():
    keys = np.array([[0.0, 1, 2.5, 3, 9]])
    rows = np.array([[1.0, 10], [3, 30]])
    found = evaluate(parse("lookup(price, year)"), {"year": keys, rows_of("price"): rows})
    assert np.isnan(found[0, 0])
    assert found[0, 1:].tolist() == [10, 10, 30, 30]


UNITS = {
    "money": read_unit("VND"),
    "rate": read_unit("fraction"),
    "hours": read_unit("h"),
    "price": read_unit("VND/kWh"),
    key_of("price"): read_unit("h"),
}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("pmt(rate, 12, money)", "VND"),
        ("nper(rate, money, money)", "1"),
        ("sln(money, 0, 10)", "VND"),
        ("previous(money, 0)", "VND"),
        ("lookup(price, hours)", "VND/h/kW"),
        ("npv(rate, money)", "VND"),
    ],
)
def test_a_function_has_the_unit_of_its_amounts(text, unit):
    assert str(unit_of(parse(text), UNITS)) == unit


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("pmt(money, 12, money)", "a plain number is needed"),
        ("sln(money, hours, 10)", "VND does not go with h"),
        ("previous(money, hours)", "VND does not go with h"),
        ("lookup(price, money)", "h does not go with VND"),
        ("lookup(tariff, hours)", "unknown name 'tariff'"),
    ],
)
def test_units_that_do_not_fit_are_refused(text, complaint):
    with pytest.raises(FormulaError, match=complaint):
        unit_of(parse(text), UNITS)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("npv(rate, a + b)", "looks at all periods of one name"),
        ("previous(1, 2)", "expected a name"),
        ("lookup(price)", 'expected ","'),
        ("pmt(1, 2)", "is written pmt"),
        ("PMT(1, 2, 3, 4, 5, 6)", "is written pmt"),
    ],
)
def test_a_function_written_wrongly_is_refused(text, complaint):
    with pytest.raises(FormulaError, match=complaint):
        parse(text)
