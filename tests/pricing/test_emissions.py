"""Emissions of purchased power: published factor, both bases, paths and the price of a tonne."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing import Money, PricingDataError, PricingError
from pricing.emissions import (
    EmissionFactors,
    Path,
    cost_per_tonne,
    emission_cost,
    emissions,
    tonnes,
    total,
)
from tests.pricing.golden import SHARED, golden_cases
from tests.pricing.worlds import two

CASES = golden_cases("emission")


def factor(value, start="2022-01-01", **more):
    return {"tonnes_per_mwh": value, "valid_from": start, "source": two("source")} | more


FACTORS = EmissionFactors.from_data(
    {"grid": [factor("0.7", valid_to="2025-12-31"), factor("0.6", "2026-01-01")],
     "residual": [factor("0.8")]}
)  # fmt: skip
MONTHS = {date(2025, 12, 1): Decimal(1000), date(2026, 1, 1): Decimal(2000)}


@pytest.mark.skipif(not CASES, reason=f"no published numbers in {SHARED}")
def test_the_published_cost_of_a_thousand_megawatt_hours():
    inputs, expected = (CASES["vn-grid-factor-cost"][key] for key in ("inputs", "expected"))
    found = tonnes(Decimal(inputs["mwh"]), Decimal(str(inputs["factor"])))
    assert found == Decimal(str(expected["tonnes"]))
    cost = emission_cost(found, Money(Decimal(inputs["price"]), "USD"))
    assert cost.amount == Decimal(str(expected["cost"]))


def test_each_month_takes_its_own_factor_and_certificates_count_on_the_market_basis():
    found = emissions(MONTHS, FACTORS, Decimal("0.5"))
    assert [(m.location, m.market) for m in found] == [
        (Decimal("0.7"), Decimal("0.4")),
        (Decimal("1.2"), Decimal("0.8")),
    ]
    assert total(found) == (Decimal("1.9"), Decimal("1.2"))


def test_without_a_residual_factor_the_grid_counts_on_both_bases():
    grid = EmissionFactors.from_data({"grid": [factor("0.6766")]})
    assert total(emissions(MONTHS, grid)) == (Decimal("2.0298"), Decimal("2.0298"))


@given(st.decimals(0, 1, places=4))
def test_more_certificates_never_emit_more(share):
    assert total(emissions(MONTHS, FACTORS, share))[1] <= total(emissions(MONTHS, FACTORS))[1]


def test_what_is_not_known_or_makes_no_sense_is_refused():
    with pytest.raises(PricingError, match="no emission factor is known for 2020"):
        emissions({date(2020, 1, 1): Decimal(1)}, FACTORS)
    with pytest.raises(PricingError, match="between 0 and 1"):
        emissions(MONTHS, FACTORS, Decimal(2))
    with pytest.raises(PricingError, match="later one"):
        Path(2026, Decimal(1), 2026, Decimal("0.1"))
    with pytest.raises(PricingDataError, match="in force on 2022-01-01"):
        EmissionFactors.from_data({"grid": [factor("0.7"), factor("0.6")]})


def test_the_price_of_a_tonne_is_none_where_nothing_is_avoided():
    extra = Money(Decimal(1000), "VND")
    assert cost_per_tonne(extra, Decimal(4)) == Money(Decimal(250), "VND")
    assert cost_per_tonne(extra, Decimal(0)) is None
