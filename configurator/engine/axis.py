"""A number as an ordered row of stretches, cut only where a rule or table mentions a constant."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from configurator.model import Number


@dataclass(frozen=True)
class Stretch:
    """Values from `low` to `high` (both on steps) that no rule tells apart."""

    low: Decimal
    high: Decimal
    variable: int

    def nearest(self, value: Decimal) -> Decimal:
        """The value of the stretch that lies nearest to a value on a step."""
        return min(max(value, self.low), self.high)


class Axis:
    """Variables "at least this value" for a number, made as they are asked for, then closed."""

    def __init__(self, number: Number, true: int, variable: Callable[[], int]) -> None:
        self.number = number
        self._true, self._variable = true, variable
        self._from: dict[Decimal, int] = {number.min: true}
        self.stretches: list[Stretch] = []

    def at_least(self, value: Decimal) -> int:
        """The literal "the number is at least `value`"."""
        start = self.number.step_up(value)
        if start > self.number.max:
            return -self._true
        if start not in self._from:
            self._from[start] = self._variable()
        return self._from[start]

    def above(self, value: Decimal) -> int:
        """The literal "the number is above `value`"."""
        start = self.number.step_up(value)
        return self.at_least(start + self.number.step if start == value else start)

    def close(self) -> Iterator[list[int]]:
        """Clauses that put the cuts in order and name the stretch between each two of them."""
        starts, step = sorted(self._from), self.number.step
        for low, limit in zip(starts, [*starts[1:], self.number.max + step], strict=True):
            begins, ends = self._from[low], self._from.get(limit, -self._true)
            inside = self._variable()
            self.stretches.append(Stretch(low, limit - step, inside))
            yield from ([-ends, begins], [-inside, begins], [-inside, -ends])
            yield [inside, -begins, ends]

    def stretch(self, value: Decimal) -> Stretch:
        """The stretch a value on a step lies in."""
        return self.stretches[bisect_right(self.stretches, value, key=lambda each: each.low) - 1]

    def by_distance(self, value: Decimal) -> list[Stretch]:
        """All stretches, the one nearest to a value first; of two as near, the lower one."""
        return sorted(self.stretches, key=lambda each: abs(each.nearest(value) - value))
