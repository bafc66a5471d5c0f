"""Laws of the engine, held against every product of random small models."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from configurator import Contradiction, Domains, Engine, Finding, ModelError, ProductModel
from tests.configurator.strategies import choices_for, models, prices_for
from tests.configurator.worlds import BruteForce, Product

law = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def engine_for(model: ProductModel) -> tuple[Engine, BruteForce]:
    """An engine and its exhaustive twin, for a model that sells something."""
    truth = BruteForce(model)
    if not truth.products:
        with pytest.raises(ModelError, match="no product is possible"):
            Engine(model)
    assume(truth.products)
    return Engine(model), truth


def agreeing(data: st.DataObject, model: ProductModel, truth: BruteForce) -> dict[str, Any]:
    choices: dict[str, Any] = data.draw(choices_for(model))
    while not truth.with_choices(choices):
        choices.popitem()
    return choices


def assert_complete(domains: Domains, truth: BruteForce, choices: dict[str, Any]) -> None:
    products = truth.with_choices(choices)
    for code, state in domains.items():
        seen = {code in p.options for p in products}
        own = choices.get(code) is True or code in choices.values()
        expected = {
            (True,): "chosen" if own else "forced",
            (False,): "blocked",
            (False, True): "open",
        }[tuple(sorted(seen))]
        assert state == expected, code
    for id, interval in domains.numbers.items():
        values = {p.numbers[id] for p in products}
        assert values == {v for v in truth.values(id) if interval.allows(v)}
        assert (interval.low, interval.high) == (min(values), max(values))
        assert interval.value == (min(values) if len(values) == 1 else None)


def advice(model: ProductModel, product: Product) -> tuple[int, int]:
    """How many of its options are recommended, and how many others are defaults."""
    options = [model.option(code) for code in product.options]
    recommended = sum(option.recommended for option in options)
    return recommended, sum(option.default and not option.recommended for option in options)


def worth(model: ProductModel, prices: Any, product: Product) -> tuple[int, int, Decimal]:
    """The more recommended options, then defaults, the better; then the cheaper."""
    return *advice(model, product), -product.cost(model, prices)


@law
@given(models(clauses=True), st.data())
def test_domains_equal_brute_force_along_any_walk(model: ProductModel, data: st.DataObject) -> None:
    engine, truth = engine_for(model)
    for _ in range(4):
        choices = data.draw(choices_for(model))
        if truth.with_choices(choices):
            assert_complete(engine.domains(choices), truth, choices)
        else:
            with pytest.raises(Contradiction):
                engine.domains(choices)


@law
@given(models(clauses=True), st.data())
def test_what_a_number_could_be_is_what_the_domains_say_without_its_choice(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    choices = agreeing(data, model, truth)
    asked = engine.alternatives(choices).numbers
    assert asked.keys() == {number.id for number in model.numbers if number.id in choices}
    for id in asked:
        others = {key: value for key, value in choices.items() if key != id}
        assert asked[id] == Engine(model).domains(others).numbers[id]


@law
@given(models(clauses=True), st.data())
def test_the_order_of_choices_never_matters(model: ProductModel, data: st.DataObject) -> None:
    engine, truth = engine_for(model)
    choices = agreeing(data, model, truth)
    turned = dict(data.draw(st.permutations(list(choices.items()))))
    assert engine.domains(turned) == Engine(model).domains(choices)
    assert engine.complete(turned) == Engine(model).complete(choices)


@law
@given(models(clauses=True), st.data())
def test_switchable_options_can_take_the_place_of_the_own_choice(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    walk = list(agreeing(data, model, truth).items())
    for length in [*range(len(walk) + 1), *range(len(walk))]:
        choices = dict(walk[:length])
        assert engine.alternatives(choices).options == set(switchable(model, truth, choices))


def switchable(model: ProductModel, truth: BruteForce, choices: dict[str, Any]) -> Iterator[str]:
    for group in (g for g in model.groups if g.id in choices):
        members = {option.code for option in group.options}
        others = {k: v for k, v in choices.items() if k != group.id and k not in members}
        for code in members - {choices[group.id]}:
            if truth.with_choices({**others, code: True}):
                yield code


def assert_smallest(
    findings: list[Finding], truth: BruteForce, choices: dict[str, Any], wanted: dict[str, Any]
) -> None:
    """Fewest choices, then fewest rules, that leave no product with `wanted`."""
    own = [f.params["choice"] for f in findings if f.code == "choice"]
    rules = [(f.code, f.subjects[0]) for f in findings if f.code != "choice"]
    for fewer in combinations(choices, len(own) - 1 if own else 0):
        assert not own or truth.with_choices(wanted, {key: choices[key] for key in fewer})
    told = {key: choices[key] for key in own}
    left = [p for p in truth.space if truth.agree(p, wanted) and truth.agree(p, told)]
    assert not [p for p in left if all(p in truth.constraints[r] for r in rules)]
    for shorter in combinations(truth.constraints, len(rules) - 1 if rules else 0):
        assert not rules or [p for p in left if all(p in truth.constraints[r] for r in shorter)]


@law
@given(models(clauses=True), st.data())
def test_a_contradiction_names_the_fewest_choices_and_rules(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    choices = data.draw(choices_for(model).filter(lambda each: not truth.with_choices(each)))
    with pytest.raises(Contradiction) as caught:
        engine.domains(choices)
    assert_smallest(caught.value.findings, truth, choices, {})


@law
@given(models(clauses=True), st.data())
def test_why_names_the_fewest_choices_and_rules(model: ProductModel, data: st.DataObject) -> None:
    engine, truth = engine_for(model)
    choices = agreeing(data, model, truth)
    for code, state in engine.domains(choices).items():
        findings = engine.why(choices, code)
        wanted = {code: state == "blocked"}
        if state == "open":
            assert findings == []
            continue
        about = {code, model.group_of(code).id}
        if model.group_of(code).single:
            about |= {option.code for option in model.group_of(code).options}
        others = {key: value for key, value in choices.items() if key not in about}
        if truth.with_choices(others, wanted):
            others = choices
        assert findings
        assert_smallest(findings, truth, others, wanted)


@law
@given(models(clauses=True), st.data())
def test_the_cheapest_completion_is_valid_and_none_is_cheaper(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    walk, prices = [*agreeing(data, model, truth).items()], data.draw(prices_for(model))
    for choices in map(dict, (walk, walk[1:], walk[:-1], walk[1:-1])):
        finished = engine.complete(choices, prices)
        (product,) = truth.with_choices(choices, finished)
        assert product in truth.finished(choices)
        assert product.cost(model, prices) == truth.cheapest(choices, prices)


@law
@given(models(clauses=True), st.data())
def test_the_recommended_completion_has_most_recommended_options_then_most_defaults(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    choices = agreeing(data, model, truth)

    def liking(product: Product) -> tuple[int, int, int]:
        recommended, defaults = advice(model, product)
        return recommended, defaults, -(len(product.options) - recommended - defaults)

    (product,) = truth.with_choices(choices, engine.complete(choices))
    assert liking(product) == max(map(liking, truth.finished(choices)))


@law
@given(models(clauses=True), st.data())
def test_of_products_recommended_alike_the_cheapest_is_taken(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    choices, prices = agreeing(data, model, truth), data.draw(prices_for(model))
    engine.complete(choices)
    (product,) = truth.with_choices(choices, engine.complete(choices, prices, advised=True))
    assert worth(model, prices, product) == max(
        worth(model, prices, each) for each in truth.finished(choices)
    )


@law
@given(models(clauses=True), st.data())
def test_every_repair_is_valid_and_no_cheaper_way_exists(
    model: ProductModel, data: st.DataObject
) -> None:
    engine, truth = engine_for(model)
    choices, prices = agreeing(data, model, truth), data.draw(prices_for(model))
    wished = {key: value for key, value in choices.items() if isinstance(value, Decimal)}
    before = truth.cheapest(choices, prices)
    for code, state in engine.domains(choices).items():
        wanted = {code: state in ("blocked", "open")}
        found = engine.repairs(choices, code, prices)
        expected = []
        for lost in truth.corrections(choices, wanted):
            kept = {key: value for key, value in choices.items() if key not in lost}
            expected.append(truth.cheapest({**kept, **wanted}, prices, wished) - before)
        assert [repair.price for repair in found] == sorted(expected)
        for repair in found:
            assert truth.with_choices(repair.choices, wanted)
            changed = {change.subject for change in repair.changes}
            assert all(repair.choices[k] == v for k, v in choices.items() if k not in changed)
