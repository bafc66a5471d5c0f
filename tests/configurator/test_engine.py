"""The engine on the example compressor: states, reasons, ways out, completions."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from configurator import (
    Change,
    ChoiceError,
    Contradiction,
    Engine,
    Finding,
    ModelError,
    ProductModel,
)
from tests.configurator.worlds import group, model_of, number, rule

PRICES = {
    code: Decimal(price)
    for code, price in {
        "c22": "8000",
        "c37": "11000",
        "c75": "21000",
        "water_cooling": "900",
        "refrigerant": "1200",
        "desiccant": "2600",
        "fine_filter": "250",
        "heat_recovery": "1900",
        "receiver": "640.50",
        "outdoor_roof": "700",
    }.items()
}


def told(findings: list[Finding]) -> list[tuple[str, ...]]:
    return [(finding.code, *finding.subjects) for finding in findings]


def test_each_option_is_chosen_forced_open_or_blocked(engine: Engine) -> None:
    domains = engine.domains({"outdoor_roof": True, "size": "c37"})
    assert domains["c37"] == "chosen"
    assert domains["air_cooling"] == "forced"
    assert domains["refrigerant"] == "open"
    assert domains["heat_recovery"] == "blocked"
    assert domains.in_product == ["c37", "air_cooling", "outdoor_roof"]


def test_a_number_comes_back_with_what_is_still_possible(engine: Engine) -> None:
    flow = engine.domains({"size": "c37"}).numbers["flow"]
    assert (flow.low, flow.high, flow.value) == (Decimal("3.5"), Decimal("7.5"), None)
    assert engine.domains({"flow": 5}).numbers["flow"].value == 5


def test_a_gap_in_a_number_is_told() -> None:
    model = model_of(
        {
            "groups": [group("g", "a")],
            "numbers": [number("n", 0, 9)],
            "rules": [rule("r", "n < 3 or n > 7")],
        }
    )
    interval = Engine(model).domains({}).numbers["n"]
    assert interval.ranges == ((0, 2), (8, 9))
    assert not interval.allows(Decimal(5))
    assert interval.nearest(Decimal(5)) == 2


def test_alternatives_of_an_own_choice_are_blocked_by_it_yet_switchable(engine: Engine) -> None:
    choices = {"size": "c37", "outdoor_roof": True}
    assert engine.domains(choices)["c22"] == "blocked"
    assert engine.alternatives(choices).options == {"c22"}


def test_why_names_own_choices_first_and_then_the_rule(engine: Engine) -> None:
    choices = {"fine_filter": True, "outdoor_roof": True, "size": "c37"}
    assert told(engine.why(choices, "heat_recovery")) == [
        ("choice", "extras", "outdoor_roof"),
        ("rule", "roof_and_water"),
    ]


def test_why_a_forced_option_is_forced(engine: Engine) -> None:
    assert told(engine.why({"dryer": "desiccant"}, "fine_filter")) == [
        ("choice", "dryer", "desiccant"),
        ("rule", "desiccant_needs_filter"),
    ]


def test_why_looks_past_the_choice_in_the_same_group(engine: Engine) -> None:
    choices = {"size": "c37", "outdoor_roof": True}
    assert told(engine.why(choices, "c75"))[0] == ("choice", "extras", "outdoor_roof")
    assert told(engine.why({"size": "c37"}, "c75")) == [
        ("choice", "size", "c37"),
        ("group", "size"),
    ]


def test_why_a_number_cannot_have_a_value(engine: Engine) -> None:
    assert told(engine.why({"size": "c22"}, "flow", Decimal(12))) == [
        ("choice", "size", "c22"),
        ("group", "size"),
        ("table", "flow_by_size"),
    ]


def test_why_is_empty_for_what_is_open(engine: Engine) -> None:
    assert engine.why({}, "receiver") == []


def test_contradictory_choices_raise_with_the_smallest_contradiction(engine: Engine) -> None:
    choices = {"dryer": "desiccant", "size": "c22", "fine_filter": False, "receivers": 1}
    for question in (engine.domains, engine.alternatives, engine.complete):
        with pytest.raises(Contradiction) as caught:
            question(choices)
        assert told(caught.value.findings) == [
            ("choice", "dryer", "desiccant"),
            ("choice", "extras", "fine_filter"),
            ("rule", "desiccant_needs_filter"),
        ]


def test_a_repair_keeps_what_it_can_and_is_priced(engine: Engine) -> None:
    (repair,) = engine.repairs({"outdoor_roof": True, "size": "c37"}, "heat_recovery", PRICES)
    assert repair.changes == (
        Change("outdoor_roof", True, False),
        Change("heat_recovery", None, True),
    )
    assert repair.choices == {"outdoor_roof": False, "size": "c37", "heat_recovery": True}
    # 1,900 recovery + 900 water cooling − 700 roof − 1,200 dryer, which only the roof asked for
    assert repair.price == 900


def test_repairs_come_cheapest_first(engine: Engine) -> None:
    choices = {"size": "c37", "flow": Decimal(7), "cooling": "air_cooling"}
    found = engine.repairs(choices, "heat_recovery", PRICES)
    assert [repair.price for repair in found] == sorted(repair.price for repair in found)
    choices = {"dryer": "desiccant", "fine_filter": True}
    cheap, *_ = engine.repairs(choices, "fine_filter", PRICES)
    assert cheap.changes[0].subject == "dryer"


def test_a_repaired_number_moves_as_little_as_it_can(engine: Engine) -> None:
    (repair,) = engine.repairs({"flow": Decimal(12)}, "c22", PRICES)
    assert repair.choices == {"flow": Decimal(4), "size": "c22"}


def test_there_is_no_way_to_what_no_product_has() -> None:
    model = model_of({"groups": [group("g", "a", "b", min=0)], "rules": [rule("never", "not b")]})
    assert Engine(model).repairs({"g": "a"}, "b") == []


def test_the_recommended_completion_prefers_recommended_then_default(engine: Engine) -> None:
    finished = engine.complete({})
    assert finished["size"] == "c37"
    assert finished["dryer"] == "refrigerant"
    assert finished["cooling"] == "air_cooling"
    assert finished["flow"] == 6
    assert finished["receiver"] is False


def test_the_cheapest_completion_leaves_out_what_costs(engine: Engine) -> None:
    finished = engine.complete({"flow": Decimal(4)}, PRICES)
    assert (finished["size"], finished["dryer"]) == ("c22", "-")


def test_nothing_from_a_group_is_a_choice(engine: Engine) -> None:
    domains = engine.domains({"dryer": "-"})
    assert domains["desiccant"] == domains["outdoor_roof"] == "blocked"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("sise", "c37", "unknown_subject"),
        ("", "", "unknown_subject"),
        ("size", "c99", "unknown_option"),
        ("size", "-", "unknown_option"),
        ("size", True, "not_a_choice"),
        ("extras", "receiver", "not_a_choice"),
        ("receiver", "yes", "not_a_choice"),
        ("receiver", 1, "not_a_choice"),
        ("flow", "twelve", "not_a_number"),
        ("flow", "NaN", "not_a_number"),
        ("flow", Decimal("Infinity"), "not_a_number"),
        ("flow", 1.5, "not_a_number"),
        ("flow", True, "not_a_number"),
        ("flow", "5." + "0" * 10_000, "not_a_number"),
        ("flow", "1e308", "out_of_bounds"),
        ("flow", Decimal("-1"), "out_of_bounds"),
        ("flow", Decimal("6.2"), "between_steps"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    engine: Engine, key: str, value: Any, code: str
) -> None:
    with pytest.raises(ChoiceError) as caught:
        engine.domains({key: value})
    assert [(f.code, f.subjects[0]) for f in caught.value.findings] == [(code, key)]


def test_asking_about_an_unknown_option_is_refused(engine: Engine) -> None:
    with pytest.raises(ChoiceError):
        engine.why({}, "turbo")
    with pytest.raises(ChoiceError):
        engine.repairs({}, "flow")


def test_a_model_that_sells_nothing_is_refused_with_the_rules_that_contradict() -> None:
    rules = [rule("one", "a"), rule("idle", "b or not b"), rule("two", "not a or b")]
    rules.append(rule("three", "not b"))
    model = model_of({"groups": [group("g", "a", "b", max=2)], "rules": rules})
    with pytest.raises(ModelError) as caught:
        Engine(model)
    assert [problem.id for problem in caught.value.problems] == ["one", "two", "three"]
    assert caught.value.problems[0].line > 1


def test_an_engine_is_compiled_once_for_each_content(compressor: ProductModel) -> None:
    assert Engine.of(compressor) is Engine.of(compressor.model_copy())


def test_an_engine_answers_many_threads_as_it_answers_one(engine: Engine) -> None:
    sessions: list[dict[str, Any]] = [
        {"size": s, "receivers": n} for s in ("c22", "c37", "c75") for n in (1, 3)
    ]
    alone = [(engine.domains(s), engine.complete(s, PRICES)) for s in sessions]
    with ThreadPoolExecutor(8) as pool:
        asked = list(
            pool.map(lambda s: (engine.domains(s), engine.complete(s, PRICES)), sessions * 20)
        )
    assert asked == alone * 20


def test_answers_stay_right_when_the_solver_is_made_anew(engine: Engine) -> None:
    choices = [{"flow": Decimal(n) / 2} for n in range(2, 29)]
    first = [Engine(engine.model).domains(c) for c in choices]
    for _ in range(60):
        assert [engine.domains(c) for c in choices] == first
