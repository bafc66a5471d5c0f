"""What a year of readings shows at a glance: hours of the week, base load, peak, load factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from pricing.loads.arithmetic import Floats
from pricing.loads.cells import LoadCells
from pricing.loads.hours import HALF_HOURS, WEEKDAYS

HALF_HOUR = 0.5
BASE_RANK = 5


@dataclass(frozen=True)
class Insight:
    """A meter's shape.

    Attributes:
        week: mean kW by weekday (Monday first) and hour of the day, shape (7, 24).
        base_kw: what 95 of 100 half-hours of the week stay above.
        mean_kw, peak_kw: mean and highest power.
    """

    week: Floats
    base_kw: float
    mean_kw: float
    peak_kw: float

    @property
    def load_factor(self) -> float:
        """Mean over peak, 0 to 1: how evenly power is used."""
        return self.mean_kw / self.peak_kw if self.peak_kw else 0.0

    @property
    def base_share(self) -> float:
        """The part of the energy that the base load makes up."""
        return min(self.base_kw / self.mean_kw, 1.0) if self.mean_kw else 0.0


def insight(cells: LoadCells) -> Insight:
    """The shape of a folded load; days without readings count as days of no use."""
    hours = np.zeros((len(WEEKDAYS), HALF_HOURS))
    for start, end in cells.spans:
        for offset in range((end - start).days + 1):
            hours[(start + timedelta(days=offset)).weekday()] += HALF_HOUR
    kwh = cells.kwh.sum(axis=0)
    mean = np.divide(kwh, hours, out=np.zeros_like(kwh), where=hours > 0)
    known = mean[hours > 0]
    by_hour = mean.reshape(len(WEEKDAYS), HALF_HOURS // 2, 2).mean(axis=2)
    return Insight(
        by_hour,
        float(np.percentile(known, BASE_RANK)) if known.size else 0.0,
        float(kwh.sum() / hours.sum()) if hours.any() else 0.0,
        float(cells.kw.max()),
    )
