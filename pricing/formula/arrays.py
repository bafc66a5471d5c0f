"""The arrays formulas are computed with, and the clock they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# One call for all powers is quicker up to here; beyond, a call per power does its cases together.
_FEW = 64


@dataclass(frozen=True)
class Clock:
    """The year and the period of each column: 0, then counted from 1; both shape (1, columns)."""

    year: Array
    period: Array


def padded(arguments: Sequence[Array], *defaults: float, length: int = 6) -> list[Array]:
    """The arguments with the last `defaults` put in for those left out."""
    given = list(arguments)
    missing = length - len(given)
    return [*given, *(np.full((1, 1), value) for value in defaults[len(defaults) - missing :])]


def powers(base: Array, count: int, first: Literal[-1, 0] = 0) -> Array:
    """base^first, … base^(first + count − 1), by multiplication; shape (cases, count)."""
    step = np.ascontiguousarray(base[:, 0])
    found = np.empty((count, len(base)))
    found[:] = step
    found[0] = 1.0 / step if first else 1.0
    if len(base) <= _FEW:
        return np.multiply.accumulate(found, axis=0, out=found).T
    for power in range(1, count):
        np.multiply(found[power - 1], step, out=found[power])
    return found.T
