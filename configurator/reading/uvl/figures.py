"""Typed features and feature cardinalities of UVL → numbers with bounds and steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from configurator.reading.uvl.terms import Term, names_in
from configurator.reading.uvl.tree import MANY, Feature

REAL_STEP = Decimal("0.01")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@dataclass(frozen=True)
class Bounds:
    """The values a feature may take where it is there."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def even(self) -> bool:
        """Whether both ends lie on steps."""
        return self.low <= self.high and not (self.high - self.low) % self.step

    @property
    def through_zero(self) -> bool:
        """Whether zero lies on one of the steps too, or would."""
        return self.even and not self.low % self.step


def typed_bounds(feature: Feature, limits: "Limits") -> Bounds | None:
    """The bounds of an Integer or Real: its attributes min, max, step, else plain constraints."""
    values = feature.attributes
    low = values.get("min", limits.low.get(feature.name))
    high = values.get("max", limits.high.get(feature.name))
    step = values.get("step", Decimal(1) if feature.type == "Integer" else REAL_STEP)
    if not all(type(each) is Decimal for each in (low, high, step)) or not step:
        return None
    bounds = Bounds(Decimal(low), Decimal(high), Decimal(step))  # type: ignore[arg-type]
    return bounds if bounds.even else None


def counted_bounds(feature: Feature) -> Bounds | None:
    """How many of a feature there are where it is there at all."""
    low, high = feature.count or (0, MANY)
    return None if high == MANY or high < max(1, low) else Bounds(*_figures(max(1, low), high, 1))


def _figures(*values: int) -> Iterator[Decimal]:
    return map(Decimal, values)


class Limits:
    """The ends that constraints of the kind `speed <= 20` give to features."""

    def __init__(self, terms: Iterable[tuple[str, Term]]) -> None:
        self.low: dict[str, Decimal] = {}
        self.high: dict[str, Decimal] = {}
        for prefix, term in terms:
            for part in _conjuncts(term):
                self._note(prefix, part)

    def _note(self, prefix: str, term: Term) -> None:
        match term:
            case Term("operator", sign, (Term("reference", name), Term() as constant)):
                self._limit(prefix + ".".join(names_in(name)), sign, _constant(constant))
            case Term("operator", sign, (Term() as constant, Term("reference", name))):
                turned = _TURNED.get(sign, "")
                self._limit(prefix + ".".join(names_in(name)), turned, _constant(constant))

    def _limit(self, name: str, sign: str, constant: Decimal | None) -> None:
        if constant is None:
            return
        if sign in (">", ">=", "=="):
            self.low[name] = max(constant, self.low.get(name, constant))
        if sign in ("<", "<=", "=="):
            self.high[name] = min(constant, self.high.get(name, constant))


def _conjuncts(term: Term) -> Iterator[Term]:
    if term.kind == "operator" and term.text == "&":
        for part in term.parts:
            yield from _conjuncts(part)
    else:
        yield term


def _constant(term: Term) -> Decimal | None:
    match term:
        case Term("figure", text):
            return Decimal(text)
        case Term("operator", "-", (Term("figure", text),)):
            return -Decimal(text)
    return None
