"""A click on a model of sixty options stays far below what a hand notices."""

import random
from statistics import median
from time import process_time
from typing import Any

from configurator import Engine, ProductModel
from tests.configurator.worlds import group, model_of, number, rule


def sixty_options() -> ProductModel:
    """Fifteen groups, three numbers, forty-five rules and a table, the same every time."""
    chance = random.Random(5)
    groups = [
        group(f"g{g}", *(f"g{g}o{i}" for i in range(4)), min=g % 3 and 1, max=1 if g % 4 else 3)
        for g in range(15)
    ]
    codes = [option["code"] for each in groups for option in each["options"]]
    forms = ["{} => {} or {}", "{} => not {}", "{} and {} => {}", "{} => n1 >= 40 or {}"]
    rules = [rule(f"r{i}", forms[i % 4].format(*chance.sample(codes, 3))) for i in range(45)]
    rows = [f"g1o{i % 4},g2o{i // 4},{5 * i}..{5 * i + 40}" for i in range(12)]
    numbers = [number(f"n{i}", 0, 100) for i in range(3)]
    table = "\n".join(["g1,g2,n0", *rows])
    return model_of({"groups": groups, "numbers": numbers, "rules": rules}, sold=table)


def buyers(engine: Engine) -> list[float]:
    """Milliseconds of every click of ten buyers who take what is open until all is decided."""
    chance, clicks = random.Random(7), []
    for _ in range(10):
        choices: dict[str, Any] = {}
        while True:
            started = process_time()
            domains = engine.domains(choices)
            clicks.append((process_time() - started) * 1000)
            left = [code for code, state in domains.items() if state == "open"]
            if not left:
                break
            choices = {**choices, chance.choice(left): True}
    return clicks


def test_a_click_on_sixty_options_takes_less_than_ten_milliseconds() -> None:
    clicks = buyers(Engine(sixty_options()))
    assert len(clicks) > 80
    assert median(clicks) < 10
