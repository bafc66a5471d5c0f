"""How fast a cost case is computed: drawn cases, internal rates, a page after one edit.

    python -m tests.benchmarks.tco [--json]

Prints medians and 95th percentiles of wall and processor time over several rounds, the memory at
its peak, and the same work by a loop over numpy-financial; pyxirr joins in where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy_financial as npf
import yaml

from portal.calculators.tables import MOST_BARS
from pricing import Calculator, Results
from pricing.calculators.calculation import Calculation
from pricing.returns import internal_rate_rows
from pricing.simulation import draw, simulate, uncertain

RUNS, YEARS, LINES, ROUNDS = 10_000, 10, 12, 21
LOOPED = 200
PACKS = Path(__file__).resolve().parents[2] / "portal" / "packs"
Figures = dict[str, Any]


def months_of_lines() -> Calculator:
    """120 months and 12 lines, six of each of two alternatives, every assumption drawn."""
    words = {"vi": "-", "en": "-"}
    inputs, lines = [], []
    for at in range(LINES):
        cost = {"id": f"cost_{at}", "unit": "USD/month", "value": str(100 + at)}
        growth = {"id": f"growth_{at}", "unit": "fraction", "value": "0.03"}
        for each, low, high in ((cost, 90, 120 + at), (growth, "0.01", "0.06")):
            inputs.append(each | {"text": words, "source": "-", "low": str(low), "high": str(high)})
        formula = f"grow(cost_{at}, growth_{at})"
        lines.append({"id": f"l{at}", "text": words, "category": "energy", "formula": formula})
    half = LINES // 2
    return Calculator.from_data(
        {
            "id": "months",
            "text": words,
            "currency": "USD",
            "scale": {"text": words},
            "period": "month",
            "horizon": {"years": str(YEARS)},
            "discount_rate": {"value": "0.08", "low": "0.06", "high": "0.1", "source": "-"},
            "assumptions": inputs,
            "reference": "keep",
            "alternatives": [
                {"id": "keep", "text": words, "lines": lines[:half]},
                {"id": "buy", "text": words, "lines": lines[half:]},
            ],
        }
    )


def timed(work: Callable[[], Any], rounds: int = ROUNDS) -> Figures:
    """Milliseconds of wall and processor time: median and 95th percentile, warmed up once."""
    work()
    wall, processor = [], []
    for _ in range(rounds):
        before, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return {
        "p50_ms": round(statistics.median(wall), 3),
        "p95_ms": round(float(np.percentile(wall, 95)), 3),
        "cpu_p50_ms": round(statistics.median(processor), 3),
        "cpu_p95_ms": round(float(np.percentile(processor, 95)), 3),
        "rounds": rounds,
    }


def looped(calculation: Calculation, runs: int) -> list[float]:
    """Net savings run by run: the flows of each line month by month, npv of numpy-financial."""
    varied = uncertain(calculation)
    values = draw(varied, [], runs, np.random.default_rng(1))
    places = {each.id: at for at, each in enumerate(varied)}
    found = []
    for row in values:
        rate = (1 + row[places["discount_rate"]]) ** (1 / 12) - 1
        costs = []
        for at in range(LINES):
            cost, growth = row[places[f"cost_{at}"]], row[places[f"growth_{at}"]]
            flows = [0.0, *(cost * (1 + growth) ** (m // 12) for m in range(YEARS * 12))]
            costs.append(float(npf.npv(rate, flows)))
        found.append(sum(costs[: LINES // 2]) - sum(costs[LINES // 2 :]))
    return found


def scenarios() -> Figures:
    """Ten thousand drawn cases, beside the loop."""
    calculation = months_of_lines().calculation()
    ours = timed(lambda: simulate(calculation, 1, RUNS))
    theirs = timed(lambda: looped(calculation, LOOPED), 5)
    whole = theirs["p50_ms"] * RUNS / LOOPED
    check = looped(calculation, 20)
    cases = np.tile(calculation.base, (20, 1))
    varied = uncertain(calculation)
    drawn = draw(varied, [], 20, np.random.default_rng(1))
    for each, column in zip(varied, drawn.T, strict=True):
        cases[:, calculation.columns[each.id]] = column
    apart = np.abs(calculation.net_savings(cases)[:, 1] - np.array(check)).max()
    return ours | {
        "what": f"{RUNS} drawn cases x {YEARS * 12} months x {LINES} lines, random numbers included",
        "peer": "numpy-financial, case by case",
        "peer_ms": round(whole, 1),
        "peer_cases_measured": LOOPED,
        "times_faster": round(whole / ours["p50_ms"], 1),
        "largest_difference": float(apart),
    }


def rates(periods: int) -> Figures:
    """Internal rates of ten thousand rows, beside pyxirr or numpy-financial."""
    rows = np.abs(np.random.default_rng(1).normal(30, 10, (RUNS, periods + 1)))
    rows[:, 0] = -20.0 * periods
    found = internal_rate_rows(rows)[0]
    figures = timed(lambda: internal_rate_rows(rows))
    figures["what"] = f"internal rates of {RUNS} rows of {periods} periods"
    if importlib.util.find_spec("pyxirr") is None:
        return figures | {"peer": "pyxirr is not installed"}
    import pyxirr

    peer = timed(lambda: [pyxirr.irr(row) for row in rows], 3)
    theirs = np.array([pyxirr.irr(row) for row in rows], dtype=np.float64)
    return figures | {
        "peer": f"pyxirr {pyxirr.__version__}",
        "peer_ms": peer["p50_ms"],
        "times_faster": round(peer["p50_ms"] / figures["p50_ms"], 1),
        "largest_difference": float(np.nanmax(np.abs(found - theirs))),
        "peer_found_none": int(np.isnan(theirs).sum()),
    }


def edits() -> list[Figures]:
    """A case computed anew after one edit: what its page shows, and all that a version keeps."""
    found = []
    for path in sorted(PACKS.glob("*/calculators/*.yaml")):
        calculator = Calculator.from_data(yaml.load(path.read_text("utf-8"), yaml.CBaseLoader))
        each = next(x for x in calculator.data.assumptions if not x.whole and x.value > 0)
        values = iter(each.value * (1 + Decimal(n) / 100_000) for n in range(10_000))
        for what, use in (("full page recalculation", shown), ("a version", Results.to_dict)):
            figures = timed(lambda c=calculator, e=each, v=values, u=use: u(c.run({e.id: next(v)})))  # type: ignore[misc]
            found.append(figures | {"what": f"{calculator.id}: {what} after one edit"})
    return found


def shown(results: Results) -> None:
    """Nothing: everything that the page of a case shows was computed, what is lazy too."""
    verdicts = [results.verdict(each.id) for each in results.headline]
    others = [each for each in results.headline if each.id != results.reference]
    pick = max(others, key=lambda each: each.net_savings)
    bars = results.tornado_of(pick.id)
    turns = results.nearest_break_evens(pick.id, MOST_BARS)
    assert results.decision and verdicts and bars and turns


def measure() -> list[Figures]:
    """All of it."""
    return [scenarios(), rates(10), rates(120), *edits()]


def main() -> None:
    """Prints a line a measure, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    figures = measure()
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if arguments.json:
        print(json.dumps({"measures": figures, "peak_memory_mb": memory}, indent=2))
        return
    for each in figures:
        print(f"{each['what']}: p50 {each['p50_ms']} ms, p95 {each['p95_ms']} ms, "
              f"processor {each['cpu_p50_ms']} and {each['cpu_p95_ms']} ms")  # fmt: skip
        if "peer_ms" in each:
            print(f"    {each['peer']}: {each['peer_ms']} ms, {each['times_faster']} times slower; "
                  f"furthest apart {each['largest_difference']:.2g}")  # fmt: skip
        elif "peer" in each:
            print(f"    {each['peer']}")
    print(f"peak memory {memory} MB")


if __name__ == "__main__":
    main()
