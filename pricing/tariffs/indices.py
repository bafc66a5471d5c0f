"""Indices by date, and prices that follow them: index × factor + margin, inside floor and cap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import Field, field_validator, model_validator

from pricing.records import Dated, Id, Record, check_no_overlap
from pricing.text import Text


class IndexValue(Dated):
    """What an index stands at between two days, in its own unit per unit metered."""

    value: Decimal


class Index(Record):
    """A published figure that prices follow, and its values over time."""

    id: Id
    text: Text
    values: tuple[IndexValue, ...] = Field(min_length=1)
    source: Text | None = None
    to_confirm: bool = False

    @field_validator("values")
    @classmethod
    def _one_value_a_day(cls, found: tuple[IndexValue, ...]) -> tuple[IndexValue, ...]:
        check_no_overlap(found, "values")
        return found


class IndexBook(Record):
    """`tariffs/indices.yaml`: every index, by id."""

    indices: tuple[Index, ...]

    @field_validator("indices")
    @classmethod
    def _ids_are_unique(cls, found: tuple[Index, ...]) -> tuple[Index, ...]:
        for earlier, later in pairwise(sorted(index.id for index in found)):
            if earlier == later:
                raise ValueError(f"two indices have the id {later}")
        return found


class IndexTerms(Record):
    """How a price follows an index; a price never rises above `cap` nor falls below `floor`.

    >>> terms = IndexTerms(index="gas", factor=Decimal("1.02"), margin=Decimal(3), cap=Decimal(50))
    >>> terms.price(Decimal(40)), terms.price(Decimal(60))
    (Decimal('43.80'), Decimal('50'))
    """

    index: Id
    factor: Decimal = Decimal(1)
    margin: Decimal = Decimal(0)
    floor: Decimal | None = None
    cap: Decimal | None = None

    @model_validator(mode="after")
    def _floor_below_cap(self) -> IndexTerms:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError(f"the floor {self.floor} lies above the cap {self.cap}")
        return self

    def price(self, value: Decimal) -> Decimal:
        """The price while the index stands at `value`, in the tariff's currency."""
        price = value * self.factor + self.margin
        if self.floor is not None:
            price = max(price, self.floor)
        return price if self.cap is None else min(price, self.cap)


def follow(price: Mapping[str, Any], book: IndexBook) -> Iterator[dict[str, Any]]:
    """A price that names an index as plain dated prices, one for each value in its time.

    Args:
        price: plain data with `index`, and perhaps factor, margin, floor, cap, valid_from and
            valid_to; what else it holds goes into every price.

    Raises:
        ValueError: an index nobody defines, terms that cannot be, or no value in its time.
    """
    terms = IndexTerms.model_validate({key: price[key] for key in price if key in _TERMS})
    index = next((index for index in book.indices if index.id == terms.index), None)
    if index is None:
        raise ValueError(f"no index is called {terms.index}")
    rest = {key: value for key, value in price.items() if key not in _TERMS}
    span = _Span.model_validate({key: rest.pop(key) for key in list(rest) if key in _DATES})
    found = [value for value in index.values if _meets(span, value)]
    if not found:
        raise ValueError(f"index {index.id} has no value in the time of the price")
    for value in found:
        ends = [day for day in (span.valid_to, value.valid_to) if day is not None]
        yield rest | {
            "price": terms.price(value.value),
            "valid_from": max(value.valid_from, span.valid_from or value.valid_from),
            "valid_to": min(ends) if ends else None,
            "indexed": terms.model_dump() | {"value": value.value},
        }


class _Span(Record):
    valid_from: date | None = None
    valid_to: date | None = None


_TERMS = frozenset(IndexTerms.model_fields)
_DATES = frozenset(_Span.model_fields)


def _meets(span: _Span, value: IndexValue) -> bool:
    starts_late = span.valid_to is not None and value.valid_from > span.valid_to
    ended = (
        value.valid_to is not None and span.valid_from is not None
        and value.valid_to < span.valid_from
    )  # fmt: skip
    return not starts_late and not ended
