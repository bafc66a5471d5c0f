"""Taxes by date: VAT changes on days of its own, apart from prices and hours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field, field_validator

from pricing.errors import PricingError
from pricing.records import Dated, Id, Record, check_no_overlap
from pricing.text import Text


class TaxRate(Dated):
    """A fraction of the net price, in force between two days."""

    rate: Decimal = Field(ge=0, le=1)


class Tax(Record):
    """One tax and its rates over time."""

    id: Id
    text: Text
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
