"""On which names a formula depends, and whether its value moves in a straight line with each.

Read off the formulas once for all calculations: what an input does not touch need not be computed
again when it moves, and where net savings move in a straight line, two points say where they are
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from pricing.formula.syntax import Binary, Call, Lookup, Name, Negation, Node, Previous

Bends = dict[str, bool]
"""Every name that something depends on, and whether it bends with it."""

# The arguments of functions in which, all at once, these are straight; every other one bends.
_STRAIGHT: dict[str, tuple[int, ...]] = {
    "grow": (0,),
    "if": (1, 2),
    "npv": (1,),
    "pv": (2, 3),
    "fv": (2, 3),
    "pmt": (2, 3),
    "ipmt": (3, 4),
    "ppmt": (3, 4),
    "cumipmt": (2,),
    "cumprinc": (2,),
    "sln": (0, 1),
    "instalment": (2,),
    "principal_paid": (2,),
    "interest_paid": (2,),
}


class Formula(Protocol):
    """A formula under its name."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def node(self) -> Node:
        """The formula, parsed."""


def dependence(formulas: Iterable[Formula]) -> dict[str, Bends]:
    """What each formula depends on, through all it uses.

    Args:
        formulas: each after those that it uses.

    >>> from types import SimpleNamespace as Formula
    >>> from pricing.formula import parse
    >>> energy = Formula(name="energy", node=parse("grow(hours * price, growth)"))
    >>> dependence([energy])["energy"]
    {'hours': False, 'price': False, 'growth': True}
    """
    found: dict[str, Bends] = {}
    for each in formulas:
        known: Bends = {}
        # A formula that looks at itself bends with what it uses in one period or the next.
        while (bends := _bends(each.node, found | {each.name: known})) != known:
            known = bends
        found[each.name] = known
    return found


def together(parts: Iterable[Bends]) -> Bends:
    """What a sum of parts depends on."""
    found: Bends = {}
    for part in parts:
        for name, bent in part.items():
            found[name] = bent or found.get(name, False)
    return found


def _bends(node: Node, known: Mapping[str, Bends]) -> Bends:
    match node:
        case Name(id):
            return known.get(id, {id: False})
        case Previous(id, first):
            return together([known.get(id, {id: False}), _bends(first, known)])
        case Negation(operand):
            return _bends(operand, known)
        case Lookup(_, key):
            return _bent(_bends(key, known))
        case Call("sum", arguments):
            return together(_bends(each, known) for each in arguments)
        case Call(function, arguments):
            straight = _STRAIGHT.get(function, ())
            parts = (_bends(each, known) for each in arguments)
            return together(
                part if at in straight else _bent(part) for at, part in enumerate(parts)
            )
        case Binary(operator, left, right):
            return _of_two(operator, _bends(left, known), _bends(right, known))
    return {}


def _of_two(operator: str, left: Bends, right: Bends) -> Bends:
    match operator:
        case "+" | "-":
            return together([left, right])
        case "*":
            return together([left, right, dict.fromkeys(left.keys() & right.keys(), True)])
        case "/":
            return together([left, _bent(right)])
    return together([_bent(left), _bent(right)])


def _bent(bends: Bends) -> Bends:
    return dict.fromkeys(bends, True)
