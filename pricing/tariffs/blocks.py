"""Blocks: where they start in a month, and how much of a quantity falls into one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.loads.arithmetic import ZERO, Arithmetic, Number
from pricing.loads.month_use import ALL
from pricing.tariffs.power import PricedMonth
from pricing.tariffs.prices import EnergyPrice
from pricing.tariffs.tariff import Tariff


def block_starts(
    tariff: Tariff,
    month: PricedMonth[Number],
    blocks: Sequence[EnergyPrice],
    arithmetic: Arithmetic[Number],
) -> list[Number]:
    """Where the blocks start in this month (or part), in kWh, never falling.

    A block of hours of use starts at hours × billed kW; inside its band the blocks of kWh start
    at their own kWh, and at the latest where the next band does.
    """
    size = Decimal(month.use.days) if tariff.block_unit == "day" else month.use.fraction
    starts = [arithmetic.number(block.from_kwh * size) for block in blocks]
    if not any(block.from_hours for block in blocks):
        return starts
    bands = [arithmetic.number(block.from_hours * size) * month.kw[(ALL,)] for block in blocks]
    starts = [arithmetic.most(start, band) for start, band in zip(starts, bands, strict=True)]
    for place, block in enumerate(blocks):
        for later, band in zip(blocks[place:], bands[place:], strict=True):
            if later.from_hours > block.from_hours:
                starts[place] = arithmetic.least(starts[place], band)
                break
    return starts


def inside(
    quantity: Number, start: Number, end: Number | None, arithmetic: Arithmetic[Number]
) -> Number:
    """How much of a quantity, counted from 0, lies between the start and the end of a block."""
    top = quantity if end is None else arithmetic.least(quantity, end)
    return arithmetic.most(top - start, arithmetic.number(ZERO))
