"""Every question ends in time, and says what it could not settle."""

from decimal import Decimal
from itertools import combinations

import pytest

from configurator import Engine, ProductModel, Undecided
from configurator.engine import CHECKING, parts
from tests.configurator.worlds import group, model_of, number, rule

PRICES = {"heat_recovery": Decimal(2100), "desiccant": Decimal(900)}


def pigeons(holes: int) -> ProductModel:
    """One more pigeon than holes once the switch is on: true of no product, and hard to see."""
    model = model_of(
        {
            "groups": [
                group("s", "switch", min=0),
                *(
                    group(f"p{p}", *(f"p{p}h{h}" for h in range(holes)), min=0)
                    for p in range(holes + 1)
                ),
            ],
            "numbers": [number("n", 0, 9)],
            "rules": [rule("cold", "switch => n > 4")],
        }
    )
    code = {option.code: i for i, option in enumerate(model.options, 1)}
    some = [(-1, *(code[f"p{p}h{h}"] for h in range(holes))) for p in range(holes + 1)]
    one = [
        (-code[f"p{p}h{h}"], -code[f"p{q}h{h}"])
        for h in range(holes)
        for p, q in combinations(range(holes + 1), 2)
    ]
    content = f"{model.content_hash}{holes}"
    return model.model_copy(update={"clauses": (*some, *one), "content_hash": content})


def test_what_takes_too_long_is_being_checked_and_ends_when_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "WARMING", 0.0)
    model = pigeons(6)
    whole = Engine(model).domains({"p0h0": True}, limit=None)
    engine = Engine(model)
    first = engine.domains({"p0h0": True}, limit=0.0)
    assert CHECKING in first.values()
    assert not first.complete
    assert {c: s for c, s in first.items() if s != CHECKING}.items() <= whole.items()
    for _ in range(500):
        answer = engine.domains({"p0h0": True}, limit=0.01)
        if answer.complete:
            break
    assert answer == whole


def test_a_model_too_hard_to_settle_is_still_sold_and_its_hard_option_being_checked() -> None:
    engine = Engine(pigeons(12))
    domains = engine.domains({}, limit=0.05)
    assert domains["switch"] == CHECKING
    assert domains["p0h0"] == "open"
    chosen = engine.domains({"switch": True}, limit=0.05)
    assert chosen["switch"] == "chosen"
    assert set(chosen.values()) <= {"chosen", CHECKING}
    assert not chosen.complete
    for question in (engine.why, engine.repairs):
        with pytest.raises(Undecided):
            question({"p0h0": True}, "switch", limit=0.05)


def test_a_product_without_time_for_a_proof_is_marked_and_proven_when_asked_again(
    engine: Engine,
) -> None:
    hurried = Engine(engine.model)
    first = hurried.complete({"dryer": "desiccant"}, PRICES, limit=0.0)
    assert not first.proven
    assert hurried.domains(first, limit=None).complete
    again = hurried.complete({"dryer": "desiccant"}, PRICES, limit=None)
    assert again.proven
    assert again == engine.complete({"dryer": "desiccant"}, PRICES)


def test_ways_that_could_not_all_be_found_say_so(engine: Engine) -> None:
    hurried = Engine(engine.model)
    choices = {"size": "c37", "outdoor_roof": True}
    whole = engine.repairs(choices, "c75", PRICES, limit=None)
    assert whole.complete
    assert all(way.proven for way in whole)
    found = hurried.repairs(choices, "c75", PRICES, limit=0.0)
    assert not found.complete
    assert hurried.repairs(choices, "c75", PRICES, limit=None) == whole


def test_a_reason_says_whether_it_is_the_smallest(engine: Engine) -> None:
    assert engine.why({"dryer": "desiccant"}, "fine_filter", limit=None).smallest
