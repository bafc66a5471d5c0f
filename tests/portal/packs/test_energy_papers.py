"""What the cost cases of `energy` cite from the supplier's own papers stands in those papers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from pricing import Money, PriceContext, quantise
from pricing.calculators.assumptions import Assumption

PACK = Pack(read_folder(folder_of("energy")), UUID(int=0), "")
MILLION = 1_000_000
YEARLY = Decimal(12) / MILLION
ONCE = Decimal(1) / MILLION


def known(calculator: str, id: str) -> Assumption:
    return next(each for each in PACK.calculators[calculator].data.assumptions if each.id == id)


def rows(calculator: str, table: str) -> list[Decimal]:
    tables = PACK.calculators[calculator].data.tables
    return [value for _, value in next(each for each in tables if each.id == table).rows]


def paid(segment: str, total: str, bill: Mapping[str, int], after: str = "net") -> Decimal:
    """What the price book asks for a bill, once or a month, after adjustments or before them."""
    context = PriceContext(segment, "VND", date(2026, 11, 22))
    waterfall = PACK.price_book.price({k: Decimal(n) for k, n in bill.items()}, context)
    amount: Money = getattr(getattr(waterfall, total), after)
    return amount.amount


@pytest.mark.parametrize(
    ("id", "bill", "total", "factor"),
    [
        ("contract_setup", {"meter_30min": 1, "data_link": 1}, "one_off", ONCE),
        ("contract_training", {"advice_training": 1}, "one_off", ONCE),
        ("solar_price", {"solar_buy": 1700}, "one_off", ONCE / 1700),
        ("solar_maintenance", {"solar_buy": 1700}, "recurring", YEARLY / 1700),
        ("service_price", {"solar_service": 1700}, "recurring", Decimal(1) / 1700),
    ],
)
def test_a_plant_is_asked_what_the_power_case_starts_with(
    id: str, bill: dict[str, int], total: str, factor: Decimal
) -> None:
    assert known("power", id).value == quantise(paid("industrial", total, bill) * factor, 6)


@pytest.mark.parametrize(
    ("id", "bill", "total", "factor"),
    [
        ("audit", {"advice_audit": 1}, "one_off", ONCE),
        ("measuring", {"site_efficiency": 1}, "recurring", YEARLY),
        ("inventory", {"base_verified": 1}, "one_off", ONCE),
        ("assurance", {"assure_limited": 1}, "recurring", ONCE),
        ("certificate_price", {"re_100": 150}, "recurring", Decimal(1) / 150_000),
        ("certificate_fee", {"inst_certificates": 1, "scope_2": 1}, "recurring", YEARLY),
        ("solar_price", {"site_solar": 500}, "one_off", ONCE / 500),
        ("solar_maintenance", {"site_solar": 500}, "recurring", YEARLY / 500),
        ("grid_link", {"site_link": 1}, "one_off", ONCE),
        ("cleaning", {"site_cleaning": 500}, "recurring", YEARLY / 500),
    ],
)
def test_a_firm_with_targets_is_asked_what_the_carbon_case_starts_with(
    id: str, bill: dict[str, int], total: str, factor: Decimal
) -> None:
    assert known("carbon", id).value == quantise(paid("emissions", total, bill) * factor, 6)


def test_training_and_meters_are_counted_before_the_discount_of_the_segment() -> None:
    once = "one_off", {"help_training": 1}, "list_price"
    assert known("carbon", "team_training").value == paid("emissions", *once) * ONCE
    meters = {"base_meter": 1, "site_efficiency": 1}
    assert (
        known("carbon", "meters").value == paid("emissions", "one_off", meters, "list_price") * ONCE
    )


def test_a_level_of_solar_upkeep_costs_what_its_option_adds_to_the_system() -> None:
    plan = paid("emissions", "recurring", {"site_solar": 1, "care_plan": 1})
    levels = [
        paid("emissions", "recurring", {"site_solar": 1, code: 1})
        for code in ("care_inspection", "care_plan", "care_promise")
    ]
    assert rows("carbon", "care_price") == [each / plan for each in levels]


def test_upkeep_of_the_substation_is_the_plants_own_part_and_the_price_of_each_level() -> None:
    care, duty = (
        paid("industrial", "recurring", {code: 1}) * YEARLY
        for code in ("transformer_care", "support_24_7")
    )
    fee = known("power", "contract_maintenance")
    assert f"{(fee.value - care).normalize()} million left" in fee.source.en
    levels = [known("power", "maintenance_today").value, fee.value, fee.value + duty]
    assert rows("power", "care_price") == [quantise(each / fee.value, 6) for each in levels]


@pytest.mark.parametrize(
    ("id", "option", "vi", "en"),
    [
        ("excess_premium", "volume_band", "biểu giá quốc gia cộng 1%", "national tariff and 1%"),
        ("shortfall_fee", "volume_band", "500 ₫ mỗi kWh", "500 ₫ per kWh"),
        ("deviation_price", "dev_none", "356 ₫ mỗi kWh", "356 ₫ for each kWh"),
        ("deviation_cap", "dev_daily", "không quá 2% tiền điện", "below 2% of the day’s bill"),
    ],
)
def test_a_term_of_the_power_case_stands_in_the_contract_family(
    id: str, option: str, vi: str, en: str
) -> None:
    groups = PACK.models["contract"].groups
    texts = {each.id: each.more for each in groups}
    texts |= {each.code: each.more for group in groups for each in group.options}
    more = texts[option]
    assert more is not None and vi in more.vi and en in more.en
    value = known("power", id).value
    shown = f"{value * 100:.0f}%" if value < 1 else f"{value:f} ₫"
    assert shown in vi and shown in en.replace("below ", "")


@pytest.mark.parametrize(
    ("calculator", "id", "offer", "number", "times"),
    [
        ("power", "yearly_energy", "steady_price", "monthly_volume", 12),
        ("power", "committed_energy", "steady_price", "monthly_volume", 12),
        ("power", "max_demand", "steady_price", "max_demand", 1),
        ("power", "solar_kwp", "solar_roof_service", "solar_kwp", 1),
        ("carbon", "solar_kwp", "all_renewable", "gp_solar_kwp", 1),
    ],
)
def test_a_case_starts_with_the_size_its_standard_offer_is_made_for(
    calculator: str, id: str, offer: str, number: str, times: int
) -> None:
    chosen = PACK.choices(PACK.offers[offer])[number]
    assert known(calculator, id).value == Decimal(str(chosen)) * times


def test_the_terms_of_the_power_case_are_those_of_three_years_fixed() -> None:
    chosen = PACK.choices(PACK.offers["steady_price"])
    assert chosen["volume_band"] == f"band_{known('power', 'band').value * 100:.0f}"
    assert chosen["take_or_pay"] == f"top_{known('power', 'take_or_pay').value * 100:.0f}"
    assert chosen["term"] == f"term_{known('power', 'contract_years').value * 12:.0f}"
