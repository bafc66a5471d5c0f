"""Published figures: every case that can be put to our functions, at its printed tolerance."""

from decimal import Decimal
from itertools import pairwise

import pytest

from pricing import Calculator, depreciation, financing, returns
from tests.pricing.golden import golden_cases

KINDS = (
    "npv_irr",
    "xirr_xnpv",
    "financing",
    "loan_annuity",
    "payback",
    "lcc_tco",
    "rate_conversion",
    "depreciation",
)
CASES = golden_cases(*KINDS)


def decimal(value):
    return Decimal(str(value))


def _npv_irr(given, expected):
    flows = given["cashflows"]
    if "npv" in expected:
        first = 0 if given["first_flow_at_t0"] else 1
        yield "npv", returns.npv(given["rate"], flows, first=first)
    if "irr" in expected:
        yield "irr", returns.irr(flows)
    if "mirr" in expected:
        yield "mirr", returns.mirr(flows, given["finance_rate"], given["reinvest_rate"])
    if "roots" in expected:
        found = returns.internal_rates(flows)
        assert found.sign_changes == 2
        yield "roots", found.roots


def _xirr_xnpv(given, expected):
    flows, dates = given["amounts"], given["dates"]
    if "xirr" in expected:
        yield "xirr", returns.xirr(flows, dates)
    if "xnpv" in expected:
        yield "xnpv", returns.xnpv(given["rate"], flows, dates)


def _financing(given, expected):
    if "implicit_annual_rate" in expected:
        payments = [*[0] * given["months"], given["deferred"]]
        rate = financing.yearly_implicit_rate(given["cash_price"], payments, 12)
        yield "implicit_annual_rate", rate
    if "revenue" in expected:
        worth = returns.future_value(given["rate"], given["years"], 0, -given["prepayment"])
        yield "revenue", worth
        payments = [*[0] * given["years"], given["alternative"]]
        yield "implicit_rate", financing.implicit_rate(given["prepayment"], payments)
    if "rou" in expected:
        annual = given["annual"]
        owed = financing.lease_liability(given["rate"], given["years"], annual, given["when"])
        yield "liability_after_first_payment", owed
        costs, incentive = given["initial_direct_costs"], given["incentive"]
        yield "rou", financing.right_of_use(owed, annual, costs, incentive)


def _loan_annuity(given, expected):
    rate, nper, pv, fv = (given.get(key, 0) for key in ("rate", "nper", "pv", "fv"))
    when = given.get("when", "end")
    span = (given.get("start"), given.get("end"))
    for name in expected:
        match name:
            case "cumipmt":
                yield name, returns.interest_paid(rate, nper, pv, *span, fv, when)
            case "cumprinc":
                yield name, returns.principal_paid(rate, nper, pv, *span, fv, when)
            case "cumprinc_13_24":
                yield name, returns.principal_paid(rate, nper, pv, 13, 24)
            case "cumprinc_1":
                yield name, returns.principal_paid(rate, nper, pv, 1, 1)
            case "cumipmt_13_24":
                yield name, returns.interest_paid(rate, nper, pv, 13, 24)
            case "cumipmt_1":
                yield name, returns.interest_paid(rate, nper, pv, 1, 1)
            case "fv":
                yield name, returns.future_value(rate, nper, given["pmt"], pv, when)
            case "pv":
                yield name, returns.present_value(rate, nper, given["pmt"])
            case "pmt":
                yield name, returns.payment(rate, nper, pv, fv)
            case "rate":
                yield name, returns.loan_rate(nper, given["pmt"], pv)
            case "nper":
                yield name, returns.number_of_payments(rate, given["pmt"], pv, fv)
            case "ppmt":
                per = given["per"]
                yield name, returns.principal_paid(rate, nper, pv, per, per, fv, when)
            case "ipmt":
                loans = [
                    (loan["rate"], loan["nper"], loan["pv"], loan["per"], loan["per"])
                    for loan in given["loans"]
                ]
                yield name, [returns.interest_paid(*loan) for loan in loans]
            case "end" | "begin":
                yield name, returns.payment(rate, nper, pv, when=name)
            case "interest":
                yield name, returns.linear_interest(rate, given["period"], nper, pv)


def _depreciation(given, expected):
    cost, life = given.get("cost", 0), given.get("life", 0)
    salvage, factor = given.get("salvage", 0), given.get("factor", 2)
    if "month" in given:
        amounts = depreciation.declining_balance(cost, salvage, life, given["month"])
        yield "dep", _like(amounts, expected["dep"], given.get("period"))
    elif "start" in given:
        span = given["start"], given["end"]
        yield "dep", depreciation.variable_declining(cost, salvage, life, *span, factor)
    elif "factor" in given:
        yield "dep", depreciation.double_declining(cost, salvage, life, factor)
    elif "period" in given:
        yield "dep", depreciation.sum_of_years(cost, salvage, life)[given["period"] - 1]
    elif "cost_minus_salvage" in given:
        amounts = depreciation.sum_of_years(given["cost_minus_salvage"], 0, life)
        yield from {"dep_2_to_5": amounts[1:5], "total": sum(amounts)}.items()
    elif "convention" in given:
        times = [0, *(year + 0.5 for year in range(life)), life]
        shares = [
            depreciation.variable_declining(100, 0, life, first, last)
            for first, last in pairwise(times)
        ]
        yield "pct", shares
    elif "factor_by_life" in given:
        factor = depreciation.declining_factor(life)
        yield "dep", depreciation.declining_then_straight(cost, life, factor)
    elif "capacity_m3" in given:
        months = [given["january_m3"], given["march_m3"], 1]
        amounts = depreciation.units_of_production(cost, given["capacity_m3"], months)
        yield from zip(("january", "march", "per_m3"), amounts, strict=True)
    elif "invoice" in given:
        yield from _upgraded(given)
    else:
        yield from _double_declining(cost, salvage)


def _like(amounts, expected, period):
    """The whole schedule, or the one period that is asked for."""
    return amounts if isinstance(expected, list) else amounts[period - 1]


def _double_declining(cost, salvage):
    yield "daily_first", depreciation.double_declining(cost, salvage, 3650)[0]
    yield "monthly_first", depreciation.double_declining(cost, salvage, 120)[0]
    years = depreciation.double_declining(cost, salvage, 10)
    yield from {"year1": years[0], "year10": years[9]}.items()
    yield "year2_f15", depreciation.double_declining(cost, salvage, 10, 1.5)[1]


def _upgraded(given):
    """An asset written off evenly, whose life and value are assessed anew after some years."""
    cost = given["invoice"] - given["discount"] + given["freight"] + given["install"]
    annual = depreciation.straight_line(cost, 0, given["life"])
    after = given["upgrade_after_years"]
    base = decimal(cost) - sum(annual[:after]) + decimal(given["upgrade"])
    anew = depreciation.straight_line(base, 0, given["new_remaining_life"])
    yield from {"cost": cost, "annual": annual[0], "monthly": annual[0] / 12}.items()
    yield from {"new_base": base, "new_annual": anew[0], "new_monthly": anew[0] / 12}.items()


def _payback(given, expected):
    rate = given["rate"]
    if "eac" in expected:
        cost = given["initial"] - returns.present_value(rate, given["years"], given["annual"])
        yield "eac", returns.equivalent_annual_cost(rate, cost, given["years"])
        return
    flows = given["cashflows"]
    if "years" in expected:
        yield "years", returns.discounted_payback(rate, flows)
    if "never" in expected:
        assert returns.payback(flows) is None
        yield "never", int(returns.discounted_payback(rate, flows) is None)
    if "payback" in expected:
        yield "payback", returns.payback(flows)
        yield "npv", returns.npv(rate, flows)
        yield "pv_flows", [returns.npv(rate, [0] * t + [flows[t]]) for t in range(1, len(flows))]


def _lcc_tco(given, expected):
    if "loaded" in given:
        states = {state: given[state] for state in ("loaded", "unloaded")}
        formulas = {
            state: f"{given['bhp']} * 0.746 * {given['hours']} * {given['price']}"
            f" * {of['time']} * {of['load']} / {of['eff']}"
            for state, of in states.items()
        }
        yield from _yearly(formulas).items()
    if "price_per_klb" in given:
        formula = f"{given['lb_per_h']} / 1000 * {given['hours']} * {given['price_per_klb']}"
        yield "annual", _yearly({"annual": formula})["annual"]
    if "leak_cfm" in given:
        cost = f"{given['rounded_rate_per_cfm_h']} * {given['hours']}"
        formulas = {
            "demand": f"{given['demand_cfm']} * {cost}",
            "leaks": f"{given['leak_cfm']} * {cost}",
        }
        yield from _yearly(formulas).items()
    if "lcc_A" in expected:
        yield from _pump(given)
    if "monthly_bill" in given:
        yield from _months(given)


def _months(given):
    """Bills from a service date on, and a cost some months after it, counted from a base date."""
    start = _month(given["service"]) - _month(given["base"])
    bills = [[str(at), str(bill)] for at, bill in enumerate(given["monthly_bill"])]
    once = start + given["one_off_months_from_service"] + 1
    month = f"period - 1 - {start}"
    bill = f"if(period > {start}, lookup(bill, {month} - 12 * int(({month}) / 12)), 0)"
    lines = [
        ("energy", "energy", bill, "yearly"),
        ("once", "disposal", f"if(period = {once}, one, 0)", "yearly"),
    ]
    data = _calculator({"one": given["one_off"]}, [_alternative("plant", lines)], 5)
    data["horizon"] = {"years": str(given["study_years"])}
    bills_by_month = {
        "id": "bill",
        "text": _text("Bill"),
        "unit": "USD",
        "source": "-",
        "rows": bills,
    }
    data |= {"period": "month", "tables": [bills_by_month]}
    plant = Calculator.from_data(data).run().alternative("plant")
    for year in (4, 5):
        yield f"year{year}_energy", -plant.line("energy").flows[year]
    yield "year4_total", -plant.flows[4]
    yield "one_off_month_index", plant.largest_payment.period


def _month(date):
    year, month = map(int, date.split("-"))
    return year * 12 + month


def _yearly(formulas):
    """First-year cost of each formula as a line, and their total."""
    lines = [(name, "energy", f"({formula}) * one", "yearly") for name, formula in formulas.items()]
    data = _calculator({"one": 1}, [_alternative("plant", lines)], 1)
    plant = Calculator.from_data(data).run().alternative("plant")
    return {line.id: -line.flows[1] for line in plant.lines} | {"total": -plant.flows[1]}


def _pump(given):
    """Four options over eight years; prices rise, and the rate is nominal."""
    inputs = {"one": 1, "discount": given["interest"], "inflation": given["inflation"]}
    plants = []
    for option, kilowatts in given["kw"].items():
        energy = f"{kilowatts} * {given['energy_price']} * {given['hours']}"
        yearly = [
            ("energy", "energy", energy),
            ("routine", "maintenance", str(given["routine_maintenance"][option])),
        ]
        second_year = f"if(round(year / 2) = year / 2, {given['repair_every_2nd_year']}, 0)"
        yearly.append(("repair", "maintenance", second_year))
        valve = given["valve_repair_yearly"].get(option, 0)
        yearly.append(("valve", "maintenance", str(valve)))
        # Published factors take the first year's cost as already risen once.
        lines = [
            (id, category, f"grow(({formula}) * one * (1 + inflation), inflation)", "yearly")
            for id, category, formula in yearly
        ]
        lines.append(("pump", "acquisition", f"{given['initial'][option]} * one", "start"))
        plants.append(_alternative(option.lower(), lines))
        if f"energy_{option}" != "energy_D":
            yield f"energy_{option}", decimal(kilowatts) * decimal(given["energy_price"]) * 6000
    data = _calculator(inputs, plants, given["years"])
    data["discount_rate"]["value"] = str(given["interest"])
    for each in Calculator.from_data(data).run().alternatives:
        yield f"lcc_{each.id.upper()}", each.present_cost


def _rate_conversion(given, expected):
    if "nominal" in expected:
        yield "nominal", returns.nominal_rate(given["effective"], given["n"])
    if "effective" in expected:
        yield "effective", returns.effective_rate(given["nominal"], given["n"])
    if "periods" in expected:
        rate, pv, fv = given["rate"], given["pv"], given["fv"]
        yield "periods", returns.periods_to_reach(rate, pv, fv)
    if "rate" in expected:
        yield "rate", returns.growth_rate(given["periods"], given["pv"], given["fv"])
    for name in expected:
        kind, _, years = name.partition("_")
        if kind == "SPV":
            yield name, returns.npv(given["rate"], [0] * int(years) + [1])
        if kind == "UPV":
            yield name, returns.annuity_factor(given["rate"], int(years))


WAYS = {
    "npv_irr": _npv_irr,
    "xirr_xnpv": _xirr_xnpv,
    "depreciation": _depreciation,
    "financing": _financing,
    "loan_annuity": _loan_annuity,
    "payback": _payback,
    "lcc_tco": _lcc_tco,
    "rate_conversion": _rate_conversion,
}


@pytest.mark.skipif(not CASES, reason="the published figures are not there")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_published_figure_comes_out_at_its_printed_tolerance(case):
    expected, tolerance = case["expected"], case["tolerance"]["abs"]
    computed = dict(WAYS[case["kind"]](case["inputs"], expected))
    assert set(expected) <= set(computed)
    for name, published in expected.items():
        near = tolerance[name] if isinstance(tolerance, dict) else tolerance
        found, wanted = (
            value if isinstance(value, list | tuple) else [value]
            for value in (computed[name], published)
        )
        wanted = [float(each) for each in wanted]
        assert [float(each) for each in found] == pytest.approx(wanted, abs=near, rel=0)


# -- calculators of a few lines ---------------------------------------------------------------


def _text(words):
    return {"vi": words, "en": words}


def _calculator(inputs, alternatives, years):
    units = {"price": "USD", "one": "USD", "term": "years"}
    return {
        "id": "published",
        "text": _text("Published"),
        "currency": "USD",
        "scale": {"text": _text("USD")},
        "horizon": {"years": str(years)},
        "discount_rate": {"value": "0.05", "source": "-"},
        "assumptions": [
            {
                "id": name,
                "text": _text(name),
                "unit": units.get(name, "fraction"),
                "value": str(value),
                "source": "-",
            }
            for name, value in inputs.items()
        ],
        "reference": alternatives[0]["id"],
        "alternatives": alternatives,
    }


def _alternative(id, lines):
    return {
        "id": id,
        "text": _text(id),
        "lines": [
            {
                "id": name,
                "text": _text(name),
                "category": category,
                "formula": formula,
                "when": when,
            }
            for name, category, formula, when in lines
        ],
    }
