"""Published figures: every case that can be put to our functions, at its printed tolerance."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from pricing import Calculator, returns

FOLDER = Path(os.environ.get("BIDWRIGHT_GOLDEN", Path(__file__).parents[4] / "shared" / "golden"))
KINDS = (
    "npv_irr",
    "financing",
    "loan_annuity",
    "payback",
    "lcc_tco",
    "rate_conversion",
)
# Cases that need what these functions do not offer.
UNSUPPORTED = {
    "eplus-cashflow-months": "monthly study periods that start between years",
}


def _cases():
    for kind in KINDS:
        path = FOLDER / f"pricing_{kind}.json"
        for case in json.loads(path.read_text("utf-8"))["cases"] if path.exists() else ():
            yield pytest.param(case, id=case["id"])


CASES = list(_cases())


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


def _financing(given, expected):
    if "implicit_annual_rate" in expected:
        years = given["months"] // 12
        flows = [given["cash_price"], *[0] * (years - 1), -given["deferred"]]
        yield "implicit_annual_rate", returns.irr(flows)
    if "revenue" in expected:
        worth = returns.future_value(given["rate"], given["years"], 0, -given["prepayment"])
        yield "revenue", worth
        flows = [-given["prepayment"], *[0] * (given["years"] - 1), given["alternative"]]
        yield "implicit_rate", returns.irr(flows)
    if "rou" in expected:
        worth = -returns.present_value(
            given["rate"], given["years"], given["annual"], when=given["when"]
        )
        yield "liability_after_first_payment", worth - given["annual"]
        yield "rou", worth + given["initial_direct_costs"] - given["incentive"]


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
                yield name, _linear_interest(rate, nper, pv, given["period"])


def _linear_interest(rate, nper, pv, period):
    """Through a calculator with a linear loan; the published period counts from 0."""
    return -_loan_line(rate, nper, pv, "linear", "interest").flows[period + 1].copy_abs()


def _loan_line(rate, term, price, repayment, line):
    data = _calculator(
        {"price": price, "rate": rate, "term": term},
        [
            _alternative("buy", [("price", "acquisition", "price", "start")]),
            _alternative("loan", [])
            | {
                "of": "buy",
                "financing": {
                    "kind": "loan",
                    "share": "1",
                    "rate": "rate",
                    "term_years": "term",
                    "repayment": repayment,
                },
            },
        ],
        term,
    )
    return Calculator.from_data(data).run().alternative("loan").line(line)


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
        yield "periods", returns.number_of_payments(rate, 0, -pv, fv)
    if "rate" in expected:
        between = [0] * (given["periods"] - 1)
        yield "rate", returns.irr([-given["pv"], *between, given["fv"]])
    for name in expected:
        kind, _, years = name.partition("_")
        if kind == "SPV":
            yield name, returns.npv(given["rate"], [0] * int(years) + [1])
        if kind == "UPV":
            yield name, returns.annuity_factor(given["rate"], int(years))


WAYS = {
    "npv_irr": _npv_irr,
    "financing": _financing,
    "loan_annuity": _loan_annuity,
    "payback": _payback,
    "lcc_tco": _lcc_tco,
    "rate_conversion": _rate_conversion,
}


@pytest.mark.skipif(not CASES, reason=f"no published figures in {FOLDER}")
@pytest.mark.parametrize("case", CASES)
def test_a_published_figure_comes_out_at_its_printed_tolerance(case):
    if case["id"] in UNSUPPORTED:
        pytest.skip(UNSUPPORTED[case["id"]])
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
