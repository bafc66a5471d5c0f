"""Prices, tariffs and calculators: plain Python without a web or a database."""

from pricing.calculator import Calculator
from pricing.errors import (
    AssumptionError,
    CurrencyMismatch,
    PricingDataError,
    PricingError,
    Problem,
)
from pricing.findings import Finding
from pricing.money import Money, minor_places, quantise
from pricing.price_book import CodePrice, PriceBook, PriceContext
from pricing.results import Edit, Results
from pricing.tax import Taxes
from pricing.text import Text
from pricing.waterfall import AdjustmentLine, ItemLine, TaxLine, Total, Waterfall

__all__ = [
    "AdjustmentLine",
    "AssumptionError",
    "Calculator",
    "CodePrice",
    "CurrencyMismatch",
    "Edit",
    "Finding",
    "ItemLine",
    "Money",
    "PriceBook",
    "PriceContext",
    "PricingDataError",
    "PricingError",
    "Problem",
    "Results",
    "TaxLine",
    "Taxes",
    "Text",
    "Total",
    "Waterfall",
    "minor_places",
    "quantise",
]
