"""The steps of a price from list to tax, per item and in total; lines always sum to totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.money import Money, RoundingMode, quantise
from pricing.price_book.adjustments import Charge, Kind
from pricing.price_book.table import Period
from pricing.text import Text


@dataclass(frozen=True)
class AdjustmentLine:
    """What one adjustment changed; a discount is negative."""

    code: str
    text: Text
    amount: Money
    kind: Kind


@dataclass(frozen=True)
class TaxLine:
    """One tax on the net amount it is taken of."""

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
    """A priced bill of materials; one-off, recurring and usage charges stay apart."""

    currency: str
    on: date
    segment: str | None
    items: tuple[ItemLine, ...]
    one_off: Total
    recurring: Total
    usage: Total

    @property
    def totals(self) -> tuple[Total, Total, Total]:
        """The three totals in the order they are shown."""
        return (self.one_off, self.recurring, self.usage)


@dataclass(frozen=True)
class Rounding:
    """How lines come to payable digits: per item (`line`) or once per line of the total."""

    mode: RoundingMode
    places: int
    per_line: bool

    def settle(self, amounts: Sequence[Decimal]) -> list[Decimal]:
        """Amounts at payable digits.

        Per line each is rounded by itself. Per total they are rounded cumulatively: their sum
        is the rounded exact sum and each stays within one unit of its exact amount.
        """
        if self.per_line:
            return [quantise(amount, self.places, self.mode) for amount in amounts]
        return self.share_out(amounts)

    def share_out(self, amounts: Sequence[Decimal]) -> list[Decimal]:
        """Amounts at payable digits whose sum is the rounded exact sum."""
        settled: list[Decimal] = []
        exact = paid = Decimal(0)
        for amount in amounts:
            exact += amount
            up_to_here = quantise(exact, self.places, self.mode)
            settled.append(up_to_here - paid)
            paid = up_to_here
        return settled
