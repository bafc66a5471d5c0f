"""Formulas of a calculator: one text, parsed once, read in several ways.

*Computed* over scenarios and periods with numpy (`evaluate`), *checked* for units (`unit_of`),
*explained* input by input (`pricing.calculators.explanations`), and *exported* as a cell of a
spreadsheet (`cell_formula`). The parsed tree keeps the author's operators and names, so that it
can be written out again.
"""

from pricing.formula.evaluate import (
    PERIOD,
    YEAR,
    Computation,
    before,
    computation,
    evaluate,
    rows_of,
)
from pricing.formula.parse import parse
from pricing.formula.spreadsheet import Cells, cell_formula
from pricing.formula.syntax import FormulaError, Node, looks_back, names, tables, write
from pricing.formula.units import PLAIN, Unit, key_of, read_unit, same_kind, unit_of

__all__ = [
    "PERIOD",
    "PLAIN",
    "YEAR",
    "Cells",
    "Computation",
    "FormulaError",
    "Node",
    "Unit",
    "before",
    "cell_formula",
    "computation",
    "evaluate",
    "key_of",
    "looks_back",
    "names",
    "parse",
    "read_unit",
    "rows_of",
    "same_kind",
    "tables",
    "unit_of",
    "write",
]
