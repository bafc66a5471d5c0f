"""What is read off the formulas about their inputs holds for the figures."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from pricing import Calculator
from pricing.calculators.dependence import dependence
from pricing.calculators.running import running
from pricing.calculators.stressed import nearest
from pricing.formula import before, computation, parse
from pricing.sensitivity import Range, Turns, moved

PACKS = Path(__file__).parents[3] / "portal" / "packs"
SHIPPED = sorted(PACKS.glob("*/calculators/*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_net_savings_move_in_a_straight_line_where_the_formulas_say_so(path):
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    calculation = Calculator.from_data(read).calculation()
    here = calculation.net_savings(calculation.base[None, :])
    most = np.abs(calculation.present_costs(calculation.base[None, :])).max()
    for at, id in enumerate(calculation.ids[1:], start=1):
        bends = calculation.compiled.savings_bend(id, calculation.known)
        straight = [id for id in calculation.inputs if not bends.get(id, False)]
        columns = np.array([calculation.columns[id] for id in straight])
        base = calculation.base[columns]
        step = np.where(base == 0, 0.01, base / 10)
        below, above = (
            calculation.net_savings(moved(calculation.base, columns, base + way * step))
            for way in (-1, 1)
        )
        assert len(straight) > 10
        assert np.abs((below + above) / 2 - here)[:, at].max() < 1e-9 * most
        still = [row for row, id in enumerate(straight) if id not in bends]
        assert np.abs(above[still] - here)[:, at].max(initial=0.0) < 1e-12 * most


def test_a_formula_that_looks_at_itself_bends_with_what_it_multiplies_by_in_every_period():
    debt = SimpleNamespace(name="debt", node=parse("previous(debt, loan) * (1 + rate)"))
    assert dependence([debt])["debt"] == {"loan": False, "rate": True}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_break_even_is_the_same_to_the_last_digit_alone_and_among_others(path):
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    results = Calculator.from_data(read).run({"tax_rate": "0.2"} if "tax" in read else {})
    stress, best = results.stress, results.best.id
    found = {each.assumption: each.value for each in results.break_evens_of(best)}
    for id, value in found.items():
        one = stress._searched([stress.of.inputs[id]], [best]).turns.at(np.array([0]), 1)[0]
        assert (value and float(value)) == (None if np.isnan(one) else float(f"{one:.12g}"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("count", [1, 8])
def test_the_nearest_break_evens_are_the_nearest_of_all(path, count):
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    calculator = Calculator.from_data(read)
    some, every = calculator.run({}), calculator.run({})
    for each in every.alternatives[1:]:
        wanted = nearest(every.break_evens_of(each.id), count)
        assert some.nearest_break_evens(each.id, count) == wanted


def test_an_input_that_jumps_across_zero_hides_no_break_even_behind_it():
    def savings(columns, values):
        jump = np.where(values < 10.5, -1.0, 1.0)
        return np.where(columns == 0, jump, 30.0 - values)[:, None]

    ranges = [Range(at, value, 0.0, 100.0, False) for at, value in enumerate((10.0, 20.0))]
    turns = Turns(savings, np.array([-1.0]), ranges, np.full((2, 1), False))
    assert turns.nearest(0, 1).tolist() == [1]
    assert turns.at(np.array([0, 1]), 0) == pytest.approx([np.nan, 30.0], nan_ok=True)


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
