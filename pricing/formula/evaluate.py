"""The first reading: a formula computed for all scenarios and years at once.

Values are arrays that broadcast to (scenarios, years). Nothing here warns: a division by zero
or an overflow leaves a non-finite cell, and the caller, who knows which line it is, refuses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter

import numpy as np

from pricing.formula.arrays import Array, Clock
from pricing.formula.functions import FUNCTIONS, chosen
from pricing.formula.syntax import Binary, Call, Lookup, Name, Negation, Node, Number, Previous

YEAR, PERIOD = "year", "period"
Computation = Callable[[Mapping[str, Array]], Array]


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


def before(name: str) -> str:
    """Under which name the values of the period before are given."""
    return f"{name} before"


def rows_of(table: str) -> str:
    """Under which name the rows of a table are given: keys and values, shape (rows, 2)."""
    return f"{table} rows"


def evaluate(node: Node, values: Mapping[str, Array]) -> Array:
    """The formula's values, shape broadcast from its inputs.

    Args:
        node: a parsed formula.
        values: one array per name, `year`, and `period` where it is not the year; for `previous` and `lookup` those
            under `before` and `rows_of`.

    Raises:
        KeyError: a name without a value.

    >>> from pricing.formula.parse import parse
    >>> years = np.array([[1.0, 2.0, 3.0]])
    >>> evaluate(parse("GROW(100, 0.10)"), {"year": years}).round(6).tolist()
    [[100.0, 110.0, 121.0]]
    """
    with np.errstate(all="ignore"):
        return computation(node)({PERIOD: values[YEAR], **values})


@lru_cache(maxsize=4096)
def computation(node: Node) -> Computation:
    """The formula as a function of its values, put together once."""
    match node:
        case Number(value):
            constant = np.full((1, 1), float(value))
            return lambda values: constant
        case Name(id):
            return itemgetter(id)
        case Negation(operand):
            inner = computation(operand)
            return lambda values: np.negative(inner(values))
        case Binary(operator, left, right):
            operate = _OPERATIONS[operator]
            first, second = computation(left), computation(right)
            return lambda values: operate(first(values), second(values))
        case Call("if", (condition, then, otherwise)):
            return _either(*map(computation, (condition, then, otherwise)))
        case Call(function, arguments):
            compute = FUNCTIONS[function].compute
            parts = [computation(each) for each in arguments]
            return lambda values: compute(
                [part(values) for part in parts], Clock(values[YEAR], values[PERIOD])
            )
        case Previous(id, first):
            start, earlier = computation(first), before(id)
            return lambda values: np.where(values[PERIOD] <= 1, start(values), values[earlier])
        case Lookup(table, key):
            wanted, rows = computation(key), rows_of(table)
            return lambda values: _found(values[rows], wanted(values))


def _either(condition: Computation, then: Computation, otherwise: Computation) -> Computation:
    """One side alone is computed where the condition is the same in all scenarios and periods."""

    def compute(values: Mapping[str, Array]) -> Array:
        holds = condition(values)
        if holds.size == 1:
            return (otherwise if holds.item() == 0 else then)(values)
        return chosen(holds, then(values), otherwise(values))

    return compute


def _found(rows: Array, keys: Array) -> Array:
    """The value beside the largest key that is not above; none below the first."""
    places = np.searchsorted(rows[:, 0], keys, side="right") - 1
    return np.where(places < 0, np.nan, rows[np.maximum(places, 0), 1])
