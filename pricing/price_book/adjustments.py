"""Adjustments of a price: what they touch, when they apply, and how much they change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from pricing.price_book.condition import Condition
from pricing.records import CurrencyCode, Id, Record
from pricing.text import Text

Charge = Literal["one_off", "recurring", "usage"]
Kind = Literal["segment", "volume", "bundle", "term", "promotion", "negotiated"]
Amounts = dict[CurrencyCode, Decimal]

CHARGES: tuple[Charge, ...] = ("one_off", "recurring", "usage")
KINDS: tuple[Kind, ...] = ("segment", "volume", "bundle", "term", "promotion", "negotiated")


class AdjustmentTier(Record):
    """A rate that holds from a measure on, inclusive."""

    from_: Decimal = Field(alias="from", ge=0)
    rate: Decimal = Field(ge=-1)


class Adjustment(Condition):
    """One line between list price and net price; a discount is negative.

    Exactly one of `rate` (fraction), `amount` (per currency, for the whole bill) and `tiers`
    is given; an amount names its one charge. A rate is taken of the running amount, or of the
    list price (`base`). Of the adjustments of one `stack` only one stands; one without a
    stack adds up with all others. A promotion names its last day.
    """

    id: Id
    kind: Kind
    text: Text
    codes: frozenset[str] = frozenset()
    charges: frozenset[Charge] = frozenset(CHARGES)
    requires: frozenset[str] = frozenset()
    measure: Literal["quantity", "amount"] = "quantity"
    rate: Decimal | None = Field(default=None, ge=-1)
    amount: Amounts | None = None
    tiers: tuple[AdjustmentTier, ...] = ()
    base: Literal["running", "list"] = "running"
    stack: Id | None = None

    @field_validator("tiers")
    @classmethod
    def _tiers_rise(cls, tiers: tuple[AdjustmentTier, ...]) -> tuple[AdjustmentTier, ...]:
        starts = [tier.from_ for tier in tiers]
        if any(later <= earlier for earlier, later in pairwise(starts)):
            raise ValueError("tiers rise from one to the next")
        return tiers

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = [self.rate is not None, self.amount is not None, bool(self.tiers)]
        if sum(given) != 1:
            raise ValueError("needs exactly one of rate, amount and tiers")
        if self.kind == "segment" and not self.segments:
            raise ValueError("a segment adjustment names its segments")
        if self.kind == "bundle" and not self.requires:
            raise ValueError("a bundle adjustment names the codes it requires")
        if self.tiers and self.kind not in ("volume", "term"):
            raise ValueError("tiers belong to volume and term adjustments")
        if self.kind in ("volume", "term") and not self.tiers:
            raise ValueError(f"a {self.kind} adjustment has tiers")
        if self.kind == "promotion" and self.valid_to is None:
            raise ValueError("a promotion names its last day")
        if self.amount is not None and len(self.charges) != 1:
            raise ValueError("an absolute amount names the one charge it changes")
        return self

    def applies(self, codes: Collection[str], segment: str | None, on: date) -> bool:
        """Whether segment, bundle and date let the adjustment apply to a bill of these codes."""
        return self.requires <= set(codes) and self.holds(segment, on)

    def touches(self, code: str, charge: str) -> bool:
        """Whether an item of this code and charge is changed."""
        return charge in self.charges and (not self.codes or code in self.codes)

    def rate_at(self, measure: Decimal) -> Decimal | None:
        """The rate for this quantity, amount or number of months; None below the first tier."""
        reached = [tier.rate for tier in self.tiers if tier.from_ <= measure]
        return reached[-1] if reached else self.rate
