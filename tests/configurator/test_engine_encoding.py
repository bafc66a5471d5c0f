"""What tables, sums and unsettled questions become inside the engine."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator import Engine, ModelError, ProductModel
from configurator.engine import CHECKING, encoding
from configurator.engine.tables import conflicts
from tests.configurator.strategies import small_model
from tests.configurator.test_engine_laws import assert_complete
from tests.configurator.worlds import BruteForce, group, model_of, number, rule


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_000_000))
def test_cubes_hold_exactly_what_no_row_accepts(seed: int) -> None:
    random = Random(seed)
    columns = [(1 << random.randint(1, 4)) - 1 for _ in range(random.randint(1, 3))]
    rows = [tuple(random.randint(1, each) for each in columns) for _ in range(random.randint(1, 6))]
    cubes = conflicts(columns, rows)
    for point in product(*([1 << i for i in range(each.bit_length())] for each in columns)):
        sold = any(all(p & cell for p, cell in zip(point, row, strict=True)) for row in rows)
        hit = any(all(p & cell for p, cell in zip(point, cube, strict=True)) for cube in cubes)
        assert sold != hit


@pytest.mark.parametrize("many_cubes", [20_000, 0])
def test_large_tables_rule_out_what_small_ones_do(
    monkeypatch: pytest.MonkeyPatch, many_cubes: int
) -> None:
    monkeypatch.setattr(encoding, "NAMED_ROWS", 0)
    monkeypatch.setattr("configurator.engine.tables.MAX_CUBES", many_cubes)
    tried = 0
    for seed in range(60):
        model = small_model(Random(seed))
        truth = BruteForce(model)
        if model.tables and truth.products:
            tried += 1
            assert_complete(Engine(model).domains({}), truth, {})
    assert tried > 5


def test_a_sum_of_numbers_and_options_leaves_what_adds_up() -> None:
    model = model_of(
        {
            "groups": [group("g", "tank", "pump", min=0, max=2)],
            "numbers": [number("flow", 0, 50), number("reserve", 0, 2_000)],
            "rules": [rule("sum", "2 * flow + 0.5 * reserve - 10 * tank <= 40")],
        }
    )
    domains = Engine(model).domains({"tank": False, "flow": Decimal(15)})
    assert domains.numbers["reserve"].high == 20
    assert Engine(model).domains({"flow": Decimal(21)})["tank"] == "forced"


def test_a_sum_with_too_many_values_is_refused_with_its_place() -> None:
    numbers = [number(f"n{i}", 0, 90_000) for i in range(3)]
    rules = [rule("long", "n0 + 1.5 * n1 + 2.25 * n2 <= 100001")]
    with pytest.raises(ModelError) as caught:
        Engine(model_of({"groups": [group("g", "a")], "numbers": numbers, "rules": rules}))
    assert caught.value.problems[0].id == "long"
    assert caught.value.problems[0].line > 1


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


def test_what_takes_too_long_is_being_checked_and_ends_when_asked_again() -> None:
    model = pigeons(6)
    whole = Engine(model).domains({"p0h0": True})
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


def test_eight_threads_share_one_engine_and_agree(engine: Engine) -> None:
    sizes = ["c22", "c37", "c75"] * 8
    alone = {size: Engine(engine.model).domains({"size": size}) for size in set(sizes)}
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda s: Engine.of(engine.model).domains({"size": s}, limit=5.0), sizes)
        )
    assert found == [alone[size] for size in sizes]
