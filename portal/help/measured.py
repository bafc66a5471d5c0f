"""The table of measurements, from what the benchmark printed."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "measured.json"
CLICKS = ("domains", "why", "repairs", "complete")


@dataclass(frozen=True)
class Row:
    """One model: its size, seconds to publish, milliseconds for each kind of click."""

    model: str
    features: int
    rules: int
    publish: float
    memory: float
    times: tuple[tuple[float, float, float] | None, ...]
    """p50, p95 and max of each of `CLICKS`; None for what nobody asked."""
    plain: float | None
    """p50 of the plain answer: two solver calls an option."""
    cp_sat: float | None
    """p50 of the same with CP-SAT; None where it was not there."""
    faster: float
    open: int
    """Answers that were not settled, or not proven, in the time a question has."""


@dataclass(frozen=True)
class Measured:
    """One run: when, on what, and a row for each model."""

    on: date
    machine: str
    rows: tuple[Row, ...]


@cache
def measured() -> Measured | None:
    """What `measured.json` holds; None before anything was measured.

    The file: `{"on": "2026-11-22", "machine": "2 cores, Python 3.11", "results": […]}`, with the
    list that `python -m tests.benchmarks.configurator --json` prints.
    """
    if not FILE.is_file():
        return None
    data: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return Measured(
        date.fromisoformat(data["on"]), data["machine"], tuple(map(_row, data["results"]))
    )


def _row(result: dict[str, Any]) -> Row:
    times = result["times"]
    return Row(
        result["model"],
        result["features"],
        result["rules"],
        result["read"] + result["publish"],
        result["memory"],
        tuple(_spread(times.get(kind)) for kind in CLICKS),
        _median(times.get("plain")),
        _median(times.get("cp_sat")),
        result["faster"],
        sum(result["open"].values()),
    )


def _median(times: dict[str, float] | None) -> float | None:
    return times["p50"] if times else None


def _spread(times: dict[str, float] | None) -> tuple[float, float, float] | None:
    return (times["p50"], times["p95"], times["max"]) if times else None
