"""UVL constraints → formulas of ours, or the reason why a model cannot hold them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from configurator.formula import (
    COMPARE,
    MAX_NAMES,
    And,
    Compare,
    Formula,
    Iff,
    Linear,
    Name,
    Not,
    Or,
    implies,
)
from configurator.reading.uvl.terms import Term, names_in
from configurator.reading.uvl.tree import Value

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
Weights = dict[str, Decimal]


class NotHeld(Exception):
    """A constraint that says more than a product model can."""


@dataclass(frozen=True)
class Known:
    """What a feature became: an option, a number, or an option with a number beside it."""

    name: str
    option: str | None
    number: str | None
    attributes: Mapping[str, Value]
    below: frozenset[str] = field(default=frozenset(), repr=False)


class Reader:
    """Puts terms into formulas; `root` is an option that is in every product."""

    def __init__(self, features: Mapping[str, Known], root: str, own: str = "") -> None:
        self._features = features
        self._root = root
        self._own = own
        self._numbers = {known.number for known in features.values()}

    def formula(self, term: Term, prefix: str = "") -> Formula:
        """The formula of a constraint; raises NotHeld."""
        match term:
            case Term("operator", "!", (part,)):
                return Not(self.formula(part, prefix))
            case Term("operator", sign, (left, right)) if sign in COMPARISONS:
                return self._compared(
                    self._weighed(left, prefix), sign, self._weighed(right, prefix)
                )
            case Term("operator", ("&" | "|" | "=>" | "<=>") as sign, (left, right)):
                return _joined(sign, self.formula(left, prefix), self.formula(right, prefix))
            case Term("reference", text):
                return self._reference(text, prefix)
        raise NotHeld(f"'{term.text}' is no statement")

    def _reference(self, text: str, prefix: str) -> Formula:
        known, attribute = self._known(text, prefix)
        if attribute is None:
            return self._truth(True) if known.option is None else Name(known.option)
        value = known.attributes.get(attribute)
        if not isinstance(value, bool):
            raise NotHeld(f"'{text}' is neither true nor false")
        there = self._truth(True) if known.option is None else Name(known.option)
        return there if value else self._truth(False)

    def _known(self, text: str, prefix: str) -> tuple[Known, str | None]:
        """The feature a reference speaks of, and the attribute of it, if any."""
        names = names_in(text)
        for start in (prefix, ""):
            for end in range(len(names), 0, -1):
                known = self._features.get(start + ".".join(names[:end]))
                if known:
                    return known, ".".join(names[end:]) or None
        if len(names) > 1 and names[0] == self._own:
            return self._known(text.partition(".")[2], prefix)
        raise NotHeld(f"no feature is called '{text}'")

    def _truth(self, value: bool) -> Formula:
        root = Name(self._root)
        return root if value else Not(root)

    def _compared(
        self, left: tuple[Weights, Decimal], sign: str, right: tuple[Weights, Decimal]
    ) -> Formula:
        weights = _added(left[0], right[0], Decimal(-1))
        constant, sign = right[1] - left[1], "=" if sign == "==" else sign
        if not weights:
            return self._truth(COMPARE[sign](Decimal(0), constant))
        if len(weights) > MAX_NAMES:
            raise NotHeld(f"a sum over {len(weights)} names; {MAX_NAMES} at most can be held")
        ((name, factor), *others) = weights.items()
        if not others and factor == 1 and name in self._numbers:
            return Compare(name, sign, constant)
        return Linear(tuple((each, key) for key, each in weights.items()), sign, constant)

    def _weighed(self, term: Term, prefix: str) -> tuple[Weights, Decimal]:
        """An expression as weights by name, and a constant; raises NotHeld where it is neither."""
        match term:
            case Term("figure", text):
                return {}, Decimal(text)
            case Term("reference", text):
                return self._figure(text, prefix)
            case Term("call", "sum", parts):
                return self._sum(parts, prefix), Decimal(0)
            case Term("operator", "-", (part,)):
                return _times(self._weighed(part, prefix), Decimal(-1))
            case Term("operator", ("+" | "-") as sign, (left, right)):
                (a, x), (b, y) = self._weighed(left, prefix), self._weighed(right, prefix)
                factor = Decimal(1 if sign == "+" else -1)
                return _added(a, b, factor), x + factor * y
            case Term("operator", ("*" | "/") as sign, (left, right)):
                return _scaled(self._weighed(left, prefix), sign, self._weighed(right, prefix))
            case Term("call", function):
                raise NotHeld(f"rules know no '{function}', only 'sum'")
            case Term("string"):
                raise NotHeld("text is compared")
        raise NotHeld(f"'{term.text}' is no figure")

    def _figure(self, text: str, prefix: str) -> tuple[Weights, Decimal]:
        known, attribute = self._known(text, prefix)
        if attribute is None:
            if known.number is None:
                raise NotHeld(f"'{text}' has no figure that can be compared")
            return {known.number: Decimal(1)}, Decimal(0)
        value = known.attributes.get(attribute)
        if not isinstance(value, Decimal):
            raise NotHeld(f"'{text}' is no figure")
        return ({known.option: value}, Decimal(0)) if known.option else ({}, value)

    def _sum(self, parts: tuple[Term, ...], prefix: str) -> Weights:
        if any(part.kind != "reference" for part in parts) or not 1 <= len(parts) <= 2:
            raise NotHeld("'sum' takes a feature and an attribute")
        attribute = ".".join(names_in(parts[-1].text))
        below: Iterable[str] = self._features
        if len(parts) == 2:
            below = self._known(parts[0].text, prefix)[0].below
        weights: Weights = {}
        for name in below:
            known = self._features[name]
            value = known.attributes.get(attribute)
            if isinstance(value, Decimal):
                weights = _added(weights, {known.option or self._root: value}, Decimal(1))
        return weights


def _joined(sign: str, left: Formula, right: Formula) -> Formula:
    """Two formulas under one operator; `a & b & c` becomes one `and` of three."""
    match sign:
        case "&":
            return And((*_parts(And, left), *_parts(And, right)))
        case "|":
            return Or((*_parts(Or, left), *_parts(Or, right)))
        case "=>":
            return implies(left, right)
    return Iff(left, right)


def _parts(kind: type[And] | type[Or], formula: Formula) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, And | Or) and type(formula) is kind else (formula,)


def _added(weights: Weights, others: Weights, factor: Decimal) -> Weights:
    names = dict.fromkeys([*weights, *others])
    zero = Decimal(0)
    total = {name: weights.get(name, zero) + factor * others.get(name, zero) for name in names}
    return {name: value for name, value in total.items() if value}


def _times(figure: tuple[Weights, Decimal], factor: Decimal) -> tuple[Weights, Decimal]:
    return {name: value * factor for name, value in figure[0].items() if factor}, figure[1] * factor


def _scaled(
    left: tuple[Weights, Decimal], sign: str, right: tuple[Weights, Decimal]
) -> tuple[Weights, Decimal]:
    if sign == "*" and not left[0]:
        left, right = right, left
    if right[0] or (sign == "/" and not right[1]):
        raise NotHeld("figures that both vary are multiplied or divided")
    if sign == "*":
        return _times(left, right[1])
    return {name: value / right[1] for name, value in left[0].items()}, left[1] / right[1]
