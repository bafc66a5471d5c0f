"""Where the figures of the options stand on the first sheet, for itself and for the others."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from pricing.workbook import words
from pricing.workbook.layout import Layout, on

HEAD_ROW = 5
COMPARED = "$B$4"
"""The years compared where figures are defined for them, else why they are not."""
YEARS_COMPARED = "years_compared"
"""The name of that cell for the other sheets."""
COLUMNS = (
    words.PRESENT_COST,
    words.BEFORE_TAX,
    words.TOTAL_COST,
    words.ANNUAL_COST,
    words.NET_SAVINGS,
    words.SIR,
    words.AIRR,
    words.IRR,
    words.SIGN_CHANGES,
    words.MIRR,
    words.PAYBACK,
    words.DISCOUNTED_PAYBACK,
    words.LARGEST,
)
(
    PRESENT,
    BEFORE_TAX,
    TOTAL,
    ANNUAL,
    NET,
    SIR,
    AIRR,
    IRR,
    SIGN_CHANGES,
    MIRR,
    PAYBACK,
    DISCOUNTED,
    LARGEST,
) = range(2, 2 + len(COLUMNS))

UNIT_COST, TONNES, PER_TONNE = range(2 + len(COLUMNS), 5 + len(COLUMNS))


def summary_row(layout: Layout, id: str) -> int:
    """The row of an option."""
    return HEAD_ROW + 1 + [each.id for each in layout.results.alternatives].index(id)


def summary_cell(layout: Layout, id: str, column: int) -> str:
    """A figure of an option, from any sheet."""
    cell = f"${get_column_letter(column)}${summary_row(layout, id)}"
    return on(layout.title(words.SUMMARY), cell)
