"""Tables that an author keeps as workbooks: read once, and kept in the edition as text."""

import csv
import io

from pricing.sheets import SheetError, read_sheet

MOST_ROWS = 200_000


def csv_of_workbook(content: bytes) -> bytes:
    """The first sheet of a workbook as CSV; its rows keep their numbers.

    An edition holds the figures of a workbook, not its looks: the same prices saved anew are the
    same edition, and can be read when the program that made them is forgotten.

    Raises:
        SheetError: the workbook cannot be read.
    """
    rows = read_sheet(content, MOST_ROWS)
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    # An empty row keeps its commas, so that the rows below it keep their numbers.
    csv.writer(out, lineterminator="\n").writerows(row + [""] * (width - len(row)) for row in rows)
    return out.getvalue().encode()


def why(error: SheetError) -> str:
    """The sentence for an author whose workbook was not read."""
    params = error.finding.params
    return {
        "sheet_unreadable": "this is not a workbook (XLSX) that can be read",
        "sheet_too_large": f"unpacks to {params.get('megabytes')} MB: too large for a table",
        "sheet_too_many_rows": f"has more than {params.get('most')} rows",
    }[error.finding.code]
