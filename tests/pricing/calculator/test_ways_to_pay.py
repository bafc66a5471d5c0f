"""Every way to pay on one grid, beside one another; and what tax makes of it."""

from decimal import Decimal

import pytest

from pricing import Calculator, PricingDataError

NEAR = Decimal("1e-6")


def pay(data, period="year", **financing):
    """The fleet's loan paid in another way; its way of buying beside it."""
    loan = next(each for each in data["alternatives"] if each["id"] == "loan")
    loan["financing"] = financing
    results = Calculator.from_data(data | {"period": period}).run()
    return results.alternative("loan"), results


LOAN = {"kind": "loan", "share": "1", "rate": "0.09", "term_years": "4"}


@pytest.mark.parametrize("period", ["year", "quarter", "month"])
@pytest.mark.parametrize("payments", ["1", "4", "12"])
@pytest.mark.parametrize("repayment", ["annuity", "linear"])
@pytest.mark.parametrize("more", [{}, {"balloon": "0.25"}, {"grace_years": "1", "balloon": "0.1"}])
def test_a_loan_is_repaid_as_its_instalments_say(fleet_data, period, payments, repayment, more):
    loan, _ = pay(
        fleet_data, period, **LOAN, **more, repayment=repayment, payments_per_year=payments
    )
    table = loan.instalments
    assert len(table) == 4 * int(payments)
    for line, part in (("interest", "interest"), ("principal", "principal")):
        flows = loan.line(line).flows[1:5]
        a_year = int(payments)
        for year, flow in enumerate(flows):
            rows = table[year * a_year : (year + 1) * a_year]
            paid = sum(getattr(row, part) for row in rows) / 1_000_000
            assert abs(flow + paid) < Decimal("1e-4")
    assert abs(loan.line("settlement").total) < NEAR


def a_choice(data, id, value, *names):
    """One more assumption of the data: a level for each name."""
    levels = [{"vi": each, "en": each} for each in names]
    words = {"vi": id, "en": id}
    own = {"id": id, "text": words, "unit": "level", "value": value, "levels": levels}
    data["assumptions"].append(own | {"source": words, "author": "Lê Minh", "date": "2026-11-18"})


WAYS = {"level": "repaid_by", "of": ["annuity", "linear"]}


@pytest.mark.parametrize("period", ["year", "month"])
@pytest.mark.parametrize(("level", "repayment"), [("1", "annuity"), ("2", "linear")])
def test_the_buyer_chooses_how_a_loan_is_repaid(fleet_data, period, level, repayment):
    more = {"balloon": "0.1", "grace_years": "1", "payments_per_year": "4"}
    known, _ = pay(fleet_data, period, **LOAN, **more, repayment=repayment)
    a_choice(fleet_data, "repaid_by", level, "Level payment", "Equal parts")
    chosen, _ = pay(fleet_data, period, **LOAN, **more, repayments=WAYS)
    assert chosen.instalments == known.instalments
    assert [line.flows for line in chosen.lines] == [line.flows for line in known.lines]
    assert chosen.total_interest == known.total_interest


def test_ways_of_repaying_need_as_many_levels(fleet_data):
    a_choice(fleet_data, "repaid_by", "1", "Level payment", "Equal parts", "As it comes")
    with pytest.raises(
        PricingDataError, match="2 kinds need as many levels of an assumption, 'repaid_by' has 3"
    ):
        pay(fleet_data, **LOAN, repayments=WAYS)
    with pytest.raises(PricingDataError, match="'nothing' has 0"):
        pay(fleet_data, **LOAN, repayments=WAYS | {"level": "nothing"})


def test_what_a_loan_costs_is_its_interest_and_its_rate(fleet_data):
    loan, _ = pay(fleet_data, **LOAN)
    assert abs(loan.total_interest - loan.line("interest").total) < NEAR
    assert abs(loan.implicit_rate - Decimal("0.09")) < NEAR


def test_monthly_payments_have_a_yearly_rate_with_compounding(fleet_data):
    loan, _ = pay(fleet_data, "month", **LOAN, payments_per_year="12")
    assert abs(loan.implicit_rate - Decimal("0.0938068977")) < NEAR


def test_payments_finer_than_the_years_counted_do_not_hide_their_rate(fleet_data):
    loan, _ = pay(fleet_data, **LOAN, payments_per_year="12")
    assert abs(loan.implicit_rate - Decimal("0.0938068977")) < NEAR


def test_a_fee_beside_a_loan_leaves_its_rate_undefined_where_it_cannot_be_told(fleet_data):
    words = {"vi": "Phí", "en": "Fee"}
    fee = {"id": "fee", "text": words, "category": "financing", "formula": "training"}
    loan = next(each for each in fleet_data["alternatives"] if each["id"] == "loan")
    loan["lines"] = [fee | {"when": "start"}]
    assert pay(fleet_data, **LOAN, payments_per_year="12")[0].implicit_rate is None
    assert pay(fleet_data, **LOAN)[0].implicit_rate > Decimal("0.09")


def test_a_loan_beyond_the_horizon_is_settled_with_its_balloon(fleet_data):
    loan, _ = pay(fleet_data, **LOAN | {"term_years": "8", "balloon": "0.5"})
    assert abs(loan.line("principal").total + loan.line("settlement").total - 2400) < NEAR


def test_a_finance_lease_pays_the_price_and_its_interest(fleet_data):
    lease, results = pay(
        fleet_data, kind="finance_lease", rate="0.12", term_years="5", residual="0.1"
    )
    assert lease.term_years == 5
    assert lease.instalments[-1].principal > 240_000_000
    assert abs(lease.implicit_rate - Decimal("0.12")) < NEAR
    assert lease.line("training").flows == results.alternative("buy").line("training").flows


@pytest.mark.parametrize(("when", "columns"), [("arrears", (1, 6)), ("advance", (0, 5))])
def test_a_lease_is_paid_at_the_end_or_the_start_of_its_years(fleet_data, when, columns):
    lease, _ = pay(fleet_data, kind="lease", payment="lease_fee", term_years="5", when=when)
    first, last = columns
    paid = lease.line("payment").flows
    assert set(paid[first:last]) == {Decimal("-620")}
    assert sum(paid) == -3100
    assert lease.total_interest is None


def test_payments_deferred_beyond_the_years_compared_are_told(fleet):
    results = fleet.run({"horizon_years": "1"})
    told = {each.subjects: each.params for each in results.findings if "term" in each.code}
    assert told["deferred",] == {"term_years": 2, "years": 1}


def test_a_subscription_rises_and_replaces_what_it_covers(fleet_data):
    fees = {"fee": "lease_fee", "growth": "0.05", "setup": "training"}
    way, _ = pay(fleet_data, kind="subscription", **fees)
    assert [round(flow, 2) for flow in way.line("fee").flows[:3]] == [
        Decimal("-620.00"),
        Decimal("-651.00"),
        Decimal("-683.55"),
    ]
    assert way.line("setup").flows[0] == -40
    assert {line.category for line in way.lines} == {"financing", "training", "energy", "downtime"}


def test_use_is_paid_by_the_unit_and_at_least_the_minimum(fleet_data):
    fleet_data["units"] = ["km"]
    fleet_data["assumptions"] += [
        _assumption("toll", "VND/km", "5000"),
        _assumption("driven", "km/year", "80000"),
        _assumption("agreed", "km/year", "100000"),
    ]
    way, _ = pay(fleet_data, kind="pay_per_use", price="toll", units="driven", minimum="agreed")
    assert way.line("usage").flows[1] == -500


def _assumption(id, unit, value):
    words = {"vi": id, "en": id}
    return {"id": id, "text": words, "unit": unit, "value": value, "source": "-"}


TAX = {"rate": "0.2", "life_years": "5"}


def taxed(data, **tax):
    return Calculator.from_data(data | {"tax": TAX | tax}).run()


def test_before_tax_nothing_changes_and_after_tax_costs_weigh_less(fleet_data):
    plain, after = Calculator.from_data(fleet_data).run(), taxed(fleet_data)
    for mine, theirs in zip(after.alternatives, plain.alternatives, strict=True):
        assert abs(mine.before_tax - theirs.present_cost) < NEAR
        assert mine.present_cost < theirs.present_cost
        assert mine.line("tax").total < 0


def test_costs_alone_are_cut_by_the_rate_of_tax(fleet_data):
    keep = taxed(fleet_data).alternative("keep")
    assert abs(keep.present_cost - keep.before_tax * Decimal("0.8")) < NEAR


@pytest.mark.parametrize(
    "method", ["straight_line", "declining_balance", "double_declining", "sum_of_years", "switch"]
)
def test_over_the_years_tax_is_the_rate_on_all_costs_whatever_the_method(fleet_data, method):
    fleet_data["alternatives"][1]["lines"] = [
        each
        for each in fleet_data["alternatives"][1]["lines"]
        if each["id"] in ("purchase", "energy")
    ]
    fleet_data["alternatives"] = fleet_data["alternatives"][:2]
    buy = taxed(fleet_data, method=method, salvage_share="0.1").alternative("buy")
    cost = buy.line("purchase").total + buy.line("energy").total
    assert abs(buy.line("tax").total + cost * Decimal("0.2")) < NEAR


def test_depreciation_and_book_value_open_like_any_formula(fleet_data):
    results = taxed(fleet_data)
    assert results.explain("buy_depreciation", 2).value == 480
    worth = results.explain("buy_book_value", 2)
    assert worth.value == 1440
    assert worth.inputs[0].name
    assert taxed(fleet_data, method="switch").explain("buy_depreciation", 1).value == 960


METHODS = ["straight_line", "double_declining", "sum_of_years", "switch"]
KIND = {
    "id": "kind",
    "text": {"vi": "Cách khấu hao", "en": "Kind of depreciation"},
    "unit": "level",
    "value": "1",
    "levels": [{"vi": f"{each} (vi)", "en": each} for each in METHODS],
    "source": "-",
}


@pytest.mark.parametrize("method", METHODS)
def test_a_chosen_kind_of_depreciation_gives_what_it_gives_alone(fleet_data, method):
    alone = taxed(fleet_data, method=method, factor="1.5")
    fleet_data["assumptions"].append(KIND)
    tax = TAX | {"methods": {"level": "kind", "of": METHODS}, "factor": "1.5"}
    free = Calculator.from_data(fleet_data | {"tax": tax})
    chosen = free.run({"kind": METHODS.index(method) + 1})
    for mine, theirs in zip(chosen.alternatives, alone.alternatives, strict=True):
        assert mine.flows == theirs.flows and mine.present_cost == theirs.present_cost
    opened = chosen.explain("buy_depreciation", 2)
    assert {each.name for each in opened.inputs} >= {"kind", "buy_cost"}


def test_faster_depreciation_saves_tax_earlier_and_no_more_of_it(fleet_data):
    fleet_data["assumptions"].append(KIND)
    tax = TAX | {"methods": {"level": "kind", "of": METHODS}}
    free = Calculator.from_data(fleet_data | {"tax": tax})
    slow, fast = (free.run({"kind": kind}).alternative("buy") for kind in (1, 4))
    assert fast.present_cost < slow.present_cost
    assert abs(fast.line("tax").total - slow.line("tax").total) < NEAR


def test_kinds_of_depreciation_without_a_level_for_each_are_reported(fleet_data):
    fleet_data["assumptions"].append(KIND)
    tax = TAX | {"methods": {"level": "kind", "of": METHODS[:3]}}
    with pytest.raises(PricingDataError) as error:
        Calculator.from_data(fleet_data | {"tax": tax})
    (problem,) = error.value.problems
    assert problem.path == ("tax", "methods", "level")
    assert "3 kinds need as many levels of an assumption, 'kind' has 4" in problem.message


def test_a_residual_value_above_the_books_is_taxed(fleet_data):
    results = taxed(fleet_data)
    gain = results.explain("buy.tax", 5)
    without = taxed(fleet_data | {"assumptions": _without_residual(fleet_data)})
    difference = gain.value - without.explain("buy.tax", 5).value
    assert abs(difference + 60) < NEAR


def _without_residual(data):
    return [
        each | {"value": "0", "low": "0"} if each["id"] == "residual_value" else each
        for each in data["assumptions"]
    ]


def test_rent_saves_tax_and_writes_nothing_off(fleet_data):
    results = taxed(fleet_data)
    lease = results.alternative("lease")
    assert abs(lease.present_cost - lease.before_tax * Decimal("0.8")) < Decimal(3)
    assert "lease_depreciation" not in results.computation[0].steps
