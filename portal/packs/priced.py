"""The parts of a pack that the pricing package reads."""

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pricing import ExchangeRates, HoursBook, PriceBook, Tariff, Taxes, read_tariffs

if TYPE_CHECKING:
    from portal.packs.pack import Pack

TARIFF_FILES = ("tariffs/plans.yaml", "tariffs/national.yaml")
PRICE_TABLES = ("prices.csv", "prices.xlsx")
EXCHANGE = "exchange.yaml"
NO_HOURS: Mapping[str, Any] = {"hours": []}


def csv_rows(pack: "Pack", path: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the pack, header first; a byte-order mark is no column."""
    return list(csv.DictReader(io.StringIO(pack.files[path].decode("utf-8-sig"))))


def taxes(pack: "Pack") -> Taxes:
    """The dated tax rates."""
    return Taxes.from_data(pack.document("taxes.yaml").data)


def price_table(pack: "Pack") -> str:
    """The path of the table of list prices, whichever way the author keeps it."""
    return next((path for path in PRICE_TABLES if path in pack.files), PRICE_TABLES[0])


def exchange(pack: "Pack") -> ExchangeRates:
    """The dated exchange rates; none where the pack has no such file."""
    found = EXCHANGE in pack.files
    return ExchangeRates.from_data(pack.document(EXCHANGE).data if found else {})


def price_book(pack: "Pack") -> PriceBook:
    """List prices and adjustments, taxed and converted by the dated rates."""
    data, table = pack.document("price_book.yaml").data, price_table(pack)
    return PriceBook.from_data(data, csv_rows(pack, table), pack.taxes, table, exchange(pack))


def hours(pack: "Pack") -> HoursBook:
    """The dated tables of peak, normal and off-peak hours."""
    found = "tariffs/hours.yaml" in pack.files
    return HoursBook.from_data(pack.document("tariffs/hours.yaml").data if found else NO_HOURS)


def tariffs(pack: "Pack", path: str) -> list[Tariff]:
    """The tariffs in one file of the pack."""
    return read_tariffs(pack.document(path).data)
