"""What is read off the formulas about their inputs holds for the figures."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from pricing import Calculator
from pricing.calculators.dependence import dependence
from pricing.formula import parse
from pricing.sensitivity import moved

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
