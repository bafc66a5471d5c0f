"""The prices a tariff is made of: dated, without tax, each for a period, a block or a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pricing.loads.hours import Months, PeriodName
from pricing.loads.month_use import ALL
from pricing.records import Dated, Id, Record
from pricing.text import Text


class Indexed(Record):
    """Where a price comes from: index × factor + margin, inside floor and cap.

    Attributes:
        index: id of the index.
        value: of the index between the days of the price.
    """

    index: Id
    value: Decimal
    factor: Decimal
    margin: Decimal
    floor: Decimal | None = None
    cap: Decimal | None = None


class DatedPrice(Dated):
    """A price without tax, in force between two days, perhaps only in some months."""

    price: Decimal
    months: Months | None = None
    indexed: Indexed | None = None

    def applies(self, on: date, month: int) -> bool:
        """Whether the price is in force on a day and meant for a month of the year (1 to 12)."""
        return self.holds(on) and (self.months is None or month in self.months)

    def key(self) -> tuple[Any, ...]:
        """What two prices in force together must differ in."""
        return ()


class EnergyPrice(DatedPrice):
    """A price per kWh of one period, from a block on.

    A block starts at `from_kwh` of the month (or of each day), and not before `from_hours` × the
    billed kW: hours of use of the maximum. Inside one band of hours the blocks rise by kWh.

    `period` is "all", "rest" (every period without a price of its own) or a period of the
    tariff's hours.
    """

    period: PeriodName
    from_kwh: Decimal = Field(default=Decimal(0), ge=0)
    from_hours: Decimal = Field(default=Decimal(0), ge=0)
    text: Text | None = None

    def key(self) -> tuple[Any, ...]:
        """Period and block."""
        return (self.period, self.from_hours, self.from_kwh)


def _names(value: Any) -> Any:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


class DemandPrice(DatedPrice):
    """A price per kW of the month's maximum inside a period, several, an event, or "all".

    Blocks of power start at `from_kw`.
    """

    period: Annotated[tuple[PeriodName, ...], BeforeValidator(_names)] = (ALL,)
    from_kw: Decimal = Field(default=Decimal(0), ge=0)
    text: Text | None = None

    def key(self) -> tuple[Any, ...]:
        """The periods and the block."""
        return (*self.period, self.from_kw)


class FixedPrice(DatedPrice):
    """A price of having the connection; several stand side by side under their codes."""

    code: Id = "fixed"
    per: Literal["day", "month", "year"] = "month"
    text: Text | None = None

    def key(self) -> tuple[Any, ...]:
        """The code."""
        return (self.code,)


class MinimumBill(DatedPrice):
    """The least that a month, or a year of twelve months, costs before tax."""

    per: Literal["month", "year"] = "month"

    def key(self) -> tuple[Any, ...]:
        """What it is counted over."""
        return (self.per,)


class TakeOrPay(DatedPrice):
    """A quantity that is paid for, taken or not: the shortfall of a month or year at a price."""

    kwh: Decimal = Field(gt=0)
    per: Literal["month", "year"] = "year"

    def key(self) -> tuple[Any, ...]:
        """What it is counted over."""
        return (self.per,)


class RatchetShare(Record):
    """A share of the maximum of some months of the year (all where none are named)."""

    rate: Decimal = Field(ge=0, le=1)
    months: Months | None = None


def _shares(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [{"rate": value}]


class DemandFloor(Record):
    """The ratchet: billed kW never fall below `kw`, nor below a share of other months' maximum.

    Attributes:
        rate: the share, or shares by the month whose maximum is looked at.
        previous_months: how many months before are looked at.
        of_months: fixed months of the year that are looked at, whenever they come in the load.
        in_full: billed months whose own maximum counts in full; in the others it counts at its
            share like that of the months before. None: all months.
    """

    kw: Decimal = Field(default=Decimal(0), ge=0)
    rate: Annotated[tuple[RatchetShare, ...], BeforeValidator(_shares)] = ()
    previous_months: int = Field(default=0, ge=0, le=24)
    of_months: Months | None = None
    in_full: Months | None = None

    def share_of(self, month: int) -> Decimal:
        """The share at which the maximum of a month of the year counts."""
        for share in self.rate:
            if share.months is None or month in share.months:
                return share.rate
        return Decimal(0)

    def counts_in_full(self, month: int) -> bool:
        """Whether a billed month's own maximum counts in full."""
        return self.in_full is None or month in self.in_full


class TariffAdjustment(Record):
    """A percentage of the energy charges, the demand charges or everything before it."""

    id: Id
    text: Text
    rate: Decimal = Field(ge=-1)
    of: Literal["energy", "demand", "all"] = "energy"


class ExitFee(Record):
    """What leaving before the end of the term costs, in the tariff's currency."""

    amount: Decimal = Field(ge=0)
    text: Text | None = None
