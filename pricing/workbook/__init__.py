"""A calculation as a spreadsheet whose cells hold living formulas, and as CSV."""

from pricing.workbook.book import workbook
from pricing.workbook.table import cash_flow_csv

__all__ = ["cash_flow_csv", "workbook"]
