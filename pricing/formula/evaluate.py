"""The first reading: a formula computed for all scenarios and years at once.

Values are arrays that broadcast to (scenarios, years). Nothing here warns: a division by zero
or an overflow leaves a non-finite cell, and the caller, who knows which line it is, refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from pricing.formula.functions import FUNCTIONS, Array
from pricing.formula.syntax import Binary, Call, Name, Negation, Node, Number

YEAR = "year"


def _compare(operation: Callable[[Array, Array], object]) -> Callable[[Array, Array], Array]:
    return lambda left, right: np.asarray(operation(left, right), dtype=np.float64)


_OPERATIONS: dict[str, Callable[[Array, Array], Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "<": _compare(np.less),
    "<=": _compare(np.less_equal),
    ">": _compare(np.greater),
    ">=": _compare(np.greater_equal),
    "=": _compare(np.equal),
    "<>": _compare(np.not_equal),
}


def evaluate(node: Node, values: Mapping[str, Array]) -> Array:
    """The formula's values, shape broadcast from its inputs.

    Args:
        node: a parsed formula.
        values: one array per name, and `year`.

    Raises:
        KeyError: a name without a value.

    >>> from pricing.formula.parse import parse
    >>> years = np.array([[1.0, 2.0, 3.0]])
    >>> evaluate(parse("grow(100, 0.10)"), {"year": years}).round(6).tolist()
    [[100.0, 110.0, 121.0]]
    """
    with np.errstate(all="ignore"):
        return _evaluate(node, values)


def _evaluate(node: Node, values: Mapping[str, Array]) -> Array:
    match node:
        case Number(value):
            return np.full((1, 1), float(value))
        case Name(id):
            return values[id]
        case Negation(operand):
            return np.negative(_evaluate(operand, values))
        case Binary(operator, left, right):
            return _OPERATIONS[operator](_evaluate(left, values), _evaluate(right, values))
        case Call(function, arguments):
            computed = [_evaluate(each, values) for each in arguments]
            return FUNCTIONS[function].compute(computed, values[YEAR])
