"""Cells of a column as numbers: one decimal separator for all of them, found out or given."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"^[-+]?[\d.,\s\u00a0]*\d[\d.,]*(?:[eE][-+]?\d+)?$")
NAN = float("nan")


class Numerals:
    """Cells to numbers with one decimal separator; what is no number becomes NaN."""

    def __init__(self, cells: Sequence[str], decimal: str | None = None) -> None:
        point = decimal or decimal_of(cells)
        self.group, self.point = ("." if point == "," else ","), point

    def __call__(self, cell: str) -> float:
        plain = cell.replace(self.group, "").replace(self.point, ".").replace("\u00a0", "")
        try:
            return float(plain) if NUMBER.match(cell) else NAN
        except ValueError:
            return NAN


def decimal_of(cells: Sequence[str]) -> str:
    """The decimal separator that a column uses; "." where nothing tells.

    With both separators in a cell the last is the decimal one. A lone separator groups
    thousands when it comes twice in a cell, or when it always stands before three digits while
    the cells without it are whole numbers below 1,000 and none begins with 0.

    >>> decimal_of(["1.234,5"]), decimal_of(["0,5", "12"]), decimal_of(["1.234", "567"])
    (',', ',', ',')
    """
    for cell in cells:
        if "," in cell and "." in cell:
            return "," if cell.rfind(",") > cell.rfind(".") else "."
    if any("," in cell for cell in cells):
        return "." if _groups(cells, ",") else ","
    return "," if _groups(cells, ".") else "."


def _groups(cells: Sequence[str], separator: str) -> bool:
    marked = [cell for cell in cells if separator in cell]
    if not marked:
        return False
    if any(cell.count(separator) > 1 for cell in marked):
        return True
    if any(cell.startswith(f"0{separator}") for cell in marked):
        return False  # nobody writes a thousand as 0,871
    plain = [cell for cell in cells if cell and separator not in cell]
    grouped = re.compile(rf"\d{{1,3}}{re.escape(separator)}\d{{3}}")
    return (
        bool(plain)
        and all(grouped.fullmatch(cell) for cell in marked)
        and all(re.fullmatch(r"\d{1,3}", cell) for cell in plain)
    )
