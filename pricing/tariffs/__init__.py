"""Tariffs: what a load costs, charge by charge, and which tariff costs least."""

from pricing.tariffs.billing import Bill, BillLine, MonthTax, bill
from pricing.tariffs.comparison import ComparedTariff, Comparison, Payment, compare
from pricing.tariffs.flips import Flip
from pricing.tariffs.indices import Index, IndexBook
from pricing.tariffs.portfolio import portfolio_costs
from pricing.tariffs.reading import read_tariffs
from pricing.tariffs.savings import Saving, savings
from pricing.tariffs.tariff import Tariff
from pricing.tariffs.urdb import ImportedTariff, read_urdb

__all__ = [
    "Bill",
    "BillLine",
    "ComparedTariff",
    "Comparison",
    "Flip",
    "ImportedTariff",
    "Index",
    "IndexBook",
    "MonthTax",
    "Payment",
    "Saving",
    "Tariff",
    "bill",
    "compare",
    "portfolio_costs",
    "read_tariffs",
    "read_urdb",
    "savings",
]
