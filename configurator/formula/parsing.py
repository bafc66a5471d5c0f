"""A formula read from its text."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from configurator.formula.sums import Factor, Sum, compare
from configurator.formula.terms import COMPARE, And, Formula, Iff, Not, Or, implies
from configurator.formula.tokens import FormulaError, Token, tokens

MAX_LENGTH = 4_000
MAX_DEPTH = 40

Totals = Mapping[str, Mapping[str, Decimal]]
"""Attribute → option code → figure: what `sum(attribute)` adds up."""

_COMPARISONS = {*COMPARE, "=="}


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


class _Parser:
    """Recursive descent, one method for each level of binding."""

    def __init__(self, text: str, totals: Totals) -> None:
        self._ahead = list(tokens(text))
        self._totals = totals
        self._depth = 0

    def whole(self) -> Formula:
        formula = self._iff()
        if self._next.kind != "end":
            raise FormulaError(f"'{self._next.text}' was not expected", self._next.column)
        return formula

    @property
    def _next(self) -> Token:
        return self._ahead[0]

    def _take(self) -> Token:
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
        pairs = [compare(*each) for each in zip(sides, operators, sides[1:], strict=False)]
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _sum(self) -> Sum:
        total = Sum(self._next.column)
        sign = -1 if self._takes("-") else 1
        self._term(total, sign)
        while self._next.text in ("+", "-"):
            sign = -1 if self._take().text == "-" else 1
            self._term(total, sign)
            total.plain = False
        return total

    def _term(self, total: Sum, sign: int) -> None:
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

    def _factor(self) -> Factor:
        token = self._next
        if token.kind not in ("word", "constant"):
            found = f"'{token.text}'" if token.text else "the end"
            raise FormulaError(f"a name was expected, not {found}", token.column)
        self._take()
        if token.text == "sum" and self._takes("("):
            return self._attribute()
        return Factor(token.kind, token.text, token.column, {token.text: Decimal(1)})

    def _attribute(self) -> Factor:
        token = self._take()
        if token.kind != "word" or not self._takes(")"):
            raise FormulaError("'sum' takes one attribute: sum(name)", token.column)
        if token.text not in self._totals:
            raise FormulaError(f"no option has an attribute '{token.text}'", token.column)
        return Factor("sum", token.text, token.column, self._totals[token.text])
