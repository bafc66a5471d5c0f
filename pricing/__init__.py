"""Prices, tariffs and calculators: plain Python without a web or a database."""

from pricing.errors import CurrencyMismatch, PricingDataError, PricingError, Problem
from pricing.findings import Finding
from pricing.money import Money, minor_places, quantise
from pricing.text import Text

__all__ = [
    "CurrencyMismatch",
    "Finding",
    "Money",
    "PricingDataError",
    "PricingError",
    "Problem",
    "Text",
    "minor_places",
    "quantise",
]
