"""Depreciation over arrays, by the names and rules of spreadsheets; no value outside the life."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pricing.formula.arrays import Array, Clock


def straight_line(arguments: Sequence[Array], clock: Clock) -> Array:
    """SLN(cost, salvage, life)."""
    cost, salvage, life = arguments
    amount: Array = (cost - salvage) / life
    return amount


def sum_of_years(arguments: Sequence[Array], clock: Clock) -> Array:
    """SYD(cost, salvage, life, period)."""
    cost, salvage, life, period = arguments
    amount = (cost - salvage) * 2.0 * (life - period + 1.0) / (life * (life + 1.0))
    return np.where(_within(period, life), amount, np.nan)


def declining(arguments: Sequence[Array], clock: Clock) -> Array:
    """DDB(cost, salvage, life, period, factor): `factor` / life of what is left."""
    cost, salvage, life, period = arguments[:4]
    factor = arguments[4] if len(arguments) > 4 else np.full((1, 1), 2.0)
    kept = 1.0 - np.minimum(factor / life, 1.0)
    before = np.maximum(cost * np.power(kept, period - 1.0), salvage)
    after = np.maximum(cost * np.power(kept, period), salvage)
    return np.where(_within(period, life), before - after, np.nan)


def fixed_declining(arguments: Sequence[Array], clock: Clock) -> Array:
    """DB(cost, salvage, life, period, month): a rate of three places, a short first year."""
    cost, salvage, life, period = arguments[:4]
    month = arguments[4] if len(arguments) > 4 else np.full((1, 1), 12.0)
    rate = np.round(1.0 - np.power(salvage / cost, 1.0 / life), 3)
    left = cost * (1.0 - rate * month / 12.0) * np.power(1.0 - rate, period - 2.0)
    amount = np.where(period == 1, cost * rate * month / 12.0, left * rate)
    amount = np.where(period == life + 1, amount * (12.0 - month) / 12.0, amount)
    return np.where(_within(period, life + (month < 12)), amount, np.nan)


def switching(arguments: Sequence[Array], clock: Clock) -> Array:
    """VDB(cost, salvage, life, start, end, factor) over whole periods, with the switch."""
    cost, salvage, life, start, end = arguments[:5]
    factor = arguments[5] if len(arguments) > 5 else np.full((1, 1), 2.0)
    left, total = np.asarray(cost, dtype=np.float64), np.zeros((1, 1))
    last = np.nanmax(np.where(np.isfinite(end), end, np.nan))
    for period in range(int(last) if np.isfinite(last) else 0):
        straight = (left - salvage) / (life - period)
        amount = np.maximum(left * np.minimum(factor / life, 1.0), straight)
        amount = np.where(period < life, np.clip(amount, 0.0, np.maximum(left - salvage, 0.0)), 0.0)
        total = total + np.where((period >= start) & (period < end), amount, 0.0)
        left = left - amount
    whole = (start == np.floor(start)) & (end == np.floor(end))
    return np.where(whole & (start >= 0) & (start <= end) & (end <= life), total, np.nan)


def _within(period: Array, life: Array) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (period >= 1) & (period <= life)
    return inside
