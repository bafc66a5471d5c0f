"""Text in, formula out: a small grammar of its own, without `eval`, bounded in size and depth.

    comparison = sum [("<" | "<=" | ">" | ">=" | "=" | "<>") sum]
    sum        = product {("+" | "-") product}
    product    = sign {("*" | "/") sign}
    sign       = "-" sign | power
    power      = atom ["^" sign]
    atom       = number | name | function "(" comparison {"," comparison} ")" | "(" comparison ")"

A name is lower-case words joined by `_`, with a dot between an alternative and its line
(`keep.energy`). Functions are those of `pricing.formula.functions`, in small or capital letters,
and two that take a name first: `previous(name, first)` is a value of the period before,
`lookup(table, key)` a value out of a table. Numbers are dimensionless and written with a point:
`0.25`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pricing.formula.functions import FUNCTIONS, OVER_PERIODS
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

LONGEST = 1_000
DEEPEST = 30

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"|(?P<sign><=|>=|<>|[-+*/^()<>=,]))"
)
_END = "the end"
_OVER_NAMES = ("previous", "lookup")


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The formula that `text` writes.

    Raises:
        FormulaError: says what was expected and where (the position counts from 1).

    >>> parse("hours * power") == parse(" hours*power ")
    True
    >>> parse("2 +")
    Traceback (most recent call last):
    ...
    pricing.formula.syntax.FormulaError: at 4: expected a number, a name or "(", found the end
    """
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters, this one {len(text)}")
    return _Reader(_tokens(text)).read()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    found, place, end = [], 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            bad = text[place:].lstrip()[0]
            raise FormulaError(f"at {text.index(bad, place) + 1}: {bad!r} is not part of a formula")
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind) + 1))
        place = match.end()
    return [*found, _Token("end", _END, end + 1)]


class _Reader:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.next, self.depth = tokens, 0, 0

    def read(self) -> Node:
        node = self.comparison()
        if self.here.kind != "end":
            raise self.unexpected("an operator or the end")
        return node

    @property
    def here(self) -> _Token:
        return self.tokens[self.next]

    def unexpected(self, wanted: str) -> FormulaError:
        token = self.here
        found = token.text if token.kind == "end" else f'"{token.text}"'
        return FormulaError(f"at {token.place}: expected {wanted}, found {found}")

    def take(self, *signs: str) -> str | None:
        token = self.here
        if token.kind != "sign" or token.text not in signs:
            return None
        self.next += 1
        return token.text

    def expect(self, sign: str) -> None:
        if self.take(sign) is None:
            raise self.unexpected(f'"{sign}"')

    def comparison(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} levels deep")
        node = self.sum()
        if operator := self.take(*COMPARISONS):
            node = Binary(operator, node, self.sum())
        self.depth -= 1
        return node

    def sum(self) -> Node:
        node = self.product()
        while operator := self.take("+", "-"):
            node = Binary(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.sign()
        while operator := self.take("*", "/"):
            node = Binary(operator, node, self.sign())
        return node

    def sign(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"a formula nests at most {DEEPEST} levels deep")
        node = Negation(self.sign()) if self.take("-") else self.power()
        self.depth -= 1
        return node

    def power(self) -> Node:
        node = self.atom()
        return Binary("^", node, self.sign()) if self.take("^") else node

    def atom(self) -> Node:
        token = self.here
        if token.kind == "number":
            self.next += 1
            return Number(Decimal(token.text))
        if token.kind == "name":
            self.next += 1
            return self.call(token) if self.take("(") else self.name(token)
        if self.take("("):
            node = self.comparison()
            self.expect(")")
            return node
        raise self.unexpected('a number, a name or "("')

    def name(self, token: _Token) -> Name:
        if not token.text.islower():
            raise FormulaError(f"at {token.place}: names are in small letters, not {token.text!r}")
        return Name(token.text)

    def call(self, token: _Token) -> Node:
        word = token.text.lower()
        if word in _OVER_NAMES:
            return self.over_name(word)
        function = FUNCTIONS.get(word)
        if function is None:
            known = ", ".join(sorted([*FUNCTIONS, *_OVER_NAMES]))
            raise FormulaError(f"at {token.place}: no function {token.text!r}; known: {known}")
        arguments = [self.comparison()]
        while self.take(","):
            arguments.append(self.comparison())
        self.expect(")")
        if not function.fewest <= len(arguments) <= function.most:
            raise FormulaError(f"at {token.place}: {word} is written {function.signature}")
        if word in OVER_PERIODS and not isinstance(arguments[-1], Name):
            raise FormulaError(f"at {token.place}: {word} looks at all periods of one name")
        return Call(word, tuple(arguments))

    def over_name(self, word: str) -> Node:
        token = self.here
        if token.kind != "name":
            raise self.unexpected("a name")
        self.next += 1
        self.expect(",")
        argument = self.comparison()
        self.expect(")")
        name = self.name(token).id
        return Previous(name, argument) if word == "previous" else Lookup(name, argument)
