"""The finance manager's morning, to the digits printed in the product description."""

from decimal import Decimal

import pytest

from pricing import Finding, quantise


def one_place(value):
    return str(quantise(value, 1))


@pytest.fixture(scope="module")
def results(fleet):
    return fleet.run()


@pytest.mark.parametrize(
    ("alternative", "cost"), [("keep", "3688.0"), ("buy", "3679.8"), ("lease", "3351.4")]
)
def test_minh_reads_the_present_cost_of_each_alternative(results, alternative, cost):
    assert one_place(results.alternative(alternative).present_cost) == cost


def test_buying_gains_8_2_and_fails_if_maintenance_is_2_per_cent_over_plan(results):
    verdict = results.verdict("buy")
    assert verdict.code == "gains"
    assert one_place(verdict.params["gain"]) == "8.2"
    assert verdict.params["watch"] == "new_maintenance"
    assert quantise(verdict.params["change"], 2) == Decimal("0.02")


def test_leasing_gains_336_6_with_a_break_even_fee_of_708_8_a_year(results):
    assert results.decision.code == "change"
    assert results.decision.subjects == ("lease", "keep")
    assert one_place(results.decision.params["gain"]) == "336.6"
    assert results.decision.params["watch"] == "lease_fee"
    assert one_place(results.decision.params["break_even"]) == "708.8"


@pytest.mark.parametrize(
    ("scenario", "gain"), [("base", "336.6"), ("downside", "89.1"), ("upside", "456.6")]
)
def test_stress_shows_what_leasing_gains_when_things_turn_out_differently(fleet, scenario, gain):
    shown = {each.id: each for each in fleet.run().scenarios}[scenario]
    assert one_place(shown.net_savings["lease"]) == gain
    assert one_place(fleet.run(scenario=scenario).alternative("lease").net_savings) == gain
    assert shown.best == "lease"


YEARLY_CASH = {
    "keep": ("0.0 -870.0 -923.2 -980.1 -1040.9 -1106.1", "4920.3"),
    "buy": ("-2440.0 -350.0 -363.8 -378.3 -393.5 -109.4", "4035.0"),
    "lease": ("-40.0 -860.0 -867.2 -874.7 -882.5 -890.6", "4414.9"),
}


@pytest.mark.parametrize("alternative", YEARLY_CASH)
def test_the_yearly_cash_is_that_of_the_printed_paper(results, alternative):
    flows, total = YEARLY_CASH[alternative]
    each = results.alternative(alternative)
    assert " ".join(map(one_place, each.flows)) == flows
    assert one_place(each.total_cost) == total


def test_the_cumulative_advantage_of_leasing_turns_in_the_second_year(results):
    lease = results.alternative("lease")
    assert " ".join(map(one_place, lease.cumulative)) == "-40.0 -30.9 15.4 94.6 202.8 336.6"
    assert 1 < lease.discounted_payback < 2
    buy = results.alternative("buy")
    assert " ".join(map(one_place, buy.cumulative[-2:])) == "-610.6 8.2"


WAYS_TO_PAY = [
    ("lease", "890.6", "3351.4", "336.6"),
    ("pay_per_use", "960.6", "3616.8", "71.3"),
    ("deferred", "1263.8", "3641.8", "46.3"),
    ("buy", "2440.0", "3679.8", "8.2"),
    ("loan", "842.3", "3701.3", "-13.3"),
]


@pytest.mark.parametrize(("alternative", "heaviest", "cost", "gain"), WAYS_TO_PAY)
def test_the_same_machine_costs_differently_by_the_way_it_is_paid(
    results, alternative, heaviest, cost, gain
):
    each = results.alternative(alternative)
    assert one_place(-each.largest_payment.amount) == heaviest
    assert (one_place(each.present_cost), one_place(each.net_savings)) == (cost, gain)


TORNADO = {
    "lease_fee": ("571.6", "101.6"),
    "new_downtime": ("450.3", "109.2"),
    "old_maintenance": ("193.8", "479.4"),
    "old_energy": ("210.3", "463.0"),
    "old_maintenance_growth": ("212.6", "416.7"),
    "new_energy": ("410.0", "263.2"),
}


@pytest.mark.parametrize("assumption", TORNADO)
def test_the_tornado_of_leasing_is_that_of_the_printed_paper(results, assumption):
    bar = {each.assumption: each for each in results.tornado["lease"]}[assumption]
    assert (one_place(bar.at_low), one_place(bar.at_high)) == TORNADO[assumption]
    assert not bar.flips


def test_the_longest_bar_of_a_tornado_comes_first(results):
    for bars in results.tornado.values():
        assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
        assert all(bar.swing > 0 for bar in bars)


def test_the_cost_of_each_category_is_that_of_the_printed_stack(results):
    keep = {id: one_place(cost) for id, cost in results.alternative("keep").by_category.items()}
    assert keep == {"maintenance": "1428.3", "energy": "1263.5", "downtime": "996.1"}
    buy = results.alternative("buy").by_category
    assert one_place(buy["residual"]) == "-186.3"
    assert one_place(results.alternative("lease").by_category["financing"]) == "2350.3"


def test_a_dear_lease_and_a_dear_machine_make_the_calculator_say_do_not_buy(fleet):
    results = fleet.run({"lease_fee": Decimal(720), "purchase_price": Decimal(2500)})
    assert results.best.id == "keep"
    assert results.decision.code == "keep"
    assert results.decision.params["closest"] == "lease"
    assert results.decision.params["gain"] < 0


def test_no_rate_of_return_is_printed_where_the_flow_never_changes_its_sign(fleet):
    results = fleet.run({"training": Decimal(0)})
    assert results.alternative("lease").irr is None
    why = {"measures": ("irr", "mirr"), "why": Finding("only_saves")}
    assert Finding("not_defined", ("lease",), why) in results.findings
    assert results.alternative("lease").sir is None
    why = {"measures": ("sir", "airr"), "why": Finding("nothing_invested")}
    assert Finding("not_defined", ("lease",), why) in results.findings


def test_a_loan_that_never_pays_back_says_never(results):
    assert results.alternative("loan").discounted_payback is None
    assert Finding("payback_never", ("loan",), {"years": 5}) in results.findings


def test_money_leaves_the_scale_only_when_asked(results):
    money = results.money(results.alternative("buy").line("purchase").total)
    assert str(quantise(money)) == "2400000000 VND"
