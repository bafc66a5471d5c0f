"""What tables, sums and unsettled questions become inside the engine."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysat.solvers import Glucose4

from configurator import Engine, ModelError
from configurator.engine.encoding import Encoding
from configurator.engine.tables import boxes
from tests.configurator.worlds import group, model_of, number, rule

cells = st.lists(st.integers(1, 15), min_size=3, max_size=3).map(tuple)


@given(st.lists(cells, min_size=1, max_size=12))
def test_boxes_accept_exactly_what_some_row_accepts(rows: list[tuple[int, ...]]) -> None:
    found = boxes(rows)
    assert len(found) <= len(set(rows))
    for point in product((1, 2, 4, 8), repeat=3):
        assert accepted(point, found) == accepted(point, rows)


def accepted(point: tuple[int, ...], rows: list[tuple[int, ...]]) -> bool:
    return any(all(p & cell for p, cell in zip(point, row, strict=True)) for row in rows)


def test_consequences_alone_find_every_value_without_a_row() -> None:
    rows = "a,b,c\na0,b0,c0\na0,b1,c1\na1,b0,c1\na1,b2,c0\na2,b1,c0\na2,b2,c2"
    groups = [group(g, *(f"{g}{i}" for i in range(3))) for g in "abc"]
    encoding = Encoding(model_of({"groups": groups}, t=rows))
    with Glucose4(bootstrap_with=list(encoding.clauses())) as solver:
        for told, ruled_out in [("a0", {"b2", "c2"}), ("c2", {"a0", "a1", "b0", "b1"})]:
            implied = solver.propagate([encoding.options[told]])[1]
            false = {encoding.codes[-each] for each in implied if -each in encoding.codes}
            assert ruled_out <= false


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


def test_eight_threads_share_one_engine_and_agree(engine: Engine) -> None:
    sizes = ["c22", "c37", "c75"] * 8
    alone = {size: Engine(engine.model).domains({"size": size}) for size in set(sizes)}
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda s: Engine.of(engine.model).domains({"size": s}, limit=5.0), sizes)
        )
    assert found == [alone[size] for size in sizes]
