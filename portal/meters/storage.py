"""Readings between reading and confirmation: packed arrays, as they are and mended."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pricing.loads import LoadCells, Meter, Readings, fold

MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True)
class Kept:
    """One meter's readings both ways."""

    as_it_is: Readings
    mended: Readings


def packed(meters: Iterable[Meter]) -> bytes:
    """The readings of all meters as one archive of arrays."""
    arrays: dict[str, np.ndarray] = {}
    for place, meter in enumerate(meters):
        for name, readings in (("raw", meter.readings), ("mended", meter.mended)):
            arrays[f"{place}_{name}_start"] = readings.start.astype(np.int64)
            arrays[f"{place}_{name}_kwh"] = readings.kwh
        arrays[f"{place}_minutes"] = np.array(meter.readings.minutes)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpacked(content: bytes) -> list[Kept]:
    """The readings in the order of the meters of the file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        count = sum(name.endswith("_minutes") for name in arrays.files)
        return [
            Kept(*(_readings(arrays, place, name) for name in ("raw", "mended")))
            for place in range(count)
        ]


def _readings(arrays: "np.lib.npyio.NpzFile", place: int, name: str) -> Readings:
    start = arrays[f"{place}_{name}_start"].astype("datetime64[m]")
    return Readings(start, arrays[f"{place}_{name}_kwh"], int(arrays[f"{place}_minutes"]))


def together(every: Sequence[Readings]) -> Readings:
    """The sum of several meters of one interval; a meter that is silent uses nothing.

    Times that the clock shows twice are kept as many times as one meter has them.
    """
    if len(every) == 1:
        return every[0]
    keys = [_numbered(readings) for readings in every]
    grid = np.unique(np.concatenate(keys))
    kwh = np.zeros(len(grid))
    for key, readings in zip(keys, every, strict=True):
        kwh[np.searchsorted(grid, key)] += readings.kwh
    return Readings((grid // 2).astype("datetime64[m]"), kwh, every[0].minutes)


def _numbered(readings: Readings) -> np.ndarray:
    """Each time as a number that is different the second time the clock shows it."""
    again = np.zeros(len(readings.start), dtype=np.int64)
    again[1:] = readings.start[1:] == readings.start[:-1]
    return readings.start.astype(np.int64) * 2 + again


def folded(every: Sequence[Readings]) -> LoadCells:
    """The load of several meters together, by month, weekday and half-hour."""
    return fold(together(every))
