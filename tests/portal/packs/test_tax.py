"""Tax on profit in the cost cases: left out until its rate is typed, then before and after it."""

from decimal import Decimal
from uuid import UUID

import pytest

from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from pricing import Calculator

TAXED = {"compressor": "equipment", "fleet": "equipment", "power": "energy"}
RATE = {"tax_rate": "0.20"}


@pytest.fixture(scope="module", params=sorted(TAXED))
def calculator(request: pytest.FixtureRequest) -> Calculator:
    pack = Pack(read_folder(folder_of(TAXED[request.param])), UUID(int=0), "")
    return pack.calculators[request.param]


def test_tax_costs_nothing_by_default_and_a_fifth_of_what_is_only_spent(
    calculator: Calculator,
) -> None:
    kept = calculator.run().alternative("keep")
    assert kept.line("tax").total == 0 and kept.before_tax == kept.present_cost
    taxed = calculator.run(RATE).alternative("keep")
    assert taxed.before_tax == kept.present_cost
    assert abs(taxed.total_cost - kept.total_cost * Decimal("0.8")) < Decimal("0.001")


def test_over_all_years_tax_is_a_fifth_of_what_was_spent_whatever_the_life_in_the_books(
    calculator: Calculator,
) -> None:
    for life in (10, 15):
        results = calculator.run({**RATE, "tax_life": life})
        for each in calculator.data.alternatives:
            found = results.alternative(each.id)
            spent = found.total_cost - found.line("tax").total
            if each.financing is None:
                assert abs(found.line("tax").total + spent * Decimal("0.2")) < Decimal("0.001")


def test_a_machine_traded_in_at_the_start_is_taxed_then() -> None:
    pack = Pack(read_folder(folder_of("equipment")), UUID(int=0), "")
    calculator = pack.calculators["compressor"]
    less, more = (
        calculator.run({**RATE, "trade_in": amount}).alternative("buy").line("tax").flows
        for amount in ("4000", "5000")
    )
    changes = [round(b - a, 6) for a, b in zip(less, more, strict=True)]
    assert changes == [0, -200, *[0] * (len(less) - 2)]
