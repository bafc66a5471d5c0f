"""Formulas of a calculator: one text, parsed once, read in several ways.

*Computed* over scenarios and years with numpy (`evaluate`), *checked* for units (`unit_of`),
and *explained*, input by input (`pricing.explanation`). The parsed tree keeps the author's
operators and names, so that it can be written out again.
"""

from pricing.formula.evaluate import YEAR, Computation, computation, evaluate
from pricing.formula.parse import parse
from pricing.formula.syntax import FormulaError, Node, names, write
from pricing.formula.units import PLAIN, Unit, read_unit, same_kind, unit_of

__all__ = [
    "PLAIN",
    "YEAR",
    "Computation",
    "FormulaError",
    "Node",
    "Unit",
    "computation",
    "evaluate",
    "names",
    "parse",
    "read_unit",
    "same_kind",
    "unit_of",
    "write",
]
