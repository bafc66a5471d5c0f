"""Prices, tariffs and calculators: plain Python without a web or a database."""

from pricing.billing import Bill, BillLine, MonthTax, bill
from pricing.bills import ParsedBills, parse_bills, parse_number
from pricing.calculator import Calculator
from pricing.comparison import ComparedTariff, Comparison, Flip, Payment, compare
from pricing.errors import (
    AssumptionError,
    CurrencyMismatch,
    PricingDataError,
    PricingError,
    Problem,
)
from pricing.findings import Finding
from pricing.hours import Hours, HoursBook
from pricing.load_profile import LoadCells, MonthlyLoad, MonthUse, Readings, fold
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
from pricing.readings import ParsedReadings, parse_readings
from pricing.results import Edit, Results
from pricing.tariff import Tariff, read_tariffs
from pricing.tax import Taxes
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
