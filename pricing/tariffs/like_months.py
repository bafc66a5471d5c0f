"""Months with the same prices in force, charged together: as exact as one by one, and faster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

import numpy as np

from pricing.loads.arithmetic import EXACT_MONTHS, Decimals
from pricing.loads.month_use import MonthUse
from pricing.tariffs.charges import MonthCharge, month_charges, total_of
from pricing.tariffs.power import PricedMonth
from pricing.tariffs.tariff import Tariff

_Key = TypeVar("_Key")


def charged_together(tariff: Tariff, months: Sequence[PricedMonth[Decimal]]) -> list[Decimal]:
    """What the charges of each month come to, before its minimum; as `charged`, with `EXACT`."""
    sums = np.empty(len(months), dtype=object)
    for places, charges in charges_together(tariff, months):
        sums[places] = total_of((charge.amount for charge in charges), EXACT_MONTHS)
    return list(sums)


def charges_together(
    tariff: Tariff, months: Sequence[PricedMonth[Decimal]]
) -> Iterator[tuple[list[int], list[MonthCharge[Decimals]]]]:
    """Places of months alike, and their charges with an element per place."""
    alike: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, month in enumerate(months):
        alike[_likeness(tariff, month)].append(place)
    for places in alike.values():
        together = _together([months[place] for place in places])
        yield places, month_charges(tariff, together, EXACT_MONTHS)


def _likeness(tariff: Tariff, month: PricedMonth[Decimal]) -> Hashable:
    """Equal for months that differ in quantities alone."""
    use = month.use
    seasons = tuple(use.month.month in season for season in tariff.seasons)
    return month.on, seasons, use.fraction, use.days if tariff.counts_days else 0, use.names


def _together(months: Sequence[PricedMonth[Decimal]]) -> PricedMonth[Decimals]:
    """Months alike as one, an element per month."""
    first, uses = months[0].use, [month.use for month in months]
    use = MonthUse(
        first.start,
        first.end,
        kwh=_stacked([use.kwh for use in uses]),
        billed_kwh=_stacked([use.billed_kwh for use in uses]),
        billed_kw=_stacked([use.billed_kw for use in uses]),
    )
    return PricedMonth(use, months[0].on, _stacked([month.kw for month in months]))


def _stacked(found: Sequence[Mapping[_Key, Decimal]]) -> dict[_Key, Decimals]:
    return {key: np.array([each[key] for each in found], dtype=object) for key in found[0]}
