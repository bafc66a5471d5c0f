"""The steps of a price from list to tax, per item and in total; lines always sum to totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pricing.exchange import ExchangeRate
from pricing.money import Money
from pricing.price_book.adjustments import Charge, Kind
from pricing.price_book.table import Period
from pricing.text import Text

LineKind = Kind | Literal["floor", "limit"]


@dataclass(frozen=True)
class AdjustmentLine:
    """What one adjustment, floor or limit changed; a discount is negative."""

    code: str
    text: Text
    amount: Money
    kind: LineKind


@dataclass(frozen=True)
class TaxLine:
    """One tax on the net amount it is taken of; a limit with tax has rate and base 0."""

    code: str
    text: Text
    rate: Decimal
    base: Money
    amount: Money


@dataclass(frozen=True)
class ItemLine:
    """One option and charge of a bill of materials; tax and gross are None when unknown."""

    code: str
    charge: Charge
    period: Period | None
    quantity: Decimal
    list_price: Money
    adjustments: tuple[AdjustmentLine, ...]
    net: Money
    tax: Money | None
    gross: Money | None


@dataclass(frozen=True)
class Total:
    """The waterfall of one charge: list_price + adjustments = net, net + tax = gross.

    `period` says what a recurring total covers: "month" when every item is monthly, else
    "year" (twelve months). Tax and gross are None when the tax is unknown.
    """

    charge: Charge
    period: Period | None
    list_price: Money
    adjustments: tuple[AdjustmentLine, ...]
    net: Money
    taxes: tuple[TaxLine, ...]
    tax: Money | None
    gross: Money | None

    def __bool__(self) -> bool:
        return bool(self.list_price or self.adjustments)


@dataclass(frozen=True)
class Waterfall:
    """A priced bill of materials; one-off, recurring and usage charges stay apart.

    `exchange` is the rate by which list prices of another currency were converted; None where
    every price stands in the book in this currency.
    """

    currency: str
    on: date
    segment: str | None
    items: tuple[ItemLine, ...]
    one_off: Total
    recurring: Total
    usage: Total
    exchange: ExchangeRate | None = None

    @property
    def totals(self) -> tuple[Total, Total, Total]:
        """The three totals in the order they are shown."""
        return (self.one_off, self.recurring, self.usage)
