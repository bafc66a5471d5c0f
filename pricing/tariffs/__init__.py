"""Tariffs: what a load costs, charge by charge, and which tariff costs least."""

from pricing.tariffs.billing import Bill, BillLine, MonthTax, bill
from pricing.tariffs.comparison import ComparedTariff, Comparison, Flip, Payment, compare
from pricing.tariffs.tariff import Tariff, read_tariffs

__all__ = [
    "Bill",
    "BillLine",
    "ComparedTariff",
    "Comparison",
    "Flip",
    "MonthTax",
    "Payment",
    "Tariff",
    "bill",
    "compare",
    "read_tariffs",
]
