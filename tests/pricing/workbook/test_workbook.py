"""What stands in the file: formulas, inputs under names, text that stays text."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import DataTableFormula

from pricing import Calculator, Edit
from pricing.formula import FormulaError, cell_formula, parse, read_unit
from pricing.simulation import simulate_results
from pricing.workbook import cash_flow_csv, workbook
from pricing.workbook.layout import range_name
from pricing.workbook.pen import INPUT_FILL
from tests.pricing.conftest import FLEET

SHEETS = {
    "en": ["Summary", "Assumptions", "Financing", "Sensitivity", "Sources"],
    "vi": ["Tóm tắt", "Giả định", "Cách trả", "Độ nhạy", "Nguồn"],
}


@pytest.fixture(scope="module")
def results():
    return Calculator.from_data(FLEET).run()


def opened(content):
    return load_workbook(BytesIO(content))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sheets_are_there_in_both_languages(results, language):
    titles = opened(workbook(results, language)).sheetnames
    assert [title for title in titles if title in SHEETS[language]] == SHEETS[language]
    assert len(titles) == len(SHEETS[language]) + 1 + len(results.alternatives)


def test_every_computed_cell_is_a_formula_and_every_input_has_the_one_colour(results):
    book = opened(workbook(results, "en"))
    for sheet in book.worksheets:
        tables = _tables(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, int | float) or _given(sheet, cell, tables):
                    continue
                assert cell.fill.start_color.rgb == INPUT_FILL.start_color.rgb, (sheet.title, cell)


def _tables(sheet):
    """The cells that data tables fill."""
    formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    areas = [each.ref for each in formulas if isinstance(each, DataTableFormula)]
    return {c.coordinate for area in areas for row in sheet[area] for c in row}


def _given(sheet, cell, tables):
    """Period 0, the years compared, which case a row is, drawn cases: what no formula can give."""
    if sheet.title == "Summary":
        return cell.row > _drawn_from(sheet)
    if sheet.title == "Sensitivity":
        return cell.coordinate in tables or (cell.column in (2, 4) and cell.row > 5)
    return (cell.value == 0 and cell.row == 3) or (sheet.title == "Assumptions" and cell.row == 6)


def _drawn_from(sheet):
    return next(c.row for c in sheet["A"] if str(c.value).startswith("How sure"))


def test_the_summary_says_in_which_share_of_drawn_cases_each_option_is_best(results):
    sheet = opened(workbook(results, "en"))["Summary"]
    at = _drawn_from(sheet)
    assert [sheet.cell(at + row, 2).value for row in (2, 3)] == [10_000, 1]
    found = simulate_results(results, seed=1)
    rows = [[c.value for c in row] for row in sheet.iter_rows(at + 5, sheet.max_row, 1, 6)]
    told = {each.id for each in results.headline} - {results.reference}
    drawn = [each for each in found.options if each.id in told]
    assert [row[0] for row in rows] == [results.alternative(o.id).text.en for o in drawn]
    for row, each in zip(rows, drawn, strict=True):
        figures = (each.p10, each.p50, each.p90, each.gains, each.best)
        assert [Decimal(str(figure)) for figure in row[1:]] == list(figures)


def test_a_summary_without_ranges_draws_nothing(fleet_data):
    for each in [*fleet_data["assumptions"], fleet_data["discount_rate"]]:
        each.pop("low", None), each.pop("high", None)
    sheet = opened(workbook(Calculator.from_data(fleet_data).run(), "en"))["Summary"]
    assert not any(str(cell.value).startswith("How sure") for cell in sheet["A"])


def test_the_names_of_assumptions_lead_to_their_values(results):
    book = opened(workbook(results, "en"))
    for each in results.assumptions:
        ((title, cell),) = book.defined_names[range_name(each.id)].destinations
        row = book[title][cell.replace("$", "")].row
        assert book[title].cell(row, 2).value == pytest.approx(float(each.value))
        assert book[title].cell(row, 7).value == each.source.en


@pytest.mark.parametrize(
    ("id", "name"), [("fee", "fee"), ("tax1", "tax1_"), ("r", "r_"), ("true", "true_")]
)
def test_a_name_that_looks_like_a_cell_is_written_otherwise(id, name):
    assert range_name(id) == name


def test_what_people_type_never_becomes_a_formula(fleet):
    poison = '=HYPERLINK("http://example.org")'
    edit = Edit(value=Decimal(320), source=poison, author="@SUM(A1)")
    book = opened(workbook(fleet.run({"old_maintenance": edit}), "en"))
    cells = [c for s in book.worksheets for row in s.iter_rows() for c in row if c.value == poison]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_csv_holds_every_line_and_no_formula(fleet_data):
    fleet_data["alternatives"][0]["text"] = {"vi": "-1+2", "en": "=1+2"}
    results = Calculator.from_data(fleet_data).run()
    head, *rows = csv.reader(StringIO(cash_flow_csv(results, "en")))
    assert head[4:] == [f"Year {year}" for year in results.years]
    assert len(rows) == sum(len(each.lines) + 1 for each in results.alternatives)
    assert rows[0][0] == "'=1+2"
    keep = results.alternative("keep")
    assert [Decimal(cell) for cell in rows[3][4:]] == list(keep.flows)


class Cells:
    """Names stand where they are called; months are a twelfth of a year, money in millions."""

    units = {
        "price": read_unit("VND/kWh"),
        "money": read_unit("million VND"),
        "monthly": read_unit("VND/month"),
        "share": read_unit("fraction"),
    }
    currency, scale = "VND", 1_000_000

    def cell(self, name):
        return {"year": "F$4", "period": "F$3"}.get(name, name)

    def earlier(self, name):
        return f"before_{name}"

    def periods(self, name):
        return f"all_{name}"

    def table(self, name):
        return "keys", "values"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a + b * (c - d)", "a+b*(c-d)"),
        ("a - (b - c)", "a-(b-c)"),
        ("-a ^ 2", "-(a^2)"),
        ("2 ^ 3 ^ 2", "2^(3^2)"),
        ("if(a > 1, b, c)", "IF(a>1,b,c)"),
        ("if(and(a > 1, b), b, c)", "IF(AND(a>1,b<>0),b,c)"),
        ("(a > 1) * b", "IF(a>1,1,0)*b"),
        ("grow(money, share)", "money*(1+share)^(F$4-1)"),
        ("pmt(share, 12, money)", "PMT(share,12,money)"),
        ("price", "price*1/1000000"),
        ("monthly * 2", "monthly*12/1000000*2".replace("12/1000000", "3/250000")),
        ("round(money, 0)", "ROUND(money,0+6)"),
        ("round(share, 2)", "ROUND(share,2)"),
        ("previous(money, 0)", "before_money"),
        ("npv(share, money)", "NPV(share,all_money)"),
        ("lookup(price, year)", "LOOKUP(F$4,keys,values)*1/1000000"),
        ("cumipmt(share, 12, money, 1, 2)", "CUMIPMT(share,12,money,1,2,0)"),
    ],
)
def test_a_formula_is_written_as_a_cell(text, cell):
    assert cell_formula(parse(text), Cells()) == cell


def test_every_function_can_be_written():
    from pricing.formula.functions import FUNCTIONS

    for name, function in FUNCTIONS.items():
        arguments = ["share"] * function.fewest
        try:
            cell_formula(parse(f"{name}({', '.join(arguments)})"), Cells())
        except FormulaError as error:
            pytest.fail(str(error))
