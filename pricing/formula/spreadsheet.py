"""The third reading: a formula written as the formula of a spreadsheet cell.

Money in a sheet stands in the calculator's scale and everything else in its own unit, as the page
shows it; a name whose unit is another step of the same kind (months, MWh) is multiplied up where
it is used. Rounding of money moves its places by the scale, so that the sheet rounds what the
calculator rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import log10
from typing import Protocol

from pricing.formula.syntax import (
    COMPARISONS,
    Binary,
    Call,
    FormulaError,
    Lookup,
    Name,
    Negation,
    Node,
    Number,
    Previous,
)
from pricing.formula.units import PLAIN, Unit, unit_of


class Cells(Protocol):
    """Where the names of a calculator stand, seen from the period whose cell is written."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """The unit of every name, as its cell has it."""

    @property
    def currency(self) -> str:
        """The currency whose amounts stand in the scale."""

    @property
    def scale(self) -> int:
        """How many units of the currency one step of the sheet is."""

    def cell(self, name: str) -> str:
        """The cell of a name in this period, or its one cell."""

    def earlier(self, name: str) -> str | None:
        """The cell of a name in the period before; None in the first period."""

    def periods(self, name: str) -> str:
        """The cells of a name from period 1 to the last."""

    def table(self, name: str) -> tuple[str, str]:
        """The cells of a table's keys and of its values."""


_ADDITIVE, _PRODUCT, _ATOM = 2, 3, 9
_LEVELS = dict.fromkeys(COMPARISONS, 1) | {"+": 2, "-": 2, "*": 3, "/": 3, "^": 5}
_ROUNDING = ("round", "roundup", "rounddown")
# Written as spreadsheets write them; what is missing here has a form of its own below.
_SAME = frozenset(
    ("min", "max", "sum", "abs", "int", "exp", "ln", "pv", "fv", "pmt", "ipmt", "ppmt", "nper")
    + ("rate", "effect", "nominal", "cumipmt", "cumprinc", "sln", "syd", "db", "ddb", "vdb")
)


def cell_formula(node: Node, cells: Cells) -> str:
    """The formula of a cell, without the equals sign; its value in the sheet's steps.

    Raises:
        FormulaError: a unit whose step a sheet cannot write.
    """
    return _Writer(cells).write(node, 0)


def in_sheet(unit: Unit, currency: str, scale: int) -> Fraction:
    """How many steps of the sheet one of a name's own unit is: 1 for money in its scale."""
    power = dict(unit.powers).get(currency, 0)
    return unit.factor / Fraction(scale) ** power


class _Writer:
    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    def write(self, node: Node, outer: int) -> str:
        text, level = self._text(node)
        return f"({text})" if level < outer else text

    def _text(self, node: Node) -> tuple[str, int]:
        match node:
            case Number(value):
                return f"{value:f}", _ATOM
            case Name(id):
                return self._named(id, self.cells.cell(id))
            case Negation(operand):
                return f"-{self.write(operand, _ATOM)}", _PRODUCT
            case Binary(operator) if operator in COMPARISONS:
                return f"IF({self._condition(node)},1,0)", _ATOM
            case Binary(operator, left, right):
                # Spreadsheets raise to powers from left to right, and minus one first.
                level = _LEVELS[operator]
                inner = _ATOM if operator == "^" else level
                tight = _ATOM if operator == "^" else level + 1
                return f"{self.write(left, inner)}{operator}{self.write(right, tight)}", level
            case Previous(id, first):
                cell = self.cells.earlier(id)
                return self._text(first) if cell is None else self._named(id, cell)
            case Lookup(table, key):
                keys, values = self.cells.table(table)
                return self._named(table, f"LOOKUP({self.write(key, 0)},{keys},{values})")
            case Call(function, arguments):
                return self._call(function, arguments)

    def _named(self, id: str, cell: str) -> tuple[str, int]:
        unit = self.cells.units.get(id, PLAIN)
        factor = in_sheet(unit, self.cells.currency, self.cells.scale)
        return (cell, _ATOM) if factor == 1 else (f"{cell}*{_literal(factor)}", _PRODUCT)

    def _condition(self, node: Node) -> str:
        """A truth, which a number is when it is not zero."""
        match node:
            case Binary(operator, left, right) if operator in COMPARISONS:
                return f"{self.write(left, _ADDITIVE)}{operator}{self.write(right, _ADDITIVE)}"
            case Call(("and" | "or" | "not") as function, arguments):
                return f"{function.upper()}({','.join(map(self._condition, arguments))})"
        return f"{self.write(node, _ADDITIVE)}<>0"

    def _call(self, function: str, arguments: tuple[Node, ...]) -> tuple[str, int]:
        # Written once: twice at every level would be a thousand times ten levels deep.
        written = [self._text(each) for each in arguments]
        given = [text for text, _ in written]
        tight = [text if level == _ATOM else f"({text})" for text, level in written]
        match function:
            case "if":
                return f"IF({self._condition(arguments[0])},{given[1]},{given[2]})", _ATOM
            case "and" | "or" | "not":
                return f"IF({self._condition(Call(function, arguments))},1,0)", _ATOM
            case "grow":
                year = self.cells.cell("year")
                return f"{tight[0]}*(1+{tight[1]})^({year}-1)", _PRODUCT
            case "npv":
                assert isinstance(arguments[1], Name)
                cells = self.cells.periods(arguments[1].id)
                return self._named(arguments[1].id, f"NPV({given[0]},{cells})")
            case "instalment":
                return f"-PMT({','.join(given)})", _PRODUCT
            case "principal_paid":
                return _repaid(*tight), _ADDITIVE
            case "interest_paid":
                return _interest(*tight), _ADDITIVE
            case "cumipmt" | "cumprinc":
                return f"{function.upper()}({','.join(given)},0)", _ATOM
            case name if name in _ROUNDING:
                return f"{name.upper()}({given[0]},{self._places(arguments, given)})", _ATOM
            case name if name in _SAME:
                return f"{name.upper()}({','.join(given)})", _ATOM
        raise FormulaError(f"a sheet has no way to write {function}")

    def _places(self, arguments: tuple[Node, ...], given: list[str]) -> str:
        """How many places the sheet rounds to."""
        places = given[1] if len(given) > 1 else "0"
        power = dict(unit_of(arguments[0], self.cells.units).powers).get(self.cells.currency, 0)
        moved = round(log10(self.cells.scale) * power)
        return places if not moved else f"{places}+{moved}"


def _literal(factor: Fraction) -> str:
    if factor.denominator == 1:
        return str(factor.numerator)
    return f"{factor.numerator}/{factor.denominator}"


def _owed(rate: str, periods: str, loan: str, paid: str) -> str:
    """What is owed on an annuity loan after some payments; see `pricing.formula.loans.balance`."""
    left = f"({periods}-MIN(MAX({paid},0),{periods}))"
    share = f"(1-(1+{rate})^-{left})/(1-(1+{rate})^-{periods})"
    return f"{loan}*IF({rate}=0,{left}/{periods},{share})"


def _repaid(rate: str, periods: str, loan: str, first: str, last: str) -> str:
    before = _owed(rate, periods, loan, f"{first}-1")
    return f"{before}-{_owed(rate, periods, loan, last)}"


def _interest(rate: str, periods: str, loan: str, first: str, last: str) -> str:
    count = f"(MIN(MAX({last},0),{periods})-MIN(MAX({first}-1,0),{periods}))"
    return f"-PMT({rate},{periods},{loan})*{count}-({_repaid(rate, periods, loan, first, last)})"
