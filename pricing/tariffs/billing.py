"""What a load costs on a tariff: a line per charge and month, exact and then rounded.

Conventions. Every line is one charge of one month at one price. A price that changes inside a
month cuts the month by days: energy, fixed and demand charges follow the number of days. With
`on` the prices, hours and tax of that one day hold for the whole load (a comparison looks
ahead); without it each day has its own (a check of past bills). Months are calendar months: blocks
per day count 29 days in February of a leap year, weekdays are those of the readings' own dates,
and a reading of an hour is shared evenly by its half-hours. Blocks: with `tier_scope` "month" the
month's total fills the blocks and each period takes part in every block in proportion to its
energy; with "period" each period fills its own blocks. Percentages apply in the order of the
tariff. A minimum bill adds the difference before tax. Tax is taken of each month's net amount and
rounded. Where the tariff rounds only the whole bill, lines are exact and one line rounds the sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pricing.errors import PricingError
from pricing.loads.arithmetic import EXACT, EXACT_MONTHS, Arithmetic, Number
from pricing.loads.cells import LoadCells, Readings, decimal_of, fold
from pricing.loads.hours import HoursBook
from pricing.loads.month_use import MonthUse
from pricing.loads.monthly import MonthlyLoad
from pricing.money import Money, exactly, minor_places, quantise
from pricing.tariffs.charges import (
    ChargeKind,
    MonthCharge,
    month_minimum,
    year_charges,
    year_minimum,
)
from pricing.tariffs.like_months import charges_together
from pricing.tariffs.power import PricedMonth, billed_kw
from pricing.tariffs.tariff import Tariff
from pricing.tax import Tax, Taxes

ZERO = Decimal(0)

_Key = TypeVar("_Key")


class BillLine(NamedTuple):
    """One charge of one month: quantity × price = amount, before tax.

    Attributes:
        month: first day of the month.
        code: the period of an energy or demand price, the code of a fixed one, the id of an
            adjustment, "month" or "year"
            for what is counted over that, else the kind.
        above: where the block of an energy or demand price starts: kWh, hours of use or kW.
        quantity: kWh (or the tariff's unit), kW, months, or the amount a percentage is taken of.
        price: per unit without tax; a fraction for an adjustment.
    """

    month: date
    kind: ChargeKind
    code: str
    quantity: Decimal
    price: Decimal
    amount: Money
    above: Decimal = ZERO


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

    @cached_property
    def net(self) -> Money:
        """The sum of all lines, without tax."""
        return self._sum(line.amount for line in self.lines)

    @cached_property
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

    @property
    def not_taken(self) -> Decimal:
        """The quantity paid for and not taken; what a contract may let the buyer make up."""
        return sum((x.quantity for x in self.lines if x.kind == "take_or_pay"), ZERO)

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return Money.sum(amounts, self.tariff.currency)

    def _grouped(self, amounts: Iterable[tuple[_Key, Money]]) -> dict[_Key, Money]:
        found: defaultdict[_Key, list[Money]] = defaultdict(list)
        for key, amount in amounts:
            found[key].append(amount)
        return {key: self._sum(every) for key, every in found.items()}


@exactly
def bill(
    tariff: Tariff,
    load: MonthlyLoad | LoadCells | Readings,
    on: date | None = None,
    hours: HoursBook | None = None,
    taxes: Taxes | None = None,
) -> Bill:
    """The bill of a load on a tariff: a line per charge and month.

    Args:
        tariff: prices without tax.
        load: typed months, a meter's readings, or the cells they were folded into.
        on: the day whose prices, hours and tax hold for the whole load; None takes each day's
            own.
        hours: needed for a meter's load on a tariff that names periods.
        taxes: None leaves the tax unknown; so does a tariff without a tax.

    Raises:
        PricingError: no price in force on a day; energy whose period is not known; power that
            is billed and not known; no hours; no tax rate on a day; a load in another unit; a
            tariff with events and a load that is not readings.
    """
    tax = taxes.tax(tariff.tax) if taxes is not None and tariff.tax else None
    monthly = monthly_load(tariff, load, on, hours)
    months = list(priced_months(tariff, monthly.uses, on, EXACT, tax, monthly.earlier))
    lines: list[BillLine] = []
    month_taxes: list[MonthTax] = []
    for month, found in zip(months, _lines(tariff, months), strict=True):
        lines += found
        month_taxes += _month_tax(tariff, tax, month, found)
    closing = _closing_lines(tariff, months, lines)
    month_taxes += _month_tax(tariff, tax, months[-1], closing)
    return Bill(tariff, (*lines, *closing), tuple(month_taxes) if tax else None, monthly)


def monthly_load(
    tariff: Tariff,
    load: MonthlyLoad | LoadCells | Readings,
    on: date | None,
    hours: HoursBook | None,
) -> MonthlyLoad:
    """The load per month and period, as the hours of the tariff divide it."""
    table = None
    if tariff.hours is not None and not isinstance(load, MonthlyLoad):
        if hours is None:
            raise PricingError(f"{tariff.id} counts by hours {tariff.hours}, which are not given")
        table = hours.table(tariff.hours)
    if isinstance(load, Readings):
        cuts = table.changes if table is not None and on is None else ()
        found = _with_events(tariff, fold(load, cuts).monthly(table, on), load)
    elif isinstance(load, LoadCells):
        found = load.monthly(table, on)
    else:
        found = load
    if found.unit != tariff.unit:
        raise PricingError(f"{tariff.id} is priced per {tariff.unit}, the load is in {found.unit}")
    return found


def _with_events(tariff: Tariff, load: MonthlyLoad, readings: Readings) -> MonthlyLoad:
    """The load with the highest power at the moments of each event, in the month of the last."""
    tops = {name: decimal_of(readings.peak_at(at)) for name, at in tariff.events.items()}
    last = {name: max(at).date() for name, at in tariff.events.items()}

    def with_kw(use: MonthUse[Decimal]) -> MonthUse[Decimal]:
        here = {
            name: kw if use.start <= last[name] <= use.end else ZERO for name, kw in tops.items()
        }
        return replace(use, kw={**use.kw, **here})

    return replace(load, uses=tuple(with_kw(use) for use in load.uses)) if tariff.events else load


def priced_months(
    tariff: Tariff,
    uses: Sequence[MonthUse[Number]],
    on: date | None,
    arithmetic: Arithmetic[Number],
    tax: Tax | None = None,
    earlier: Sequence[MonthUse[Number]] = (),
) -> Iterator[PricedMonth[Number]]:
    """The months of a load, cut where a price or the tax of the tariff changes."""
    changes = _changes(tariff, tax) if on is None else frozenset()
    every = [*earlier, *uses]
    for place, use in enumerate(uses, start=len(earlier)):
        kw = billed_kw(tariff, every, place, arithmetic) if tariff.bills_power else {}
        for part in use.split(changes) if on is None else [use]:
            yield PricedMonth(part, on or part.start, kw)


def _changes(tariff: Tariff, tax: Tax | None) -> frozenset[date]:
    return tariff.changes | {rate.valid_from for rate in (tax.rates if tax else ())}


def _lines(tariff: Tariff, months: Sequence[PricedMonth[Decimal]]) -> list[list[BillLine]]:
    """The lines of each month, its minimum among them."""
    lines: list[list[BillLine]] = [[] for _ in months]
    for places, charges in charges_together(tariff, months):
        for charge in charges:
            quantities = EXACT_MONTHS.each(charge.quantity, len(places))
            amounts = EXACT_MONTHS.each(charge.amount, len(places))
            for place, quantity, amount in zip(places, quantities, amounts, strict=True):
                if quantity or charge.stands_empty:
                    lines[place].append(_line(tariff, months[place], charge, quantity, amount))
    for month, found in zip(months, lines, strict=True):
        found += _up_to(tariff, month, "month", month_minimum(tariff, month), found)
    return lines


def _closing_lines(
    tariff: Tariff, months: Sequence[PricedMonth[Decimal]], lines: Sequence[BillLine]
) -> list[BillLine]:
    """What is counted over the year, and the rounding of the whole, as lines of the last month."""
    last = months[-1]
    found = [
        _line(tariff, last, charge, charge.quantity, charge.amount)
        for charge in year_charges(tariff, months, EXACT)
    ]
    least = year_minimum(tariff, months)
    found += _up_to(tariff, last, "year", least, [*lines, *found])
    if tariff.rounding_scope == "bill":
        exact = Money.sum((line.amount for line in (*lines, *found)), tariff.currency)
        rest = quantise(exact, mode=tariff.rounding) - exact
        found += _extra(last, "rounding", "rounding", rest)
    return found


def _up_to(
    tariff: Tariff,
    month: PricedMonth[Decimal],
    code: str,
    least: Decimal,
    lines: Iterable[BillLine],
) -> list[BillLine]:
    """The line that lifts some lines to a minimum, where they stay below it."""
    if not least:
        return []
    billed = Money.sum((line.amount for line in lines), tariff.currency)
    missing = _rounded(tariff, least) - billed
    return _extra(month, "minimum", code, missing) if missing.amount > 0 else []


def _extra(
    month: PricedMonth[Decimal], kind: ChargeKind, code: str, amount: Money
) -> list[BillLine]:
    line = BillLine(month.use.month, kind, code, Decimal(1), amount.amount, amount)
    return [line] if amount else []


def _line(
    tariff: Tariff,
    month: PricedMonth[Decimal],
    charge: MonthCharge[Any],
    quantity: Decimal,
    amount: Decimal,
) -> BillLine:
    """A charge in one of the months it was reckoned for."""
    rounded, start = _rounded(tariff, amount), month.use.month
    return BillLine(start, charge.kind, charge.code, quantity, charge.price, rounded, charge.above)


def _month_tax(
    tariff: Tariff, tax: Tax | None, month: PricedMonth[Decimal], lines: Sequence[BillLine]
) -> list[MonthTax]:
    if tax is None or not lines:
        return []
    rate, currency = tax.rate(month.on), tariff.currency
    base = sum((line.amount.amount for line in lines), ZERO)
    amount = quantise(base * rate, minor_places(currency), tariff.rounding)
    return [MonthTax(month.use.month, rate, Money(base, currency), Money(amount, currency))]


def _rounded(tariff: Tariff, amount: Decimal) -> Money:
    if tariff.rounding_scope == "line":
        amount = quantise(amount, minor_places(tariff.currency), tariff.rounding)
    return Money(amount, tariff.currency)
