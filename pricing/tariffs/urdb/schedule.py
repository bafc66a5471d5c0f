"""Two pairs of 12 × 24 schedules (energy and demand) as one table of hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pricing.tariffs.urdb.faults import Faults

MONTHS, HOURS = 12, 24
Grid = list[list[int]]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Schedule:
    """Which period of energy and which of demand holds, by month and hour.

    A period of the table is a pair of both: `e1_d0`.
    """

    weekday: list[list[Cell]]
    weekend: list[list[Cell]]

    @classmethod
    def of(cls, record: Mapping[str, Any], faults: Faults) -> Schedule:
        """The schedules of a record; a missing one is all period 0."""
        grids = {
            (kind, days): _grid(record, f"{kind}{days}schedule", f"{kind}ratestructure", faults)
            for kind in ("energy", "demand")
            for days in ("weekday", "weekend")
        }
        return cls(
            *(
                [
                    list(zip(energy, demand, strict=True))
                    for energy, demand in zip(
                        grids["energy", days], grids["demand", days], strict=True
                    )
                ]
                for days in ("weekday", "weekend")
            )
        )

    @property
    def cells(self) -> list[Cell]:
        """The pairs there are, in order."""
        rows = (*self.weekday, *self.weekend)
        return sorted({cell for row in rows for cell in row})

    def names(self, place: int, period: int) -> list[str]:
        """The periods of the table in which energy (place 0) or demand (1) is in a period."""
        return [name_of(cell) for cell in self.cells if cell[place] == period]

    def table(self, hours_id: str, dates: Mapping[str, str]) -> dict[str, Any]:
        """The table of hours as plain data; months alike share their rules."""
        kinds: dict[str, list[int]] = {}
        for month in range(MONTHS):
            kinds.setdefault(str((self.weekday[month], self.weekend[month])), []).append(month)
        rules = [rule for months in kinds.values() for rule in self._rules(months)]
        words = {"vi": hours_id, "en": hours_id}
        return {"id": hours_id, "text": words, "versions": [{"rules": rules} | dict(dates)]}

    def _rules(self, months: Sequence[int]) -> Iterator[dict[str, Any]]:
        for weekdays, row in (
            ("mon-fri", self.weekday[months[0]]),
            ("sat-sun", self.weekend[months[0]]),
        ):
            for start, end, cell in _runs(row):
                yield {
                    "period": name_of(cell), "weekdays": weekdays,
                    "from": f"{start:02d}:00", "to": f"{end:02d}:00",
                    "months": [month + 1 for month in months],
                }  # fmt: skip


def name_of(cell: Cell) -> str:
    """The period of a pair."""
    return f"e{cell[0]}_d{cell[1]}"


def _runs(row: Sequence[Cell]) -> Iterator[tuple[int, int, Cell]]:
    """Hours in a row with the same pair: first, end (not included), pair."""
    start = 0
    for hour in range(1, HOURS + 1):
        if hour == HOURS or row[hour] != row[start]:
            yield start, hour, row[start]
            start = hour


def _grid(record: Mapping[str, Any], key: str, structure: str, faults: Faults) -> Grid:
    """A schedule of period numbers; a fault where it is none or names a period without a rate."""
    rates, found = record.get(structure) or [], record.get(key)
    empty = [[0] * HOURS for _ in range(MONTHS)]
    if not found:
        if len(rates) > 1:
            faults.add((key,), f"is missing, and {structure} has {len(rates)} periods")
        return empty
    try:
        grid = [[int(cell) for cell in row] for row in found]
    except (TypeError, ValueError):
        grid = []
    if [len(row) for row in grid] != [HOURS] * MONTHS:
        faults.add((key,), "is no table of 12 months and 24 hours")
        return empty
    for month, row in enumerate(grid):
        for hour, period in enumerate(row):
            if not 0 <= period < max(len(rates), 1):
                faults.add((key, month, hour), f"names period {period}, which has no rate")
                return empty
    return grid
