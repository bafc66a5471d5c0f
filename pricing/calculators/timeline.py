"""Periods and years of a calculation, and what discounting makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pricing.calculators.fields import Due
from pricing.formula.arrays import Array, powers
from pricing.money import EXACT


@dataclass(frozen=True)
class Timeline:
    """Year 0 and the periods of the years 1 to `horizon`; `a_year` periods make a year."""

    horizon: int
    a_year: int

    @cached_property
    def periods(self) -> Array:
        """0, 1, …, shape (1, periods + 1)."""
        return np.arange(self.horizon * self.a_year + 1.0).reshape(1, -1)

    @cached_property
    def years(self) -> Array:
        """0, 1, …, shape (1, years + 1)."""
        return np.arange(self.horizon + 1.0).reshape(1, -1)

    @cached_property
    def year_of(self) -> NDArray[np.intp]:
        """The year of each period."""
        years: NDArray[np.intp] = np.ceil(self.periods[0] / self.a_year).astype(np.intp)
        return years

    @cached_property
    def year_of_period(self) -> Array:
        """The same as an amount, shape (1, periods + 1)."""
        return self.by_period(self.years)

    def factors(self, rate: Decimal, sooner: Decimal = Decimal(0)) -> tuple[Decimal, ...]:
        """What 1 in each period is worth today, at a rate per year.

        Args:
            sooner: by how much of a period it falls before the period's end.
        """
        return _factors(self.horizon * self.a_year, self.a_year, rate, sooner)

    def by_period(self, amount: Array) -> Array:
        """An amount by year or without time, with a column for every period."""
        if amount.shape[1] == self.periods.shape[1]:
            return amount
        if amount.shape[1] == 1:
            return np.broadcast_to(amount, (amount.shape[0], self.periods.shape[1]))
        return amount[:, self.year_of]

    def by_year(self, flows: Array) -> Array:
        """Flows of periods added up by year, along the last axis."""
        if self.a_year == 1:
            return flows
        later = flows[..., 1:].reshape(*flows.shape[:-1], self.horizon, self.a_year)
        return np.concatenate([flows[..., :1], later.sum(axis=-1)], axis=-1)


@lru_cache(maxsize=64)
def _factors(periods: int, a_year: int, rate: Decimal, sooner: Decimal) -> tuple[Decimal, ...]:
    """These factors: few rates are asked for again and again."""
    step = EXACT.power(1 + rate, EXACT.divide(Decimal(1), Decimal(a_year)))
    factors = [EXACT.power(step, sooner)]
    for _ in range(periods):
        factors.append(EXACT.divide(factors[-1], step))
    return tuple(factors)


class Discount:
    """Discount factors of all cases, ready to weigh amounts by period, by year, or without time.

    Sums run in the same order however many cases there are: a case costs the same to the last
    digit whichever others are computed beside it.

    Args:
        timeline: the periods.
        rate: fraction per year, shape (cases, 1), or (1, 1) if alike in all cases.
    """

    def __init__(self, timeline: Timeline, rate: Array) -> None:
        step = np.power(1.0 + rate, -1.0 / timeline.a_year)
        self.timeline, self.step = timeline, step
        self.factors = powers(step, timeline.periods.shape[1])
        self._weights: dict[tuple[Due, int], Array] = {}

    def _weights_of(self, when: Due, columns: int) -> Array:
        """What 1 in each of these columns is worth today; shape (cases, columns but the first)."""
        if (when, columns) not in self._weights:
            self._weights[when, columns] = self._weighed(when, columns)
        return self._weights[when, columns]

    def _weighed(self, when: Due, columns: int) -> Array:
        if when == "middle":
            return self._weights_of("arrears", columns) / np.sqrt(self.step)
        due = (self.factors[:, :-1] if when == "advance" else self.factors[:, 1:]).T
        if columns == 1:
            whole: Array = np.add.accumulate(due)[-1][:, None]
            return whole
        years, a_year = self.timeline.horizon, self.timeline.a_year
        if columns == years + 1 and a_year > 1:
            due = due.reshape(years, a_year, -1).sum(axis=1)
        return np.ascontiguousarray(due.T)

    def present(self, amount: Array, when: Due) -> Array:
        """Present value of what is paid at these times, shape (cases,), in the amount's sign."""
        if when == "start":
            return amount[:, 0]
        if when == "end":
            return amount[:, 0] * self.factors[:, -1]
        weights = self._weights_of(when, amount.shape[1])
        paid = amount if amount.shape[1] == 1 else amount[:, 1:]
        value: Array = np.vecdot(_by_rows(paid), weights)
        return value


def _by_rows(amount: Array) -> Array:
    """The amount with the columns of a case side by side in memory: so they always add up alike."""
    return amount if amount.strides[1] == amount.itemsize else np.ascontiguousarray(amount)
