"""What the cost cases of both packs start with: figures of their own, each with who says so."""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from configurator import Engine, bill_of_materials
from portal.packs import PACKS
from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from pricing import Calculator, PriceContext, Results, quantise

YEAR = re.compile(r"\b(19|20)\d\d\b")
BOTH = {name: Pack(read_folder(folder_of(name)), UUID(int=0), "") for name in PACKS}
CASES = {id: each for pack in BOTH.values() for id, each in pack.calculators.items()}
EQUIPMENT = BOTH["equipment"]
FLEET = EQUIPMENT.calculators["fleet"]
USUAL = FLEET.run()

MAINTENANCE = ("old_parts_share", "old_overhaul_share", "old_inspection_share", "old_waste_share")
DOWNTIME = ("stand_in_share", "overtime_share", "scrap_share")
PURCHASE = ("treatment_share", "installation_share", "controls_share")
CONTRACT = ("maintenance", "parts", "overhaul", "monitoring")


def authored(calculator: Calculator, results: Results) -> list[Decimal]:
    """The present cost of every line that the author wrote, in its own alternative."""
    return [
        results.alternative(each.id).line(line.id).present_cost
        for each in calculator.data.alternatives
        if each.of is None
        for line in each.lines
    ]


@pytest.mark.parametrize("id", sorted(CASES))
def test_a_case_starts_with_25_lines_that_cost_or_save_something(id: str) -> None:
    costs = authored(CASES[id], CASES[id].run())
    assert sum(bool(each) for each in costs) >= 25


@pytest.mark.parametrize("id", sorted(CASES))
def test_every_assumption_says_who_and_when_and_names_a_dated_source_or_owns_up(id: str) -> None:
    data = CASES[id].data
    assert len(data.assumptions) >= 20
    for each in (data.discount_rate, *data.assumptions, *data.tables):
        named = YEAR.search(each.source.vi) and YEAR.search(each.source.en)
        assert named or each.to_confirm, each.source.en
        assert each.author and each.date, each.source.en


@pytest.mark.parametrize("id", sorted(CASES))
def test_an_estimate_of_the_template_is_marked_wherever_it_stands(id: str) -> None:
    data = CASES[id].data
    for each in (data.discount_rate, *data.assumptions, *data.tables):
        for words in (each.source.vi, each.source.en):
            if re.search("ước tính của mẫu|estimate of this template", words, re.IGNORECASE):
                assert each.to_confirm, words


@pytest.mark.parametrize("id", sorted(CASES))
def test_a_figure_only_the_buyer_can_know_says_where_to_type_it_from_and_what_stands_there(
    id: str,
) -> None:
    for each in CASES[id].data.assumptions:
        own = each.source.en.startswith("Yours")
        assert own == each.source.vi.startswith("Số của bạn"), each.id
        if own:
            assert re.match(r"Yours: type it from [^;]+; until then a sample \w+", each.source.en)
            assert re.match(
                r"Số của bạn: nhập theo [^;]+; chưa nhập thì dùng [^;]+ mẫu", each.source.vi
            )
            assert not each.to_confirm, each.id


@pytest.mark.parametrize(
    ("alternative", "category", "total"),
    [
        ("keep", "maintenance", "1428.3"),
        ("keep", "energy", "1263.5"),
        ("keep", "downtime", "996.1"),
        ("buy", "acquisition", "2400.0"),
        ("buy", "maintenance", "464.9"),
        ("buy", "energy", "733.7"),
        ("buy", "downtime", "227.4"),
    ],
)
def test_the_parts_of_a_total_come_to_the_total_of_the_second_morning(
    alternative: str, category: str, total: str
) -> None:
    lines = [x for x in USUAL.alternative(alternative).lines if x.category == category]
    assert len([x for x in lines if x.present_cost]) >= 3
    assert str(quantise(sum((x.present_cost for x in lines), Decimal(0)), 1)) == total


@pytest.mark.parametrize("shares", [MAINTENANCE, DOWNTIME, PURCHASE])
def test_what_the_parts_leave_of_a_total_is_never_less_than_nothing(
    shares: tuple[str, ...],
) -> None:
    known = {each.id: each for each in FLEET.data.assumptions}
    assert sum(known[id].bounds[1] for id in shares) <= 1
    most = {id: known[id].bounds[1] for id in shares}
    after = FLEET.run(most)
    for each in ("keep", "buy", "lease"):
        cost = after.alternative(each).present_cost
        assert cost == pytest.approx(USUAL.alternative(each).present_cost, rel=Decimal("1e-9"))


@pytest.mark.parametrize("level", [1, 2, 3])
def test_at_every_level_the_parts_of_a_contract_come_to_its_fee(level: int) -> None:
    results = FLEET.run({"service_level": level})
    lines = [results.alternative("buy").line(id) for id in CONTRACT]
    assert all(line.flows[1] <= 0 for line in lines)
    fee = results.explain("contract_fee", year=1).value
    paid = -sum((line.flows[1] for line in lines), Decimal(0))
    assert paid == pytest.approx(fee, rel=Decimal("1e-9"))


def test_the_parts_of_the_purchase_are_those_of_the_price_list() -> None:
    offer = EQUIPMENT.offers["four_plants_lease"]
    choices = EQUIPMENT.choices(offer) | {"installation": "install_turnkey"}
    model = EQUIPMENT.models["compressor"]
    bill = bill_of_materials(model, Engine.of(model).complete(choices))
    context = PriceContext(None, "USD", date(2026, 11, 16))
    listed = {
        item.code: item.list_price.amount
        for item in EQUIPMENT.price_book.price(bill, context).items
        if item.charge == "one_off"
    }
    kits = Decimal(4 * (6900 + 2600 + 1950))
    for id, amount in {
        "treatment_share": listed["refrigerant"]
        + listed["fine_filter"]
        + listed["drain_zero_loss"],
        "installation_share": listed["install_turnkey"],
        "controls_share": listed["controller_plus"] + listed["delivered_north"],
        "heat_kit_share": kits,
    }.items():
        assert USUAL.assumption(id).value == quantise(amount / sum(listed.values()), 3), id


@pytest.mark.parametrize(
    ("option", "lines"),
    [
        ("leak_option", ("keep.leak_programme", "buy.leak_programme")),
        ("heat_option", ("buy.heat_kit", "buy.heat")),
        ("carbon_option", ("keep.carbon", "buy.carbon", "lease.carbon")),
    ],
)
def test_an_option_is_left_out_until_it_is_counted(option: str, lines: tuple[str, ...]) -> None:
    counted = FLEET.run({option: 2})
    for name in lines:
        alternative, _, id = name.partition(".")
        assert USUAL.alternative(alternative).line(id).present_cost == 0
        assert counted.alternative(alternative).line(id).present_cost != 0


def test_mended_leaks_cost_less_energy_and_carbon_and_idling_stays() -> None:
    mended = FLEET.run({"leak_option": 2})
    for id in ("keep", "buy"):
        before, after = USUAL.alternative(id), mended.alternative(id)
        less = after.line("leaks").present_cost / before.line("leaks").present_cost
        assert less == pytest.approx(Decimal("0.4"), rel=Decimal("1e-9"))
        assert after.line("idle").present_cost == before.line("idle").present_cost
