"""Models of tables compiled into trees answer what a search answers, and without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from configurator import Engine, Finding, ProductModel, read_model
from configurator.engine import clusters, parts, repair, trees
from configurator.engine.clusters import clusters as compiled
from configurator.engine.encoding import Encoding
from configurator.engine.relation import Relation, TooLarge
from configurator.engine.solver import Clock
from configurator.engine.trees import Trees
from tests.benchmarks.tables import write_tables
from tests.configurator.strategies import choices_for, prices_for, tabled_models
from tests.configurator.test_engine_laws import agreeing, assert_complete, switchable, worth
from tests.configurator.worlds import BruteForce, group, model_of, number, rule

law = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def worth_compiling(rows: int = 0) -> Iterator[None]:
    with patch.object(trees, "LARGE", rows):
        yield


def trees_for(model: ProductModel) -> tuple[Engine, BruteForce]:
    truth = BruteForce(model)
    assume(truth.products)
    with worth_compiling():
        assert Trees.of(Encoding(model), Clock()) is not None
        return Engine(model), truth


@law
@given(tabled_models(), st.data())
def test_domains_and_switches_of_tables_equal_brute_force(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = trees_for(model)
    walk = list(agreeing(data, model, truth).items())
    for length in [*range(len(walk) + 1), *range(len(walk))]:
        choices = dict(walk[:length])
        assert_complete(engine.domains(choices), truth, choices)
        assert engine.alternatives(choices).options == set(switchable(model, truth, choices))


@law
@given(tabled_models(), st.data())
def test_no_product_of_tables_is_cheaper_than_the_completion(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = trees_for(model)
    walk, prices = [*agreeing(data, model, truth).items()], data.draw(prices_for(model))
    for choices in map(dict, (walk, walk[1:], walk[:-1], [])):
        finished = engine.complete(choices, prices)
        (product,) = truth.with_choices(choices, finished)
        assert finished.proven
        assert product.cost(model, prices) == truth.cheapest(choices, prices)
        (advised,) = truth.with_choices(choices, engine.complete(choices, prices, advised=True))
        best = max(worth(model, prices, each) for each in truth.finished(choices))
        assert worth(model, prices, advised) == best


@settings(law, max_examples=15)
@pytest.mark.parametrize("easy", [0.0, 10.0], ids=["trees alone", "a search first"])
@given(tabled_models(), st.data())
def test_reasons_and_ways_out_of_tables_are_those_of_a_search(
    easy: float, model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = trees_for(model)
    with worth_compiling(10**9):
        searching = Engine(model)
    choices, prices = agreeing(data, model, truth), data.draw(prices_for(model))
    with patch.object(parts, "EASY", easy), patch.object(repair, "EASY", easy):
        for code in engine.domains(choices):
            why, same = engine.why(choices, code), searching.why(choices, code)
            assert len(own(why)) == len(own(same))
            told = {each.params["choice"]: each.params["value"] for each in own(why)}
            assert len(own(searching.why(told, code))) == len(own(why))
            ways, theirs = (each.repairs(choices, code, prices) for each in (engine, searching))
            assert [way.price for way in ways] == [way.price for way in theirs]
            assert all(truth.with_choices(way.choices) for way in ways)


def own(reason: list[Finding]) -> list[Finding]:
    return [each for each in reason if each.code == "choice"]


@law
@given(tabled_models(), st.data())
def test_trees_of_what_is_wanted_allow_what_is_left_of_all(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = trees_for(model)
    whole = engine._parts.trees
    assert whole is not None
    literals = [choice.literal for choice in engine._read(agreeing(data, model, truth))]
    first, rest = literals[:1], literals[1:]
    given = whole.given(first)
    assert given is not None
    mine, theirs = given.possible(rest), whole.possible(literals)
    assert mine is not None and theirs is not None
    seen = [each for pair in zip(mine, theirs, strict=True) for each in pair]
    for each in map(abs, first):
        for flags in seen:
            flags[each] = False
    assert (seen[0] == seen[1]).all() and (seen[2] == seen[3]).all()


@law
@given(tabled_models(), st.data())
def test_choices_that_clash_are_refused(model: ProductModel, data: st.DataObject) -> None:
    engine, truth = trees_for(model)
    choices = data.draw(choices_for(model))
    assert engine._parts.satisfiable([choice.literal for choice in engine._read(choices)]) == bool(
        truth.with_choices(choices)
    )


def test_thousands_of_rows_answer_as_a_search_does(tmp_path: Path) -> None:
    small: dict[str, Any] = {
        "RULING": (3, 2, 2, 2, 2, 4, 5, 2, 2, 2),
        "VERSIONS": 8,
        "GROUPS": 16,
        "TABLES": 20,
    }
    small |= {"UNDER": ((6, (0, 1, 2, 3, 4)), (3, (0, 5)), (3, (0, 6))), "KINDS": {5: 3, 6: 3}}
    with patch.multiple("tests.benchmarks.tables", **small, ROWS=6_000):
        model = read_model(write_tables(tmp_path))
    with worth_compiling(10**9):
        searching = Engine(model)
    engine, random = Engine(model), Random(1)
    seats = {option.code: each.id for each in model.groups for option in each.options}
    prices = {code: Decimal(random.randrange(1_000)) for code in seats}
    choices: dict[str, Any] = {}
    for _ in range(4):
        domains = engine.domains(choices)
        assert domains == searching.domains(choices, None)
        if left := [code for code, state in domains.items() if state == "open"]:
            code = random.choice(left)
            choices[seats[code]] = code
    finished = engine.complete(choices, prices)
    assert finished == searching.complete(choices, prices, None)


@pytest.mark.parametrize(
    "more",
    [
        {"numbers": [number("n", 0, 3)]},
        {"groups": [group("a", "a1", "a2"), group("b", "b1", "b2", "b3", "b4", max=2)]},
        {"rules": [rule("r", "a1 => (b1 and b2 or b3)")]},
    ],
    ids=["numbers", "counted groups", "nested rules"],
)
def test_what_is_not_told_over_a_few_seats_is_left_to_a_search(more: dict[str, Any]) -> None:
    groups = [group("a", "a1", "a2"), group("b", "b1", "b2", "b3", max=3)]
    model = model_of({"groups": groups, **more}, t="a\na1\n")
    with worth_compiling():
        assert Trees.of(Encoding(model), Clock()) is None
        assert Engine(model).domains({})["a1"] == "forced"


def test_tangled_tables_are_left_to_a_search() -> None:
    sizes = [10] * 8
    random = np.random.default_rng(1)
    pairs = [(a, b) for a in range(8) for b in range(a)]
    rows = [np.argwhere(random.random((10, 10)) < 0.9).astype(np.int32) for _ in pairs]
    relations = [Relation(pair, each, sizes) for pair, each in zip(pairs, rows, strict=True)]
    with patch.object(clusters, "JOIN", 10_000), pytest.raises(TooLarge):
        compiled(relations, sizes, lambda: None)


def test_keys_of_many_columns_never_overflow() -> None:
    sizes = [1_000] * 9
    random = np.random.default_rng(1)
    rows = random.integers(0, 1_000, (50, 9)).astype(np.int32)
    wide = Relation(tuple(range(9)), rows, sizes)
    some = Relation(tuple(range(9)), rows[::2], sizes)
    assert wide.thinned(some).rows.tolist() == rows[::2].tolist()
    assert wide.joined(some, 1_000).rows.tolist() == rows[::2].tolist()
