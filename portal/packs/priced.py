"""The parts of a pack that the pricing package reads."""

import csv
import io
from typing import TYPE_CHECKING

from pricing import PriceBook, Tariff

if TYPE_CHECKING:
    from portal.packs.pack import Pack


def csv_rows(pack: "Pack", path: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the pack, header first; a byte-order mark is no column."""
    return list(csv.DictReader(io.StringIO(pack.files[path].decode("utf-8-sig"))))


def price_book(pack: "Pack") -> PriceBook:
    """List prices and adjustments, with the dated tax rates."""
    return PriceBook.from_data(
        pack.document("price_book.yaml").data, csv_rows(pack, "prices.csv")
    )


def tariffs(pack: "Pack", path: str) -> list[Tariff]:
    """The tariffs in one file of the pack."""
    return [Tariff.from_data(row) for row in pack.document(path).data["tariffs"]]
