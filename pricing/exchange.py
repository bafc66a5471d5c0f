"""Exchange rates: dated, with the source a buyer can check."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from pydantic import Field, field_validator

from pricing.errors import PricingError
from pricing.money import Money
from pricing.records import CurrencyCode, Dated, Record, check_no_overlap
from pricing.text import Text


class ExchangeRate(Dated):
    """How many units of `to` are given for one of `from`, between two days."""

    from_: CurrencyCode = Field(alias="from")
    to: CurrencyCode
    rate: Decimal = Field(gt=0)
    source: Text
    to_confirm: bool = False

    def convert(self, amount: Money) -> Money:
        """The amount in the other currency, unrounded.

        Raises:
            CurrencyMismatch: the amount is not in `from`.
        """
        unit = Money(Decimal(1), self.from_)
        return Money(amount.ratio(unit), self.to) * self.rate


class ExchangeRates(Record):
    """Every rate a pack knows; a pair not listed is not inverted and not guessed."""

    rates: tuple[ExchangeRate, ...] = ()

    @field_validator("rates")
    @classmethod
    def _one_rate_a_day(cls, rates: tuple[ExchangeRate, ...]) -> tuple[ExchangeRate, ...]:
        pairs = defaultdict(list)
        for each in rates:
            if each.from_ == each.to:
                raise ValueError(f"{each.from_} is exchanged for itself")
            pairs[each.from_, each.to].append(each)
        for (from_, to), dated in pairs.items():
            check_no_overlap(dated, f"{from_} to {to}")
        return rates

    def find(self, from_: str, to: str, on: date) -> ExchangeRate | None:
        """The rate of this pair in force on this day, or None."""
        of_pair = (each for each in self.rates if (each.from_, each.to) == (from_, to))
        return next((each for each in of_pair if each.holds(on)), None)

    def rate(self, from_: str, to: str, on: date) -> ExchangeRate:
        """The rate of this pair in force on this day.

        Raises:
            PricingError: there is none.
        """
        found = self.find(from_, to, on)
        if found is None:
            raise PricingError(f"no exchange rate from {from_} to {to} is known on {on}")
        return found
