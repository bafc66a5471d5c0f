"""One load as several tariffs see it: divided once per table of hours, scaled once per level."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from pricing.loads.cells import LoadCells
from pricing.loads.hours import HoursBook
from pricing.loads.monthly import MonthlyLoad
from pricing.tariffs.billing import monthly_load
from pricing.tariffs.tariff import Tariff


class DividedLoad:
    """A load on its way to be billed on many tariffs.

    Args:
        on, hours: as of `bill`.
    """

    def __init__(
        self, load: MonthlyLoad | LoadCells, on: date | None, hours: HoursBook | None
    ) -> None:
        self._load, self._on, self._hours = load, on, hours
        self._divided: dict[tuple[str | None, str], MonthlyLoad] = {}
        self._at = cache(self._scaled)

    def of(self, tariff: Tariff) -> MonthlyLoad:
        """Months and periods as the tariff's hours divide them.

        Raises:
            PricingError: no such hours, or a load in another unit.
        """
        key = tariff.hours, tariff.unit
        if key not in self._divided:
            self._divided[key] = monthly_load(tariff, self._load, self._on, self._hours)
        return self._divided[key]

    def at(self, tariff: Tariff, kwh_per_month: Decimal) -> MonthlyLoad:
        """The same with this energy in every month."""
        self.of(tariff)
        return self._at((tariff.hours, tariff.unit), kwh_per_month)

    def _scaled(self, key: tuple[str | None, str], kwh_per_month: Decimal) -> MonthlyLoad:
        return self._divided[key].at(kwh_per_month)
