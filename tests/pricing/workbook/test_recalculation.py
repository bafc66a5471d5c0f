"""The spreadsheet is the model: another program computes it to the figures of the page."""

import copy
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pricing import Calculator
from pricing.workbook import workbook
from pricing.workbook.layout import VALUE_COLUMN, Layout
from pricing.workbook.sensitivity_sheet import Cases, result_column
from tests.pricing.workbook.office import SOFFICE, changed, number, recalculated

ROOT = Path(__file__).resolve().parents[3]
CALCULATORS = sorted((ROOT / "portal" / "packs").glob("*/calculators/*.yaml"))
FLEET = ROOT / "tests" / "pricing" / "calculator" / "fleet.yaml"
# Eighty quarters with all their cases take another program a minute: recalculated once, changed.
SHORT = [path for path in CALCULATORS if path.stem != "power"]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice to compute with"),
]


def read(path):
    return yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)


def near(cell, figure, size=0.0):
    """Whether a cell shows a figure; `size` is that of the amounts it is the difference of."""
    if figure is None:
        return not cell.replace(".", "").replace("-", "").isdigit()
    value = number(cell) if cell else 0.0
    return value == pytest.approx(float(figure), rel=1e-9, abs=max(size * 1e-12, 1e-9))


def check(content, results, folder):
    """Every figure of the page stands in the recalculated workbook."""
    layout = Layout(results, "en")
    sheets = recalculated(content, folder)
    for at, each in enumerate(results.alternatives, start=5):
        check_summary(sheets["Summary"][at], each, results)
        check_flows(sheets[layout.titles[each.id]], layout, each)
    check_cases(sheets["Sensitivity"], layout, results)
    check_room(content, sheets)
    best = sheets["Summary"][2][1]
    assert best == results.best.text.en
    return sheets


def check_room(content, sheets):
    """No column is too narrow for its amounts: a program shows ### for what does not fit."""
    for sheet in load_workbook(BytesIO(content)):
        widths = {
            get_column_letter(at): each.width
            for each in sheet.column_dimensions.values()
            for at in range(each.min, each.max + 1)
        }
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and cell.number_format.startswith("#,##0"):
                    places = len(cell.number_format.partition(".")[2])
                    shown = sheets[sheet.title][cell.row - 1][cell.column - 1]
                    if shown and shown.lstrip("-").replace(".", "").isdigit():
                        amount = f"{float(shown):,.{places}f}"
                        assert len(amount) <= widths[cell.column_letter], (cell, amount)


def check_summary(row, each, results):
    size = float(results.alternative(results.reference).present_cost)
    against = each.id != results.reference
    figures = (
        each.present_cost,
        each.before_tax,
        each.total_cost,
        each.equivalent_annual_cost,
        each.net_savings,
        each.sir,
        each.airr,
        each.irr,
        each.irr_sign_changes if against else None,
        each.mirr,
        each.simple_payback,
        each.discounted_payback,
        each.largest_payment.amount,
    )
    places = (*[size] * 5, *[1e3] * 7, size)
    assert row[0] == each.text.en
    for column, (figure, scale) in enumerate(zip(figures, places, strict=True), start=1):
        assert near(row[column], figure, abs(scale)), (each.id, column, row[column], figure)


def check_flows(rows, layout, each):
    first = layout.flow_row(each.id) - 1
    for row, line in zip(rows[first:], each.lines, strict=False):
        assert near(row[2], line.total), (line.name, row)
        assert near(row[3], line.present_cost), (line.name, row)
        if not each.period_flows:
            assert shows(row[4:], line.flows), (line.name, row)
    sums = rows[layout.sum_row(each.id) - 1][4:]
    assert shows(sums, each.period_flows or each.flows)


def shows(cells, flows):
    """Whether the cells show the flows, and nothing beyond the last one."""
    count = len(flows)
    pairs = zip(cells[:count], flows, strict=True)
    return all(near(cell, flow) for cell, flow in pairs) and not any(
        cell and number(cell) for cell in cells[count:]
    )


def check_cases(rows, layout, results):
    cases = Cases(layout)
    size = float(results.alternative(results.reference).present_cost)
    assert cases.rows
    for row, case in zip(rows[6:], cases.rows, strict=True):
        for option, found in enumerate(case.found):
            if found is not None:
                cell = row[result_column(option) - 1]
                # A break-even has twelve digits: what it leaves is as small beside the costs.
                slack = 1e3 if case.position else 1
                assert near(cell, found, abs(size) * slack), (case.text, option, cell, found)


@pytest.mark.parametrize("path", SHORT, ids=lambda each: each.stem)
def test_every_figure_of_the_page_comes_out_of_the_workbook(path, tmp_path):
    results = Calculator.from_data(read(path)).run()
    check(workbook(results, "en"), results, tmp_path)


def edits_of(calculator):
    """Three assumptions a tenth above their value, as far as they may, taxed, two years more."""
    chosen = [each for each in calculator.data.assumptions if each.high is not None][:3]
    edits = {e.id: min(round(e.value * Decimal("1.1"), 4), e.bounds[1]) for e in chosen}
    horizon = calculator.data.horizon
    edits |= {"tax_rate": Decimal("0.2")}
    return edits | {"horizon_years": Decimal(min(horizon.years + 2, horizon.maximum))}


@pytest.mark.parametrize("path", CALCULATORS, ids=lambda each: each.stem)
def test_a_change_in_the_file_gives_what_the_page_gives_for_it(path, tmp_path):
    calculator = Calculator.from_data(read(path))
    before, edits = calculator.run(), edits_of(calculator)
    layout = Layout(before, "en")
    cells = {(layout.assumption_row(id), VALUE_COLUMN): float(value) for id, value in edits.items()}
    for each in layout.choices:
        edits[each.id] = Decimal(len(each.levels))
        cells[layout.assumption_row(each.id), VALUE_COLUMN] = each.levels[-1].en
    after = calculator.run(edits)
    content = changed(workbook(before, "en"), "Assumptions", cells)
    sheets = recalculated(content, tmp_path)
    for at, each in enumerate(after.alternatives, start=5):
        check_summary(sheets["Summary"][at], each, after)
        check_flows(sheets[layout.titles[each.id]], layout, each)
    check_instalments(sheets["Financing"], after)
    check_payments(sheets["Financing"], after)


@pytest.mark.parametrize(("period", "timing"), [("quarter", "mid_year"), ("year", "year_start")])
def test_periods_taxes_and_every_way_to_pay_come_out_of_the_workbook(period, timing, tmp_path):
    data = everything(period)
    data["conventions"] = data["conventions"] | {"timing": timing}
    results = Calculator.from_data(data).run()
    sheets = check(workbook(results, "en"), results, tmp_path)
    cells = [row for row in sheets["Financing"] if row and row[0] == "Total interest"]
    interest = [e.total_interest for e in results.alternatives if e.total_interest is not None]
    for row, each in zip(sheets["Summary"][5:], results.alternatives, strict=False):
        assert near(row[14], each.unit_cost)
        assert near(row[15], sum(each.emissions), 1e6)
        assert near(row[16], each.cost_per_tonne, 1e6)
    rates = [row for row in sheets["Financing"] if row and row[0] == "Implicit rate a year"]
    known = [e.implicit_rate for e in results.alternatives if e.implicit_rate is not None]
    assert all(near(row[2], rate) for row, rate in zip(rates, known, strict=True))
    assert [float(row[2]) for row in cells] == pytest.approx([float(each) for each in interest])
    check_instalments(sheets["Financing"], results)
    check_payments(sheets["Financing"], results)


def check_payments(rows, results):
    """Every other way to pay has its payments, which come to what the page shows for it."""
    tops = [row[0] for row in rows]
    for each in results.alternatives:
        if each.of is None or f"Instalments: {each.text.en}" in tops:
            continue
        lines = [line for line in each.lines if line.category == "financing"]
        top, scale = tops.index(f"Payments: {each.text.en}"), results.scale.factor
        assert near(rows[top + 1][1], sum(line.total for line in lines) * scale)
        assert near(rows[top + 2][1], sum(line.present_cost for line in lines) * scale)
        periods = range(results.horizon * results.periods_a_year + 1)
        table = rows[top + 4 : top + 4 + len(periods)]
        assert [row[0] for row in table] == list(map(str, periods))
        for at, line in enumerate(lines, start=2):
            years = [0.0] * (results.horizon + 1)
            for period, row in zip(periods, table, strict=True):
                years[-(-period // results.periods_a_year)] += number(row[at])
            assert all(near(str(-y / scale), f) for y, f in zip(years, line.flows, strict=True))
        counted = [row[1] for row in table if any(map(number, row[2 : 2 + len(lines)]))]
        assert counted == [str(at + 1) for at in range(len(counted))]
        assert near(table[-1][3 + len(lines)], 0, float(sum(x.total for x in lines)) * scale)
        assert not any(rows[top + 4 + len(periods)][:1])


def check_instalments(rows, results):
    """Every table of instalments stands in the sheet, and nothing below its last one."""
    for each in results.alternatives:
        if each.instalments:
            top = [row[0] for row in rows].index(f"Instalments: {each.text.en}") + 8
            table = rows[top : top + len(each.instalments)]
            for row, known in zip(table, each.instalments, strict=True):
                figures = (known.payment, known.interest, known.principal, known.balance)
                told = [known.number, *map(float, figures)]
                assert list(map(number, row[:5])) == pytest.approx(told, rel=1e-9, abs=1e-9)
            assert not any(rows[top + len(each.instalments)])


def everything(period):
    """The fleet with a table, a formula that looks back, tax, and more ways to pay."""
    data = copy.deepcopy(read(FLEET))
    loan = next(each for each in data["alternatives"] if each["id"] == "loan")
    terms = {"rate": "loan_rate", "term_years": "4", "payments_per_year": "4"}
    ways = {
        "linear": {"kind": "loan", "share": "1", **terms, "repayment": "linear"},
        "balloon": {"kind": "loan", "share": "1", **terms, "balloon": "0.3", "grace_years": "1"},
        "finance": {"kind": "finance_lease", **terms, "residual": "0.1"},
        "subscription": {"kind": "subscription", "fee": "lease_fee", "growth": "energy_growth"},
        "ahead": {
            "kind": "lease",
            "payment": "lease_fee",
            "term_years": "3",
            "when": "advance",
            "buyout": "residual_value",
        },
    }
    for id, financing in ways.items():
        words = {"vi": id, "en": id}
        data["alternatives"].append(loan | {"id": id, "text": words, "financing": financing})
        del data["alternatives"][-1]["watch"]
    data["tables"] = [
        {
            "id": "price_path",
            "text": {"vi": "Giá", "en": "Price path"},
            "unit": "fraction",
            "source": "-",
            "rows": [["0", "1"], ["3", "1.2"]],
        }
    ]
    data["formulas"].append(
        {
            "id": "wear",
            "text": {"vi": "Hao mòn", "en": "Wear"},
            "formula": "previous(wear, 1) * 1.001",
        }
    )
    energy = data["alternatives"][0]["lines"][1]
    energy["formula"] = "grow(old_energy, energy_growth) * lookup(price_path, year) * wear"
    words = {"vi": "Khí", "en": "air"}
    for id, unit, value in (
        ("air", "m3/year", "6000000"),
        ("old_power", "MWh/year", "1000"),
        ("grid", "tCO2e/MWh", "0.6766"),
    ):
        given = {"id": id, "text": words, "unit": unit, "value": value, "source": "-"}
        data["assumptions"].append(given)
    data["output"] = {"text": words, "formula": "air", "unit": "m3/year"}
    data["alternatives"][0]["emissions"] = "old_power * grid"
    data["alternatives"][1]["emissions"] = "grow(old_power, -0.05) * grid * 0.7"
    kinds = ["straight_line", "double_declining", "sum_of_years", "switch"]
    levels = [{"vi": kind, "en": kind} for kind in kinds]
    given = {"id": "method", "text": words, "unit": "level", "levels": levels, "source": "-"}
    data["assumptions"].append(given | {"value": {"quarter": "2", "year": "3"}[period]})
    methods = {"level": "method", "of": kinds}
    tax = {"rate": "0.2", "life_years": "5", "methods": methods, "salvage_share": "0.05"}
    return data | {"period": period, "tax": tax}
