"""The workbook put together."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.properties import PageSetupProperties

from pricing.calculators.results import Results
from pricing.text import Text
from pricing.workbook import words
from pricing.workbook.assumption_sheet import assumption_sheet
from pricing.workbook.financing_sheet import financing_sheet
from pricing.workbook.flow_sheet import amounts, flow_sheet, timeline
from pricing.workbook.layout import Layout, on
from pricing.workbook.pen import Pen
from pricing.workbook.sensitivity_sheet import Cases, sensitivity_sheet
from pricing.workbook.source_sheet import source_sheet
from pricing.workbook.summary_columns import COMPARED, YEARS_COMPARED
from pricing.workbook.summary_sheet import summary_sheet


def workbook(results: Results, language: str) -> bytes:
    """An XLSX file that computes these results anew from its own formulas.

    Args:
        results: a calculation.
        language: `vi` or `en`, for every word in it.

    Every computed cell is a formula; assumptions stand once, in one colour, under names that the
    formulas use. Changing one changes every figure as the calculator would, the number of years
    too: there are columns for as many as stand beside it, and nothing in those beyond it.

    Raises:
        PricingError: a text is missing in the language.
    """
    layout = Layout(results, language)
    book = Workbook()
    del book[book.sheetnames[0]]
    money = "#,##0.00" if results.scale.factor == 1 else "#,##0.0"

    def sheet(title: Text | str, needs: str = "") -> Pen:
        name = title.in_(language) if isinstance(title, Text) else title
        return Pen(book.create_sheet(name), language, money, needs)

    def computed(title: Text | str) -> Pen:
        pen = sheet(title, YEARS_COMPARED)
        pen.needed(2)
        return pen

    cases = Cases(layout)
    summary_sheet(sheet(words.SUMMARY), layout)
    place = on(layout.title(words.SUMMARY), COMPARED)
    book.defined_names[YEARS_COMPARED] = DefinedName(YEARS_COMPARED, attr_text=place)
    assumption_sheet(sheet(words.ASSUMPTIONS), layout, cases, book)
    if layout.formulas:
        workings = computed(words.WORKINGS)
        workings.text(1, 1, words.WORKINGS, bold=True)
        timeline(workings, layout)
        amounts(workings, layout, list(layout.formulas))
    for each in results.alternatives:
        flow_sheet(computed(layout.titles[each.id]), layout, each)
    financing_sheet(computed(words.FINANCING), layout)
    sensitivity_sheet(sheet(words.SENSITIVITY), layout, cases, book)
    source_sheet(sheet(words.SOURCES), layout)
    for page in book.worksheets:
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
