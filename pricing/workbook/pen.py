"""Writing cells: text that stays text, inputs in one colour, formulas, number formats."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pricing.text import Text

INPUT_FILL = PatternFill("solid", start_color="FFFFF6D9")
INPUT_FONT = Font(color="FF1F4E9E")
BOLD = Font(bold=True)
HEAD_FILL = PatternFill("solid", start_color="FFE8ECEF")
PERCENT, YEARS, FACTOR, PLAIN = "0.0#%", "0.0#", "0.0000", "General"


class Pen:
    """One sheet and a language to write it in.

    Args:
        sheet: the sheet.
        language: `vi` or `en`.
        money: number format of money.
        needs: a cell or its name that holds a number where formulas of this sheet have a result;
            where it does not, every formula shows a dash.
    """

    def __init__(self, sheet: Worksheet, language: str, money: str, needs: str = "") -> None:
        self.sheet, self.language, self.money, self.needs = sheet, language, money, needs

    def text(self, row: int, column: int, words: Text | str, *, bold: bool = False) -> None:
        """Words, never a formula, whatever they begin with."""
        cell = self.sheet.cell(row, column)
        cell.value = words.in_(self.language) if isinstance(words, Text) else words
        cell.data_type = "s"
        if bold:
            cell.font = BOLD

    def head(self, row: int, words: list[Text | str], start: int = 1) -> None:
        """A row of headings."""
        for column, each in enumerate(words, start=start):
            self.text(row, column, each, bold=True)
            cell = self.sheet.cell(row, column)
            cell.fill, cell.alignment = HEAD_FILL, Alignment(wrap_text=True, vertical="top")

    def value(self, row: int, column: int, value: Decimal | int, format: str = PLAIN) -> None:
        """A number that is no input."""
        self._put(row, column, value, format)

    def input(self, row: int, column: int, value: Any, format: str = PLAIN) -> None:
        """What a person may change."""
        self._put(row, column, value, format)
        cell = self.sheet.cell(row, column)
        cell.fill, cell.font = INPUT_FILL, INPUT_FONT

    def whole(self, row: int, column: int, value: Decimal, least: int, most: int) -> None:
        """What a person may change, to a whole number between two others."""
        self.input(row, column, value)
        cell = f"{get_column_letter(column)}{row}"
        rule = DataValidation(type="whole", operator="between", formula1=least, formula2=most)
        rule.add(cell)
        self.sheet.add_data_validation(rule)

    def one_of(self, row: int, column: int, name: Text | None, names: str) -> None:
        """What a person may change, to another of the names that stand in some cells."""
        self.input(row, column, None)
        if name is not None:
            self.text(row, column, name)
        rule = DataValidation(type="list", formula1=names, allow_blank=True)
        rule.add(f"{get_column_letter(column)}{row}")
        self.sheet.add_data_validation(rule)

    def formula(
        self, row: int, column: int, formula: str, format: str | None = None, *, bold: bool = False
    ) -> None:
        """A formula, written without its equals sign; money unless a format says otherwise."""
        if self.needs:
            formula = f'IF(ISNUMBER({self.needs}),{formula},"–")'
        self._put(row, column, f"={formula}", self.money if format is None else format)
        if bold:
            self.sheet.cell(row, column).font = BOLD

    def needed(self, row: int) -> None:
        """Why there is no result, where there is none."""
        self._put(row, 1, f'=IF(ISNUMBER({self.needs}),"",{self.needs})', PLAIN)

    def widths(self, *widths: int) -> None:
        """Widths of the first columns, in characters."""
        for column, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def freeze(self, row: int, column: int) -> None:
        """Keep what stands above and left of a cell in sight."""
        self.sheet.freeze_panes = f"{get_column_letter(column)}{row}"

    def _put(self, row: int, column: int, value: Any, format: str) -> None:
        cell = self.sheet.cell(row, column)
        cell.value, cell.number_format = value, format
