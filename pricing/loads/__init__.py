"""Loads: what a meter counted, as typed bills, as readings, and folded into cells."""

from pricing.loads.cells import LoadCells, MeterCells, Readings, fold, fold_meters
from pricing.loads.hours import Hours, HoursBook
from pricing.loads.insight import Insight, insight
from pricing.loads.month_use import MonthUse, days_in_month
from pricing.loads.monthly import MonthlyLoad
from pricing.loads.readings import Meter, ParsedReadings, parse_readings

__all__ = [
    "Hours",
    "HoursBook",
    "Insight",
    "LoadCells",
    "Meter",
    "MeterCells",
    "MonthUse",
    "MonthlyLoad",
    "ParsedReadings",
    "Readings",
    "days_in_month",
    "fold",
    "fold_meters",
    "insight",
    "parse_readings",
]
