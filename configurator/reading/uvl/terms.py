"""UVL constraints: text → a tree of operators and operands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DEPTH = 200

NAME = r"""(?:"[^"]*"|[A-Za-z_\u00a1-\uffff][\w#§%?\\$\u00a1-\uffff]*)"""
REFERENCE = rf"{NAME}(?:\.{NAME})*"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<reference>{REFERENCE})|(?P<figure>\d+(?:\.\d+)?)|(?P<string>'[^']*')"""
    r"""|(?P<mark><=>|=>|<=|>=|==|!=|[!&|()<>+\-*/,]))"""
)
BINDING = {
    "<=>": 1,
    "=>": 2,
    "|": 3,
    "&": 4,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 6),
    **dict.fromkeys("+-", 7),
    **dict.fromkeys("*/", 8),
}
"""Operators between two operands, loosest first; `!` binds tighter than `&`."""

CALLS = ("sum", "avg", "len", "floor", "ceil")


@dataclass(frozen=True)
class Term:
    """An operator with its operands, or a leaf: kind "reference", "figure" or "string"."""

    kind: str
    text: str
    parts: tuple["Term", ...] = ()


class TermError(Exception):
    """A constraint that cannot be read."""


def names_in(reference: str) -> list[str]:
    """The parts of a dotted reference, without their quotes.

    >>> names_in('car."Engine 2.0".kw')
    ['car', 'Engine 2.0', 'kw']
    """
    return [each.strip('"') for each in re.findall(NAME, reference)]


def read_term(text: str) -> Term:
    """The tree of a constraint; raises TermError."""
    parser = _Parser(text)
    term = parser.term(0)
    if parser.ahead[1]:
        raise TermError(f"'{parser.ahead[1]}' was not expected")
    return term


class _Parser:
    """Operator precedence; operators of one strength bind to the left, as UVL's grammar has it."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._depth = 0
        self.ahead = next(self._tokens)

    def term(self, strength: int) -> Term:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TermError("nested too deeply")
        left = self._operand()
        while BINDING.get(self.ahead[1] if self.ahead[0] == "mark" else "", 0) > strength:
            sign = self._take()[1]
            left = Term("operator", sign, (left, self.term(BINDING[sign])))
        self._depth -= 1
        return left

    def _operand(self) -> Term:
        kind, text = self._take()
        if text in ("!", "-"):
            return Term("operator", text, (self.term(5 if text == "!" else 8),))
        if text == "(":
            inner = self.term(0)
            self._expect(")")
            return inner
        if kind == "reference" and text in CALLS and self.ahead[1] == "(":
            return self._call(text)
        if kind in ("mark", "end"):
            raise TermError(f"a name was expected, not '{text}'" if text else "it breaks off")
        return Term(kind, text)

    def _call(self, function: str) -> Term:
        self._take()
        parts = [self.term(0)]
        while self.ahead[1] == ",":
            self._take()
            parts.append(self.term(0))
        self._expect(")")
        return Term("call", function, tuple(parts))

    def _expect(self, mark: str) -> None:
        if self._take()[1] != mark:
            raise TermError(f"'{mark}' is missing")

    def _take(self) -> tuple[str, str]:
        taken = self.ahead
        if taken[0] != "end":
            self.ahead = next(self._tokens)
        return taken


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise TermError(f"'{text[at:].strip()[:20]}' means nothing here")
        yield found.lastgroup, found.group(found.lastgroup)
        at = found.end()
    yield "end", ""
