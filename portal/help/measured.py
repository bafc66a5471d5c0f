"""The table of measurements, as the benchmark wrote it."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "measured.json"


@dataclass(frozen=True)
class Measured:
    """One run: when, on what, a heading for each column, and a row for each model."""

    on: date
    machine: str
    columns: tuple[tuple[str, str], ...]
    """Each heading in English and in Vietnamese."""
    rows: tuple[tuple[str, ...], ...]


@cache
def measured() -> Measured | None:
    """What `measured.json` holds; None before anything was measured.

    The file: `{"on": "2026-11-22", "machine": "…", "columns": [["English", "Vietnamese"], …],
    "rows": [["pc-richmond", "377", …], …]}`.
    """
    if not FILE.is_file():
        return None
    data: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return Measured(
        date.fromisoformat(data["on"]),
        data["machine"],
        tuple((en, vi) for en, vi in data["columns"]),
        tuple(tuple(map(str, row)) for row in data["rows"]),
    )
