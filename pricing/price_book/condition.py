"""For whom and when something of a price book holds."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import model_validator

from pricing.records import Record


class Condition(Record):
    """Segments and days, both ends included; nothing given is everybody and always."""

    segments: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"ends on {self.valid_to}, before it starts on {self.valid_from}")
        return self

    def holds(self, segment: str | None, on: date) -> bool:
        """Whether it holds for this segment on this day."""
        return (
            (not self.segments or segment in self.segments)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )
