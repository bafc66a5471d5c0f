"""Money and the one place where rounding happens.

Arithmetic on `Money` is exact up to 60 significant digits; a division that does not come out
even is carried to 60 digits. Only `quantise` brings an amount to payable digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache, wraps
from typing import Literal, ParamSpec, TypeVar, overload

from pricing.errors import CurrencyMismatch, PricingError

RoundingMode = Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]

ROUNDING: dict[str, str] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "half_down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}

EXACT = Context(prec=60, traps=[InvalidOperation, DivisionByZero, Overflow])

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


def exactly(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """The function with plain Decimal operators carried to 60 digits; faults are PricingErrors."""

    @wraps(function)
    def carried(*args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
        with localcontext(EXACT):
            try:
                return function(*args, **kwargs)
            except DecimalException as error:
                raise PricingError(f"a number is too large to reckon with: {error!r}") from error

    return carried


# ISO 4217: every currency has two minor places except these.
_EXCEPTIONS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_MINOR_PLACES = {code: places for places, codes in _EXCEPTIONS.items() for code in codes.split()}
_CURRENCY = re.compile(r"[A-Z]{3}")


@lru_cache(maxsize=512)
def _is_code(currency: str) -> bool:
    return _CURRENCY.fullmatch(currency) is not None


def minor_places(currency: str) -> int:
    """Digits after the point that a payment in this currency can have (ISO 4217).

    >>> minor_places("VND"), minor_places("USD"), minor_places("BHD")
    (0, 2, 3)
    """
    return _MINOR_PLACES.get(currency, 2)


@dataclass(frozen=True)
class Money:
    """An amount and its currency; outflows are negative; mixing currencies raises.

    >>> Money(Decimal("1.10"), "USD") + Money(Decimal("2.25"), "USD")
    Money(amount=Decimal('3.35'), currency='USD')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise PricingError(f"an amount is a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise PricingError(f"an amount is finite, not {self.amount}")
        if not _is_code(self.currency):
            raise PricingError(f"a currency is three capital letters, not {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(Decimal(0), currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The exact sum; zero of `currency` when there are none."""
        total, nothing = Decimal(0), cls.zero(currency)
        for amount in amounts:
            if getattr(amount, "currency", None) != currency:
                nothing._same_currency(amount)
            total = EXACT.add(total, amount.amount)
        return cls(total, currency)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> Money:
        """The amount stored as whole minor units.

        >>> str(Money.from_minor(1234, "USD")), str(Money.from_minor(1234, "VND"))
        ('12.34 USD', '1234 VND')
        """
        return cls(Decimal(units).scaleb(-minor_places(currency), EXACT), currency)

    def to_minor(self) -> int:
        """Whole minor units, for storage; raises unless the amount is already quantised."""
        units = self.amount.scaleb(minor_places(self.currency), EXACT)
        if units != units.to_integral_value():
            raise PricingError(f"{self} has more digits than {self.currency} can pay: quantise it")
        return int(units)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(EXACT.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> Money:
        return Money(EXACT.subtract(Decimal(0), self.amount), self.currency)

    def __abs__(self) -> Money:
        return Money(self.amount.copy_abs(), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(_exact("multiply", self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Money:
        if not isinstance(divisor, Decimal | int):
            return NotImplemented
        return Money(_exact("divide", self.amount, Decimal(divisor)), self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def ratio(self, other: Money) -> Decimal:
        """How many times `other` this is, as a plain number."""
        self._same_currency(other)
        return _exact("divide", self.amount, other.amount)

    def _same_currency(self, other: Money) -> None:
        if not isinstance(other, Money):
            raise PricingError(f"{self} meets {other!r}, which is not Money")
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} meets {other.currency}")


@overload
def quantise(value: Money, places: int | None = None, mode: RoundingMode = "half_up") -> Money: ...
@overload
def quantise(value: Decimal, places: int, mode: RoundingMode = "half_up") -> Decimal: ...
def quantise(
    value: Money | Decimal, places: int | None = None, mode: RoundingMode = "half_up"
) -> Money | Decimal:
    """The value rounded to `places` digits after the point; never a negative zero.

    Args:
        value: an amount, or a plain number (then `places` is needed).
        places: digits kept; None means the currency's minor places; negative rounds to tens,
            hundreds, thousands.
        mode: `half_up` rounds ties away from zero, `half_even` to the even digit.

    Raises:
        PricingError: unknown mode, no places for a number, or more than 60 digits.

    >>> quantise(Money(Decimal("2953.125"), "USD"))
    Money(amount=Decimal('2953.13'), currency='USD')
    >>> quantise(Money(Decimal("2953.125"), "USD"), mode="half_even").amount
    Decimal('2953.12')
    >>> quantise(Money(Decimal("1234.5"), "VND")).amount
    Decimal('1235')
    >>> quantise(Decimal("12345"), -3)
    Decimal('12000')
    """
    if isinstance(value, Money):
        digits = minor_places(value.currency) if places is None else places
        return Money(_round(value.amount, digits, mode), value.currency)
    if places is None:
        raise PricingError("a plain number needs the places to round to")
    return _round(value, places, mode)


@lru_cache(maxsize=128)
def _unit(places: int) -> Decimal:
    """One of the last digit kept."""
    return Decimal(1).scaleb(-places)


def _round(number: Decimal, places: int, mode: str) -> Decimal:
    if mode not in ROUNDING:
        raise PricingError(f"unknown rounding mode {mode!r}; one of {', '.join(ROUNDING)}")
    try:
        rounded = number.quantize(_unit(places), ROUNDING[mode], EXACT)
        # A plain integer instead of 1.2E+4 when whole tens or thousands were asked for.
        plain = rounded.quantize(Decimal(1), context=EXACT) if places < 0 else rounded
    except DecimalException as error:
        raise PricingError(f"{number} cannot be rounded to {places} places") from error
    return plain.copy_abs() if plain == 0 else plain


def _exact(operation: Literal["multiply", "divide"], left: Decimal, right: Decimal) -> Decimal:
    try:
        result: Decimal = getattr(EXACT, operation)(left, right)
    except DecimalException as error:
        raise PricingError(f"cannot {operation} {left} by {right}") from error
    return result
