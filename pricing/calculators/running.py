"""A formula that goes on from its own value of the period before, all periods in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pricing.formula import PERIOD, Computation, Node, computation, names
from pricing.formula.arrays import Array
from pricing.formula.syntax import Binary, Call, Name, Number, Previous

_STEPS = {"+": np.add, "-": np.subtract}


@dataclass(frozen=True)
class Running:
    """`if(period < 1, first, previous(itself, first) - step)`, or with a plus.

    So a book value is written: a price from which each period takes away.
    """

    operator: str
    first: Computation
    step: Computation

    def compute(self, values: Mapping[str, Array]) -> Array | None:
        """Its values per period, added up in their order; None where the first has periods too."""
        first, step = self.first(values), self.step(values)
        if first.shape[1] > 1:
            return None
        shape = (max(len(first), len(step)), values[PERIOD].shape[1])
        steps = np.array(np.broadcast_to(step, shape))
        steps[:, :1] = first
        found: Array = _STEPS[self.operator].accumulate(steps, axis=1)
        return found


def running(name: str, node: Node) -> Running | None:
    """How the formula of this name runs on; None where it is of another form.

    >>> from pricing.formula import parse
    >>> book = running("book", parse("if(period < 1, price, previous(book, price) - off)"))
    >>> periods, off = np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([[9.0, 25.0, 25.0, 30.0]])
    >>> book.compute({"period": periods, "price": np.array([[100.0]]), "off": off}).tolist()
    [[100.0, 75.0, 50.0, 20.0]]
    """
    match node:
        case Call(
            "if",
            (
                Binary("<", Name(period), Number(one)),
                first,
                Binary(("+" | "-") as operator, Previous(before, start), step),
            ),
        ) if (period, before) == (PERIOD, name) and one == 1 and start == first:
            if name not in (*names(first), *names(step)):
                return Running(operator, computation(first), computation(step))
    return None
