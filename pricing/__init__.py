"""Prices, tariffs and calculators: plain Python without a web or a database."""

from pricing.bills import ParsedBills, parse_bills, parse_number
from pricing.calculator import Calculator
from pricing.errors import (
    AssumptionError,
    CurrencyMismatch,
    PricingDataError,
    PricingError,
    Problem,
)
from pricing.exchange import ExchangeRate, ExchangeRates
from pricing.findings import Finding
from pricing.loads import (
    Hours,
    HoursBook,
    LoadCells,
    MonthlyLoad,
    MonthUse,
    ParsedReadings,
    Readings,
    fold,
    parse_readings,
)
from pricing.money import Money, minor_places, quantise
from pricing.price_book import (
    Adjustment,
    AdjustmentLine,
    CodePrice,
    ItemLine,
    PriceBook,
    PriceContext,
    TaxLine,
    Total,
    Waterfall,
)
from pricing.results import Edit, Results
from pricing.tariffs import (
    Bill,
    BillLine,
    ComparedTariff,
    Comparison,
    Flip,
    MonthTax,
    Payment,
    Tariff,
    bill,
    compare,
    read_tariffs,
)
from pricing.tax import Taxed, Taxes
from pricing.text import Text

__all__ = [
    "Adjustment",
    "AdjustmentLine",
    "AssumptionError",
    "Bill",
    "BillLine",
    "Calculator",
    "CodePrice",
    "ComparedTariff",
    "Comparison",
    "CurrencyMismatch",
    "Edit",
    "ExchangeRate",
    "ExchangeRates",
    "Finding",
    "Flip",
    "Hours",
    "HoursBook",
    "ItemLine",
    "LoadCells",
    "Money",
    "MonthTax",
    "MonthUse",
    "MonthlyLoad",
    "ParsedBills",
    "ParsedReadings",
    "Payment",
    "PriceBook",
    "PriceContext",
    "PricingDataError",
    "PricingError",
    "Problem",
    "Readings",
    "Results",
    "Tariff",
    "TaxLine",
    "Taxed",
    "Taxes",
    "Text",
    "Total",
    "Waterfall",
    "bill",
    "compare",
    "fold",
    "minor_places",
    "parse_bills",
    "parse_number",
    "parse_readings",
    "quantise",
    "read_tariffs",
]
