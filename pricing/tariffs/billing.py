"""What a load costs on a tariff: a line per charge and month, exact and then rounded per line.

Conventions. Every line is one charge of one month at one price. A price that changes inside a
month cuts the month by days: energy, fixed and demand charges follow the number of days. With
`on` the prices, hours and tax of that one day hold for the whole load (a comparison looks
ahead); without it each day has its own (a check of past bills). Blocks: with `tier_scope`
"month" the month's total fills the blocks and each period takes part in every block in
proportion to its energy; with "period" each period fills its own blocks. Percentages apply in
the order of the tariff. A minimum bill adds the difference before tax. Tax is taken of each
month's net amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pricing.errors import PricingError
from pricing.loads import LoadCells, MonthlyLoad
from pricing.loads.hours import HoursBook
from pricing.money import Money, exactly, quantise
from pricing.tariffs.charges import (
    ChargeKind,
    MonthCharge,
    PricedMonth,
    billed_kw,
    minimum_of,
    month_charges,
)
from pricing.tariffs.tariff import Tariff
from pricing.tax import Tax, Taxes

ZERO = Decimal(0)

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class BillLine:
    """One charge of one month: quantity × price = amount, before tax.

    Attributes:
        month: first day of the month.
        code: the period of an energy or demand price, the id of an adjustment, else the kind.
        from_kwh: where the block of an energy price starts.
        quantity: kWh, kW, months, or the amount a percentage is taken of.
        price: per unit without tax; a fraction for an adjustment.
    """

    month: date
    kind: ChargeKind
    code: str
    quantity: Decimal
    price: Decimal
    amount: Money
    from_kwh: Decimal = ZERO


@dataclass(frozen=True)
class MonthTax:
    """Tax of one month (or part of it) on its net amount."""

    month: date
    rate: Decimal
    base: Money
    amount: Money


@dataclass(frozen=True)
class Bill:
    """The lines of a load on a tariff; they sum to `net`. Tax is None when it is unknown."""

    tariff: Tariff
    lines: tuple[BillLine, ...]
    taxes: tuple[MonthTax, ...] | None
    load: MonthlyLoad

    @property
    def net(self) -> Money:
        """The sum of all lines, without tax."""
        return self._sum(line.amount for line in self.lines)

    @property
    def tax(self) -> Money | None:
        """The sum of all taxes."""
        return None if self.taxes is None else self._sum(tax.amount for tax in self.taxes)

    @property
    def gross(self) -> Money | None:
        """Net and tax."""
        tax = self.tax
        return None if tax is None else self.net + tax

    def by_month(self) -> dict[date, Money]:
        """Net amount per calendar month of the load, in order; 0 where nothing is charged."""
        nothing = Money.zero(self.tariff.currency)
        every = dict.fromkeys((use.month for use in self.load.uses), nothing)
        return every | self._grouped((line.month, line.amount) for line in self.lines)

    def by_charge(self) -> dict[tuple[str, str], Money]:
        """Net amount per (kind, code) over all months, in the order of the lines."""
        return self._grouped(((line.kind, line.code), line.amount) for line in self.lines)

    def by_part(self) -> dict[str, Money]:
        """Net amount per kind of charge over all months."""
        return self._grouped((str(line.kind), line.amount) for line in self.lines)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return Money.sum(amounts, self.tariff.currency)

    def _grouped(self, amounts: Iterable[tuple[_Key, Money]]) -> dict[_Key, Money]:
        found: dict[_Key, Money] = {}
        for key, amount in amounts:
            found[key] = found[key] + amount if key in found else amount
        return found


@exactly
def bill(
    tariff: Tariff,
    load: MonthlyLoad | LoadCells,
    on: date | None = None,
    hours: HoursBook | None = None,
    taxes: Taxes | None = None,
) -> Bill:
    """The bill of a load on a tariff: a line per charge and month, rounded per line.

    Args:
        tariff: prices without tax.
        load: typed months, or cells of a meter's readings.
        on: the day whose prices, hours and tax hold for the whole load; None takes each day's
            own.
        hours: needed for cells on a tariff that names periods.
        taxes: None leaves the tax unknown; so does a tariff without a tax.

    Raises:
        PricingError: no price in force on a day; energy whose period is not known; power that
            is billed and not known; no hours; no tax rate on a day.
    """
    tax = taxes.tax(tariff.tax) if taxes is not None and tariff.tax else None
    lines: list[BillLine] = []
    month_taxes: list[MonthTax] = []
    monthly = monthly_load(tariff, load, on, hours)
    for month in priced_months(tariff, monthly, on, tax):
        found = _lines(tariff, month)
        lines += found
        if tax is not None:
            month_taxes.append(_month_tax(tariff, tax, month, found))
    return Bill(tariff, tuple(lines), tuple(month_taxes) if tax else None, monthly)


def monthly_load(
    tariff: Tariff, load: MonthlyLoad | LoadCells, on: date | None, hours: HoursBook | None
) -> MonthlyLoad:
    """The load per month and period, as the hours of the tariff divide it."""
    if isinstance(load, MonthlyLoad):
        return load
    if tariff.hours is None:
        return load.monthly()
    if hours is None:
        raise PricingError(f"{tariff.id} counts by hours {tariff.hours}, which are not given")
    return load.monthly(hours.table(tariff.hours), on)


def priced_months(
    tariff: Tariff, load: MonthlyLoad, on: date | None, tax: Tax | None = None
) -> Iterator[PricedMonth]:
    """The months of a load, cut where a price or the tax of the tariff changes."""
    changes = set(tariff.changes)
    if tax is not None:
        changes |= {rate.valid_from for rate in tax.rates}
    for place, use in enumerate(load.uses):
        kw = billed_kw(tariff, load.uses, place) if tariff.demand else {}
        if on is not None:
            yield PricedMonth(use, on, kw)
            continue
        for part in use.split(changes):
            yield PricedMonth(part, part.start, kw)


def _lines(tariff: Tariff, month: PricedMonth) -> list[BillLine]:
    lines = [_line(tariff, charge) for charge in month_charges(tariff, month)]
    least = _rounded(tariff, minimum_of(tariff, month))
    missing = least - Money.sum((line.amount for line in lines), tariff.currency)
    if tariff.minimum_bill and missing.amount > 0:
        price = missing.amount
        lines.append(BillLine(month.use.month, "minimum", "minimum", Decimal(1), price, missing))
    return lines


def _line(tariff: Tariff, charge: MonthCharge) -> BillLine:
    return BillLine(
        month=charge.use.month,
        kind=charge.kind,
        code=charge.code,
        quantity=charge.quantity,
        price=charge.price,
        amount=_rounded(tariff, charge.amount),
        from_kwh=charge.from_kwh,
    )


def _month_tax(tariff: Tariff, tax: Tax, month: PricedMonth, lines: list[BillLine]) -> MonthTax:
    rate = tax.rate(month.on)
    base = Money.sum((line.amount for line in lines), tariff.currency)
    return MonthTax(month.use.month, rate, base, _rounded(tariff, base.amount * rate))


def _rounded(tariff: Tariff, amount: Decimal) -> Money:
    return quantise(Money(amount, tariff.currency), mode=tariff.rounding)
