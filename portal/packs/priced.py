"""The parts of a pack that the pricing package reads."""

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pricing import HoursBook, PriceBook, Tariff, Taxes, read_tariffs

if TYPE_CHECKING:
    from portal.packs.pack import Pack

TARIFF_FILES = ("tariffs/plans.yaml", "tariffs/national.yaml")
NO_HOURS: Mapping[str, Any] = {"hours": []}


def csv_rows(pack: "Pack", path: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the pack, header first; a byte-order mark is no column."""
    return list(csv.DictReader(io.StringIO(pack.files[path].decode("utf-8-sig"))))


def taxes(pack: "Pack") -> Taxes:
    """The dated tax rates."""
    return Taxes.from_data(pack.document("taxes.yaml").data)


def price_book(pack: "Pack") -> PriceBook:
    """List prices and adjustments, taxed by the dated rates."""
    data = pack.document("price_book.yaml").data
    return PriceBook.from_data(data, csv_rows(pack, "prices.csv"), pack.taxes)


def hours(pack: "Pack") -> HoursBook:
    """The dated tables of peak, normal and off-peak hours."""
    found = "tariffs/hours.yaml" in pack.files
    return HoursBook.from_data(pack.document("tariffs/hours.yaml").data if found else NO_HOURS)


def tariffs(pack: "Pack", path: str) -> list[Tariff]:
    """The tariffs in one file of the pack."""
    return read_tariffs(pack.document(path).data)
