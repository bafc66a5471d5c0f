"""The price book: list prices of option codes, and every step from there to what is paid."""

from pricing.price_book.adjustments import Adjustment
from pricing.price_book.book import CodePrice, PriceBook, PriceContext
from pricing.price_book.waterfall import AdjustmentLine, ItemLine, TaxLine, Total, Waterfall

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "CodePrice",
    "ItemLine",
    "PriceBook",
    "PriceContext",
    "TaxLine",
    "Total",
    "Waterfall",
]
