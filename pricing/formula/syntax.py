"""The parts of a parsed formula, and the formula written back as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pricing.errors import PricingError


class FormulaError(PricingError):
    """A formula that cannot be read or whose units do not fit."""


@dataclass(frozen=True)
class Number:
    """A literal, dimensionless; digits as written."""

    value: Decimal


@dataclass(frozen=True)
class Name:
    """An assumption, another formula, a line of an alternative (`keep.energy`), or `year`."""

    id: str


@dataclass(frozen=True)
class Negation:
    """Minus one times the operand."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands and one of `+ - * / ^ < <= > >= = <>`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """A function of `pricing.formula.functions` and its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Previous:
    """The value of a name in the period before, and what stands in for it in the first one.

    A formula may look back at itself: `previous(debt, loan) - repaid`.
    """

    id: str
    first: Node


@dataclass(frozen=True)
class Lookup:
    """The row of a table with the largest key that is not above `key`."""

    table: str
    key: Node


Node = Number | Name | Negation | Binary | Call | Previous | Lookup

COMPARISONS = ("<", "<=", ">", ">=", "=", "<>")
PRECEDENCE = dict.fromkeys(COMPARISONS, 1) | {"+": 2, "-": 2, "*": 3, "/": 3, "^": 5}
NEGATION_PRECEDENCE = 4


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, from left to right."""
    match node:
        case Negation(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Previous(_, first):
            return (first,)
        case Lookup(_, key):
            return (key,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, each before its children."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> tuple[str, ...]:
    """The names a formula uses, each once, in order of first appearance; tables are not names."""
    return tuple(dict.fromkeys(part.id for part in walk(node) if isinstance(part, Name | Previous)))


def looks_back(node: Node) -> tuple[str, ...]:
    """The names whose value in the period before a formula uses."""
    return tuple(dict.fromkeys(part.id for part in walk(node) if isinstance(part, Previous)))


def tables(node: Node) -> tuple[str, ...]:
    """The tables a formula looks into."""
    return tuple(dict.fromkeys(part.table for part in walk(node) if isinstance(part, Lookup)))


def write(node: Node, word: Callable[[str], str] = str) -> str:
    """The formula as text with the fewest brackets; `word` may replace each name.

    Reading the text again gives the same node.
    """
    return _write(node, word, 0)


def _write(node: Node, word: Callable[[str], str], outer: int) -> str:
    match node:
        case Number(value):
            return f"{value:f}"
        case Name(id):
            return word(id)
        case Call(function, arguments):
            return f"{function}({', '.join(_write(each, word, 0) for each in arguments)})"
        case Previous(id, first):
            return f"previous({word(id)}, {_write(first, word, 0)})"
        case Lookup(table, key):
            return f"lookup({table}, {_write(key, word, 0)})"
        case Negation(operand):
            text = f"-{_write(operand, word, NEGATION_PRECEDENCE)}"
            return f"({text})" if outer > NEGATION_PRECEDENCE else text
        case Binary(operator, left, right):
            level = PRECEDENCE[operator]
            # Equal levels need brackets on the right, except for powers: those bind rightwards.
            left_level, right_level = (level + 1, level) if operator == "^" else (level, level + 1)
            if operator in COMPARISONS:
                left_level = level + 1
            gap = "" if operator == "^" else " "
            text = (
                f"{_write(left, word, left_level)}{gap}{operator}{gap}"
                f"{_write(right, word, right_level)}"
            )
            return f"({text})" if outer > level else text
