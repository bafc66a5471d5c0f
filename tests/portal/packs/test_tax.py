"""Tax on profit in the cost cases: left out until its rate is typed, then before and after it."""

from decimal import Decimal
from itertools import product
from uuid import UUID

import pytest

from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from pricing import Calculator
from pricing.calculators.alternatives import AlternativeResult

TAXED = {
    "carbon": "energy",
    "compressor": "equipment",
    "fleet": "equipment",
    "lifecycle": "equipment",
    "power": "energy",
}
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
    assert abs(taxed.line("tax").total + deducted(calculator, kept) / 5) < Decimal("0.001")


def test_over_all_years_tax_is_a_fifth_of_what_was_spent_however_it_is_written_off(
    calculator: Calculator,
) -> None:
    """Four kinds of depreciation over two lives, longer and shorter than most comparisons."""
    for life, kind in product((10, 15), (1, 2, 3, 4)):
        results = calculator.run({**RATE, "tax_life": life, "depreciation": kind})
        for each in calculator.data.alternatives:
            if each.financing is None:
                found = results.alternative(each.id)
                tax = found.line("tax").total
                assert abs(tax + deducted(calculator, found) / 5) < Decimal("0.001")


def deducted(calculator: Calculator, found: AlternativeResult) -> Decimal:
    """What an alternative spends over all years, less what lowers no taxable profit."""
    data = next(each for each in calculator.data.alternatives if each.id == found.id)
    kept = {line.id for line in data.lines if line.deductible}
    return sum((line.total for line in found.lines if line.id in kept), Decimal(0))


def test_a_carbon_price_of_the_firms_own_saves_no_tax(calculator: Calculator) -> None:
    inner = [
        f"{each.id}.{line.id}"
        for each in calculator.data.alternatives
        for line in each.lines
        if not line.deductible
    ]
    assert all(name.endswith(".carbon") for name in inner)
    if calculator.id == "carbon":
        low, high = (calculator.run({**RATE, "carbon_price": p}) for p in (0, 1_000_000))
        assert low.alternative("keep").line("tax") == high.alternative("keep").line("tax")


def test_writing_off_faster_makes_what_is_bought_cheaper_after_tax(calculator: Calculator) -> None:
    slow, fast = (calculator.run({**RATE, "depreciation": kind}) for kind in (1, 4))
    bought = [
        each.id
        for each in calculator.data.alternatives
        if any(line.category == "acquisition" for line in each.lines)
    ]
    assert bought
    for id in bought:
        assert fast.alternative(id).present_cost < slow.alternative(id).present_cost


def test_a_machine_traded_in_at_the_start_is_taxed_then() -> None:
    pack = Pack(read_folder(folder_of("equipment")), UUID(int=0), "")
    calculator = pack.calculators["compressor"]
    less, more = (
        calculator.run({**RATE, "trade_in": amount}).alternative("buy").line("tax").flows
        for amount in ("4000", "5000")
    )
    changes = [round(b - a, 6) for a, b in zip(less, more, strict=True)]
    assert changes == [0, -200, *[0] * (len(less) - 2)]
