"""The language of rules: option codes and numbers joined by `and or not => <=>`.

    heat_recovery => water_cooling and not (outdoor or flow < 12.5)

Binding, tightest first: `not`, `and`, `or`, `=>` (to the right), `<=>`. A number is compared with
a constant by `< <= > >= = !=`; `10 <= flow <= 20` may be written in one go. Both sides may be short
sums, in which an option counts 1 where it is chosen and else 0, and `sum(power_kw)` adds up an
attribute over the options that are chosen:

    2 * flow + 0.5 * reserve - big_tank <= 40
    sum(power_kw) <= supply
"""

import operator
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

MAX_LENGTH = 4_000
MAX_DEPTH = 40
MAX_NAMES = 12
"""The longest sum: every name multiplies the combinations that have to be weighed."""

Totals = Mapping[str, Mapping[str, Decimal]]
"""Attribute → option code → figure: what `sum(attribute)` adds up."""


@dataclass(frozen=True)
class Name:
    """An option that is chosen, or a group from which something is chosen."""

    id: str
    at: int = field(default=0, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The option or group spoken of."""
        return (self.id,)


@dataclass(frozen=True)
class Compare:
    """A number against a constant; `operator` is one of `< <= > >= = !=`."""

    number: str
    operator: str
    constant: Decimal
    at: int = field(default=0, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The number spoken of."""
        return (self.number,)


@dataclass(frozen=True)
class Linear:
    """A sum of coefficient × (number, or option as 0 or 1) against a constant."""

    terms: tuple[tuple[Decimal, str], ...]
    operator: str
    constant: Decimal
    at: int = field(default=0, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The numbers and options of the sum."""
        return tuple(name for _, name in self.terms)

    def holds(self, chosen: Container[str], numbers: Mapping[str, Decimal]) -> bool:
        """Whether the sum compares as said; a name without a value counts as not chosen."""
        total = sum(
            (factor * numbers.get(name, Decimal(name in chosen)) for factor, name in self.terms),
            Decimal(0),
        )
        return COMPARE[self.operator](total, self.constant)


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


Atom = Name | Compare | Linear
Formula = Atom | Not | And | Or | Iff


class FormulaError(Exception):
    """A formula that cannot be read; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        self.column = column
        super().__init__(f"{message} (column {column} of the formula)")


def parse(text: str, totals: Totals | None = None) -> Formula:
    """The formula a text stands for; raises FormulaError with the column that is wrong.

    `totals` holds the attributes that `sum(…)` may add up.

    >>> parse("a and not b")
    And(parts=(Name(id='a', at=1), Not(part=Name(id='b', at=11))))
    >>> parse("2 * flow <= 40 - tank").terms
    ((Decimal('2'), 'flow'), (Decimal('1'), 'tank'))
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return _Parser(text, totals or {}).whole()


def implies(condition: Formula, consequence: Formula) -> Formula:
    """`condition => consequence`."""
    return Or((Not(condition), consequence))


def mentions(formula: Formula) -> Iterator[Atom]:
    """Every option, group and comparison in a formula, from left to right."""
    match formula:
        case Name() | Compare() | Linear():
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
            return number in numbers and COMPARE[sign](numbers[number], constant)
        case Linear():
            return formula.holds(chosen, numbers)
        case Not(part):
            return not holds(part, chosen, numbers)
        case And(parts):
            return all(holds(part, chosen, numbers) for part in parts)
        case Or(parts):
            return any(holds(part, chosen, numbers) for part in parts)
        case Iff(left, right):
            return holds(left, chosen, numbers) == holds(right, chosen, numbers)


def write(formula: Formula) -> str:
    """The text `parse` reads this formula from.

    >>> write(parse("a => (b or not c) and 2 * flow - tank <= 4"))
    'a => (b or not c) and 2 * flow - tank <= 4'
    """
    return _written(formula, 0)


def _written(formula: Formula, strength: int) -> str:
    """A formula inside an operator that binds with `strength`: in brackets where it binds less."""
    match formula:
        case Name(id):
            return id
        case Compare(number, sign, constant):
            return f"{number} {sign} {constant:f}"
        case Linear(terms, sign, constant):
            return f"{_written_sum(terms)} {sign} {constant:f}"
        case Not(part):
            text, own = f"not {_written(part, 5)}", 5
        case Iff(left, right):
            text, own = f"{_written(left, 2)} <=> {_written(right, 2)}", 1
        case Or((Not(condition), consequence)):
            text, own = f"{_written(condition, 3)} => {_written(consequence, 2)}", 2
        case And(parts) | Or(parts):
            word, own = ("and", 4) if isinstance(formula, And) else ("or", 3)
            text = f" {word} ".join(_written(part, own + 1) for part in parts)
            own = own if len(parts) > 1 else strength
    return text if own >= strength else f"({text})"


def _written_sum(terms: tuple[tuple[Decimal, str], ...]) -> str:
    text = " ".join(
        f"{'-' if factor < 0 else '+'} {'' if abs(factor) == 1 else f'{abs(factor):f} * '}{name}"
        for factor, name in terms
    )
    return text.removeprefix("+ ")


_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<constant>\d+(?:\.\d+)?)"
    r"|(?P<mark><=>|=>|<=|>=|==|!=|[<>=()+*-]))"
)
MOST_DIGITS = 20
"""Digits of a figure an author writes; sums and products of such figures stay exact."""
COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_COMPARISONS = {*COMPARE, "=="}
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
        at, column = found.end(), found.start(kind) + 1
        if kind == "constant" and len(word.replace(".", "").lstrip("0")) > MOST_DIGITS:
            raise FormulaError(f"a figure has {MOST_DIGITS} digits at most", column)
        yield _Token("mark" if word in ("and", "or", "not") else kind, word, column)
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """Recursive descent, one method for each level of binding."""

    def __init__(self, text: str, totals: Totals) -> None:
        self._ahead = list(_tokens(text))
        self._totals = totals
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
        sides, operators = [self._sum()], []
        while self._next.text in _COMPARISONS:
            operators.append(self._take().text.replace("==", "="))
            sides.append(self._sum())
        if not operators:
            return sides[0].alone()
        pairs = [_compare(*each) for each in zip(sides, operators, sides[1:], strict=False)]
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _sum(self) -> "_Sum":
        total = _Sum(self._next.column)
        sign = -1 if self._takes("-") else 1
        self._term(total, sign)
        while self._next.text in ("+", "-"):
            sign = -1 if self._take().text == "-" else 1
            self._term(total, sign)
            total.plain = False
        return total

    def _term(self, total: "_Sum", sign: int) -> None:
        """A name, a constant, or a constant times a name, either way round."""
        first = self._factor()
        if not self._takes("*"):
            total.add(first, Decimal(sign))
            return
        second = self._factor()
        constant, name = (first, second) if first.kind == "constant" else (second, first)
        if constant.kind != "constant" or name.kind == "constant":
            raise FormulaError("a constant is multiplied with a name", first.column)
        total.add(name, sign * Decimal(constant.text))
        total.plain = False

    def _factor(self) -> "_Factor":
        token = self._next
        if token.kind not in ("word", "constant"):
            found = f"'{token.text}'" if token.text else "the end"
            raise FormulaError(f"a name was expected, not {found}", token.column)
        self._take()
        if token.text == "sum" and self._takes("("):
            return self._attribute()
        return _Factor(token.kind, token.text, token.column, {token.text: Decimal(1)})

    def _attribute(self) -> "_Factor":
        token = self._take()
        if token.kind != "word" or not self._takes(")"):
            raise FormulaError("'sum' takes one attribute: sum(name)", token.column)
        if token.text not in self._totals:
            raise FormulaError(f"no option has an attribute '{token.text}'", token.column)
        return _Factor("sum", token.text, token.column, self._totals[token.text])


@dataclass(frozen=True)
class _Factor:
    kind: str
    text: str
    column: int
    terms: Mapping[str, Decimal]


class _Sum:
    """One side of a comparison: terms by name, and a constant."""

    def __init__(self, column: int) -> None:
        self.column = column
        self.plain = True
        self.first = ""
        self.terms: dict[str, Decimal] = {}
        self.constant = Decimal(0)

    def add(self, factor: _Factor, times: Decimal) -> None:
        self.first = self.first or factor.text
        self.plain &= factor.kind == "constant" or (factor.kind == "word" and times == 1)
        if factor.kind == "constant":
            self.constant += times * Decimal(factor.text)
        else:
            for name, figure in factor.terms.items():
                self.terms[name] = self.terms.get(name, Decimal(0)) + times * figure

    def alone(self) -> Name:
        """The side as a formula of its own: only a plain name can be one."""
        if not self.plain or len(self.terms) != 1:
            raise FormulaError(f"{self.first} stands alone", self.column)
        return Name(self.first, self.column)


def _compare(left: _Sum, operator: str, right: _Sum) -> Formula:
    if left.plain and right.plain and bool(left.terms) != bool(right.terms):
        if left.terms:
            return Compare(left.first, operator, right.constant, left.column)
        return Compare(right.first, _TURNED[operator], left.constant, right.column)
    terms = dict(left.terms)
    for name, factor in right.terms.items():
        terms[name] = terms.get(name, Decimal(0)) - factor
    kept = tuple((factor, name) for name, factor in terms.items() if factor)
    if not kept:
        raise FormulaError("nothing that can change is compared", left.column)
    if len(kept) > MAX_NAMES:
        raise FormulaError(f"more than {MAX_NAMES} names in one sum", left.column)
    return Linear(kept, operator, right.constant - left.constant, left.column)
