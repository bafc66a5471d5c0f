"""On published models of others the engine says what two solver calls per option say."""

from random import Random
from typing import Any

import pytest
from pysat.solvers import Glucose4

from configurator import Engine, read_model
from tests.pricing.golden import SHARED

MODELS = ("berkeleydb", "e_shop", "pc-richmond", "financial_services", "automotive01")


@pytest.mark.parametrize("name", MODELS)
def test_domains_equal_two_solver_calls_for_each_option(name: str) -> None:
    path = SHARED / "models" / f"{name}.dimacs"
    if not path.exists():
        pytest.skip("the models of others are not here")
    model = read_model(path)
    engine, plain = Engine(model), Glucose4(bootstrap_with=model.clauses)
    codes = {option.code: i for i, option in enumerate(model.options, 1)}
    random = Random(name)
    choices: dict[str, Any] = {}
    for click in range(9):
        domains = engine.domains(choices)
        own = [codes[code] if taken else -codes[code] for code, taken in choices.items()]
        if click % 4 == 0:
            for code in random.sample(sorted(codes), 60):
                yes = plain.solve(assumptions=[*own, codes[code]])
                no = plain.solve(assumptions=[*own, -codes[code]])
                taken = "chosen" if choices.get(code) else "forced"
                expected = "open" if yes and no else taken if yes else "blocked"
                assert domains[code] == expected
        left = [code for code, state in domains.items() if state == "open"]
        if not left:
            break
        choices[random.choice(left)] = random.random() < 0.7
