"""For whom and when a price is asked for, and the price of one option by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from pricing.errors import PricingDataError
from pricing.money import Money
from pricing.price_book.adjustments import Adjustment
from pricing.records import problems_of


@dataclass(frozen=True)
class PriceContext:
    """For whom, in what currency and on what day a bill of materials is priced.

    Attributes:
        term_months: length of the contract; None where there is none.
        negotiated: adjustments of kind "negotiated" agreed for this one offer.
        usage: units used per period by option code; a code without one uses its bill quantity.
    """

    segment: str | None
    currency: str
    on: date
    term_months: int | None = None
    negotiated: tuple[Adjustment, ...] = ()
    usage: Mapping[str, Decimal] = field(default_factory=dict, hash=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The context that `to_data` wrote down.

        Raises:
            PricingDataError: with one Problem per fault.
        """
        try:
            return _PLAIN.validate_python(data)  # type: ignore[return-value]
        except ValidationError as error:
            raise PricingDataError(problems_of(error, data)) from error

    def to_data(self) -> dict[str, Any]:
        """Plain data for storage: with the edition and the bill it gives the price again.

        >>> PriceContext("shop", "VND", date(2026, 5, 1)).to_data()["on"]
        '2026-05-01'
        """
        plain: dict[str, Any] = _PLAIN.dump_python(self, mode="json", by_alias=True)
        return plain


@dataclass(frozen=True)
class CodePrice:
    """Net prices of one option: once, per month, and for its usage per month."""

    one_off: Money
    monthly: Money
    usage: Money

    def over(self, months: int) -> Money:
        """What the option costs in so many months, undiscounted, usage left out."""
        return self.one_off + self.monthly * months


_PLAIN = TypeAdapter(PriceContext)
