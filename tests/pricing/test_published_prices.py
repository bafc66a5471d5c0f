"""Published numbers of tariffs and volume contracts, case by case.

Every case of these two files is either run here or named in NOT_REPRESENTED with the reason.
"""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from pricing import (
    MonthlyLoad,
    Readings,
    bill,
    fold,
    parse_readings,
)
from tests.pricing.golden import SHARED, golden_cases
from tests.pricing.worlds import HOURS, TAXES, make_hours, make_tariff, price, rule

KINDS = ("energy_tariff", "volume_contract")
CASES = golden_cases(*KINDS)
DAY = date(2026, 1, 1)

NOT_REPRESENTED = {
    "eeco-demand-prev": "increment over a peak billed earlier in the same month",
    "reopt-cp": "demand at named steps of the year",
    "ssc-billing-demand": "blocks in kWh per kW, and a look-back into a year without a load",
    "jpm-storage": "value of a storage deal: arithmetic of no noun of this package",
    "top-makeup-1": "make-up quantities of a take-or-pay contract",
}

pytestmark = pytest.mark.skipif(not CASES, reason=f"no published numbers in {SHARED}")


def case(case_id):
    found = CASES[case_id]
    return found["inputs"], found["expected"]


def near(amount, expected, within):
    assert abs(Decimal(amount) - Decimal(str(expected))) <= Decimal(str(within)), amount


def test_every_published_case_is_run_or_named_with_the_reason():
    source = open(__file__, encoding="utf-8").read()  # noqa: SIM115
    run = {case_id for case_id in CASES if f'case("{case_id}")' in source}
    assert run | set(NOT_REPRESENTED) == set(CASES)
    assert not run & set(NOT_REPRESENTED)


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
    return make_tariff(**({"currency": "USD", "fixed": None} | more))


def unrounded(found, kind):
    """A kind of charge before the rounding of every line, as the published sums are."""
    return sum(
        (line.quantity * line.price for line in found.lines if line.kind == kind), Decimal(0)
    )


def test_energy_and_demand_of_a_flat_year():
    inputs, expected = case("reopt-blended")
    tariff = dollars(
        energy=[price(str(inputs["energy"]), period="all", valid_from="2020-01-01")],
        demand=[price(str(inputs["demand_per_kw_month"]), valid_from="2020-01-01")],
    )
    cells = fold(constant_meter(inputs["annual_kwh"] / 8760))
    found = bill(tariff, cells, date(2023, 1, 1))
    near(unrounded(found, "energy"), expected["energy"], "1e-6")
    near(unrounded(found, "demand"), expected["demand"], "0.005")


def test_a_ramp_in_quarter_hours():
    inputs, expected = case("eeco-ramp")
    ramp = constant_meter(np.arange(96), days=1, minutes=inputs["minutes"])
    tariff = dollars(energy=[price(str(inputs["price"]), period="all", valid_from="2020-01-01")])
    near(bill(tariff, fold(ramp), date(2023, 1, 1)).net.amount, expected["cost"], 0)


def clock(quarter):
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"


def test_demand_windows_of_a_ramp():
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
    tariff = dollars(
        hours="w", demand=demand, energy=[price("0", period="all", valid_from="2020-01-01")]
    )
    ramp = constant_meter(np.arange(96), days=1, minutes=15)
    # One day of a month of 31: the charge of the whole month is asked for.
    use = fold(ramp).monthly(hours.table("w"))
    whole = MonthlyLoad((type(use.uses[0])(date(2023, 1, 1), date(2023, 1, 31),
                                           use.uses[0].kwh, use.uses[0].kw),))  # fmt: skip
    near(bill(tariff, whole, date(2023, 1, 1)).by_part()["demand"].amount, expected["cost"], 0)


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
    data = (SHARED / "data" / inputs["load_file"]).read_bytes()
    # 2018 starts on a Monday, as the published year does.
    readings = parse_readings(data, year=2018).readings
    net = bill(tariff, fold(readings), date(2020, 1, 1), hours).net.amount
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
    near(unrounded(found, "energy"), expected["energy"], "0.01")
    near(parts["demand"].amount, expected["demand"], "0.01")
    near(parts["fixed"].amount, expected["fixed"], "0.01")


def test_the_year_of_the_published_loads_starts_on_a_monday():
    assert date(2018, 1, 1).weekday() == 0
    assert date(2018, 1, 1) + timedelta(days=364) == date(2018, 12, 31)
