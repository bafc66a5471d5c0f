"""What is read off the formulas about their inputs holds for the figures."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from pricing import Calculator
from pricing.calculators.dependence import dependence
from pricing.calculators.running import running
from pricing.formula import before, computation, parse
from pricing.sensitivity import break_evens, moved

PACKS = Path(__file__).parents[3] / "portal" / "packs"
SHIPPED = sorted(PACKS.glob("*/calculators/*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_net_savings_move_in_a_straight_line_where_the_formulas_say_so(path):
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    calculation = Calculator.from_data(read).calculation()
    straight = [id for id in calculation.inputs if not calculation.costs.bends.get(id, False)]
    columns = np.array([calculation.columns[id] for id in straight])
    base = calculation.base[columns]
    step = np.where(base == 0, 0.01, base / 10)
    here = calculation.net_savings(calculation.base[None, :])
    below, above = (
        calculation.net_savings(moved(calculation.base, columns, base + way * step))
        for way in (-1, 1)
    )
    most = np.abs(calculation.present_costs(calculation.base[None, :])).max()
    assert len(straight) > 10
    assert np.abs((below + above) / 2 - here).max() < 1e-9 * most
    still = [at for at, id in enumerate(straight) if id not in calculation.costs.bends]
    assert np.abs(above[still] - here).max(initial=0.0) < 1e-12 * most


def test_a_formula_that_looks_at_itself_bends_with_what_it_multiplies_by_in_every_period():
    debt = SimpleNamespace(name="debt", node=parse("previous(debt, loan) * (1 + rate)"))
    assert dependence([debt])["debt"] == {"loan": False, "rate": True}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_break_even_is_the_same_to_the_last_digit_in_whatever_batch_it_is_found(path):
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    results = Calculator.from_data(read).run({"tax_rate": "0.2"} if "tax" in read else {})
    stress, best = results.stress, results.best.id
    found = {each.assumption: each.value for each in results.break_evens_of(best)}
    costs = stress._costs([best])
    moving = [stress.of.inputs[id] for id in found]
    ranges = [stress._range(each) for each in moving]
    one = [range(len(ranges))]
    together = break_evens(costs.net_savings, stress.of.base, ranges, one)[:, 1]
    assert [each and float(each) for each in found.values()] == [
        None if np.isnan(each) else float(f"{each:.12g}") for each in together
    ]


def test_what_runs_on_in_one_go_is_what_period_after_period_gives():
    node = parse("if(period < 1, price, previous(book, price) - off)")
    periods, price = np.arange(41.0)[None, :], np.array([[1000.1], [70.7]])
    off = np.random.default_rng(1).normal(20, 5, (2, 41))
    values, last, expected = {"period": periods, "year": periods, "price": price}, price, []
    for at in range(41):
        now = {"period": periods[:, at : at + 1], "year": periods[:, at : at + 1], "price": price}
        last = computation(node)(now | {"off": off[:, at : at + 1], before("book"): last})
        expected.append(last)
    found = running("book", node).compute(values | {"off": off})
    assert (found == np.concatenate(expected, axis=1)).all()
