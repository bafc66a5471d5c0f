"""The second reading: a figure opened to its formula, its inputs and where they come from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pricing.formula.syntax import Node, write
from pricing.text import Text


@dataclass(frozen=True)
class Input:
    """One name in a formula with its value; `assumption`s and `table`s carry who says so and when.

    `kind`: an `assumption`, what was looked up in a `table`, a named `formula`, a `line` of an
    alternative, or the `year`.
    Formulas and lines open further: `results.explain(name, year, period)`.
    """

    name: str
    text: Text
    kind: Literal["assumption", "table", "formula", "line", "year"]
    value: Decimal
    unit: str
    year: int | None = None
    period: int | None = None
    source: Text | None = None
    author: str = ""
    date: datetime.date | None = None
    to_confirm: bool = False
    set_by: str = ""


@dataclass(frozen=True)
class Explanation:
    """How one figure came about.

    `value` is the figure as printed (for a line: its cash flow, negative when money leaves).
    `amount` is what the formula itself gives, in `unit`, positive for a cost. `formula` is the
    formula with the fewest brackets; `substituted` the same with the values of this year put in. `used_by` names
    the formulas and lines that depend on it, and the alternative that a line is part of.
    """

    name: str
    text: Text
    year: int | None
    formula: str
    substituted: str
    value: Decimal
    amount: Decimal
    unit: str
    inputs: tuple[Input, ...]
    used_by: tuple[str, ...]
    period: int | None = None


def substitute(node: Node, values: Mapping[str, Decimal]) -> str:
    """The formula with values in the places of names; negative values in brackets."""

    def word(name: str) -> str:
        value = values[name]
        return f"({value:f})" if value < 0 else f"{value:f}"

    return write(node, word)
