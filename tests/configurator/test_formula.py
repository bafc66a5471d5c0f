"""The language of rules."""

from decimal import Decimal

import pytest

from configurator.formula import (
    And,
    Compare,
    FormulaError,
    Iff,
    Linear,
    Name,
    Not,
    Or,
    holds,
    implies,
    mentions,
    parse,
)

ONE = Decimal(1)
A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a", A),
        ("not a and b", And((Not(A), B))),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("a => b => c", implies(A, implies(B, C))),
        ("a and b => c", implies(And((A, B)), C)),
        ("a <=> b or c", Iff(A, Or((B, C)))),
        ("flow >= 12.5", Compare("flow", ">=", Decimal("12.5"))),
        ("20 > flow", Compare("flow", "<", Decimal(20))),
        ("t == -5", Compare("t", "=", Decimal(-5))),
        (
            "1 <= flow < 3",
            And((Compare("flow", ">=", Decimal(1)), Compare("flow", "<", Decimal(3)))),
        ),
        ("flow >= reserve", Linear(((ONE, "flow"), (-ONE, "reserve")), ">=", Decimal(0))),
        (
            "2*flow + 0.5 * reserve - 3 <= 40 + big_tank",
            Linear(
                ((Decimal(2), "flow"), (Decimal("0.5"), "reserve"), (-ONE, "big_tank")),
                "<=",
                Decimal(43),
            ),
        ),
        ("-a > -1", Linear(((-ONE, "a"),), ">", -ONE)),
        ("a => b + c = 1", implies(A, Linear(((ONE, "b"), (ONE, "c")), "=", ONE))),
    ],
)
def test_binding_is_as_documented(text: str, formula: object) -> None:
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("a and", 6),
        ("a b", 3),
        ("(a or b", 8),
        ("a)", 2),
        ("a & b", 3),
        ("a => flow + 2", 6),
        ("flow >= 2 * 3", 9),
        ("flow - flow > 0", 1),
        ("sum(kw) > 1", 5),
        ("sum() > 1", 5),
        ("a + b >= " + " + ".join(f"n{i}" for i in range(11)), 1),
        ("3 < 4", 1),
        ("5", 1),
        ("a <=> b <=> c", 9),
        ("a và", 3),
    ],
)
def test_an_error_names_its_column(text: str, column: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["(" * 500 + "a" + ")" * 500, "not " * 500 + "a", "a or " * 2000])
def test_a_formula_of_endless_depth_or_length_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_an_unknown_number_satisfies_no_comparison() -> None:
    assert not holds(parse("kwh < 5"), set(), {})
    assert not holds(parse("kwh >= 5"), set(), {})


def test_mentions_come_with_their_columns() -> None:
    assert [(m.at) for m in mentions(parse("a => (b and n > 3)"))] == [1, 7, 13]


def test_a_sum_counts_options_and_attributes_of_what_is_chosen() -> None:
    load = parse("sum(kw) + 2 * flow <= 40", {"kw": {"small": Decimal(7), "big": Decimal(30)}})
    flow = {"flow": Decimal(5)}
    assert holds(load, {"big"}, flow)
    assert holds(load, {"small", "other"}, flow)
    assert not holds(load, {"small", "big"}, flow)
    (mention,) = mentions(load)
    assert mention.names == ("small", "big", "flow")
