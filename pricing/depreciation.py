"""Depreciation: how the cost of an asset is spread over its life.

Each function gives the whole schedule, one exact amount per period, positive; a schedule never
falls below the salvage value. `life` is a number of periods: years, or months for monthly figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from pricing.errors import PricingError
from pricing.returns.exactness import Number, count_of, decimal, exactly

Schedule = tuple[Decimal, ...]
_ZERO = Decimal(0)
_RATE_PLACES = Decimal("0.001")


def straight_line(cost: Number, salvage: Number, life: int) -> Schedule:
    """The same amount in every period (SLN of spreadsheets).

    >>> straight_line(120_000_000, 0, 10)[0]
    Decimal('12000000')
    """
    n = _life(life)
    with exactly("straight-line depreciation"):
        return ((decimal(cost) - decimal(salvage)) / n,) * n


def sum_of_years(cost: Number, salvage: Number, life: int) -> Schedule:
    """Amounts in proportion to the years left (SYD of spreadsheets).

    >>> [str(each) for each in sum_of_years(30, 15, 5)]
    ['5', '4', '3', '2', '1']
    """
    n = _life(life)
    with exactly("sum-of-years depreciation"):
        base = decimal(cost) - decimal(salvage)
        return tuple(base * 2 * (n - period) / (n * (n + 1)) for period in range(n))


def declining_balance(cost: Number, salvage: Number, life: int, month: int = 12) -> Schedule:
    """A fixed share of what is left, rounded to three places as spreadsheets do (DB).

    Args:
        month: months in the first year; with fewer than 12 there is one more period for the rest.

    >>> [round(each) for each in declining_balance(1_000_000, 100_000, 6)]
    [319000, 217239, 147940, 100747, 68609, 46723]
    >>> len(declining_balance(25000, 1000, 36, 6)), declining_balance(25000, 1000, 36, 6)[0]
    (37, Decimal('1075.000'))
    """
    n = _life(life)
    if month != int(month) or not 1 <= month <= 12:
        raise PricingError(f"the first year has 1 to 12 months, not {month}")
    with exactly("declining-balance depreciation"):
        value, rest = _value(cost), _value(salvage)
        share = _ZERO if value == 0 else 1 - (rest / value) ** (Decimal(1) / n)
        rate = share.quantize(_RATE_PLACES)
        amounts = [value * rate * month / 12]
        for _ in range(n - 1):
            amounts.append((value - sum(amounts)) * rate)
        if month < 12:
            amounts.append((value - sum(amounts)) * rate * (12 - month) / 12)
        return tuple(amounts)


def double_declining(cost: Number, salvage: Number, life: int, factor: Number = 2) -> Schedule:
    """`factor` / life of what is left, until the salvage value is reached (DDB of spreadsheets).

    >>> [round(each) for each in double_declining(2400, 300, 10)][:3]
    [480, 384, 307]
    >>> round(double_declining(1_000_000, 100_000, 6, factor=1.5)[0])
    250000
    """
    n = _life(life)
    with exactly("declining-balance depreciation"):
        left, rest, rate = _value(cost), _value(salvage), _share(factor, n)
        amounts = []
        for _ in range(n):
            amount = max(_ZERO, min(left * rate, left - rest))
            amounts.append(amount)
            left -= amount
        return tuple(amounts)


def variable_declining(
    cost: Number,
    salvage: Number,
    life: int,
    start: Number,
    end: Number,
    factor: Number = 2,
    *,
    switch: bool = True,
) -> Decimal:
    """Depreciation from time `start` to time `end`, fractions of periods included (VDB).

    Args:
        start: a fraction makes the first period that short, as half-year conventions do.
        switch: to straight line over the rest of the life, from the period where that is more.

    >>> round(variable_declining(35000, 7500, 36, 10, 20), 2)
    Decimal('8603.80')
    >>> [round(100 * variable_declining(1, 0, 5, max(0, year - 0.5), min(5, year + 0.5)), 2)
    ...     for year in range(6)][:3]
    [Decimal('20.00'), Decimal('32.00'), Decimal('19.20')]
    """
    n = _life(life)
    first, last = decimal(start), decimal(end)
    if not 0 <= first <= last <= n:
        raise PricingError(f"periods {start} to {end} are not within 0 to {n}")
    with exactly("declining-balance depreciation"):
        if switch:
            amounts = _switching(cost, salvage, n, factor, offset=first % 1)
        else:
            declining = enumerate(double_declining(cost, salvage, n, factor))
            amounts = [(Decimal(at), Decimal(at + 1), amount) for at, amount in declining]
        return sum((_shared(*each, first, last) for each in amounts), _ZERO)


def declining_then_straight(
    cost: Number, life: int, factor: Number, salvage: Number = 0
) -> Schedule:
    """Declining balance until straight line over the years left gives as much, then that.

    Source: Circular 45/2013/TT-BTC, Annex 2 II, with `factor` by `declining_factor`.

    >>> [round(each) for each in declining_then_straight(50_000_000, 5, 2)]
    [20000000, 12000000, 7200000, 5400000, 5400000]
    """
    n = _life(life)
    with exactly("declining-balance depreciation"):
        return tuple(amount for *_, amount in _switching(cost, salvage, n, factor))


def declining_factor(life: int) -> Decimal:
    """The factor of the adjusted declining balance for a life in years.

    Source: Circular 45/2013/TT-BTC: 1.5 up to 4 years, 2.0 up to 6 years, 2.5 beyond.

    >>> [str(declining_factor(life)) for life in (4, 5, 7)]
    ['1.5', '2.0', '2.5']
    """
    years = _life(life)
    return Decimal("1.5") if years <= 4 else Decimal("2.0") if years <= 6 else Decimal("2.5")


def units_of_production(cost: Number, capacity: Number, used: Sequence[Number]) -> Schedule:
    """Amounts in proportion to what was produced in each period, never more than the cost.

    Source: Circular 45/2013/TT-BTC, Annex 2 III.

    >>> [round(each) for each in units_of_production(450_000_000, 2_400_000, [14000, 18000])]
    [2625000, 3375000]
    """
    with exactly("depreciation by units"):
        value, per_unit, amounts = _value(cost), _value(cost) / _value(capacity), list[Decimal]()
        for units in used:
            amounts.append(min(_value(units) * per_unit, value - sum(amounts)))
        return tuple(amounts)


def _life(life: int) -> int:
    return count_of(life, "a life")


def _value(number: Number) -> Decimal:
    value = decimal(number)
    if value < 0:
        raise PricingError(f"what is written off is not negative: {number}")
    return value


def _share(factor: Number, life: int) -> Decimal:
    if decimal(factor) <= 0:
        raise PricingError(f"a factor is above zero, not {factor}")
    return min(decimal(factor) / life, Decimal(1))


def _switching(
    cost: Number, salvage: Number, life: int, factor: Number, offset: Decimal = _ZERO
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Begin, end and amount of each period; with an offset the first period is that short."""
    left, rest, rate = _value(cost), _value(salvage), _share(factor, life)
    starts = [_ZERO] if offset == 0 else [_ZERO, offset]
    times = [*starts, *(starts[-1] + n for n in range(1, life)), Decimal(life)]
    amounts = []
    for begin, end in pairwise(dict.fromkeys(times)):
        straight = (left - rest) * (end - begin) / (life - begin)
        declining = left * rate * (end - begin)
        amount = max(_ZERO, min(max(declining, straight), left - rest))
        amounts.append((begin, end, amount))
        left -= amount
    return amounts


def _shared(
    begin: Decimal, end: Decimal, amount: Decimal, first: Decimal, last: Decimal
) -> Decimal:
    """The part of a period's amount that lies between two times."""
    covered = min(last, end) - max(first, begin)
    return amount * max(covered, _ZERO) / (end - begin)
