"""The rows of a price table: one tier of one option's price, read from CSV and checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from pricing.errors import PricingDataError, Problem
from pricing.price_book.adjustments import Charge
from pricing.records import CurrencyCode, Dated, problems_of

Model = Literal["flat", "volume", "graduated", "package"]
Period = Literal["month", "year"]

NEEDED = ("code", "charge", "model", "price", "currency", "valid_from")


class PriceRow(Dated):
    """One tier of the price of an option; it holds from `from_quantity` (inclusive).

    `minimum` and `maximum` bound the list price of the whole quantity that reaches the tier.
    """

    code: str = Field(min_length=1)
    charge: Charge
    period: Period | None = None
    model: Model
    from_quantity: Decimal = Field(default=Decimal(0), ge=0)
    price: Decimal
    tier_fee: Decimal = Decimal(0)
    package_size: Decimal = Field(default=Decimal(1), gt=0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: CurrencyCode
    segment: str = ""
    row: int = 0

    @field_validator("maximum")
    @classmethod
    def _holds_the_minimum(cls, most: Decimal | None, given: ValidationInfo) -> Decimal | None:
        least = given.data.get("minimum")
        if most is not None and least is not None and most < least:
            raise ValueError(f"is below the minimum of {least}")
        return most


def list_price(tiers: Sequence[PriceRow], quantity: Decimal) -> Decimal:
    """What a quantity costs before adjustments, in the currency of the tiers, unrounded.

    Args:
        tiers: rows of one code, charge, currency, segment and day, rising in `from_quantity`.
        quantity: positive.
    """
    reached = [tier for tier in tiers if tier.from_quantity <= quantity]
    last = reached[-1]
    price = _graduated(tiers, quantity) if last.model == "graduated" else _whole(last, quantity)
    if last.maximum is not None:
        price = min(price, last.maximum)
    return price if last.minimum is None else max(price, last.minimum)


def _whole(tier: PriceRow, quantity: Decimal) -> Decimal:
    if tier.model == "package":
        quantity = (quantity / tier.package_size).to_integral_value(ROUND_CEILING)
    return quantity * tier.price + tier.tier_fee


def _graduated(tiers: Sequence[PriceRow], quantity: Decimal) -> Decimal:
    ends = [tier.from_quantity for tier in tiers[1:]] + [quantity]
    total = Decimal(0)
    for tier, end in zip(tiers, ends, strict=True):
        inside = min(end, quantity) - tier.from_quantity
        if inside > 0:
            total += inside * tier.price + tier.tier_fee
    return total


def read_price_rows(rows: Iterable[Mapping[str, str]], table: str) -> list[PriceRow]:
    """The rows of a price table, in file order.

    Args:
        rows: one mapping per data row, as `csv.DictReader` gives them; the first is row 2.
        table: the name of the file, for problems.

    Raises:
        PricingDataError: each Problem has the path (table, row, column).
    """
    problems: list[Problem] = []
    prices: list[PriceRow] = []
    for number, cells in enumerate(rows, start=2):
        filled = {column: text.strip() for column, text in cells.items() if column and text}
        filled = {column: text for column, text in filled.items() if text}
        if not filled and None not in cells:
            continue
        faults = list(_cell_faults(cells, filled))
        if not faults:
            try:
                prices.append(PriceRow.model_validate(filled | {"row": number}))
                continue
            except ValidationError as error:
                found = problems_of(error, filled)
                faults = [(str(p.path[-1]) if p.path else "valid_to", p.message) for p in found]
        code = filled.get("code", "")
        problems += [Problem((table, number, column), code, text) for column, text in faults]
    problems += _group_problems(prices, table)
    if problems:
        raise PricingDataError(problems)
    return prices


def _cell_faults(cells: Mapping[str, str], filled: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Faults that one row shows by itself: (column, message)."""
    if None in cells:
        yield "", "has more cells than the header"
    if "row" in filled:
        yield "row", "is not a column of a price table"
    for column in NEEDED:
        if column not in filled:
            yield column, "is needed and empty or absent"
    if filled.get("charge") == "recurring" and "period" not in filled:
        yield "period", "a recurring price says month or year"
    if filled.get("charge") == "one_off" and "period" in filled:
        yield "period", "a one-off price has no period"
    if filled.get("model") == "package" and "package_size" not in filled:
        yield "package_size", "a package price says how many units a package holds"


def _group_problems(prices: Iterable[PriceRow], table: str) -> Iterator[Problem]:
    groups: defaultdict[tuple[str, ...], list[PriceRow]] = defaultdict(list)
    for price in prices:
        groups[price.code, price.charge, price.currency, price.segment].append(price)
    for rows in groups.values():
        reported: set[tuple[int, str]] = set()
        for day in _days_of_change(rows):
            held = [row for row in rows if row.holds(day)]
            for row, column, message in _tier_faults(held):
                if (row.row, column) not in reported:
                    reported.add((row.row, column))
                    text = f"{message} (seen on {day})"
                    yield Problem((table, row.row, column), row.code, text)
            if not held:
                yield from _gap_problems(rows, groups, day, table)


def _gap_problems(
    rows: Sequence[PriceRow],
    groups: Mapping[tuple[str, ...], Sequence[PriceRow]],
    day: date,
    table: str,
) -> Iterator[Problem]:
    """Days without a price between two that have one; a segment may fall back on everybody's."""
    later = min((row for row in rows if row.valid_from > day), default=None, key=_start)
    if later is None:
        return
    general = groups.get((later.code, later.charge, later.currency, ""), ())
    if not later.segment or not any(row.holds(day) for row in general):
        last = later.valid_from - timedelta(days=1)
        text = f"no price from {day} to {last}: dates of a price leave no gap"
        yield Problem((table, later.row, "valid_from"), later.code, text)


def _start(row: PriceRow) -> date:
    return row.valid_from


def _days_of_change(rows: Iterable[PriceRow]) -> list[date]:
    starts = {row.valid_from for row in rows}
    ends = {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
    return sorted(starts | ends)


def _tier_faults(rows: Sequence[PriceRow]) -> Iterator[tuple[PriceRow, str, str]]:
    """Faults among rows in force on one day: (row, column, message)."""
    ordered = sorted(rows, key=lambda row: (row.from_quantity, row.row))
    if ordered and ordered[0].from_quantity != 0:
        yield ordered[0], "from_quantity", "the lowest tier starts at 0"
    for below, above in pairwise(ordered):
        if below.from_quantity == above.from_quantity:
            yield above, "valid_from", f"is in force together with row {below.row}"
        elif above.model == "flat" or above.model != below.model:
            yield (
                above,
                "model",
                f"does not fit row {below.row}: tiers share a tier model",
            )
        elif above.period != below.period:
            yield above, "period", f"differs from row {below.row}"
