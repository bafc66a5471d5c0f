"""A formula as words, constants and marks, each with its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<constant>\d+(?:\.\d+)?)"
    r"|(?P<mark><=>|=>|<=|>=|==|!=|[<>=()+*-]))"
)
MOST_DIGITS = 20
"""Digits of a figure an author writes; sums and products of such figures stay exact."""


class FormulaError(Exception):
    """A formula that cannot be read; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        self.column = column
        super().__init__(f"{message} (column {column} of the formula)")


@dataclass(frozen=True)
class Token:
    """One word, constant or mark; `column` counts from 1."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> Iterator[Token]:
    """The parts of a formula and its end; raises FormulaError where a sign means nothing."""
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"'{text[column]}' means nothing here", column + 1)
        kind = found.lastgroup
        word = found.group(kind)
        at, column = found.end(), found.start(kind) + 1
        if kind == "constant" and len(word.replace(".", "").lstrip("0")) > MOST_DIGITS:
            raise FormulaError(f"a figure has {MOST_DIGITS} digits at most", column)
        yield Token("mark" if word in ("and", "or", "not") else kind, word, column)
    yield Token("end", "", len(text) + 1)
