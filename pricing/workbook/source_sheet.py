"""The sheet of sources: who says what since when, and the conventions behind every figure."""

from __future__ import annotations

from pricing.calculators.assumptions import Conventions, Table
from pricing.calculators.inputs import AssumptionValue
from pricing.text import Text
from pricing.workbook import words
from pricing.workbook.layout import Layout
from pricing.workbook.pen import Pen


def source_sheet(pen: Pen, layout: Layout) -> None:
    """Conventions first, then every assumption and table with its source."""
    results = layout.results
    pen.text(1, 1, words.CONVENTIONS, bold=True)
    said = conventions(results.conventions)
    for row, each in enumerate(said, start=2):
        pen.text(row, 1, each)
    row = len(said) + 3
    pen.head(row, [words.NAME, words.SOURCE, words.AUTHOR, words.DATE, words.MARK])
    given: list[AssumptionValue | Table] = [*results.assumptions, *results.calculator.tables]
    for at, entry in enumerate(given, start=row + 1):
        pen.text(at, 1, entry.text)
        pen.text(at, 2, entry.source)
        pen.text(at, 3, entry.author)
        pen.text(at, 4, entry.date.isoformat() if entry.date else "")
        pen.text(at, 5, words.TO_CONFIRM if entry.to_confirm else "")
    pen.widths(60, 70, 20, 12, 18)


def conventions(of: Conventions) -> list[Text]:
    """What every figure takes for granted."""
    basis = words.NOMINAL if of.basis == "nominal" else words.REAL
    tax = words.TAX_EXCLUDED if of.tax == "excluded" else words.TAX_INCLUDED
    return [words.TIMINGS[of.timing], basis, tax, *of.notes]
