"""Reading formulas: what is understood, what is refused, and writing them back."""

import doctest
import sys
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.formula import FormulaError, names, parse, write
from pricing.formula.functions import FUNCTIONS
from pricing.formula.syntax import COMPARISONS, Binary, Call, Name, Negation, Number

numbers = st.decimals(0, 10**6, places=3).map(Number)
words = st.sampled_from(["year", "price", "hours", "keep.energy", "a_1"]).map(Name)


def _longer(inner):
    signs = st.sampled_from(["+", "-", "*", "/", "^"])
    return st.one_of(
        inner.map(Negation),
        st.builds(Binary, signs, inner, inner),
        st.builds(lambda a, b: Call("max", (a, b)), inner, inner),
        st.builds(lambda a, b, c: Call("if", (a, b, c)), inner, inner, inner),
    )


formulas = st.recursive(st.one_of(numbers, words), _longer, max_leaves=12)


@given(formulas)
def test_a_formula_written_out_reads_as_the_same_formula(node):
    assert parse(write(node)) == node


@given(formulas, st.sampled_from(COMPARISONS), formulas)
def test_a_comparison_written_out_reads_as_the_same_comparison(left, operator, right):
    node = Binary(operator, left, right)
    assert parse(write(node)) == node


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a ^ b ^ c", "a ^ (b ^ c)"),
        ("-a ^ 2", "-(a ^ 2)"),
        ("2 ^ -a", "2 ^ (-a)"),
        ("a < b + 1", "a < (b + 1)"),
    ],
)
def test_operators_bind_as_on_paper(text, same):
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "at 1: expected a number"),
        ("hours *", "at 8: expected a number"),
        ("(a + b", 'at 7: expected ")"'),
        ("a b", "at 3: expected an operator"),
        ("a < b < c", "expected an operator"),
        ("open(file)", "no function 'open'"),
        ("grow(a)", "is written grow(base, rate)"),
        ("a; b", "at 2: ';' is not part of a formula"),
        ("__import__", "at 1: '_' is not part of a formula"),
        ("a.b.c", "'.' is not part of a formula"),
        ("1e308", "expected an operator"),
        ("1,5", "expected an operator"),
        ("Price", "names are in small letters"),
        ("5 %", "'%' is not part of a formula"),
        ("nan()", "no function 'nan'"),
    ],
)
def test_what_is_not_a_formula_is_refused_with_its_place(text, complaint):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 200 + "a" + ")" * 200, "-" * 500 + "a", "2^" * 200 + "2"])
def test_a_deep_formula_is_refused_before_it_costs_anything(text):
    with pytest.raises(FormulaError, match="levels deep"):
        parse(text)


def test_a_long_formula_is_refused():
    with pytest.raises(FormulaError, match="at most"):
        parse("a + " * 1000 + "a")


@given(st.text(max_size=60))
def test_any_text_is_either_a_formula_or_refused_by_name(text):
    with suppress(FormulaError):
        assert parse(write(parse(text))) == parse(text)


def test_names_come_once_in_the_order_of_their_appearance():
    assert names(parse("b * a + grow(b, c) - year")) == ("b", "a", "c", "year")


def test_a_literal_keeps_the_digits_it_is_written_with():
    assert parse("0.10") == Number(Decimal("0.10"))
    assert write(parse("0.10")) == "0.10"


def test_every_function_names_the_number_of_its_arguments():
    for name, function in FUNCTIONS.items():
        assert function.signature.startswith(f"{name}(")


@pytest.mark.parametrize("module", ["evaluate", "parse", "units"])
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(sys.modules[f"pricing.formula.{module}"])
    assert result.attempted and not result.failed
