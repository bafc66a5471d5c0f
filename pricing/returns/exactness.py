"""Numbers as these functions take them: exact, finite, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, DecimalException, localcontext
from math import exp, log

from pricing.errors import PricingError
from pricing.money import EXACT

Number = Decimal | int | float
_LOG_10 = log(10)
# Each step doubles the digits, from 15.
_STEPS = 3


@contextmanager
def exactly(what: str) -> Iterator[None]:
    """Plain Decimal operators carried to 60 digits; what has no value is a PricingError."""
    try:
        with localcontext(EXACT):
            yield
    except DecimalException as error:
        raise PricingError(f"{what} is not defined for these figures") from error


def decimal(value: Number) -> Decimal:
    """The number as a Decimal, a float by its shortest digits.

    Raises:
        PricingError: it is not a finite number.

    >>> decimal(0.1)
    Decimal('0.1')
    """
    try:
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
    except DecimalException as error:
        raise PricingError(f"a number is needed, not {value!r}") from error
    if not exact.is_finite():
        raise PricingError(f"a finite number is needed, not {value}")
    return exact


def decimals(values: Sequence[Number]) -> list[Decimal]:
    """The numbers as Decimals; see `decimal`."""
    return [decimal(value) for value in values]


def root(value: Decimal, degree: int) -> Decimal:
    """The root of a number from 0 up, carried to 60 digits.

    Newton's method from the root as a float: a fractional power takes twenty times as long.

    >>> root(Decimal("1.331"), 3) == Decimal("1.1")
    True
    """
    if not value or degree == 1:
        return value
    places, rest = value.adjusted(), degree - 1
    found = Decimal(exp((log(value.scaleb(-places)) + places * _LOG_10) / degree))
    for _ in range(_STEPS):
        again = EXACT.divide(value, EXACT.power(found, rest))
        found = EXACT.divide(
            EXACT.add(EXACT.multiply(found, Decimal(rest)), again), Decimal(degree)
        )
    return found


def rate_of(value: Number) -> Decimal:
    """A rate per period, a fraction above −1.

    Raises:
        PricingError: −100 % or less, where discounting has no meaning.
    """
    rate = decimal(value)
    if rate <= -1:
        raise PricingError(
            f"not defined, because a rate has to be above −100 %, and this one is {rate:%}"
        )
    return rate


def count_of(value: int, what: str) -> int:
    """A whole number of at least 1.

    Raises:
        PricingError: less than one, or a fraction.
    """
    if value != int(value) or value < 1:
        raise PricingError(f"{what} is a whole number of at least 1, not {value}")
    return int(value)
