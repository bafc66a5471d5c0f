"""Sums compared with a constant, as literals: what is left of the sum, term by term."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from configurator.engine.axis import Axis
from configurator.formula import Linear

MAX_CLAUSES = 20_000
"""A single sum may not need more clauses than this."""


class TooLarge(Exception):
    """A sum has too many different values to be weighed."""


class Sums:
    """Makes literals for "the sum is at most"; partial sums that come up again are shared.

    `both` and `either` name the conjunction and the disjunction of literals.
    """

    def __init__(
        self,
        options: Mapping[str, int],
        axes: Mapping[str, Axis],
        true: int,
        both: Callable[[list[int]], int],
        either: Callable[[list[int]], int],
    ) -> None:
        self._options, self._axes, self._true = options, axes, true
        self._both, self._either = both, either
        self._known: dict[tuple[object, ...], int] = {}

    def literal(self, linear: Linear) -> int:
        """A literal that is true exactly where the comparison holds."""
        terms = sorted(linear.terms, key=lambda term: self._values(term[1]))
        at_most = self._at_most(terms, linear.constant, strict=False)
        below = self._at_most(terms, linear.constant, strict=True)
        match linear.operator:
            case "<=":
                return at_most
            case "<":
                return below
            case ">=":
                return -below
            case ">":
                return -at_most
        equal = self._both([at_most, -below])
        return equal if linear.operator == "=" else -equal

    def _values(self, name: str) -> int:
        if name not in self._axes:
            return 0
        number = self._axes[name].number
        return int((number.max - number.min) / number.step) + 1

    def _range(self, factor: Decimal, name: str) -> tuple[Decimal, Decimal]:
        if name in self._axes:
            number = self._axes[name].number
            low, high = sorted((factor * number.min, factor * number.max))
            return low, high
        return min(factor, Decimal(0)), max(factor, Decimal(0))

    def _at_most(
        self, terms: Sequence[tuple[Decimal, str]], bound: Decimal, *, strict: bool
    ) -> int:
        """Whether the terms add up to at most (less than, where `strict`) a bound."""
        lows, highs = (
            zip(*(self._range(*term) for term in terms), strict=True) if terms else ((), ())
        )
        low, high = sum(lows, Decimal(0)), sum(highs, Decimal(0))
        if high < bound or (high == bound and not strict):
            return self._true
        if low > bound or (low == bound and strict):
            return -self._true
        key = (tuple(terms), bound, strict)
        if key not in self._known:
            if len(self._known) > MAX_CLAUSES:
                raise TooLarge
            self._known[key] = self._split(terms, bound, strict)
        return self._known[key]

    def _split(self, terms: Sequence[tuple[Decimal, str]], bound: Decimal, strict: bool) -> int:
        (factor, name), *rest = terms
        if name not in self._axes:
            option = self._options[name]
            chosen = self._at_most(rest, bound - factor, strict=strict)
            left_out = self._at_most(rest, bound, strict=strict)
            return self._both([self._either([-option, chosen]), self._either([option, left_out])])
        axis = self._axes[name]
        if not rest:
            return self._compared(axis, factor, bound, strict)
        parts, before = [], self._true
        for value in self._rising(axis, factor):
            left = self._at_most(rest, bound - factor * value, strict=strict)
            if left != before:
                reached = axis.at_least(value) if factor > 0 else -axis.above(value)
                parts.append(self._either([-reached, left]))
            before = left
            if left == -self._true:
                break
        return self._both(parts)

    def _rising(self, axis: Axis, factor: Decimal) -> list[Decimal]:
        """The values of a number, in the order in which factor × value rises."""
        number = axis.number
        count = self._values(number.id)
        if count > MAX_CLAUSES:
            raise TooLarge
        values = [number.min + i * number.step for i in range(count)]
        return values if factor > 0 else values[::-1]

    def _compared(self, axis: Axis, factor: Decimal, bound: Decimal, strict: bool) -> int:
        """factor × number against the bound: a place on the number's axis, found exactly."""
        number = axis.number
        low, high = 0, self._values(number.id)
        rising = factor > 0

        def fits(step: int) -> bool:
            total = factor * (number.min + step * number.step)
            return total < bound or (total == bound and not strict)

        while low < high:
            middle = (low + high) // 2
            if fits(middle) == rising:
                low = middle + 1
            else:
                high = middle
        start = axis.at_least(number.min + low * number.step)
        return -start if rising else start
