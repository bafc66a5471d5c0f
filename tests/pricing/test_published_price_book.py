"""Published numbers of price tiers, rounding and VAT, case by case; every case is run."""

from datetime import date
from decimal import Decimal

import pytest

from pricing import Money, PriceBook, PriceContext, Taxes, minor_places, quantise
from tests.pricing.golden import SHARED, golden_cases
from tests.pricing.worlds import two

CASES = golden_cases("price_tiers", "rounding_vat")
DAY = date(2026, 1, 1)

pytestmark = pytest.mark.skipif(not CASES, reason=f"no published numbers in {SHARED}")


def case(case_id):
    found = CASES[case_id]
    return found["inputs"], found["expected"]


def near(amount, expected, within):
    assert abs(Decimal(amount) - Decimal(str(expected))) <= Decimal(str(within)), amount


def make_book(tiers, model, scope="line", mode="half_up", places="4", vat=None):
    rows = [
        {"code": "x", "charge": "one_off", "model": model, "currency": "USD",
         "valid_from": "2020-01-01"} | {key: str(value) for key, value in tier.items()}
        for tier in tiers
    ]  # fmt: skip
    data = {"id": "b", "currency": "USD", "rounding": {"scope": scope, "mode": mode}}
    data["rounding"] |= {"places": places} if places else {}
    data |= {"tax": {"default": "vat", "scope": vat}} if vat else {}
    return PriceBook.from_data(data, rows)


def tiers_of(published):
    """Tiers given by their upper ends as tiers given by their starts."""
    starts = [0, *(tier[0] for tier in published[:-1])]
    return [
        {"from_quantity": start, "price": tier[1], "tier_fee": tier[2] if len(tier) > 2 else 0}
        for start, tier in zip(starts, published, strict=True)
    ]


def list_price(book, quantity):
    context = PriceContext(None, "USD", DAY)
    return book.price({"x": Decimal(str(quantity))}, context).one_off.list_price.amount


def test_every_published_case_is_run():
    source = open(__file__, encoding="utf-8").read()  # noqa: SIM115
    assert {case_id for case_id in CASES if f'case("{case_id}")' in source} == set(CASES)


def test_graduated_tiers_as_published():
    inputs, expected = case("stripe-graduated")
    book = make_book(tiers_of(inputs["tiers"]), "graduated")
    totals = [list_price(book, quantity) for quantity in inputs["quantities"]]
    assert totals == [Decimal(str(total)) for total in expected["totals"]]


def test_a_package_started_is_paid():
    inputs, expected = case("flexprice-package")
    tier = {"price": inputs["price"], "package_size": inputs["package"]}
    near(list_price(make_book([tier], "package"), inputs["quantity"]), expected["total"], 0)


def test_volume_with_a_fee_per_tier():
    inputs, expected = case("lago-volume")
    book = make_book(tiers_of(inputs["tiers"]), "volume")
    near(list_price(book, inputs["quantity"]), expected["total"], "1e-6")


def test_slabs_by_count():
    inputs, expected = case("oracle-slab")
    units, fees = inputs["unit_slabs"], inputs["slabs"]
    count = inputs["count"]
    fee_tiers = [[end, 0, fee] for end, fee in fees]
    near(list_price(make_book(tiers_of(units), "graduated"), count), expected["slab_with_unit"], 0)
    near(list_price(make_book(tiers_of(units), "volume"), count), expected["variable_with_unit"], 0)
    near(
        list_price(make_book(tiers_of(fee_tiers), "graduated"), count), expected["slab_no_unit"], 0
    )
    near(
        list_price(make_book(tiers_of(fee_tiers), "volume"), count), expected["variable_no_unit"], 0
    )


def test_minor_units_of_currencies():
    inputs, expected = case("iso4217-digits")
    assert [minor_places(currency) for currency in inputs["currencies"]] == expected["digits"]


def test_ties_to_cents_in_both_modes():
    inputs, expected = case("pymoneyed-122")
    value = Decimal(inputs["value"])
    near(quantise(value, 2, "half_even"), expected["half_even"], 0)
    near(quantise(value, 2, "half_up"), expected["half_up"], 0)


def test_ties_to_the_dong_in_both_modes():
    inputs, expected = case("vnd-ties")
    for mode in ("half_up", "half_even"):
        rounded = [quantise(Money(Decimal(v), "VND"), mode=mode).amount for v in inputs["values"]]
        assert rounded == expected[mode]


def test_half_away_from_zero_for_both_signs():
    inputs, expected = case("round-swico-24")
    rounded = [quantise(Decimal(value), 2) for value in inputs["values"]]
    assert rounded == [Decimal(str(value)) for value in expected["rounded"]]


def test_vat_of_one_large_basis():
    inputs, expected = case("round-einvoice-52")
    vat = Money(Decimal(inputs["basis"]), "EUR") * Decimal(str(inputs["vat"]))
    near(quantise(vat).amount, expected["vat"], 0)


@pytest.mark.parametrize(("scope", "key"), [("line", "vat_per_line"), ("group", "vat_per_group")])
def test_vat_per_line_and_per_rate(scope, key):
    inputs, expected = case("round-accounted-2544")
    codes = [f"line{place}" for place in range(len(inputs["lines"]))]
    rows = [
        {"code": code, "charge": "one_off", "model": "flat", "price": amount, "currency": "EUR",
         "valid_from": "2020-01-01"}
        for code, (amount, _) in zip(codes, inputs["lines"], strict=True)
    ]  # fmt: skip
    vat = {"id": "vat", "text": two("VAT"),
           "rates": [{"rate": str(inputs["vat"]), "valid_from": "2020-01-01"}]}  # fmt: skip
    book = PriceBook.from_data(
        {"id": "b", "currency": "EUR", "tax": {"default": "vat", "scope": scope}},
        rows,
        Taxes.from_data({"taxes": [vat]}),
    )
    total = book.price(dict.fromkeys(codes, Decimal(1)), PriceContext(None, "EUR", DAY)).one_off
    near(total.tax.amount, expected[key], 0)
    if scope == "group":
        near(total.gross.amount, expected["total_per_group"], 0)


def test_energy_billed_in_steps_and_a_fee_with_another_rate():
    inputs, expected = case("ocpi-energy-step")
    step = Decimal(inputs["step_kwh"])
    common = {"charge": "one_off", "currency": "EUR", "valid_from": "2020-01-01"}
    rows = [
        common | {"code": "energy", "model": "package", "package_size": str(step),
                  "price": str(step * Decimal(inputs["price"]))},
        common | {"code": "fee", "model": "flat", "price": inputs["start_fee"]},
    ]  # fmt: skip
    rates = {"energy": inputs["vat"], "fee": inputs["start_fee_vat"]}
    taxes = [
        {"id": f"vat_{code}", "text": two(code), "rates": [{"rate": rate, "valid_from": DAY}]}
        for code, rate in rates.items()
    ]
    tax = {"default": "vat_energy", "codes": {"fee": "vat_fee"}}
    data = {"id": "b", "currency": "EUR", "tax": tax}
    book = PriceBook.from_data(data, rows, Taxes.from_data({"taxes": taxes}))
    bought = {"energy": Decimal(inputs["kwh"]), "fee": Decimal(1)}
    waterfall = book.price(bought, PriceContext(None, "EUR", DAY))
    energy = waterfall.items[0]
    near(energy.net.amount, expected["energy_ex"], 0)
    near(energy.gross.amount, expected["energy_inc"], 0)
    near(waterfall.one_off.net.amount, expected["total_ex"], 0)
    near(waterfall.one_off.gross.amount, expected["total_inc"], 0)


@pytest.mark.parametrize("kwh", ["50", "30", "1"])
def test_least_and_most_with_and_without_tax_are_kept_apart(kwh):
    inputs, expected = case("ocpi-min-max")
    common = {"charge": "one_off", "currency": "EUR", "valid_from": "2020-01-01", "model": "flat"}
    rows = [
        common | {"code": "energy", "price": str(inputs["energy"])},
        common | {"code": "fee", "price": str(inputs["start_fee"])},
    ]
    taxes = [
        {"id": code, "text": two(code), "rates": [{"rate": str(rate), "valid_from": DAY}]}
        for code, rate in (("energy", inputs["energy_vat"]), ("fee", inputs["start_fee_vat"]))
    ]
    least = inputs["min_case"]
    bounds = {
        "minimum": least["min_ex"], "minimum_with_tax": least["min_inc"],
        "maximum": inputs["max_ex"], "maximum_with_tax": inputs["max_inc"],
    }  # fmt: skip
    limit = {"id": "bounds", "text": two("Least and most"), "charge": "one_off"}
    data = {
        "id": "b", "currency": "EUR", "tax": {"default": "energy", "codes": {"fee": "fee"}},
        "limits": [limit | {name: {"EUR": str(amount)} for name, amount in bounds.items()}],
    }  # fmt: skip
    book = PriceBook.from_data(data, rows, Taxes.from_data({"taxes": taxes}))
    # The case of the minimum has no start fee.
    bought = {"energy": Decimal(kwh)} | ({"fee": Decimal(1)} if kwh != "1" else {})
    total = book.price(bought, PriceContext(None, "EUR", DAY)).one_off
    net = expected.get(f"ex_{kwh}", least["min_ex"])
    gross = expected.get(f"inc_{kwh}", least["min_inc"])
    near(total.net.amount, net, 0)
    near(total.gross.amount, gross, 0)
    assert Money.sum((tax.amount for tax in total.taxes), "EUR") == total.tax
