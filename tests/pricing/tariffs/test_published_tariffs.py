"""Published numbers of tariffs and volume contracts: every case passes through `bill`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from pricing import MonthlyLoad, MonthUse, Readings, bill, fold, parse_readings
from tests.pricing.golden import SHARED, golden_cases
from tests.pricing.worlds import HOURS, TAXES, make_hours, make_tariff, price, rule

CASES = golden_cases("energy_tariff", "volume_contract")
DAY, YEAR = date(2026, 1, 1), date(2023, 1, 1)

pytestmark = pytest.mark.skipif(not CASES, reason=f"no published numbers in {SHARED}")


def case(case_id):
    found = CASES[case_id]
    return found["inputs"], found["expected"]


def near(amount, expected, within):
    assert abs(Decimal(amount) - Decimal(str(expected))) <= Decimal(str(within)), amount


def test_every_published_case_is_run():
    source = open(__file__, encoding="utf-8").read()  # noqa: SIM115
    assert {case_id for case_id in CASES if f'case("{case_id}")' in source} == set(CASES)


def test_the_national_price_of_a_thousand_kwh_with_vat():
    inputs, expected = case("evn-1279-prod")
    normal, off_peak, peak = inputs["tariff"]["<6kV"]
    tariff = make_tariff(
        hours="vn", fixed=None, tax="vat",
        energy=[price(str(p), period=n) for n, p in
                (("normal", normal), ("off_peak", off_peak), ("peak", peak))],
    )  # fmt: skip
    load = MonthlyLoad.from_bills([(DAY, Decimal(inputs["kwh"]["normal"]))], {"normal": Decimal(1)})
    found = bill(tariff, load, DAY, taxes=TAXES)
    near(found.net.amount, expected["before_vat"], 0)
    near(found.gross.amount, expected["total"], 0)


def test_the_national_hours_before_and_after_the_change():
    inputs, expected = case("evn-tou-windows")
    assert inputs["new"]["effective"] == str(HOURS.table("vn").changes[0])
    for key, day in (("old", date(2026, 4, 21)), ("new", date(2026, 4, 22))):
        version = HOURS.table("vn").on(day)
        grid = version.grids[day.month - 1]
        hours = [
            (grid == version.periods.index(period)).sum() / 2
            for period in ("peak", "off_peak", "normal")
        ]
        assert hours == expected[key]


def constant_meter(kw, first=date(2023, 1, 1), days=365, minutes=60):
    per_day = 1440 // minutes
    start = np.datetime64(first, "m") + np.arange(days * per_day) * np.timedelta64(minutes, "m")
    kwh = np.broadcast_to(np.asarray(kw, dtype=float) * minutes / 60, start.shape)
    return Readings(start, np.array(kwh), minutes)


def dollars(**more):
    plain = {"currency": "USD", "fixed": None, "rounding_scope": "bill"}
    return make_tariff(**(plain | more))


def test_energy_and_demand_of_a_flat_year():
    inputs, expected = case("reopt-blended")
    tariff = dollars(
        energy=[price(str(inputs["energy"]), period="all", valid_from="2020-01-01")],
        demand=[price(str(inputs["demand_per_kw_month"]), valid_from="2020-01-01")],
    )
    parts = bill(tariff, constant_meter(inputs["annual_kwh"] / 8760), YEAR).by_part()
    near(parts["energy"].amount, expected["energy"], "1e-5")
    near(parts["demand"].amount, expected["demand"], "0.005")


def test_a_ramp_in_quarter_hours():
    inputs, expected = case("eeco-ramp")
    ramp = constant_meter(np.arange(96), days=1, minutes=inputs["minutes"])
    tariff = dollars(energy=[price(str(inputs["price"]), period="all", valid_from="2020-01-01")])
    near(bill(tariff, ramp, YEAR).net.amount, expected["cost"], 0)


def clock(quarter):
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"


NO_ENERGY_PRICE = [price("0", period="all", valid_from="2000-01-01")]


def test_demand_windows_of_a_ramp_and_of_the_rest_of_a_month_billed_in_part():
    inputs, expected = case("eeco-demand")
    windows = {name: spans for name, spans in inputs["windows"].items() if name != "all_day"}
    hours = make_hours(
        "w",
        [rule(name, "mon-sun", clock(start), clock(end))
         for name, spans in windows.items() for start, end, _ in spans],
        "other",
    )  # fmt: skip
    demand = [price(str(spans[0][2]), period=name, valid_from="2020-01-01")
              for name, spans in windows.items()]  # fmt: skip
    demand.append(price(str(inputs["windows"]["all_day"][0][2]), valid_from="2020-01-01"))
    tariff = dollars(hours="w", demand=demand, energy=NO_ENERGY_PRICE)
    load = whole_month(fold(constant_meter(np.arange(96), days=1, minutes=15)), hours)
    near(bill(tariff, load, YEAR).net.amount, expected["cost"], 0)

    inputs, expected = case("eeco-demand-prev")
    names = {"all_day": "all"}
    billed = {names.get(name, name): Decimal(kw) for name, (kw, _) in inputs["previous"].items()}
    again = MonthlyLoad((replace(load.uses[0], billed_kw=billed),))
    near(bill(tariff, again, YEAR).net.amount, expected["cost"], 0)


def whole_month(cells, hours):
    """One day of a month of 31 as if it were the month: its charge is asked for in full."""
    use = cells.monthly(hours.table("w")).uses[0]
    return MonthlyLoad((replace(use, end=date(2023, 1, 31)),))


def demand_year(peaks, rates, floor):
    prices = [price(str(rate), months=[str(place)], valid_from="2020-01-01")
              for place, rate in enumerate(rates, start=1)]  # fmt: skip
    tariff = dollars(
        demand=prices, demand_floor=floor,
        energy=[price("0", period="all", valid_from="2020-01-01")],
    )  # fmt: skip
    months = [date(2023, place, 1) for place in range(1, 13)]
    kw = {month: Decimal(str(peak)) for month, peak in zip(months, peaks, strict=True)}
    load = MonthlyLoad.from_bills([(month, Decimal(0)) for month in months], max_kw=kw)
    return bill(tariff, load, date(2023, 1, 1))


def test_billed_power_looks_back_over_the_year():
    inputs, expected = case("reopt-lookback-1")
    floor = {"rate": str(inputs["lookback_pct"]), "previous_months": "11"}
    found = demand_year(inputs["peak_kw_by_month"], inputs["rates"], floor)
    near(found.net.amount, expected["cost"], 0)


def test_billed_power_looks_at_fixed_months():
    inputs, expected = case("reopt-lookback-2")
    months = [str(month) for month in inputs["lookback_months"]]
    floor = {"rate": str(inputs["pct"]), "of_months": months}
    found = demand_year(inputs["monthly_peak_kw"], inputs["monthly_rate"], floor)
    assert [line.quantity for line in found.lines] == expected["billed"]
    near(found.net.amount, expected["cost"], 0)


def test_power_at_named_hours_of_the_year():
    inputs, expected = case("reopt-cp")
    start = np.datetime64("2023-01-01T00:00", "m")
    events = {
        f"event_{place}": [str(start + np.timedelta64(60 * (step - 1), "m")) for step in steps]
        for place, (_, steps) in enumerate(inputs["charges"])
    }
    demand = [price(str(rate), period=f"event_{place}", valid_from="2020-01-01")
              for place, (rate, _) in enumerate(inputs["charges"])]  # fmt: skip
    tariff = dollars(events=events, demand=demand, energy=NO_ENERGY_PRICE)
    near(bill(tariff, constant_meter(inputs["kw"]), YEAR).net.amount, expected["cost"], "1e-6")


def seasons_and_hours(weekday, weekend):
    """Rules from two 12 × 24 tables of period names; runs of hours become one rule."""
    rules = []
    for month in range(12):
        for days, table in (("mon-fri", weekday), ("sat-sun", weekend)):
            start = 0
            for hour in range(1, 25):
                if hour == 24 or table[month][hour] != table[month][start]:
                    name = f"p{table[month][start]}"
                    rules.append(rule(name, days, f"{start:02d}:00", f"{hour:02d}:00")
                                 | {"months": [str(month + 1)]})  # fmt: skip
                    start = hour
    return rules


def blocks_of(tiers):
    """Published blocks, given by their upper ends, as prices with starts; a heading has no block.

    A block in kWh per kW that is followed by one in kWh only says how far the band reaches.
    """
    for period in sorted({int(tier[0]) for tier in tiers}):
        hours = kwh = Decimal(0)
        band_end = None
        rows = [tier for tier in tiers if tier[0] == period]
        for tier, after in zip(rows, [*rows[1:], None], strict=True):
            _, _, end, unit, rate = tier
            if unit == 1 and after is not None and after[3] == 0:
                band_end = Decimal(str(end))
                continue
            yield price(str(rate), period=f"p{period}", from_kwh=str(kwh), from_hours=str(hours),
                        valid_from="2000-01-01")  # fmt: skip
            if end != "inf":
                hours, kwh = (Decimal(str(end)), Decimal(0)) if unit == 1 else (hours, end)
            elif band_end is not None:
                hours, kwh, band_end = band_end, Decimal(0), None


def test_hours_of_use_and_a_ratchet_of_a_large_user():
    inputs, expected = case("ssc-billing-demand")
    terms = inputs["billing_demand"]
    hours = make_hours("r", seasons_and_hours(inputs["energy_weekday"], inputs["energy_weekend"]))
    percents = terms["percent_by_month"]
    floor = {
        "kw": terms["minimum"], "previous_months": terms["lookback_months"],
        "rate": [{"months": [place], "rate": str(percent / 100)}
                 for place, (percent, _) in enumerate(percents, start=1)],
        "in_full": [place for place, (_, full) in enumerate(percents, start=1) if full],
    }  # fmt: skip
    tariff = dollars(
        hours="r", demand_floor=floor, energy=list(blocks_of(inputs["energy_tiers"])),
        fixed=[price(str(inputs["monthly_fixed"]), valid_from="2000-01-01")],
    )  # fmt: skip
    load = fold(readings_of(inputs["load_file"]))
    found = bill(tariff, load, date(2020, 1, 1), hours)
    near(found.by_month()[date(2018, 7, 1)].amount, expected["july_bill"], "0.01")
    bands = [line for line in found.lines if line.month.month == 7 and line.above == 200]
    near(bands[0].quantity / 200, expected["july_billing_demand"], "0.01")
    # The figures printed are those of a year without an earlier one; the maxima of the year
    # before that stand beside them would lift July to 95 % of August's 1,150 kW.
    earlier = tuple(
        MonthUse(date(2017, place, 1), date(2017, place, 28), {"all": Decimal(0)},
                 {"all": Decimal(str(kw))})
        for place, kw in enumerate(terms["year0_monthly_peaks"], start=1)
    )  # fmt: skip
    after = replace(load.monthly(hours.table("r"), date(2020, 1, 1)), earlier=earlier)
    july = bill(tariff, after, date(2020, 1, 1)).by_month()[date(2018, 7, 1)]
    near(july.amount, "24477.51", "0.01")


def readings_of(name):
    """A published year of hours; 2018 starts on a Monday, as that year does."""
    return parse_readings((SHARED / "data" / name).read_bytes(), year=2018).readings


def test_a_residential_year_with_seasons_hours_and_daily_blocks():
    inputs, expected = case("ssc-res-tou-tier")
    hours = make_hours("r", seasons_and_hours(inputs["energy_weekday"], inputs["energy_weekend"]))
    starts = {}
    energy = []
    for period, _, end, _, rate in inputs["energy_tiers"]:
        name = f"p{int(period)}"
        start = starts.get(name, "0")
        energy.append(price(str(rate), period=name, from_kwh=start, valid_from="2000-01-01"))
        starts[name] = str(end)
    tariff = dollars(hours="r", energy=energy, block_unit="day")
    net = bill(tariff, readings_of(inputs["load_file"]), date(2020, 1, 1), hours).net.amount
    near(net, expected["annual_bill"], "0.1")


PNM = "eeco_tariff_pnm_4b_tou_demand.csv"


def test_a_large_user_in_new_mexico():
    inputs, expected = case("us-pnm-4b-flat")
    rows = [line.split(",") for line in (SHARED / "data" / PNM).read_text().splitlines()[1:]]
    weekday, weekend = [["" for _ in range(24)] for _ in range(12)], [["" for _ in range(24)]
                                                                    for _ in range(12)]  # fmt: skip
    prices, on_peak = {}, set()
    for row in rows:
        if row[1] == "energy":
            table = weekday if row[10] == "0" else weekend
            for month in range(int(row[6]), int(row[7]) + 1):
                for hour in range(int(row[8]), int(row[9])):
                    window = int(row[10] == "0" and 8 <= hour < 20)
                    name = f"{row[13][2:]}_{window}"
                    table[month - 1][hour] = name
                    prices[f"p{name}"] = row[13]
                    on_peak |= {f"p{name}"} if window else set()
    hours = make_hours("pnm", seasons_and_hours(weekday, weekend))
    fixed = next(row[12] for row in rows if row[1] == "customer")
    demand = {row[8]: row[12] for row in rows if row[1] == "demand" and row[10] == "0"}
    tariff = dollars(
        hours="pnm",
        fixed=[price(fixed, valid_from="2000-01-01")],
        energy=[price(p, period=name, valid_from="2000-01-01") for name, p in prices.items()],
        demand=[
            price(demand["8"], period=",".join(sorted(on_peak)), valid_from="2000-01-01"),
            price(
                demand["0"], period=",".join(sorted(set(prices) - on_peak)), valid_from="2000-01-01"
            ),
        ],
    )
    cells = fold(constant_meter(inputs["load_kw"], date(inputs["year"], 1, 1)))
    found = bill(tariff, cells, date(2023, 1, 1), hours)
    parts = found.by_part()
    near(parts["energy"].amount, expected["energy"], "0.01")
    near(parts["demand"].amount, expected["demand"], "0.01")
    near(parts["fixed"].amount, expected["fixed"], "0.01")


def test_a_quantity_that_is_paid_for_though_not_taken():
    inputs, expected = case("top-makeup-1")
    terms = {"kwh": str(inputs["minimum"]), "per": "month"}
    tariff = dollars(
        unit="MMcf", energy=[price(str(inputs["price"]), period="all")],
        take_or_pay=[price(str(inputs["price"])) | terms],
    )  # fmt: skip
    load = MonthlyLoad.from_bills([(DAY, Decimal(inputs["taken"]))], unit="MMcf")
    found = bill(tariff, load, DAY)
    assert sum(line.quantity for line in found.lines) == expected["paid_quantity"]
    assert found.not_taken == expected["makeup_quantity"]


def test_gas_that_is_bought_stored_and_sold():
    inputs, expected = case("jpm-storage")
    months = [date(2026, place, 1) for place in range(1, inputs["months"] + 1)]
    once = {"months": ["1"]}
    store = dollars(
        unit="MMBtu", energy=NO_ENERGY_PRICE,
        fixed=[price(str(inputs["rent_per_month"]), code="rent"),
               price(str(inputs["injection_withdrawal_fee"]), code="handling") | once,
               price(str(inputs["transport_each_way"]), code="transport", months=["1", "4"])],
    )  # fmt: skip
    volume = Decimal(inputs["volume"])

    def traded(each):
        tariff = dollars(unit="MMBtu", energy=[price(str(each), period="all")])
        return bill(tariff, MonthlyLoad.from_bills([(DAY, volume)], unit="MMBtu"), DAY).net.amount

    kept = bill(store, MonthlyLoad.from_bills([(m, Decimal(0)) for m in months], unit="MMBtu"), DAY)
    costs = {code: amount.amount for (_, code), amount in kept.by_charge().items()}
    value = traded(inputs["sell"]) - traded(inputs["buy"])
    assert value == expected["gross"]
    assert value - costs["rent"] == expected["after_rent"]
    assert value - costs["rent"] - costs["handling"] == expected["after_fee"]
    assert value - kept.net.amount == expected["net"]


def test_the_year_of_the_published_loads_starts_on_a_monday():
    assert date(2018, 1, 1).weekday() == 0
    assert date(2018, 1, 1) + timedelta(days=364) == date(2018, 12, 31)
