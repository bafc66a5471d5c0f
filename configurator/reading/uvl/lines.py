"""UVL text → lines with their depth: comments gone, brackets that run over lines joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from configurator.errors import ModelError, Problem

TAB = 4
_PIECE = re.compile(
    r""""[^"\n]*"|'[^'\n]*'|//[^\n]*|/\*.*?\*/|[\[\](){}\n]|[^"'/\[\](){}\n]+|.""", re.S
)


@dataclass(frozen=True)
class Line:
    """One line: its number (from 1), how far it stands in, and its words."""

    number: int
    indent: int
    text: str


def lines_of(text: str, file: str) -> Iterator[Line]:
    """The lines that say something; raises ModelError where a bracket or quote is not closed."""
    number, begun, depth, parts = 1, 1, 0, [""]
    for piece in _PIECE.findall(text):
        if piece == "\n" and depth == 0:
            yield from _line(begun, "".join(parts))
            parts, begun = [""], number + 1
        elif piece in ("[", "(", "{"):
            depth += 1
        elif piece in ("]", ")", "}"):
            depth -= 1
        if piece.startswith(("//", "/*")):
            piece, number = " ", number + piece.count("\n")
        if piece != "\n" or depth:
            parts.append(" " if piece == "\n" else piece)
        number += piece == "\n"
        if depth < 0 or piece in ('"', "'"):
            raise ModelError([Problem(file, number, "", f"'{piece}' has no counterpart")])
    if depth:
        raise ModelError([Problem(file, begun, "", "a bracket is never closed")])
    yield from _line(begun, "".join(parts))


def _line(number: int, text: str) -> Iterator[Line]:
    words = text.strip()
    if words:
        margin = text[: len(text) - len(text.lstrip())]
        yield Line(number, len(margin.expandtabs(TAB)), words)
