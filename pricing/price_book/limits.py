"""Limits that hold after every adjustment: floors of items, least and most of a whole charge."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Self

from pydantic import Field, field_validator, model_validator

from pricing.price_book.adjustments import CHARGES, Amounts, Charge
from pricing.price_book.condition import Condition
from pricing.records import Id
from pricing.text import Text


class Floor(Condition):
    """The net price under which discounts take no item: a share of its list price.

    A floor never raises an item above its list price.
    """

    id: Id
    text: Text
    of_list: Decimal = Field(gt=0, le=1)
    codes: frozenset[str] = frozenset()
    charges: frozenset[Charge] = frozenset(CHARGES)

    def touches(self, code: str, charge: str) -> bool:
        """Whether an item of this code and charge is held."""
        return charge in self.charges and (not self.codes or code in self.codes)


class Limit(Condition):
    """The least and the most of one charge of a bill, without tax and with tax.

    A bill that mixes tax rates has a limit of its own with tax: it is kept by a tax line.
    """

    id: Id
    text: Text
    charge: Charge
    minimum: Amounts = Field(default_factory=dict)
    maximum: Amounts = Field(default_factory=dict)
    minimum_with_tax: Amounts = Field(default_factory=dict)
    maximum_with_tax: Amounts = Field(default_factory=dict)

    @field_validator("minimum", "maximum", "minimum_with_tax", "maximum_with_tax")
    @classmethod
    def _no_negative(cls, amounts: Amounts) -> Amounts:
        if any(amount < 0 for amount in amounts.values()):
            raise ValueError("a limit is 0 or more")
        return amounts

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        _in_order(self.minimum, self.maximum, "the minimum exceeds the maximum")
        for least, most in (
            (self.minimum, self.minimum_with_tax),
            (self.maximum, self.maximum_with_tax),
        ):
            if most.keys() - least.keys():
                raise ValueError("a limit with tax needs the limit without tax")
            _in_order(least, most, "a limit with tax is below the limit without")
        _in_order(self.minimum_with_tax, self.maximum_with_tax, "with tax, minimum > maximum")
        if not self.minimum and not self.maximum:
            raise ValueError("needs a minimum or a maximum")
        return self


def _in_order(low: Mapping[str, Decimal], high: Mapping[str, Decimal], fault: str) -> None:
    for currency in low.keys() & high.keys():
        if low[currency] > high[currency]:
            raise ValueError(f"{fault} in {currency}")
