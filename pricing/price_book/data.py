"""`price_book.yaml` as data: rounding, taxes, the order of steps and the adjustments."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import Field, field_validator

from pricing.errors import Problem
from pricing.money import RoundingMode, minor_places
from pricing.price_book.adjustments import KINDS, Adjustment, Charge
from pricing.price_book.authority import AuthorityBand, rising
from pricing.price_book.limits import Floor, Limit
from pricing.price_book.rounding import Rounding, Scope
from pricing.price_book.stacking import Stacking
from pricing.records import CurrencyCode, Id, Record
from pricing.tax import Taxes

ORDER = ("list", *KINDS, "net", "tax")


class RoundingRule(Record):
    """Rounding as data: mode, scope and places (None is the currency's minor places)."""

    mode: RoundingMode = "half_up"
    scope: Scope = "line"
    places: int | None = Field(default=None, ge=-6, le=12)
    usage_places: int | None = Field(default=None, ge=-6, le=12)

    def of(self, charge: Charge, currency: str) -> Rounding:
        """The rounding of one charge in one currency."""
        places = minor_places(currency) if self.places is None else self.places
        if charge == "usage" and self.usage_places is not None:
            places = self.usage_places
        return Rounding(self.mode, places, self.scope)


class TaxRule(Record):
    """Which tax each option bears, and whether it is rounded per item, rate or total."""

    default: Id
    codes: dict[str, Id] = Field(default_factory=dict)
    scope: Scope = "group"


class PriceBookData(Record):
    """`price_book.yaml`."""

    id: Id
    currency: CurrencyCode
    rounding: RoundingRule = RoundingRule()
    tax: TaxRule | None = None
    order: tuple[str, ...] = ORDER
    unpriced: frozenset[str] = frozenset()
    adjustments: tuple[Adjustment, ...] = ()
    stacking: dict[Id, Stacking] = Field(default_factory=dict)
    floors: tuple[Floor, ...] = ()
    limits: tuple[Limit, ...] = ()
    authority: tuple[AuthorityBand, ...] = ()

    @field_validator("order")
    @classmethod
    def _order_is_possible(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        if (order[:1], order[-2:]) != (("list",), ("net", "tax")):
            raise ValueError("starts with list and ends with net, tax")
        if len(set(order)) != len(order) or set(order) - set(ORDER):
            raise ValueError(f"has each of {', '.join(KINDS)} once at most")
        return order

    @field_validator("authority")
    @classmethod
    def _bands_rise(cls, bands: tuple[AuthorityBand, ...]) -> tuple[AuthorityBand, ...]:
        rising(bands)
        return bands

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
    """What the book names and does not have: codes, steps of the order, stacking groups."""
    known = set(priced) | book.unpriced
    for place, adjustment in enumerate(book.adjustments):
        for key, codes in (("codes", adjustment.codes), ("requires", adjustment.requires)):
            for code in sorted(codes - known):
                yield Problem(("adjustments", place, key), adjustment.id, f"{code} has no price")
        if adjustment.kind not in book.order:
            words = f"the order has no step {adjustment.kind}"
            yield Problem(("adjustments", place, "kind"), adjustment.id, words)
        if adjustment.stack and adjustment.stack not in book.stacking:
            words = f"stacking has no rule for {adjustment.stack}"
            yield Problem(("adjustments", place, "stack"), adjustment.id, words)
    for place, floor in enumerate(book.floors):
        for code in sorted(floor.codes - known):
            yield Problem(("floors", place, "codes"), floor.id, f"{code} has no price")
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
