"""Finding the price rows that hold: by option, currency, segment and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from pricing.errors import PricingError
from pricing.exchange import ExchangeRate, ExchangeRates
from pricing.price_book.adjustments import CHARGES, Charge
from pricing.price_book.table import PriceRow

Tiers = tuple[PriceRow, ...]
"""The rows of one charge of one option, rising in `from_quantity`."""


class PriceTable:
    """The rows of a price book by option code.

    Args:
        home: the currency of the book, from which others are converted.
    """

    def __init__(self, rows: Iterable[PriceRow], home: str, exchange: ExchangeRates) -> None:
        self.home = home
        self.exchange = exchange
        self._rows: defaultdict[str, list[PriceRow]] = defaultdict(list)
        for row in rows:
            self._rows[row.code].append(row)
        self.tiers = lru_cache(maxsize=20_000)(self._tiers)

    @property
    def codes(self) -> frozenset[str]:
        """Every option code that has a row."""
        return frozenset(self._rows)

    def rows(self, code: str) -> tuple[PriceRow, ...]:
        """Every row of one option, in the order of the table."""
        return tuple(self._rows.get(code, ()))

    def exchange_rate(self, currency: str, on: date) -> ExchangeRate | None:
        """From the book's own currency into this one; None where none is needed or known."""
        return self.exchange.find(self.home, currency, on)

    def _tiers(self, code: str, currency: str, segment: str | None, on: date) -> tuple[Tiers, ...]:
        """The tiers in force, one group per charge of the code; a missing price is an error.

        They are in the book's own currency where the code has none in the currency asked for
        and the day has an exchange rate.
        """
        exchange = self.exchange_rate(currency, on)
        groups = []
        for charge in CHARGES:
            rows = [r for r in self._rows.get(code, ()) if r.charge == charge]
            rows = [r for r in rows if r.segment in ("", segment)]
            in_force = [r for r in rows if r.holds(on)]
            valid = [r for r in in_force if r.currency == currency]
            if not valid and exchange:
                valid = [r for r in in_force if r.currency == self.home]
            if rows and not valid:
                raise PricingError(_why_missing(rows, code, charge, currency, on))
            own = [r for r in valid if r.segment] or valid
            if own:
                groups.append(tuple(sorted(own, key=lambda row: row.from_quantity)))
        if not groups:
            where = f" for segment {segment}" if code in self._rows else ""
            raise PricingError(f"{code} has no price{where} in the price book")
        return tuple(groups)


def _why_missing(
    rows: Sequence[PriceRow], code: str, charge: Charge, currency: str, on: date
) -> str:
    currencies = sorted({row.currency for row in rows})
    if currency not in currencies:
        return f"{code} ({charge}) is priced in {', '.join(currencies)} and not in {currency}"
    days = [
        f"{row.valid_from} to {row.valid_to or 'further notice'}"
        for row in rows
        if row.currency == currency
    ]
    in_force = "; ".join(dict.fromkeys(days))
    return f"{code} ({charge}) has no price in {currency} on {on}; in force {in_force}"
