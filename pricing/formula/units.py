"""Units: read from text, multiplied, compared; a formula's unit follows from its inputs.

A unit is a product of atoms with whole exponents and a factor to the base unit: kWh is kW·h,
`million VND` is 1,000,000 VND, a price per month is twelve times as much per year. A number of
years or months is a plain count, like the variable `year`, and is written `years` or `months`;
the singular stands after a stroke: `VND/year`. A step of something graded is a `level`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pricing.formula.functions import FUNCTIONS
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
    write,
)

_Powers = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """Atoms with exponents, and how many base units one of these is."""

    powers: _Powers = ()
    factor: Fraction = Fraction(1)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_add(self.powers, other.powers, 1), self.factor * other.factor)

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(_add(self.powers, other.powers, -1), self.factor / other.factor)

    def __pow__(self, exponent: int) -> Unit:
        powers = tuple((atom, power * exponent) for atom, power in self.powers if exponent)
        return Unit(powers, self.factor**exponent)

    @property
    def plain(self) -> bool:
        """Whether this is a bare number: a fraction, a count, a comparison."""
        return not self.powers

    def __str__(self) -> str:
        above = "*".join(_power(atom, power) for atom, power in self.powers if power > 0)
        below = "".join(f"/{_power(atom, -power)}" for atom, power in self.powers if power < 0)
        return (above or "1") + below


PLAIN = Unit()
_ATOMS = frozenset(
    ("h", "day", "year", "kW", "kVA", "kvar", "hp", "kg", "m", "m2", "m3", "litre", "km", "CO2")
    + ("person", "machine", "site", "piece", "point", "order")
    + ("USD", "VND", "EUR", "JPY", "CNY", "GBP", "SGD", "THB")
)
_DERIVED: dict[str, tuple[str, Fraction]] = {
    "W": ("kW", Fraction(1, 1000)),
    "MW": ("kW", Fraction(1000)),
    "kWh": ("kW*h", Fraction(1)),
    "MWh": ("kW*h", Fraction(1000)),
    "GWh": ("kW*h", Fraction(1_000_000)),
    "minute": ("h", Fraction(1, 60)),
    "month": ("year", Fraction(1, 12)),
    "quarter": ("year", Fraction(1, 4)),
    "tonne": ("kg", Fraction(1000)),
    "g": ("kg", Fraction(1, 1000)),
    "kgCO2e": ("CO2", Fraction(1)),
    "gCO2e": ("CO2", Fraction(1, 1000)),
    "tCO2e": ("CO2", Fraction(1000)),
}
_COUNTS = ("fraction", "years", "months", "times", "level", "1")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ONLY_BELOW = ("year", "month", "quarter")
_WORD = re.compile(r"([A-Za-z][A-Za-z0-9_]*|1)(?:\^(\d))?")


@lru_cache(maxsize=4096)
def read_unit(text: str, own: tuple[str, ...] = ()) -> Unit:
    """The unit that `text` writes: atoms joined by `*` and `/`, a scale word before them.

    Args:
        text: for instance `million VND/year`, `kW*h`, `USD/kWh`, `m3/h`, `fraction`.
        own: further atoms that the calculator declares.

    Raises:
        FormulaError: an unknown word, or a per cent sign (rates are fractions).

    >>> read_unit("kW") * read_unit("h/year") * read_unit("VND/kWh") == read_unit("VND/year")
    True
    """
    unit, above = PLAIN, True
    rest = text.strip()
    if "%" in rest or "percent" in rest:
        raise FormulaError("rates are fractions: write the unit `fraction` and 0.05 for 5 %")
    scale, _, after = rest.partition(" ")
    if scale in _SCALES:
        unit, rest = Unit((), Fraction(_SCALES[scale])), after.strip()
    for position, part in enumerate(re.split(r"\s*([*/])\s*", rest)):
        if position % 2:
            above = part == "*"
            continue
        factor = _word(part, own, above, text)
        unit = unit * factor if above else unit / factor
    return unit


def _word(part: str, own: tuple[str, ...], above: bool, text: str) -> Unit:
    match = _WORD.fullmatch(part.strip())
    if match is None:
        raise FormulaError(f"{text!r} is not a unit")
    word, exponent = match[1], int(match[2] or 1)
    if above and word in _ONLY_BELOW:
        raise FormulaError(f"{text!r}: a number of {word}s is a count, write `{word}s`")
    if word in _COUNTS:
        return PLAIN
    if word in _ATOMS or word in own:
        return Unit(((word, exponent),))
    if word in _DERIVED:
        base, factor = _DERIVED[word]
        atoms = [Unit(((atom, 1),)) for atom in base.split("*")]
        whole = Unit((), factor)
        for atom in atoms:
            whole = whole * atom
        return whole**exponent
    raise FormulaError(f"{text!r}: unknown unit {word!r}; declare it under `units`")


def key_of(table: str) -> str:
    """Under which name the unit of a table's keys stands beside the unit of its values."""
    return f"{table} key"


def unit_of(node: Node, units: Mapping[str, Unit]) -> Unit:
    """The unit of a formula's value; the literal 0 fits any unit.

    Args:
        node: a parsed formula.
        units: per name; of a table its values' unit, and its keys' under `key_of`.

    Raises:
        FormulaError: an unknown name, or units that do not fit.
    """
    return _unit(node, units) or PLAIN


def same_kind(left: Unit, right: Unit) -> bool:
    """Whether two units measure the same thing, whatever their factors."""
    return left.powers == right.powers


def _unit(node: Node, units: Mapping[str, Unit]) -> Unit | None:
    match node:
        case Number(value):
            return None if value == 0 else PLAIN
        case Name(id):
            return _known(id, units)
        case Previous(id, first):
            return _alike(node, (_known(id, units), _unit(first, units)))
        case Lookup(table, key):
            _alike(node, (_known(key_of(table), units), _unit(key, units)))
            return _known(table, units)
        case Negation(operand):
            return _unit(operand, units)
        case Binary(operator, left, right):
            return _binary(node, operator, _unit(left, units), _unit(right, units))
        case Call(function, arguments):
            return _call(node, function, [_unit(each, units) for each in arguments])


def _binary(node: Binary, operator: str, left: Unit | None, right: Unit | None) -> Unit | None:
    if operator == "*":
        return (left or PLAIN) * (right or PLAIN)
    if operator == "/":
        return (left or PLAIN) / (right or PLAIN)
    if operator == "^":
        return _raised(node, left or PLAIN, right or PLAIN)
    together = _alike(node, (left, right))
    return PLAIN if operator in COMPARISONS else together


def _raised(node: Binary, base: Unit, exponent: Unit) -> Unit:
    if not exponent.plain:
        raise FormulaError(f"`{write(node)}`: the exponent has the unit {exponent}")
    if base.plain:
        return PLAIN
    if isinstance(node.right, Number) and node.right.value == int(node.right.value):
        return base ** int(node.right.value)
    raise FormulaError(f"`{write(node)}`: {base} can only be raised to a whole number")


def _known(id: str, units: Mapping[str, Unit]) -> Unit:
    if id not in units:
        raise FormulaError(f"unknown name {id.removesuffix(key_of(''))!r}")
    return units[id]


def _call(node: Call, function: str, given: list[Unit | None]) -> Unit | None:
    kinds = FUNCTIONS[function].given
    kinds = (*kinds, *(kinds[-1:] * (len(given) - len(kinds))))[: len(given)]
    pairs = list(zip(kinds, given, strict=True))
    _plain(node, [unit for kind, unit in pairs if kind.startswith("1")])
    alike = _alike(node, [unit for kind, unit in pairs if kind.startswith("a")])
    return alike if FUNCTIONS[function].result == "a" else PLAIN


def _alike(node: Node, given: Iterable[Unit | None]) -> Unit | None:
    known = [unit for unit in given if unit is not None]
    for unit in known[1:]:
        if not same_kind(unit, known[0]):
            raise FormulaError(f"`{write(node)}`: {known[0]} does not go with {unit}")
    return known[0] if known else None


def _plain(node: Node, given: Iterable[Unit | None]) -> None:
    for unit in given:
        if unit is not None and not unit.plain:
            raise FormulaError(f"`{write(node)}`: a plain number is needed, not {unit}")


def _add(left: _Powers, right: _Powers, sign: int) -> _Powers:
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + sign * power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def _power(atom: str, power: int) -> str:
    return atom if power == 1 else f"{atom}^{power}"
