"""The pack `energy`: complete, consistent, and exact where PRODUCT.md §3 names figures."""

import itertools
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from configurator import Engine, ProductModel, Rule, bill_of_materials
from configurator.formula import Compare, mentions, parse
from configurator.model import Table
from portal.packs.checking import check_files
from portal.packs.formats import STAGES
from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from portal.places import PROVINCES
from pricing import Comparison, Money, MonthlyLoad, PriceContext, compare, quantise

FILES = read_folder(folder_of("energy"))
PACK = Pack(FILES, UUID(int=0), "")
CONTRACT = PACK.models["contract"]
PRODUCTS = sorted(PACK.models)
RULES = [(id, rule.id) for id in PRODUCTS for rule in PACK.models[id].rules]
MONTHS_KWH = [1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720]
TODAY = date(2026, 11, 22)


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


def bills() -> list[tuple[date, Decimal]]:
    days = [date(2025, 11, 1), date(2025, 12, 1), *(date(2026, m, 1) for m in range(1, 11))]
    return list(zip(days, map(Decimal, MONTHS_KWH), strict=True))


def laundry(peak: str = "0.30") -> Comparison:
    plans = [PACK.tariffs[id] for id in PACK.segments["shop"].plans]
    load = MonthlyLoad.from_bills(bills(), shares={"peak": Decimal(peak)})
    return compare(plans, load, current="standard", on=TODAY, hours=PACK.hours)


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict):
        if "vi" in node or "en" in node:
            yield path, node
        for key, value in node.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from texts(value, f"{path}.{n}")


def test_the_check_finds_nothing() -> None:
    assert check_files(FILES) == ("energy", [])


def test_the_contract_family_is_full_size() -> None:
    assert len(list(CONTRACT.options)) >= 60
    assert len(CONTRACT.rules) >= 40
    assert len(CONTRACT.tables) >= 2
    assert len(CONTRACT.numbers) >= 3


@pytest.mark.parametrize("path", [p for p in sorted(FILES) if p.endswith(".yaml")])
def test_every_text_speaks_both_languages(path: str) -> None:
    for place, text in texts(PACK.document(path).data):
        assert set(text) - {"one"} == {"vi", "en"}, place
        for words in text.values():
            assert isinstance(words, str) and words.strip() == words != "", place
            assert unicodedata.is_normalized("NFC", words), place
            assert "!" not in words, place


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_rule_and_table_has_a_sentence_of_its_own_in_each_language(product: str) -> None:
    model = PACK.models[product]
    each: list[Rule | Table] = [*model.rules, *model.tables]
    for language in ("vi", "en"):
        sentences = [rule.text.in_(language) for rule in each]
        assert all(s.endswith(".") and s[0] == s[0].upper() for s in sentences)
        assert len(set(sentences)) == len(sentences)
    assert all(rule.text.in_("vi") != rule.text.in_("en") for rule in each)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_option_can_be_had_and_can_be_left_out(product: str) -> None:
    domains = PACK.engine(product).domains({})
    states = {o.code: domains[o.code] for o in PACK.models[product].options}
    assert {code: state for code, state in states.items() if state != "open"} == {}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_number_keeps_its_whole_range_while_nothing_is_chosen(product: str) -> None:
    domains = PACK.engine(product).domains({})
    for number in PACK.models[product].numbers:
        assert domains.numbers[number.id].low == number.min
        assert domains.numbers[number.id].high == number.max


@pytest.mark.parametrize("product", PRODUCTS)
def test_what_comes_by_default_goes_together(product: str) -> None:
    model = PACK.models[product]
    usual: dict[str, Any] = {n.id: n.default for n in model.numbers if n.default is not None}
    usual |= {o.code: True for o in model.options if o.default}
    assert PACK.engine(product).complete(usual)


@pytest.mark.parametrize(("product", "rule"), RULES)
def test_no_rule_is_idle(product: str, rule: str) -> None:
    """Were the rule broken and all others kept, there would be a product: so it forbids one."""
    model = PACK.models[product]
    broken = Rule(id="broken", text=model.text, formula=f"not ({written(model, rule)})")
    others = tuple(each for each in model.rules if each.id != rule)
    changed = model.model_copy(update={"rules": (*others, broken), "content_hash": f"not {rule}"})
    Engine(changed)


def written(model: ProductModel, id: str) -> str:
    rule = next(each for each in model.rules if each.id == id)
    if rule.formula:
        return rule.formula
    parts = [f"({each})" for each in rule.requires] + [f"not ({each})" for each in rule.excludes]
    return f"({rule.when}) => ({' and '.join(parts)})"


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_row_of_every_table_can_be_had(product: str) -> None:
    model, engine = PACK.models[product], PACK.engine(product)
    for table in model.tables:
        for row in table.rows:
            named = {c: cell for c, cell in zip(table.columns, row, strict=True) if cell.codes}
            ways = itertools.product(*(cell.codes for cell in named.values()))
            assert any(_possible(engine, dict(zip(named, way, strict=True))) for way in ways), row


def _possible(engine: Engine, choices: dict[str, Any]) -> bool:
    chosen: dict[str, Any] = {}
    for group, code in choices.items():
        if engine.domains(chosen)[code] == "blocked":
            return False
        chosen[group] = code
    return True


def test_an_unlimited_band_and_a_fixed_price_explain_why_they_clash() -> None:
    engine = PACK.engine("contract")
    findings = engine.why({"price_kind": "price_fixed", "term": "term_36"}, "band_free")
    assert ("rule", ("r_free_indexed",)) in [(f.code, f.subjects) for f in findings]
    assert ("choice", ("term", "term_36")) not in [(f.code, f.subjects) for f in findings]


def test_a_collar_blocks_prepayment_only_through_two_rules() -> None:
    findings = PACK.engine("contract").why({"price_kind": "price_collar"}, "pay_advance_month")
    assert {f.subjects[0] for f in findings if f.code == "rule"} == {
        "r_collar_security",
        "r_advance_no_security",
    }


@pytest.mark.parametrize("offer", [o for o in PACK.offers.values() if o.product])
def test_every_standard_offer_is_complete_and_has_a_price(offer: Any) -> None:
    choices = PACK.engine(offer.product).complete(PACK.choices(offer))
    assert all(choices[key] == value for key, value in PACK.choices(offer).items())
    bill = bill_of_materials(PACK.models[offer.product], choices)
    waterfall = PACK.price_book.price(bill, PriceContext(offer.segment, "VND", TODAY))
    assert waterfall.recurring.net.amount > 0
    lines = [line.amount for line in waterfall.recurring.adjustments]
    assert sum(lines, waterfall.recurring.list_price) == waterfall.recurring.net


def test_a_thousand_megawatt_hours_cost_what_the_price_book_says() -> None:
    """1,000 MWh × (1,905,000 + 46,000 two shifts + 7,000 netting − 4,000 guarantee), by hand.

    −0.8 % of 1,905 million for volume, −1.1 % of the remaining 1,889.76 million for 36 months;
    450,000 for the meter and 4,800,000 for support round the clock.
    """
    choices = PACK.engine("contract").complete(PACK.choices(PACK.offers["steady_price"]))
    bill = bill_of_materials(CONTRACT, choices)
    price = PACK.price_book.price(bill, PriceContext("industrial", "VND", TODAY, term_months=36))
    assert price.recurring.list_price == vnd(1_954_000_000 + 450_000 + 4_800_000)
    assert {a.code: a.amount for a in price.recurring.adjustments} == {
        "monthly_volume": vnd(-15_240_000),
        "contract_term": vnd(-20_787_360),
    }
    assert price.recurring.net == vnd(1_923_222_640)


@pytest.mark.parametrize("kind", ["price_fixed", "price_indexed"])
def test_a_longer_term_never_raises_the_price(kind: str) -> None:
    bill = {kind: Decimal(1000)}
    terms = (12, 24, 36, 60, 84, 120)
    contexts = [PriceContext("industrial", "VND", TODAY, term_months=m) for m in terms]
    paid = [PACK.price_book.price(bill, context).recurring.net.amount for context in contexts]
    assert paid == sorted(paid, reverse=True) and paid[0] > paid[-1]


def test_the_first_morning_to_the_last_dong() -> None:
    """PRODUCT.md §3: 12 bills, mean 1,850 kWh, 30 % in peak hours."""
    rows = laundry().rows
    assert [(r.tariff.id, r.yearly, r.cash_due, r.cycle) for r in rows] == [
        ("quarterly_prepay", vnd(62_230_260), vnd(15_557_565), "quarter"),
        ("night_saver", vnd(62_295_000), vnd(5_191_250), "month"),
        ("standard", vnd(65_820_000), vnd(5_485_000), "month"),
    ]
    assert [(r.rank_low, r.rank_mean, r.rank_high) for r in rows] == [(n, n, n) for n in (1, 2, 3)]
    assert rows[0].saving == vnd(3_589_740)


def test_night_saver_wins_below_29_77_percent() -> None:
    flip = next(f for f in laundry().flips if f.along == "peak_share" and f.for_first)
    assert round(flip.at, 4) == Decimal("0.2977")
    assert (flip.cheaper_below, flip.cheaper_above) == ("night_saver", "quarterly_prepay")
    assert laundry("0.40").row("night_saver").yearly == vnd(65_070_000)


@pytest.mark.parametrize(
    ("tariff", "prices"),
    [  # Decision 1279/QĐ-BCT of 9 May 2025, VND/kWh without VAT, as PRODUCT.md §2 lists them
        ("vn_production_110kv", (1811, 1146, 3266)),
        ("vn_production_22kv", (1833, 1190, 3398)),
        ("vn_production_6kv", (1899, 1234, 3508)),
        ("vn_production_below_6kv", (1987, 1300, 3640)),
        ("vn_business_22kv", (2887, 1609, 5025)),
        ("vn_business_6kv", (3108, 1829, 5202)),
        ("vn_business_below_6kv", (3152, 1918, 5422)),
    ],
)
def test_the_national_tariff_stands_as_published(tariff: str, prices: tuple[int, ...]) -> None:
    found = PACK.tariffs[tariff]
    by_period = {row.period: row.price for row in found.energy}
    assert (by_period["normal"], by_period["off_peak"], by_period["peak"]) == prices
    assert found.to_confirm and {row.valid_from for row in found.energy} == {date(2025, 5, 10)}


def test_vat_is_eight_percent_until_the_end_of_2026() -> None:
    rates = PACK.document("taxes.yaml").data["taxes"][0]["rates"]
    assert [(r["rate"], r["valid_from"]) for r in rates] == [
        ("0.08", "2025-07-01"),
        ("0.10", "2027-01-01"),
    ]
    bill = {"price_fixed": Decimal(100)}
    gross = [
        PACK.price_book.price(bill, PriceContext("industrial", "VND", on)).recurring.gross
        for on in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert gross == [vnd(205_740_000), vnd(209_550_000)]


@pytest.mark.parametrize("segment", sorted(PACK.segments))
def test_every_segment_has_its_own_way_to_buy(segment: str) -> None:
    profile = PACK.segments[segment]
    assert [plan.stage for plan in profile.stages] == list(STAGES)
    assert profile.rfp and profile.plans and "compare" in profile.modules
    assert profile.service_promise.version and len(profile.service_promise.signed_by) == 2
    assert 3 <= len(PACK.offers_for(segment)) <= 4
    assert sum(offer.recommended for offer in PACK.offers_for(segment)) == 1
    others = [p.rfp for id, p in PACK.segments.items() if id != segment]
    assert profile.rfp not in others


def test_answers_lead_to_every_segment_and_nobody_is_left_without_one() -> None:
    questions = PACK.segmentation.questions
    assert len(questions) <= 3
    ids = [q.id for q in questions]
    ways = itertools.product(*([o.code for o in q.options] for q in questions))
    given = [PACK.segmentation.assign(dict(zip(ids, way, strict=True))) for way in ways]
    assert {a.segment for a in given} == set(PACK.segments)
    assert {a.rule_id for a in given} == {rule.id for rule in PACK.segmentation.rules}


@pytest.mark.parametrize("segment", sorted(PACK.segments))
def test_the_threshold_can_be_crossed_but_not_by_one_kind_of_act(segment: str) -> None:
    caps = [group.cap for group in PACK.scoring[segment].groups]
    assert max(caps) < PACK.segments[segment].threshold < sum(caps)


def test_fit_lines_read_answers_that_exist() -> None:
    answers = {q.id: {o.code for o in q.options} for q in PACK.segmentation.questions}
    for policy in PACK.scoring.values():
        for line in policy.fit:
            assert line.fact not in answers or set(line.equals) <= answers[line.fact], line.id
            assert line.fact != "province" or set(line.equals) <= set(PROVINCES), line.id


def test_the_supplier_never_sees_internal_costs_or_rival_bids_by_default() -> None:
    for id in ("industrial", "emissions"):
        template = PACK.rfp_templates[id]
        assert not any(template.is_shared(name, {}) for name in ("internal_costs", "rival_bids"))
        kept = [field.id for field in template.fields if not field.shareable]
        assert kept and not any(template.is_shared(name, {name: True}) for name in kept)
    shared = {f.id for f in PACK.rfp_templates["industrial"].fields if f.shared_by_default}
    assert {"contract_configuration", "sites"} <= shared


@pytest.mark.parametrize(
    ("rfp", "product"), [("industrial", "contract"), ("emissions", "green_programme")]
)
def test_clauses_speak_of_options_that_exist(rfp: str, product: str) -> None:
    known = {o.code for o in PACK.models[product].options}
    numbers = {n.id for n in PACK.models[product].numbers}
    for clause in PACK.rfp_templates[rfp].clauses:
        for mention in mentions(parse(clause.when)) if clause.when else ():
            found = mention.number if isinstance(mention, Compare) else mention.id
            assert found in known | numbers, clause.id


def test_fields_attach_products_and_calculators_that_exist() -> None:
    for template in PACK.rfp_templates.values():
        for field in template.fields:
            assert field.product is None or field.product in PACK.models
            assert field.calculator is None or field.calculator in PACK.calculators


@pytest.mark.parametrize("calculator", sorted(PACK.calculators))
def test_every_assumption_names_its_source(calculator: str) -> None:
    for assumption in PACK.calculators[calculator].data.assumptions:
        assert assumption.source.vi and assumption.source.en, assumption.id
        assert assumption.date, assumption.id


@pytest.mark.parametrize("calculator", sorted(PACK.calculators))
def test_a_calculator_names_25_lines_and_20_assumptions(calculator: str) -> None:
    data = PACK.calculators[calculator].data
    assert sum(len(each.lines) for each in data.alternatives) >= 25
    assert len(data.assumptions) >= 20


def test_the_power_case_weighs_four_ways_and_can_say_do_not_sign() -> None:
    calculator = PACK.calculators["power"]
    base = calculator.run({})
    assert {"keep", "contract", "solar", "service"} <= {a.id for a in base.alternatives}
    for alternative in base.alternatives:
        assert {"energy", "maintenance"} <= set(alternative.by_category)
        assert sum(line.present_cost for line in alternative.lines) == alternative.present_cost
    still = calculator.run({"tariff_growth": Decimal(0)})
    assert still.alternative("contract").net_savings < 0 < base.alternative("contract").net_savings


def test_the_power_case_starts_from_the_national_tariff() -> None:
    """12,000 MWh × (3,398 × 18 % + 1,190 × 20 % + 1,833 × 62 %) = 23,833.2 million in year 1."""
    energy = PACK.calculators["power"].run({}).alternative("keep").line("energy")
    assert round(-energy.flows[1], 1) == Decimal("23833.2")


@pytest.mark.parametrize(
    ("shape", "bound"),
    [("shape_baseload", "low"), ("shape_profile", "value"), ("shape_two_shifts", "high")],
)
def test_the_contract_of_the_power_case_costs_what_the_price_book_asks(
    shape: str, bound: str
) -> None:
    """1,000 MWh a month over 36 months, with meter and data link, without the duty team."""
    offer = PACK.offers["steady_price"]
    choices = PACK.choices(offer) | {"load_shape": shape, "deviation": "dev_daily"}
    model = PACK.models["contract"]
    bill = bill_of_materials(model, Engine.of(model).complete(choices))
    bill = {code: n for code, n in bill.items() if code != "support_24_7"} | {"data_link": 1}
    context = PriceContext("industrial", "VND", date(2026, 11, 22), term_months=36)
    monthly = PACK.price_book.price(bill, context).recurring.net.amount
    known = {each.id: each for each in PACK.calculators["power"].data.assumptions}
    asked = getattr(known["contract_energy_price"], bound)
    assert asked == quantise(monthly / Decimal(1_000_000), 0)


def test_certificates_pay_from_the_cost_of_a_tonne_on() -> None:
    results = PACK.calculators["carbon"].run({})
    point = results.break_even("certificates", "carbon_price")
    assert point.value is not None
    at = PACK.calculators["carbon"].run({"carbon_price": round(point.value, 6)})
    assert abs(at.alternative("certificates").net_savings) < Decimal("0.001")


def test_the_tax_code_passes_its_checksum() -> None:
    digits = [int(d) for d in PACK.profile.supplier.tax_code]
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    assert digits[9] == 10 - sum(d * w for d, w in zip(digits[:9], weights, strict=True)) % 11
