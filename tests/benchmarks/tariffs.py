"""How fast loads are folded and billed: `python -m tests.benchmarks.tariffs [--json]`.

A year of hours of 1,000 made-up meters is folded once into cells, then billed on 20 tariffs: three
periods of time of use with hours of their own in summer and winter, three blocks, two demand
windows and a fixed charge. Shown are p50 and p95 of processor and wall time, and the memory the
process took. With PySAM installed the same records go through its `utilityrate5`, a bill at a
time, in the same run: how long a bill takes there, and how far its sums lie from ours.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from pricing.loads import HoursBook, MeterCells, fold_meters
from pricing.tariffs import ImportedTariff, bill, portfolio_costs, read_urdb

METERS, TARIFFS, ROUNDS = 1000, 20, 9
PEER_METERS = 3
YEAR, HOURS = 2018, 8760
ON = date(2020, 1, 1)
ENDLESS = 1e38
"""2018 starts on a Monday and has no 29 February, as PySAM's year."""


def record(place: int) -> dict[str, Any]:
    """A made-up rate in the layout of the rate database; no two have the same hours."""

    def day(start: int, end: int, inside: int) -> list[int]:
        return [inside if start <= hour < end else (2 if hour < 6 else 0) for hour in range(24)]

    summer, winter = day(9 + place % 4, 17 + place % 5, 1), day(16 + place % 3, 20 + place % 4, 1)
    months = [summer if 4 <= month < 10 else winter for month in range(12)]
    window = [[int(12 <= hour < 18 + place % 5) for hour in range(24)] for _ in range(12)]
    ends = (3_000 + 100 * place, 9_000 + 100 * place, ENDLESS)
    tiers = [
        [{"max": end, "rate": round(base * part, 5), "unit": "kWh"}
         for end, part in zip(ends, (1.0, 0.9, 0.75), strict=True)]
        for base in (0.11 + place / 1000, 0.31, 0.07)
    ]  # fmt: skip
    return {
        "label": f"made_up_{place}", "name": f"Made up {place}",
        "energyratestructure": tiers, "energyweekdayschedule": months,
        "energyweekendschedule": [[2 if hour < 6 else 0 for hour in range(24)]] * 12,
        "demandratestructure": [[{"rate": 4.5 + place / 10}], [{"rate": 14.25}]],
        "demandweekdayschedule": window, "demandweekendschedule": [[0] * 24] * 12,
        "fixedmonthlycharge": 35.28,
    }  # fmt: skip


def meters(count: int) -> np.ndarray:
    """A year of hours per meter, in kWh: offices, shops and works of all sizes."""
    random = np.random.default_rng(1279)
    hour = np.arange(HOURS)[:, None] % 24
    busy = np.exp(-(((hour - random.uniform(9, 18, count)) / random.uniform(2, 6, count)) ** 2))
    size = random.lognormal(3, 1, count)
    return size * (0.3 + busy) * random.gamma(9, 1 / 9, (HOURS, count))


def timed(rounds: int, work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """p50 and p95 in seconds of processor and wall, and the last result."""
    wall, cpu = [], []
    for _ in range(rounds):
        started, began = perf_counter(), process_time()
        result = work()
        wall.append(perf_counter() - started)
        cpu.append(process_time() - began)
    shown = {}
    for name, each in (("cpu", sorted(cpu)), ("wall", sorted(wall))):
        shown |= {f"{name}_p50": median(each), f"{name}_p95": each[int(0.95 * (len(each) - 1))]}
    return shown, result


def peer_bill(rate: dict[str, Any], load: list[float]) -> float:
    """The bill of the year by PySAM."""
    from PySAM import Utilityrate5

    model = Utilityrate5.new()
    model.Lifetime.assign(
        {"analysis_period": 1, "inflation_rate": 0, "system_use_lifetime_output": 0}
    )
    model.SystemOutput.assign({"gen": [0] * HOURS, "degradation": [0]})
    model.Load.assign({"load": load, "load_escalation": [0]})
    rows = [
        [period, tier, min(block["max"], ENDLESS), 0, block["rate"], 0]
        for period, blocks in enumerate(rate["energyratestructure"], start=1)
        for tier, block in enumerate(blocks, start=1)
    ]
    demand = [
        [period, 1, ENDLESS, blocks[0]["rate"]]
        for period, blocks in enumerate(rate["demandratestructure"], start=1)
    ]

    def schedule(key: str) -> list[list[int]]:
        return [[period + 1 for period in row] for row in rate[key]]

    nothing = (
        "rate_escalation ur_nm_yearend_sell_rate ur_nm_credit_month ur_metering_option "
        "ur_nm_credit_rollover ur_nb_apply_credit_current_month ur_nb_credit_expire "
        "ur_en_ts_sell_rate ur_en_ts_buy_rate ur_sell_eq_buy ur_monthly_min_charge "
        "ur_annual_min_charge TOU_demand_single_peak ur_enable_billing_demand"
    )
    model.ElectricityRates.assign(
        dict.fromkeys(nothing.split(), 0)
        | {
            "rate_escalation": [0], "en_electricity_rates": 1, "ur_dc_enable": 1,
            "ur_monthly_fixed_charge": rate["fixedmonthlycharge"],
            "ur_ec_sched_weekday": schedule("energyweekdayschedule"),
            "ur_ec_sched_weekend": schedule("energyweekendschedule"), "ur_ec_tou_mat": rows,
            "ur_dc_sched_weekday": schedule("demandweekdayschedule"),
            "ur_dc_sched_weekend": schedule("demandweekendschedule"), "ur_dc_tou_mat": demand,
            "ur_dc_flat_mat": [[month, 1, ENDLESS, 0] for month in range(12)],
        }
    )  # fmt: skip
    model.execute()
    return float(sum(model.Outputs.utility_bill_wo_sys_ym[1]))


def beside_peer(
    rates: list[dict[str, Any]], loads: np.ndarray, costs: np.ndarray, ours: float
) -> dict[str, Any]:
    """Seconds of one bill by the peer, how many times ours that is, and the largest difference."""
    if find_spec("PySAM") is None:
        return {"pysam": "not installed"}
    from PySAM import __version__

    started, bills, apart = process_time(), 0, 0.0
    for meter in range(PEER_METERS):
        load = loads[:, meter].tolist()
        for place, rate in enumerate(rates):
            apart = max(apart, abs(peer_bill(rate, load) - costs[meter, place]))
            bills += 1
    each = (process_time() - started) / bills
    times = each / (ours / costs.size)
    return {"pysam": __version__, "seconds_a_bill": each, "times_ours": times, "apart": apart}


def measure(count: int) -> dict[str, Any]:
    """Everything this benchmark shows."""
    loads = meters(count)
    start = np.datetime64(f"{YEAR}-01-01T00:00", "m") + np.arange(HOURS) * np.timedelta64(60, "m")
    rates = [record(place) for place in range(TARIFFS)]
    imported: list[ImportedTariff] = [read_urdb(json.dumps(rate))[0] for rate in rates]
    book = HoursBook(hours=tuple(each.hours.hours[0] for each in imported))
    tariffs = [each.tariff for each in imported]
    folding, cells = timed(ROUNDS, lambda: fold_meters(start, loads, 60))
    assert isinstance(cells, MeterCells)
    billing, costs = timed(ROUNDS, lambda: portfolio_costs(tariffs, cells, ON, book))
    one, shown = timed(ROUNDS, lambda: bill(tariffs[0], cells.meter(0), ON, book))
    return {
        "meters": count,
        "tariffs": TARIFFS,
        "fold": folding,
        "bill": billing,
        "in_all_p50": folding["cpu_p50"] + billing["cpu_p50"],
        "one_exact_bill": one,
        "exact_apart": abs(float(shown.net.amount - Decimal(costs[0, 0]))),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    } | beside_peer(rates, loads, costs, folding["cpu_p50"] + billing["cpu_p50"])


def say(found: dict[str, Any]) -> None:
    """Nothing: the figures in words."""
    print(f"{found['meters']:,} meters × {found['tariffs']} tariffs, a year of hours")
    for name, words in (
        ("fold", "fold once"),
        ("bill", "bill all"),
        ("one_exact_bill", "one exact bill"),
    ):
        times = found[name]
        shown = "  ".join(f"{key} {value * 1000:,.1f} ms" for key, value in times.items())
        print(f"{words:>15}: {shown}")
    print(f"in all {found['in_all_p50']:.3f} s of processor, {found['memory_mb']:,.0f} MB")
    print(f"exact bill and array apart by {found['exact_apart']:.6f}")
    if "times_ours" in found:
        print(
            f"PySAM {found['pysam']}: {found['seconds_a_bill'] * 1000:.1f} ms a bill, {found['times_ours']:,.0f} times ours, apart by {found['apart']:.6f} at most"
        )
    else:
        print("PySAM is not installed: nothing to stand beside")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--meters", type=int, default=METERS)
    arguments = parser.parse_args()
    result = measure(arguments.meters)
    json.dump(result, sys.stdout, indent=2) if arguments.json else say(result)
