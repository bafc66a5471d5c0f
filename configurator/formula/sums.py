"""The two sides of a comparison, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from configurator.formula.terms import Compare, Formula, Linear, Name
from configurator.formula.tokens import FormulaError

MAX_NAMES = 12
"""The longest sum: every name multiplies the combinations that have to be weighed."""

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True)
class Factor:
    """A name, a constant, or the figures of an attribute that are added up."""

    kind: str
    text: str
    column: int
    terms: Mapping[str, Decimal]


class Sum:
    """One side of a comparison: terms by name, and a constant."""

    def __init__(self, column: int) -> None:
        self.column = column
        self.plain = True
        self.first = ""
        self.terms: dict[str, Decimal] = {}
        self.constant = Decimal(0)

    def add(self, factor: Factor, times: Decimal) -> None:
        """Nothing; the side has `times` the factor more."""
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


def compare(left: Sum, operator: str, right: Sum) -> Formula:
    """Two sides compared, in the simplest form; raises FormulaError where nothing can change."""
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
