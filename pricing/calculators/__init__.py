"""Calculators: graphs of formulas over periods, compared alternative by alternative."""

from pricing.calculators.calculator import Calculator
from pricing.calculators.inputs import Edit
from pricing.calculators.results import Results

__all__ = ["Calculator", "Edit", "Results"]
