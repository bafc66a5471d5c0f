"""One arithmetic for three kinds of number: exact Decimals for one bill, arrays for many meters.

Charges are written once against `Arithmetic`. With `EXACT` a number is a Decimal and the result
is money; with `EXACT_MONTHS` it is an array of Decimals, an element per month with the same
prices; with `ARRAYS` it is an array with an element per meter, in double precision, and the result
ranks thousands of meters.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Decimals = npt.NDArray[np.object_]


class Quantity(Protocol):
    """What both kinds of number can do."""

    def __add__(self, other: Any, /) -> Any: ...

    def __sub__(self, other: Any, /) -> Any: ...

    def __mul__(self, other: Any, /) -> Any: ...

    def __truediv__(self, other: Any, /) -> Any: ...


Number = TypeVar("Number", bound=Quantity)

ZERO = Decimal(0)


class Arithmetic(Protocol[Number]):
    """What charges need beyond + - ×."""

    def number(self, value: Decimal) -> Number:
        """An authored figure as a number of this kind."""

    def least(self, one: Number, other: Number) -> Number:
        """The smaller of two, meter by meter."""

    def most(self, one: Number, other: Number) -> Number:
        """The larger of two, meter by meter."""

    def share(self, amount: Number, part: Number, whole: Number) -> Number:
        """amount × part ÷ whole; 0 where the whole is 0."""

    def some(self, value: Number) -> bool:
        """Whether the number is not 0, for any meter."""


class Exact:
    """Decimals, to the last digit."""

    def number(self, value: Decimal) -> Decimal:
        """The figure itself."""
        return value

    def least(self, one: Decimal, other: Decimal) -> Decimal:
        """The smaller of two."""
        return min(one, other)

    def most(self, one: Decimal, other: Decimal) -> Decimal:
        """The larger of two."""
        return max(one, other)

    def share(self, amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
        """amount × part ÷ whole, without a division where nothing or all is asked for."""
        if not whole or part == whole:
            return amount if whole else ZERO
        return part if amount == whole else amount * part / whole

    def some(self, value: Decimal) -> bool:
        """Whether the number is not 0."""
        return bool(value)


class Arrays:
    """Double precision, an element per meter."""

    def number(self, value: Decimal) -> Floats:
        """The figure, the same for every meter."""
        return np.asarray(float(value))

    def least(self, one: Floats, other: Floats) -> Floats:
        """The smaller of two, meter by meter."""
        return np.minimum(one, other)

    def most(self, one: Floats, other: Floats) -> Floats:
        """The larger of two, meter by meter."""
        return np.maximum(one, other)

    def share(self, amount: Floats, part: Floats, whole: Floats) -> Floats:
        """amount × part ÷ whole; 0 where the whole is 0."""
        product = amount * part
        return np.divide(product, whole, out=np.zeros_like(product), where=whole != 0)

    def some(self, value: Floats) -> bool:
        """Whether the number is not 0 for any meter."""
        return bool(np.any(value))


class ExactMonths:
    """Decimals, to the last digit, an element per month."""

    def number(self, value: Decimal) -> Decimals:
        """The figure, the same for every month."""
        return np.array(value, dtype=object)

    def least(self, one: Decimals, other: Decimals) -> Decimals:
        """The smaller of two, month by month."""
        return np.minimum(one, other)

    def most(self, one: Decimals, other: Decimals) -> Decimals:
        """The larger of two, month by month."""
        return np.maximum(one, other)

    def share(self, amount: Decimals, part: Decimals, whole: Decimals) -> Decimals:
        """amount × part ÷ whole; 0 where the whole is 0."""
        return np.asarray(_shares(amount, part, whole), dtype=object)

    def some(self, value: Decimals) -> bool:
        """Whether the number is not 0 for any month."""
        return bool(np.any(value))

    def each(self, value: Decimals, months: int) -> list[Decimal]:
        """The number month by month; one that is the same for all comes as a figure."""
        whole = np.asarray(value, dtype=object)
        return list(whole) if whole.ndim else [whole.item()] * months


EXACT = Exact()
ARRAYS = Arrays()
EXACT_MONTHS = ExactMonths()

_shares = np.frompyfunc(EXACT.share, 3, 1)
