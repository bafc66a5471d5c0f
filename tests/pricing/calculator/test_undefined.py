"""Where a measure has no figure the right reason stands in its place."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from pricing import Calculator, Finding, Results
from pricing.calculators.alternatives import MOST_TELLING
from pricing.calculators.undefined import MEASURES, undefined, why_undefined

FLOWS = yaml.load((Path(__file__).parent / "flows.yaml").read_text("utf-8"), yaml.CBaseLoader)
CALCULATOR = Calculator.from_data(FLOWS)
INPUTS = ("first", "second", "third", "fourth")
CASES = [
    ((0, 0, 0, 0), Finding("nothing_saved")),
    ((0, 5, 5, 0), Finding("only_saves")),
    ((-5, -5, 0, -1), Finding("only_pays")),
    ((-10, 30, -25, 0), Finding("no_rate_fits", (), {"changes": 2})),
    ((-10, 20, 5, -30), Finding("no_rate_fits", (), {"changes": 2})),
    ((-1, 100, 0, 0), Finding("rate_tells_nothing", (), {"most": MOST_TELLING})),
]


def acting(*savings):
    """The results for these savings, and the alternative that has them."""
    results = CALCULATOR.run(dict(zip(INPUTS, map(str, savings), strict=True)))
    return results, results.alternative("act")


@pytest.mark.parametrize(("savings", "why"), CASES)
def test_each_reason_for_no_internal_rate_is_told_apart(savings, why):
    results, each = acting(*savings)
    assert each.irr is None
    assert why_undefined(each, "irr") == why
    told = [found for found in results.findings if found.code == "not_defined"]
    assert any(found.params["why"] == why for found in told)


@pytest.mark.parametrize(
    ("savings", "rates"),
    [
        ((-1000, 2300, -1320, 0), ("0.1", "0.2")),
        ((-100, 210, -110, 0), ("0", "0.1")),
        ((-1000, 6000, -11000, 6000), ("0", "1", "2")),
        ((1000, -2300, 1320, 0), ("0.1", "0.2")),
        ((-10, 221, -231, 0), ("0.1", "20")),
    ],
)
def test_where_several_rates_fit_none_is_the_result_and_all_are_named(savings, rates):
    _results, each = acting(*savings)
    assert each.irr is None
    found = why_undefined(each, "irr")
    assert found.code == "several_rates_fit"
    assert found.params["changes"] == each.irr_sign_changes and found.params["count"] == len(rates)
    assert [float(rate) for rate in found.params["rates"]] == pytest.approx(list(map(float, rates)))


@pytest.mark.parametrize(
    ("savings", "changes", "rate"),
    [
        ((-100, 60, -10, 80), 3, "0.1339612994"),
        ((-100, 220, -121, 0), 2, "0.1"),
        ((-100, 200, -100, 0), 2, "0"),
    ],
)
def test_where_signs_change_often_and_one_rate_fits_it_stands(savings, changes, rate):
    """The last two touch zero at their one rate without a change of sign there."""
    _results, each = acting(*savings)
    assert (each.irr, each.irr_sign_changes) == (Decimal(rate), changes)
    assert each.internal_rates == (each.irr,) and why_undefined(each, "irr") is None


@given(st.tuples(*[st.integers(-100, 100)] * 4))
def test_every_measure_has_a_figure_or_a_reason_and_never_both(savings):
    results, each = acting(*savings)
    figures = {measure for measure in MEASURES if getattr(each, measure) is not None}
    reasons = [measure for measures, _why in undefined(each) for measure in measures]
    assert sorted([*figures, *reasons]) == sorted(MEASURES)
    assert Results.from_dict(results.to_dict()).findings == results.findings


@given(st.tuples(*[st.integers(-100, 100)] * 4))
def test_as_many_rates_are_told_as_the_flows_have_roots(savings):
    """Counted by numpy as eigenvalues of the companion matrix; roots too near to tell are left out."""
    roots = np.roots(np.trim_zeros(np.array(savings, dtype=float)))
    assume(not any(1e-9 < abs(each.imag) < 1e-3 for each in roots))
    real = np.sort([each.real - 1 for each in roots if abs(each.imag) <= 1e-9 and each.real > 1e-6])
    assume(len(real) < 2 or np.diff(real).min() > 1e-3)
    _results, each = acting(*savings)
    assert [float(rate) for rate in each.internal_rates] == pytest.approx(list(real), abs=1e-6)


def test_a_rate_that_is_paid_and_not_earned_is_said_to_be_one():
    results, each = acting(1000, -600, -600, 0)
    assert each.irr == acting(-1000, 600, 600, 0)[1].irr
    assert Finding("irr_is_paid", ("act",)) in results.findings
    assert not any(found.code == "irr_is_paid" for found in acting(-1000, 600, 600, 0)[0].findings)


def test_next_to_nothing_paid_for_a_fortune_is_a_reason_and_no_crash():
    _results, each = acting("-0.000001", 0, 0, "999999999")
    assert why_undefined(each, "irr").code == "rate_tells_nothing"


def test_a_result_kept_before_all_rates_were_counted_is_read_with_the_one_it_told():
    kept = acting(-1000, 2300, -1320, 0)[0].to_dict()
    for each in kept["alternatives"]:
        del each["internal_rates"]
    kept["alternatives"][1]["irr"] = "0.1"
    assert Results.from_dict(kept).alternative("act").internal_rates == (Decimal("0.1"),)
    kept["alternatives"][1]["irr"] = "12"
    again = Results.from_dict(kept).alternative("act")
    assert again.irr is None and why_undefined(again, "irr").code == "rate_tells_nothing"
