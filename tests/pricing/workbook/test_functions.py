"""Every function gives the same value in a cell as in the calculator, by another program's account."""

from io import BytesIO

import numpy as np
import pytest
from openpyxl import Workbook

from pricing.formula import cell_formula, evaluate, parse
from tests.pricing.workbook.office import SOFFICE, number, recalculated

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice to compute with")

FORMULAS = (
    "min(3, 1, 2) + max(3, 1, 2) + sum(1, 2, 3) + abs(-4)",
    "2 ^ 3 ^ 2 - -2 ^ 2",
    "10 - (4 - 3) - 8 / (4 / 2)",
    "(3 > 2) + (2 >= 3) * 5 + not(1 = 2)",
    "if(and(3 > 2, or(1 > 2, 1)), 10, 20)",
    "round(2.5) + round(-2.5) + round(1234.5, -2) + round(1.005, 2)",
    "roundup(1.21, 1) + rounddown(1.29, 1) + int(-2.5)",
    "exp(1) + ln(10)",
    "grow(100, 0.07)",
    "pmt(0.08 / 12, 10, 10000) + pmt(0.08 / 12, 10, 10000, 500, 1)",
    "ipmt(0.1 / 12, 5, 36, 8000) + ipmt(0.1 / 12, 5, 36, 8000, 100, 1)",
    "ppmt(0.1 / 12, 5, 36, 8000) + ppmt(0.1 / 12, 5, 36, 8000, 100, 1)",
    "pv(0.05, 12, 100, 50, 1) + fv(0.05, 12, 100, 50, 1)",
    "nper(0.075, -2000, 0, 100000, 1)",
    "rate(48, -200, 8000)",
    "effect(0.0525, 4) + nominal(0.1, 4)",
    "cumipmt(0.0075, 360, 125000, 13, 24) + cumprinc(0.0075, 360, 125000, 13, 24)",
    "sln(30000, 7500, 10) + syd(30, 7, 10, 3)",
    "db(1000000, 100000, 6, 1, 7) + db(1000000, 100000, 6, 3, 7) + db(1000000, 100000, 6, 7, 7)",
    "ddb(2400, 300, 10, 2, 1.5) + ddb(2400, 300, 10, 10)",
    "vdb(35000, 7500, 36, 10, 20) + vdb(50, 0, 5, 3, 4)",
    "instalment(0.01, 24, 1000) + instalment(0, 24, 1000)",
    "interest_paid(0.01, 24, 1000, 5, 12) + principal_paid(0.01, 24, 1000, 5, 12)",
    "interest_paid(0, 24, 1000, 5, 12) + principal_paid(0, 24, 1000, 20, 30)",
    "npv(0.1, flow)",
    "previous(flow, 3) + lookup(table, 2.5)",
)


class Cells:
    """Year 4 in F2; the flows of years 0 to 4 in B3:F3; a table in H1:I3."""

    units = {}
    currency, scale = "USD", 1

    def cell(self, name):
        return {"year": "F$2", "flow": "F3"}[name]

    def earlier(self, name):
        return "E3"

    def periods(self, name):
        return "C3:F3"

    def table(self, name):
        return "H1:H3", "I1:I3"


FLOWS = [0, 10, 20, 30, 45]
TABLE = [[1, 5], [2, 7], [3, 9]]


def test_a_cell_and_the_calculator_agree_on_every_function(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet"
    for column, flow in enumerate(FLOWS, start=2):
        sheet.cell(2, column).value = column - 2
        sheet.cell(3, column).value = flow
    for row, pair in enumerate(TABLE, start=1):
        sheet.cell(row, 8).value, sheet.cell(row, 9).value = pair
    for row, text in enumerate(FORMULAS, start=5):
        sheet.cell(row, 1).value = f"={cell_formula(parse(text), Cells())}"
    file = BytesIO()
    book.save(file)
    rows = recalculated(file.getvalue(), tmp_path)["Sheet"]
    for row, text in enumerate(FORMULAS, start=4):
        assert number(rows[row][0]) == pytest.approx(computed(text), rel=1e-9), text


def computed(text):
    years = np.arange(5.0).reshape(1, -1)
    flows = np.array([FLOWS], dtype=float)
    values = {
        "year": years,
        "flow": flows,
        "flow before": np.concatenate([flows[:, :1], flows[:, :-1]], axis=1),
        "table rows": np.array(TABLE, dtype=float),
    }
    return float(np.broadcast_to(evaluate(parse(text), values), (1, 5))[0, 4])


def test_no_function_is_left_out():
    from pricing.formula.functions import FUNCTIONS

    written = " ".join(FORMULAS)
    assert [name for name in FUNCTIONS if f"{name}(" not in written] == []
