"""Computing formulas: each function against figures known from elsewhere."""

import warnings

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.formula import evaluate, parse


def compute(text, **values):
    """The formula's values for years 0 to 5, one row."""
    years = np.arange(6.0).reshape(1, -1)
    arrays = {name: np.array([[float(value)]]) for name, value in values.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evaluate(parse(text), {"year": years, **arrays})
    return np.broadcast_to(found, (1, 6))[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14),
        ("2 ^ 3 ^ 2", 512),
        ("-2 ^ 2", -4),
        ("7 / 2 - 1", 2.5),
        ("min(3, 1, 2) + max(3, 1, 2) + sum(1, 2, 3)", 10),
        ("abs(0 - 3)", 3),
        ("if(2 > 1, 10, 20)", 10),
        ("if(and(2 > 1, 1 > 2), 10, 20)", 20),
        ("if(or(2 > 1, 1 > 2), 10, 20)", 10),
        ("if(not(1 = 1), 10, 20)", 20),
        ("1 <= 1", 1),
        ("1 <> 1", 0),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(1.005, 2)", 1.01),
        ("round(1234.5, -2)", 1200),
    ],
)
def test_an_expression_has_the_value_it_has_on_paper(text, value):
    assert compute(text)[0] == pytest.approx(value, abs=1e-12)


def test_growth_leaves_the_first_year_as_it_is():
    assert compute("grow(320, 0.09)")[1:4] == pytest.approx([320, 348.8, 380.192])


# numpy_financial loses its digits, or divides by zero, at rates far below these.
rates = st.one_of(st.just(0.0), st.floats(1e-4, 0.5))
terms = st.integers(1, 40)


@given(rates, terms, st.floats(1, 1e9))
def test_instalments_agree_with_numpy_financial(rate, term, loan):
    ours = compute("instalment(r, n, p)", r=rate, n=term, p=loan)[0]
    assert ours == pytest.approx(-float(npf.pmt(rate, term, loan)), rel=1e-9)


@given(st.floats(1e-4, 0.5), st.integers(5, 40), st.floats(1, 1e9))
def test_interest_and_principal_of_a_year_agree_with_numpy_financial(rate, term, loan):
    values = {"r": rate, "n": term, "p": loan}
    interest = compute("interest_paid(r, n, p, year, year)", **values)
    principal = compute("principal_paid(r, n, p, year, year)", **values)
    for year in range(1, 6):
        expected = -float(npf.ipmt(rate, year, term, loan))
        assert interest[year] == pytest.approx(expected, rel=1e-6, abs=loan * 1e-9)
        expected = -float(npf.ppmt(rate, year, term, loan))
        assert principal[year] == pytest.approx(expected, rel=1e-6, abs=loan * 1e-9)


@given(rates, st.integers(1, 60), st.floats(1, 1e9))
def test_the_principal_of_all_payments_is_the_loan(rate, term, loan):
    whole = compute("principal_paid(r, n, p, 1, n)", r=rate, n=term, p=loan)[0]
    assert whole == pytest.approx(loan, rel=1e-12)


def test_nothing_is_paid_outside_the_term_of_a_loan():
    interest = compute("interest_paid(0.1, 3, 100, year, year)")
    assert interest[0] == 0
    assert interest[4:].tolist() == [0, 0]


@pytest.mark.parametrize("text", ["1 / (year - 3)", "(0 - 1) ^ 0.5", "10 ^ 400", "grow(1, -1)"])
def test_what_has_no_value_is_not_finite_and_warns_nobody(text):
    assert not np.isfinite(compute(text)).all()


def test_scenarios_and_years_are_computed_together():
    years = np.arange(3.0).reshape(1, -1)
    rates = np.array([[0.0], [1.0]])
    found = evaluate(parse("grow(100, rate)"), {"year": years, "rate": rates})
    assert found[:, 1:].tolist() == [[100, 100], [100, 200]]
