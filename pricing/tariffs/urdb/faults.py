"""What of a record cannot be billed, collected with its place."""

from __future__ import annotations

from pricing.errors import Path, PricingDataError, Problem


class Faults:
    """The faults of one record, and the one block unit all of its tiers share."""

    def __init__(self, path: Path, id: str) -> None:
        self.path, self.id = path, id
        self.block_unit = "month"
        self._problems: list[Problem] = []

    def add(self, place: Path, message: str) -> None:
        """One more fault, at a place inside the record."""
        self._problems.append(Problem((*self.path, *place), self.id, message))

    def check(self) -> None:
        """Raises PricingDataError with all of them, when there are any."""
        if self._problems:
            raise PricingDataError(self._problems)
