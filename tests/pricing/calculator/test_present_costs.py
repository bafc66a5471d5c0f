"""What an alternative costs in many cases at once."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from pricing import Calculator
from pricing.calculators.present_costs import PresentCosts

PACKS = Path(__file__).parents[3] / "portal" / "packs"
SHIPPED = sorted(PACKS.glob("*/calculators/*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_an_alternative_costs_does_not_depend_on_what_else_is_asked_for(path):
    """Nor on which inputs move in other cases, be it the discount rate or the years: to the digit."""
    read = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    calculation = Calculator.from_data(read).calculation()
    cases = np.tile(calculation.base, (len(calculation.base), 1))
    np.fill_diagonal(cases, [each * 1.01 for each in calculation.base])
    years = calculation.columns["horizon_years"]
    cases[years, years] = calculation.horizon - 1
    together = calculation.present_costs(cases)
    assert np.isfinite(together).all()
    for at, id in enumerate(calculation.ids):
        alone = PresentCosts(calculation, [id])
        assert (alone.of_cases(cases)[:, 0] == together[:, at]).all()
        one_by_one = [alone.of_cases(case[None, :])[0, 0] for case in cases[:: len(cases) // 5]]
        assert one_by_one == together[:: len(cases) // 5, at].tolist()
