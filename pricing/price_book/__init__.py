"""The price book: list prices of option codes, and every step from there to what is paid."""

from pricing.price_book.adjustments import Adjustment
from pricing.price_book.authority import AuthorityBand, needed_role, negotiated_share, within
from pricing.price_book.book import PriceBook
from pricing.price_book.context import CodePrice, PriceContext
from pricing.price_book.waterfall import AdjustmentLine, ItemLine, TaxLine, Total, Waterfall

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "AuthorityBand",
    "CodePrice",
    "ItemLine",
    "PriceBook",
    "PriceContext",
    "TaxLine",
    "Total",
    "Waterfall",
    "needed_role",
    "negotiated_share",
    "within",
]
