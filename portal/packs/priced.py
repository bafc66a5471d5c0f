"""The parts of a pack that the pricing package reads."""

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pricing import ExchangeRates, HoursBook, IndexBook, PriceBook, Tariff, Taxes, read_tariffs
from pricing.emissions import EmissionFactors

if TYPE_CHECKING:
    from portal.packs.pack import Pack

TARIFF_FILES = ("tariffs/plans.yaml", "tariffs/national.yaml")
PRICE_TABLES = ("prices.csv", "prices.xlsx")
EXCHANGE = "exchange.yaml"
HOURS, INDICES = "tariffs/hours.yaml", "tariffs/indices.yaml"
EMISSIONS = "emissions.yaml"
NO_HOURS: Mapping[str, Any] = {"hours": []}
NO_INDICES: Mapping[str, Any] = {"indices": []}


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
    return HoursBook.from_data(pack.document(HOURS).data if HOURS in pack.files else NO_HOURS)


def indices(pack: "Pack") -> IndexBook:
    """The dated indices that prices may follow."""
    found = INDICES in pack.files
    return IndexBook.from_data(pack.document(INDICES).data if found else NO_INDICES)


def emission_factors(pack: "Pack") -> EmissionFactors:
    """The dated emission factors of purchased power; none where the pack has no such file."""
    return EmissionFactors.from_data(
        pack.document(EMISSIONS).data if EMISSIONS in pack.files else {}
    )


def tariffs(pack: "Pack", path: str) -> list[Tariff]:
    """The tariffs in one file of the pack."""
    return read_tariffs(pack.document(path).data, indices=pack.indices)
