"""`price_book.yaml` as data: rounding, taxes, the order of steps and the adjustments."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field, field_validator

from pricing.errors import Problem
from pricing.money import RoundingMode, minor_places
from pricing.price_book.adjustments import KINDS, Adjustment, Charge
from pricing.price_book.waterfall import Rounding
from pricing.records import CurrencyCode, Id, Record
from pricing.tax import Taxes

ORDER = ("list", *KINDS, "net", "tax")


class RoundingRule(Record):
    """Rounding as data: mode, scope and places (None is the currency's minor places)."""

    mode: RoundingMode = "half_up"
    scope: Literal["line", "total"] = "line"
    places: int | None = Field(default=None, ge=-6, le=12)
    usage_places: int | None = Field(default=None, ge=-6, le=12)

    def of(self, charge: Charge, currency: str) -> Rounding:
        """The rounding of one charge in one currency."""
        places = minor_places(currency) if self.places is None else self.places
        if charge == "usage" and self.usage_places is not None:
            places = self.usage_places
        return Rounding(self.mode, places, per_line=self.scope == "line")


class TaxRule(Record):
    """Which tax each option bears, and whether it is rounded per item or per total."""

    default: Id
    codes: dict[str, Id] = Field(default_factory=dict)
    scope: Literal["line", "total"] = "total"


class PriceBookData(Record):
    """`price_book.yaml`."""

    id: Id
    currency: CurrencyCode
    rounding: RoundingRule = RoundingRule()
    tax: TaxRule | None = None
    order: tuple[str, ...] = ORDER
    unpriced: frozenset[str] = frozenset()
    adjustments: tuple[Adjustment, ...] = ()

    @field_validator("order")
    @classmethod
    def _order_is_complete(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        if sorted(order) != sorted(ORDER) or (order[0], *order[-2:]) != (
            "list",
            "net",
            "tax",
        ):
            raise ValueError(f"starts with list, ends with net, tax, and has {', '.join(KINDS)}")
        return order

    @field_validator("adjustments")
    @classmethod
    def _adjustments_are_ours(cls, found: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
        ids = [adjustment.id for adjustment in found]
        for adjustment in found:
            if ids.count(adjustment.id) > 1:
                raise ValueError(f"two adjustments have the id {adjustment.id}")
            if adjustment.kind == "negotiated":
                raise ValueError(f"{adjustment.id}: a negotiated adjustment belongs to one offer")
        return found


def adjustment_problems(book: PriceBookData, priced: Collection[str]) -> Iterator[Problem]:
    """Option codes that adjustments name and no price knows, or that are both priced and free."""
    known = set(priced) | book.unpriced
    for place, adjustment in enumerate(book.adjustments):
        for key, codes in (("codes", adjustment.codes), ("requires", adjustment.requires)):
            for code in sorted(codes - known):
                yield Problem(("adjustments", place, key), adjustment.id, f"{code} has no price")
    for code in sorted(set(priced) & book.unpriced):
        yield Problem(("unpriced",), book.id, f"{code} has a price in the table")


def tax_problems(book: PriceBookData, taxes: Taxes) -> Iterator[Problem]:
    """Tax ids that the price book names and nobody defines."""
    if book.tax is None:
        return
    known = {tax.id for tax in taxes.taxes}
    if book.tax.default not in known:
        yield Problem(("tax", "default"), book.id, f"no tax is called {book.tax.default}")
    for code, tax_id in book.tax.codes.items():
        if tax_id not in known:
            yield Problem(("tax", "codes", code), book.id, f"no tax is called {tax_id}")
