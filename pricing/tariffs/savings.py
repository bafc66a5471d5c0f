"""What a buyer could save on a tariff, largest first, each with its arithmetic.

Conventions: yearly amounts without tax, found by billing the load as it is and as it would be; a
part of a year counts as if it went on like that. Shifting moves a tenth of the peak hours' energy
into off-peak hours; cutting lowers every maximum by a tenth, the energy as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pricing.errors import PricingError
from pricing.loads.month_use import MonthUse
from pricing.loads.monthly import MonthlyLoad
from pricing.money import Money, exactly, quantise
from pricing.tariffs.billing import bill
from pricing.tariffs.charges import MONTHS_PER_YEAR
from pricing.tariffs.tariff import Tariff

PART = Decimal("0.1")
PEAK, OFF_PEAK = "peak", "off_peak"
MOST = 3

SavingKind = Literal["shift", "cut_peak", "change"]


@dataclass(frozen=True)
class Saving:
    """One way to pay less in a year.

    Attributes:
        quantity: kWh moved a year, kW cut, or 0.
        before, after: what a year costs as it is and as it would be.
        to: the id of the tariff changed to, else "".
    """

    kind: SavingKind
    quantity: Decimal
    before: Money
    after: Money
    to: str = ""

    @property
    def amount(self) -> Money:
        """What is saved in a year."""
        return self.before - self.after

    @property
    def each(self) -> Money | None:
        """What one kWh or kW saves; None without a quantity."""
        return self.amount / self.quantity if self.quantity else None


@exactly
def savings(
    tariff: Tariff,
    loads: Mapping[str, MonthlyLoad],
    others: Sequence[Tariff],
    on: date,
) -> list[Saving]:
    """The three largest savings, largest first; ways that save nothing are left out.

    Args:
        tariff: what is paid now.
        loads: the load as each table of hours divides it, by the id of the table, "" for none.
        others: tariffs to change to; one that cannot be billed on the load is passed over.
        on: the day whose prices hold.
    """
    load = loads[tariff.hours or ""]
    before = _yearly(tariff, load, on)
    found = [*_shifted(tariff, load, before, on), *_cut(tariff, load, before, on)]
    for other in others:
        try:
            after = _yearly(other, loads[other.hours or ""], on)
        except PricingError:
            continue
        found.append(Saving("change", Decimal(0), before, after, other.id))
    worth = sorted((s for s in found if s.amount.amount > 0), key=lambda s: -s.amount.amount)
    changes = [saving for saving in worth if saving.kind == "change"][:1]
    kept = [saving for saving in worth if saving.kind != "change" or saving in changes]
    return kept[:MOST]


def _yearly(tariff: Tariff, load: MonthlyLoad, on: date) -> Money:
    net = bill(tariff, load, on).net
    return quantise(net * MONTHS_PER_YEAR / load.months, mode=tariff.rounding)


def _shifted(tariff: Tariff, load: MonthlyLoad, before: Money, on: date) -> list[Saving]:
    if not all({PEAK, OFF_PEAK} <= use.kwh.keys() for use in load.uses):
        return []
    moved = sum((use.kwh[PEAK] for use in load.uses), Decimal(0)) * PART
    uses = tuple(
        replace(use, kwh={**use.kwh, PEAK: use.kwh[PEAK] * (1 - PART),
                          OFF_PEAK: use.kwh[OFF_PEAK] + use.kwh[PEAK] * PART})
        for use in load.uses
    )  # fmt: skip
    after = _yearly(tariff, replace(load, uses=uses), on)
    return [Saving("shift", moved * MONTHS_PER_YEAR / load.months, before, after)]


def _cut(tariff: Tariff, load: MonthlyLoad, before: Money, on: date) -> list[Saving]:
    if not tariff.bills_power or not all(use.kw for use in load.uses):
        return []

    def lower(use: MonthUse[Decimal]) -> MonthUse[Decimal]:
        return replace(use, kw={period: kw * (1 - PART) for period, kw in use.kw.items()})

    after = _yearly(tariff, replace(load, uses=tuple(map(lower, load.uses))), on)
    top = max(kw for use in load.uses for kw in use.kw.values())
    return [Saving("cut_peak", top * PART, before, after)]
