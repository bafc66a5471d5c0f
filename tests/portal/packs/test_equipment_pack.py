"""The pack `equipment`: complete, consistent, and exact where PRODUCT.md §2 and §3 name figures."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from configurator import Engine, Finding, ModelError, Rule, bill_of_materials
from configurator.model import Table
from portal.packs.checking import check_files
from portal.packs.formats import STAGES, Offer
from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from portal.scoring.score import Touch, score
from pricing import PriceContext, Total, Waterfall, quantise
from pricing.financing import payment

FILES = read_folder(folder_of("equipment"))
PACK = Pack(FILES, UUID(int=0), "")
MODEL = PACK.models["compressor"]
ENGINE = Engine.of(MODEL)
RULES = [rule.id for rule in MODEL.rules]
OFFERS = list(PACK.offers.values())
TODAY = date(2026, 11, 22)
DONG_PER_DOLLAR = 26_300

DRAWN: dict[str, Any] = {
    "size": "of_160",
    "drive": "variable_speed",
    "flow": Decimal("24.5"),
    "pressure": Decimal("10.0"),
    "dew_point": Decimal(5),
    "dryer": "heat_of_compression",
    "controller": "controller_plus",
}
"""The machine drawn on the configurator page: OF 160 with heat-of-compression drying."""


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict):
        if "vi" in node or "en" in node:
            yield path, node
        for key, value in node.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from texts(value, f"{path}.{n}")


def priced(
    choices: dict[str, Any], segment: str, on: date = TODAY, currency: str = "USD"
) -> Waterfall:
    bill = bill_of_materials(MODEL, choices)
    return PACK.price_book.price(bill, PriceContext(segment, currency, on))


def listed(*codes: str) -> Decimal:
    """What the price list asks for one of each, in dollars, before any discount."""
    bill = dict.fromkeys(codes, Decimal(1))
    items = PACK.price_book.price(bill, PriceContext(None, "USD", TODAY)).items
    return sum((item.list_price.amount for item in items), Decimal(0))


def list_prices() -> dict[str, Decimal]:
    context = PriceContext(None, "USD", TODAY)
    return {o.code: PACK.price_book.price_of(o.code, context).one_off.amount for o in MODEL.options}


def steps(total: Total) -> dict[str, str]:
    return {line.code: str(line.amount.amount) for line in total.adjustments}


def test_the_check_finds_nothing() -> None:
    assert check_files(FILES) == ("equipment", [])


def test_the_compressor_is_full_size() -> None:
    assert len(list(MODEL.options)) >= 60
    assert len(MODEL.rules) >= 40
    assert len(MODEL.tables) >= 2
    assert len(MODEL.numbers) >= 3


@pytest.mark.parametrize("path", [p for p in sorted(FILES) if p.endswith(".yaml")])
def test_every_text_speaks_both_languages_in_the_house_style(path: str) -> None:
    for place, text in texts(PACK.document(path).data):
        assert set(text) - {"one"} == {"vi", "en"}, place
        for words in text.values():
            assert words.strip() == words != "", place
            assert unicodedata.is_normalized("NFC", words), place
            assert "!" not in words and " %" not in words, f"{place}: {words}"


AVOIDED = "bảo dưỡng|hoá|hoà|tuỳ|huỷ|phễu|quý khách|vui lòng|giá ròng|nhà tài trợ|lý tưởng"


@pytest.mark.parametrize("path", [p for p in sorted(FILES) if p.endswith(".yaml")])
def test_vietnamese_keeps_to_the_words_of_the_house(path: str) -> None:
    for place, text in texts(PACK.document(path).data):
        found = re.search(rf"\b({AVOIDED})\b", text["vi"], re.IGNORECASE)
        assert found is None, f"{place}: {found and found[0]}"


@pytest.mark.parametrize("id", RULES)
def test_every_rule_says_a_whole_sentence_of_its_own_in_both_languages(id: str) -> None:
    rule = MODEL.rule(id)
    assert rule.text.vi != rule.text.en
    for language in ("vi", "en"):
        sentence = rule.text.in_(language)
        assert sentence.endswith(".") and len(sentence) > 20
        others = [MODEL.rule(each).text.in_(language) for each in RULES if each != id]
        assert sentence not in others


@pytest.mark.parametrize("id", RULES)
def test_every_rule_forbids_something_the_others_allow(id: str) -> None:
    place = RULES.index(id)
    against = Rule(
        id=id, text=MODEL.rules[place].text, formula=f"not ({written(MODEL.rules[place])})"
    )
    rules = (*MODEL.rules[:place], against, *MODEL.rules[place + 1 :])
    try:
        Engine(MODEL.model_copy(update={"rules": rules, "content_hash": id}))
    except ModelError:
        pytest.fail(f"no product breaks {id} alone: another rule or table says the same")


def written(rule: Rule) -> str:
    if rule.formula:
        return rule.formula
    parts = [f"({each})" for each in rule.requires] + [f"not ({each})" for each in rule.excludes]
    return f"({rule.when}) => ({' and '.join(parts)})"


@pytest.mark.parametrize("code", [option.code for option in MODEL.options])
def test_every_option_stands_in_a_whole_product(code: str) -> None:
    group = MODEL.group_of(code)
    product = ENGINE.complete({group.id: code} if group.single else {code: True})
    assert bill_of_materials(MODEL, product)[code] >= 1


def test_what_comes_by_default_goes_together() -> None:
    usual: dict[str, Any] = {number.id: number.default for number in MODEL.numbers}
    singles = [group for group in MODEL.groups if group.single]
    usual |= {g.id: o.code for g in singles for o in g.options if o.default}
    product = ENGINE.complete(usual)
    assert {key: product[key] for key in usual} == usual


@pytest.mark.parametrize("id", ["duty", "electrical"])
def test_every_row_of_a_table_can_be_had(id: str) -> None:
    table = MODEL.rule(id)
    assert isinstance(table, Table)
    for row in table.rows:
        parts = []
        for column, cell in zip(table.columns, row, strict=True):
            if cell.codes:
                parts.append(f"({' or '.join(cell.codes)})")
            elif cell.low is not None:
                parts.append(f"{cell.low} <= {column} <= {cell.high}")
        only = Rule(id="only", text=table.text, formula=" and ".join(parts))
        rules = (*MODEL.rules, only)
        Engine(MODEL.model_copy(update={"rules": rules, "content_hash": only.formula}))


def test_many_options_are_blocked_only_by_what_others_are_chosen() -> None:
    assert all(ENGINE.domains({})[option.code] == "open" for option in MODEL.options)
    choices = {**DRAWN, "service": "service_total", "machines": Decimal(4)}
    states = ENGINE.domains(choices)
    assert sum(states[option.code] == "blocked" for option in MODEL.options) > 30


def test_heat_recovery_at_70_is_blocked_by_the_dryer_that_needs_the_same_heat() -> None:
    assert ENGINE.domains(DRAWN)["hr_70"] == "blocked"
    choice, rule = ENGINE.why(DRAWN, "hr_70")
    assert (choice.code, choice.subjects) == ("choice", ("dryer", "heat_of_compression"))
    assert (rule.code, rule.subjects) == ("rule", ("HR_07",))
    assert "takes the same heat" in MODEL.rule("HR_07").text.en


def test_the_way_out_of_heat_recovery_costs_420_and_changes_the_dryer() -> None:
    cheapest = ENGINE.repairs(DRAWN, "hr_70", list_prices())[0]
    assert cheapest.price == 420
    changes = {change.subject: change.after for change in cheapest.changes}
    assert changes == {"dryer": "refrigerant", "heat_recovery": "hr_70"}


def test_water_cooling_comes_with_the_dryer_and_air_cooling_saves_9_680() -> None:
    assert ENGINE.domains(DRAWN)["water_cooled"] == "forced"
    assert Finding("rule", ("CL_03",), {}) in ENGINE.why(DRAWN, "water_cooled")
    priced_out = {**DRAWN, "water_source": "plant_water"}
    assert ENGINE.repairs(DRAWN, "air_cooled", list_prices())[0].price == -9680
    assert ENGINE.domains(priced_out)["air_cooled"] == "blocked"


def test_no_dryer_is_blocked_by_the_dew_point_asked_for() -> None:
    findings = ENGINE.why({**DRAWN, "dryer": "refrigerant"}, "no_dryer")
    assert [f.subjects[0] for f in findings if f.code == "rule"] == ["AT_02"]


def test_at_24_5_the_of_160_reaches_10_bar_and_no_more() -> None:
    pressure = ENGINE.domains({"size": "of_160", "flow": Decimal("24.5")}).numbers["pressure"]
    assert pressure.high == Decimal("10.0")
    higher = {"size": "of_200", "flow": Decimal("24.5"), "pressure": Decimal("11.0")}
    assert ENGINE.domains(higher)["of_200"] == "chosen"


def test_the_machine_drawn_costs_what_the_page_prints() -> None:
    total = priced({**DRAWN, "payment": "pay_half_with_order"}, "workshop").one_off
    assert str(total.list_price) == "155500.00 USD"
    assert steps(total) == {
        "segment_compressor": "-5900.00",
        "bundle_heat_of_compression": "-1200.00",
        "half_with_order": "-1121.00",
    }
    assert str(total.net) == "147279.00 USD"
    assert str(total.gross) == "159061.32 USD"


def test_vat_is_8_per_cent_until_the_end_of_2026_and_10_from_then_on() -> None:
    for day, share in ((date(2026, 12, 31), "0.08"), (date(2027, 1, 1), "0.10")):
        total = priced(DRAWN, "enterprise", day).one_off
        assert total.tax is not None
        assert total.tax.amount == quantise(total.net.amount * Decimal(share), 2)


def test_four_machines_earn_the_volume_discount() -> None:
    choices = {**DRAWN, "machines": Decimal(4), "station": "station_apart"}
    line = steps(priced(choices, "enterprise").one_off)["fleet_of_machines"]
    assert Decimal(line) == -Decimal("0.04") * 4 * 118_000 * Decimal("0.95")


def test_only_workshops_pay_the_trial_price() -> None:
    code, book = "controller_next", PACK.price_book
    trial = book.price_of(code, PriceContext("workshop", "USD", TODAY)).one_off.amount
    usual = book.price_of(code, PriceContext("enterprise", "USD", TODAY)).one_off.amount
    assert (trial, usual) == (950, 1900)


def test_a_longer_service_contract_never_costs_more_a_year() -> None:
    yearly = [
        priced({**DRAWN, "service": "service_plan", "plan_length": length}, "public").recurring.net
        for length in ("plan_1", "plan_5", "plan_8")
    ]
    assert yearly == sorted(yearly, reverse=True) and yearly[0] > yearly[-1]


def test_dong_prices_are_the_dollar_prices_at_the_published_rate() -> None:
    for code in PACK.price_book.table.codes:
        dollars, dong = (
            PACK.price_book.price({code: Decimal(1)}, PriceContext(None, currency, TODAY))
            for currency in ("USD", "VND")
        )
        for before, after in zip(dollars.items, dong.items, strict=True):
            assert after.list_price.amount == before.list_price.amount * DONG_PER_DOLLAR
        assert dong.exchange is not None and dong.exchange.source.en


@pytest.mark.parametrize("offer", OFFERS, ids=[offer.id for offer in OFFERS])
@pytest.mark.parametrize("currency", ["USD", "VND"])
def test_every_standard_offer_completes_and_has_a_price(offer: Offer, currency: str) -> None:
    product = ENGINE.complete(PACK.choices(offer))
    for key, value in PACK.choices(offer).items():
        assert product[key] == value
    waterfall = priced(product, offer.segment, currency=currency)
    assert waterfall.one_off.net.amount > 0
    assert waterfall.recurring.net.amount >= 0


@pytest.mark.parametrize("segment", list(PACK.segments))
def test_every_segment_has_three_or_four_offers_and_recommends_one(segment: str) -> None:
    offers = PACK.offers_for(segment)
    assert 3 <= len(offers) <= 4
    assert sum(offer.recommended for offer in offers) == 1


@pytest.mark.parametrize("segment", list(PACK.segments))
def test_every_segment_has_a_product_a_calculator_an_rfp_and_every_stage(segment: str) -> None:
    profile = PACK.segments[segment]
    assert profile.product in PACK.models
    assert profile.calculator in PACK.calculators
    assert profile.rfp in PACK.rfp_templates
    assert tuple(plan.stage for plan in profile.stages) == STAGES


def test_each_segment_is_met_on_its_own_channel_first() -> None:
    channels = {id: profile.first_channel for id, profile in PACK.segments.items()}
    assert channels == {"enterprise": "phone", "workshop": "event", "public": "distributor"}
    promise = PACK.segments["enterprise"].service_promise.text.en
    assert "phone or post first in this segment" in promise


@pytest.mark.parametrize(
    ("answers", "segment"),
    [
        ({"decides": "finance"}, "enterprise"),
        ({"decides": "engineer", "organisation": "workshop"}, "workshop"),
        ({"decides": "finance", "organisation": "public"}, "public"),
        ({"decides": "committee"}, "public"),
        ({"power": "large"}, "enterprise"),
        ({}, "workshop"),
    ],
)
def test_answers_lead_to_the_segment_with_a_reason(answers: dict[str, str], segment: str) -> None:
    assignment = PACK.segmentation.assign(answers)
    assert assignment.segment == segment
    assert assignment.reason.vi and assignment.reason.en


def test_engineers_of_a_company_with_three_sites_are_an_enterprise() -> None:
    answers = {"decides": "engineer"}
    assert PACK.segmentation.assign(answers, {"sites": Decimal(3)}).segment == "enterprise"
    assert PACK.segmentation.assign(answers, {"sites": Decimal(2)}).segment == "workshop"


def rep_card_touches(now: datetime) -> list[Touch]:
    """What the top card of the third morning stands on, all of one day."""
    types = ["rfp_submitted", "document_downloaded", "signed_in"]
    reviewers = [Touch("reviewer_invited", now, who) for who in ("service", "plant")]
    saves = [Touch("calculation_saved", now - timedelta(days=n)) for n in range(3)]
    visits = [Touch("signed_in", now - timedelta(days=n)) for n in (1, 2, 3)]
    return [*(Touch(type, now) for type in types), *reviewers, *saves, *visits]


def test_the_top_card_scores_fit_78_and_the_lines_of_the_third_morning() -> None:
    facts = {"decides": "finance", "power": "large", "sites": 4, "industry": "dairy"}
    now = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    policy = PACK.scoring["enterprise"]
    result = score(rep_card_touches(now), policy, facts, now, PACK.profile.zone)
    assert result.fit == 78
    lines = {line.id: line.points for line in result.engagement_lines if line.id != "decay"}
    assert lines == {"submission": 30, "pdf": 15, "reviewers": 20, "saves": 15, "returns": 6}
    assert PACK.segments["enterprise"].threshold == 70


def test_engagement_decays_by_half_in_one_half_life() -> None:
    policy = PACK.scoring["enterprise"]
    then = datetime(2026, 10, 1, tzinfo=UTC)
    later = then + timedelta(days=float(policy.half_life_days))
    assert score([Touch("rfp_submitted", then)], policy, {}, later).engagement == 15


@pytest.mark.parametrize(
    ("alternative", "cost", "gain"),
    [("keep", "3688.0", "0.0"), ("buy", "3679.8", "8.2"), ("lease", "3351.4", "336.6")],
)
def test_the_fleet_calculator_gives_the_second_morning(
    alternative: str, cost: str, gain: str
) -> None:
    found = PACK.calculators["fleet"].run().alternative(alternative)
    assert str(quantise(found.present_cost, 1)) == cost
    assert str(quantise(found.net_savings, 1)) == gain


def test_leasing_breaks_even_at_708_8_and_buying_fails_at_2_per_cent_more_maintenance() -> None:
    results = PACK.calculators["fleet"].run()
    assert results.decision.subjects == ("lease", "keep")
    assert str(quantise(results.decision.params["break_even"], 1)) == "708.8"
    buying = results.verdict("buy").params
    assert buying["watch"] == "new_maintenance"
    assert quantise(buying["change"], 2) == Decimal("0.02")


@pytest.mark.parametrize(("scenario", "gain"), [("downside", "89.1"), ("upside", "456.6")])
def test_stress_gives_the_second_morning(scenario: str, gain: str) -> None:
    found = PACK.calculators["fleet"].run(scenario=scenario).alternative("lease")
    assert str(quantise(found.net_savings, 1)) == gain


@pytest.mark.parametrize(("formula", "dollars"), [("loaded_cost", 48792), ("unloaded_cost", 2272)])
def test_electricity_is_that_of_the_tip_sheet(formula: str, dollars: int) -> None:
    explanation = PACK.calculators["compressor"].run().explain(formula)
    assert quantise(explanation.value, 0) == dollars
    assert explanation.unit == "USD/year"


def test_variable_speed_wins_only_where_the_load_varies() -> None:
    calculator = PACK.calculators["compressor"]
    for loaded, best in (("0.95", "buy"), ("0.50", "variable")):
        results = calculator.run({"loaded_time": loaded})
        gains = {id: results.alternative(id).net_savings for id in ("buy", "variable")}
        assert max(gains, key=lambda id: gains[id]) == best


def test_the_calculator_can_say_do_not_buy() -> None:
    edits = {"old_maintenance": 3000, "old_downtime": 4, "old_bhp": 215, "old_efficiency": "0.95"}
    decision = PACK.calculators["compressor"].run(edits).decision
    assert (decision.code, decision.subjects) == ("keep", ("keep",))


@pytest.mark.parametrize("id", sorted(PACK.calculators))
def test_maintenance_is_a_line_of_its_own_with_a_source_and_a_growth(id: str) -> None:
    data = PACK.calculators[id].data
    kept = next(each for each in data.alternatives if each.id == data.reference)
    assert any(each.category == "maintenance" for each in kept.lines)
    doubled = {"old_maintenance": 2 * value_of(id, "old_maintenance")}
    usual, dear, flat = (
        [line.flows[each] for each in (1, 2)]
        for line in (
            PACK.calculators[id].run(edits).alternative(data.reference).line("maintenance")
            for edits in ({}, doubled, {"old_maintenance_growth": 0})
        )
    )
    assert [dear[0] / usual[0], dear[1] / usual[1]] == pytest.approx([2, 2])
    assert usual[1] < usual[0] == flat[0] == flat[1]
    assert all(each.source.vi and each.source.en for each in data.assumptions)


def value_of(calculator: str, assumption: str) -> Decimal:
    return PACK.calculators[calculator].run().assumption(assumption).value


@pytest.mark.parametrize("id", sorted(PACK.calculators))
def test_a_calculator_names_25_lines_and_20_assumptions(id: str) -> None:
    data = PACK.calculators[id].data
    assert sum(len(each.lines) for each in data.alternatives) >= 25
    assert len(data.assumptions) >= 20


@pytest.mark.parametrize("id", sorted(PACK.calculators))
def test_a_higher_service_contract_costs_more_and_stands_less(id: str) -> None:
    runs = [PACK.calculators[id].run({"service_level": level}) for level in (1, 2, 3)]
    bought = [each.alternative("buy") for each in runs]
    contracts = [each.line("maintenance").present_cost for each in bought]
    standing = [each.line("downtime").present_cost for each in bought]
    outside = [each.line("outside").present_cost for each in bought]
    assert contracts == sorted(contracts) and standing == sorted(standing, reverse=True)
    assert outside[0] > 0 == outside[1] == outside[2]
    (finding,) = PACK.calculators[id].check({"service_level": "2.5"})
    assert finding.code == "not_whole"


@pytest.mark.parametrize("id", sorted(PACK.rfp_templates))
def test_nothing_internal_is_shared_unless_the_buyer_ticks_it(id: str) -> None:
    template = PACK.rfp_templates[id]
    answers = {each.id: "x" for each in template.fields}
    shown = template.shared_view(answers, {})
    assert not {"option", "term", "sites", "internal_costs", "rival_bids"} & set(shown)
    ticked = template.shared_view(answers, {"option": True, "term": True, "sites": True})
    assert {"option", "term", "sites"} <= set(ticked)


@pytest.mark.parametrize(
    ("id", "secret"),
    [("enterprise", "budget"), ("workshop", "price_limit"), ("public", "estimate")],
)
def test_what_the_buyer_would_pay_can_never_be_shared(id: str, secret: str) -> None:
    template = PACK.rfp_templates[id]
    assert not template.shared_view({secret: Decimal(1)}, {secret: True})


def test_service_and_plant_score_30_each_without_seeing_a_price() -> None:
    sections = {each.id: each for each in PACK.rfp_templates["enterprise"].sections}
    assert {id: int(s.weight) for id, s in sections.items() if s.weight} == {
        "finance": 40,
        "service": 30,
        "operations": 30,
    }
    assert sections["service"].price_hidden and sections["operations"].price_hidden


@pytest.mark.parametrize("id", sorted(PACK.rfp_templates))
def test_clauses_and_fields_name_only_what_the_pack_has(id: str) -> None:
    template = PACK.rfp_templates[id]
    known = {option.code for option in MODEL.options} | {number.id for number in MODEL.numbers}
    for clause in template.clauses:
        words = set(re.findall(r"[a-z]\w*", clause.when or "")) - {"and", "or", "not"}
        assert words <= known, clause.id
    for each in template.fields:
        assert each.product in (None, *PACK.models)
        assert each.calculator in (None, *PACK.calculators)


@pytest.mark.parametrize("channel", ["web", "phone", "post", "email", "event", "distributor"])
def test_every_channel_has_a_cost(channel: str) -> None:
    assert PACK.touch_cost("*", channel) > 0


def test_the_tax_code_of_the_supplier_has_a_right_check_digit() -> None:
    digits = [int(digit) for digit in PACK.profile.supplier.tax_code]
    weighted = sum(a * b for a, b in zip(digits, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=False))
    assert len(digits) == 10
    assert digits[9] == 10 - weighted % 11


def test_every_segment_has_a_calculator_and_an_rfp_of_its_own() -> None:
    profiles = PACK.segments.values()
    assert {each.calculator for each in profiles} == set(PACK.calculators)
    assert {each.rfp for each in profiles} == set(PACK.rfp_templates)


def test_prices_in_the_calculators_are_those_of_the_price_book() -> None:
    station = {"size": "of_160", "dryer": "refrigerant", "controller": "controller_plus"}
    drawn = PACK.calculators["compressor"].run()
    assert (
        drawn.assumption("purchase_price").value == priced(station, "workshop").one_off.net.amount
    )
    hospital = PACK.offers["hospital_medical_air"]
    product = ENGINE.complete(PACK.choices(hospital))
    found = priced(product, hospital.segment, currency="VND")
    given = PACK.calculators["lifecycle"].run()
    for id, net in (
        ("purchase_price", found.one_off.net.amount),
        ("new_maintenance", 2 * (6240 - 1560) * DONG_PER_DOLLAR),
    ):
        assert given.assumption(id).value == quantise(Decimal(net) / 1_000_000, 0)


MILLIONS = Decimal(DONG_PER_DOLLAR) / 1_000_000
A_YEAR_OF_A_KIT = Decimal(8760) / 8000


@pytest.mark.parametrize(
    ("id", "assumption", "times", "codes"),
    [
        ("compressor", "trade_in", -1, ["buy_back"]),
        ("compressor", "old_consumables", Decimal(6800) / 8000, ["spare_kit"]),
        ("compressor", "old_overhaul", 1, ["airend_other_medium"]),
        ("compressor", "new_overhaul", 1, ["airend_medium"]),
        ("compressor", "new_consumables", 1, ["filter_elements"]),
        ("compressor", "variable_maintenance", Decimal(1) / 5, ["drive_parts"]),
        ("compressor", "lease_fee", 1, ["full_lease"]),
        ("compressor", "subscription_fee", 1, ["subscription"]),
        ("compressor", "subscription_setup", 1, ["subscription_setup"]),
        ("lifecycle", "old_consumables", A_YEAR_OF_A_KIT * MILLIONS, ["spare_kit"]),
        ("lifecycle", "old_air_treatment", MILLIONS, ["carbon_fill", "sterile_element"]),
        ("lifecycle", "new_air_treatment", 2 * MILLIONS, ["carbon_fill", "sterile_element"]),
        ("lifecycle", "new_desiccant", 2 * MILLIONS / 3, ["desiccant_fill"]),
        ("lifecycle", "change_over", 10 * MILLIONS, ["stand_in"]),
        ("lifecycle", "disposal_cost", 2 * MILLIONS, ["removal"]),
        ("lifecycle", "old_overhaul", 2 * MILLIONS, ["airend_other_small"]),
        ("lifecycle", "new_overhaul", 2 * MILLIONS, ["airend_small"]),
        ("lifecycle", "air_service_fee", MILLIONS, ["air_service"]),
    ],
)
def test_what_the_supplier_sells_after_the_machine_costs_what_its_list_says(
    id: str, assumption: str, times: Decimal, codes: list[str]
) -> None:
    assert value_of(id, assumption) == quantise(times * listed(*codes), 0)


PROMISED = [
    ("compressor", "service_inspection", "95%", "95%"),
    ("compressor", "service_plan", "mỗi lần 4 giờ", "two stops a year of 4 hours"),
    ("compressor", "service_total", "ít hơn bảo trì trọn năm 30%", "30% fewer hours"),
    ("compressor", "pay_after_acceptance", "40%", "two equal yearly payments at 5% interest"),
    ("service", "subscription", "tăng 2% mỗi năm", "rises by 2% a year"),
    ("service", "buy_back", "12,5% giá mua", "12.5% of its price"),
]


def test_what_a_contract_promises_in_the_calculators_stands_in_its_text() -> None:
    for product, code, vi, en in PROMISED:
        more = PACK.models[product].option(code).more
        assert more and vi in more.vi and en in more.en, code
    for id in PACK.calculators:
        tables = {each.id: dict(each.rows) for each in PACK.calculators[id].data.tables}
        assert tables["outside_contract"][1] == Decimal("0.95")
        assert tables["contract_downtime"][3] == Decimal("0.7")
    assert value_of("compressor", "new_downtime") == 2 * 4
    assert value_of("compressor", "subscription_growth") == Decimal("0.02")
    assert value_of("fleet", "residual_value") == Decimal("0.125") * 2400
    price, first = (value_of("lifecycle", id) for id in ("purchase_price", "budget_first"))
    assert first == quantise(Decimal("0.40") * price, 0)
    later = payment(Decimal("0.05"), 2, price - first)
    assert value_of("lifecycle", "budget_later") == quantise(abs(later), 0)


def test_a_subscription_brings_its_set_up_fee_and_a_hire_is_paid_by_the_day() -> None:
    model = PACK.models["service"]
    engine = Engine.of(model)
    assert engine.domains({"use": "subscription"})["subscription_setup"] == "forced"
    hired = engine.complete({"hire": "stand_in", "hire_days": Decimal(10)})
    assert bill_of_materials(model, hired)["stand_in"] == 10
