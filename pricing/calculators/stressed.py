"""What would change an answer: scenarios side by side, break-evens, a tornado."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pricing.money import EXACT, quantise
from pricing.records import Record
from pricing.text import Text


class BreakEven(Record):
    """The value of one assumption at which an alternative saves nothing; None: nowhere."""

    alternative: str
    assumption: str
    current: Decimal
    value: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """How far that is from the current value, as a fraction of it."""
        if self.value is None or not self.current:
            return None
        return quantise(EXACT.divide(self.value - self.current, abs(self.current)), 10)


def nearest(among: Iterable[BreakEven], count: int) -> tuple[BreakEven, ...]:
    """So many of those that exist, the nearest in proportion first, those from 0 last."""
    turning = [each for each in among if each.value is not None]
    return tuple(sorted(turning, key=_distance)[:count])


def _distance(each: BreakEven) -> tuple[bool, Decimal]:
    change = each.change
    return change is None, abs(change or Decimal(0))


class Bar(Record):
    """One bar of a tornado: net savings with the assumption at its low and its high end."""

    assumption: str
    low: Decimal
    high: Decimal
    at_low: Decimal | None
    at_high: Decimal | None
    swing: Decimal
    flips: bool


class ScenarioResult(Record):
    """What each alternative costs and saves in one scenario; None: not defined there."""

    id: str
    text: Text
    overrides: dict[str, Decimal]
    present_cost: dict[str, Decimal | None]
    net_savings: dict[str, Decimal | None]
    best: str | None


class Sensitivity(Record):
    """What would change the answer: break-evens, and a tornado per alternative."""

    break_evens: tuple[BreakEven, ...]
    tornado: dict[str, tuple[Bar, ...]]
