"""The language of rules: option codes and numbers joined by `and or not => <=>`.

    heat_recovery => water_cooling and not (outdoor or flow < 12.5)

Binding, tightest first: `not`, `and`, `or`, `=>` (to the right), `<=>`. A number is compared with
a constant by `< <= > >= = !=`; `10 <= flow <= 20` may be written in one go.
"""

import operator
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

MAX_LENGTH = 4_000
MAX_DEPTH = 40


@dataclass(frozen=True)
class Name:
    """An option that is chosen, or a group from which something is chosen."""

    id: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Compare:
    """A number against a constant; `operator` is one of `< <= > >= = !=`."""

    number: str
    operator: str
    constant: Decimal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    part: "Formula"


@dataclass(frozen=True)
class And:
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Iff:
    left: "Formula"
    right: "Formula"


Formula = Name | Compare | Not | And | Or | Iff


class FormulaError(Exception):
    """A formula that cannot be read; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        self.column = column
        super().__init__(f"{message} (column {column} of the formula)")


def parse(text: str) -> Formula:
    """The formula a text stands for; raises FormulaError with the column that is wrong.

    >>> parse("a and not b")
    And(parts=(Name(id='a', at=1), Not(part=Name(id='b', at=11))))
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(text).whole()


def implies(condition: Formula, consequence: Formula) -> Formula:
    """`condition => consequence`."""
    return Or((Not(condition), consequence))


def mentions(formula: Formula) -> Iterator[Name | Compare]:
    """Every option, group and comparison in a formula, from left to right."""
    match formula:
        case Name() | Compare():
            yield formula
        case Not(part):
            yield from mentions(part)
        case Iff(left, right):
            yield from mentions(left)
            yield from mentions(right)
        case And(parts) | Or(parts):
            for part in parts:
                yield from mentions(part)


def holds(formula: Formula, chosen: Container[str], numbers: Mapping[str, Decimal]) -> bool:
    """Whether a formula is true; a number that is not known satisfies no comparison.

    >>> holds(parse("heavy and kwh >= 1000"), {"heavy"}, {"kwh": Decimal(1200)})
    True
    """
    match formula:
        case Name(id):
            return id in chosen
        case Compare(number, sign, constant):
            return number in numbers and _COMPARE[sign](numbers[number], constant)
        case Not(part):
            return not holds(part, chosen, numbers)
        case And(parts):
            return all(holds(part, chosen, numbers) for part in parts)
        case Or(parts):
            return any(holds(part, chosen, numbers) for part in parts)
        case Iff(left, right):
            return holds(left, chosen, numbers) == holds(right, chosen, numbers)


_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<constant>-?\d+(?:\.\d+)?)"
    r"|(?P<mark><=>|=>|<=|>=|==|!=|[<>=()]))"
)
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_COMPARISONS = {*_COMPARE, "=="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"'{text[column]}' means nothing here", column + 1)
        kind = found.lastgroup
        word = found.group(kind)
        at = found.end()
        if word in ("and", "or", "not"):
            kind = "mark"
        yield _Token(kind, word, found.start(found.lastgroup) + 1)
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """Recursive descent, one method for each level of binding."""

    def __init__(self, text: str) -> None:
        self._ahead = list(_tokens(text))
        self._depth = 0

    def whole(self) -> Formula:
        formula = self._iff()
        if self._next.kind != "end":
            raise FormulaError(f"'{self._next.text}' was not expected", self._next.column)
        return formula

    @property
    def _next(self) -> _Token:
        return self._ahead[0]

    def _take(self) -> _Token:
        return self._ahead.pop(0)

    def _takes(self, mark: str) -> bool:
        if self._next.kind == "mark" and self._next.text == mark:
            self._take()
            return True
        return False

    def _iff(self) -> Formula:
        left = self._implication()
        return Iff(left, self._implication()) if self._takes("<=>") else left

    def _implication(self) -> Formula:
        left = self._or()
        return implies(left, self._deeper(self._implication)) if self._takes("=>") else left

    def _or(self) -> Formula:
        parts = [self._and()]
        while self._takes("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Formula:
        parts = [self._not()]
        while self._takes("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Formula:
        if self._takes("not"):
            return Not(self._deeper(self._not))
        if self._takes("("):
            inner = self._deeper(self._iff)
            if not self._takes(")"):
                raise FormulaError("')' is missing", self._next.column)
            return inner
        return self._comparison()

    def _deeper(self, level: Callable[[], Formula]) -> Formula:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError("nested too deeply", self._next.column)
        formula = level()
        self._depth -= 1
        return formula

    def _comparison(self) -> Formula:
        terms, operators = [self._term()], []
        while self._next.text in _COMPARISONS:
            operators.append(self._take().text.replace("==", "="))
            terms.append(self._term())
        if not operators and terms[0].kind == "word":
            return Name(terms[0].text, terms[0].column)
        pairs = [_compare(*each) for each in zip(terms, operators, terms[1:], strict=False)]
        if not pairs:
            raise FormulaError(f"{terms[0].text} stands alone", terms[0].column)
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _term(self) -> _Token:
        if self._next.kind not in ("word", "constant"):
            found = f"'{self._next.text}'" if self._next.text else "the end"
            raise FormulaError(f"a name was expected, not {found}", self._next.column)
        return self._take()


def _compare(left: _Token, operator: str, right: _Token) -> Formula:
    if {left.kind, right.kind} != {"word", "constant"}:
        raise FormulaError("a number is compared with a constant", left.column)
    if left.kind == "word":
        return Compare(left.text, operator, Decimal(right.text), left.column)
    return Compare(right.text, _TURNED[operator], Decimal(left.text), right.column)
