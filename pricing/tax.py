"""Taxes by date: VAT changes on days of its own, apart from prices and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from pricing.errors import PricingError
from pricing.money import Money, RoundingMode, quantise
from pricing.records import Dated, Id, Record, check_no_overlap
from pricing.text import Text

Category = Literal["S", "Z", "E", "AE", "G", "O"]
"""UNCL 5305, as invoices name it: standard, zero rated, exempt, reverse charge, export, outside."""


class TaxRate(Dated):
    """A fraction of the net price, in force between two days."""

    rate: Decimal = Field(ge=0, le=1)


@dataclass(frozen=True)
class TaxGroup:
    """What an invoice sums by: one category at one rate (EN 16931, BG-23).

    Two taxes of one category whose rates meet on a day are one group; the first names it.
    """

    category: Category
    rate: Decimal
    code: str = field(compare=False)
    text: Text = field(compare=False)


class Tax(Record):
    """One tax and its rates over time."""

    id: Id
    text: Text
    category: Category = "S"
    rates: tuple[TaxRate, ...] = Field(min_length=1)
    source: Text | None = None
    to_confirm: bool = False

    @field_validator("rates")
    @classmethod
    def _one_rate_a_day(cls, rates: tuple[TaxRate, ...]) -> tuple[TaxRate, ...]:
        check_no_overlap(rates, "rates")
        return rates

    def rate(self, on: date) -> Decimal:
        """The fraction in force on this day.

        Raises:
            PricingError: no rate is known for the day.
        """
        for dated in self.rates:
            if dated.holds(on):
                return dated.rate
        raise PricingError(f"tax {self.id} has no rate on {on}")

    def group(self, on: date) -> TaxGroup:
        """The group of an invoice that this tax falls into on this day."""
        return TaxGroup(self.category, self.rate(on), self.id, self.text)


class Taxes(Record):
    """Every tax a pack knows, by id."""

    taxes: tuple[Tax, ...]

    @field_validator("taxes")
    @classmethod
    def _ids_are_unique(cls, taxes: tuple[Tax, ...]) -> tuple[Tax, ...]:
        seen: set[str] = set()
        for tax in taxes:
            if tax.id in seen:
                raise ValueError(f"two taxes have the id {tax.id}")
            seen.add(tax.id)
        return taxes

    def tax(self, tax_id: str) -> Tax:
        """The tax with this id.

        Raises:
            PricingError: there is none.
        """
        for tax in self.taxes:
            if tax.id == tax_id:
                return tax
        raise PricingError(f"no tax is called {tax_id}")

    def rate(self, tax_id: str, on: date) -> Decimal:
        """The fraction of this tax on this day."""
        return self.tax(tax_id).rate(on)


@dataclass(frozen=True)
class Taxed:
    """An amount three ways, each payable: exclusive + tax = inclusive."""

    exclusive: Money
    tax: Money
    inclusive: Money

    @classmethod
    def from_exclusive(cls, amount: Money, rate: Decimal, mode: RoundingMode = "half_up") -> Taxed:
        """The three ways of an amount without tax.

        >>> str(Taxed.from_exclusive(Money(Decimal("182631.82"), "EUR"), Decimal("0.19")).tax)
        '34700.05 EUR'
        """
        exclusive = quantise(amount, mode=mode)
        tax = quantise(exclusive * rate, mode=mode)
        return cls(exclusive, tax, exclusive + tax)

    @classmethod
    def from_inclusive(cls, amount: Money, rate: Decimal, mode: RoundingMode = "half_up") -> Taxed:
        """The three ways of an amount that contains the tax.

        >>> str(Taxed.from_inclusive(Money(Decimal("1080000"), "VND"), Decimal("0.08")).exclusive)
        '1000000 VND'
        """
        inclusive = quantise(amount, mode=mode)
        exclusive = quantise(inclusive / (1 + rate), mode=mode)
        return cls(exclusive, inclusive - exclusive, inclusive)
