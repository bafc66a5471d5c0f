"""What a formula of the rules is made of, what it mentions and whether it holds."""

import operator
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


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

    >>> from configurator.formula import parse
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
