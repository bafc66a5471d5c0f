"""Level payments in the signs of a spreadsheet: money received positive, money paid negative."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pricing.errors import PricingError
from pricing.returns.exactness import Number, count_of, decimal, exactly, rate_of
from pricing.returns.internal_rates import irr

When = Literal["end", "begin"]


def _start(when: When) -> int:
    if when not in ("end", "begin"):
        raise PricingError(f"payments fall due at the end or the begin, not {when!r}")
    return 1 if when == "begin" else 0


def _grown(rate: Number, nper: Number, when: When) -> tuple[Decimal, Decimal]:
    """What 1 grows to, and what payments of 1 grow to, over the term."""
    r, n = rate_of(rate), decimal(nper)
    growth: Decimal = (1 + r) ** n
    return growth, n if r == 0 else (1 + r * _start(when)) * (growth - 1) / r


def future_value(
    rate: Number, nper: Number, pmt: Number, pv: Number = 0, when: When = "end"
) -> Decimal:
    """What is there after `nper` payments of `pmt` on top of `pv` (FV of spreadsheets).

    >>> round(future_value(0.01, 12, -1000), 2)
    Decimal('12682.50')
    """
    with exactly("a future value"):
        growth, annuity = _grown(rate, nper, when)
        return -(decimal(pv) * growth + decimal(pmt) * annuity)


def present_value(
    rate: Number, nper: Number, pmt: Number, fv: Number = 0, when: When = "end"
) -> Decimal:
    """What `nper` payments and a final amount are worth today (PV of spreadsheets).

    >>> round(present_value(Decimal("0.08") / 12, 240, 500), 2)
    Decimal('-59777.15')
    """
    with exactly("a present value"):
        growth, annuity = _grown(rate, nper, when)
        return -(decimal(fv) + decimal(pmt) * annuity) / growth


def payment(rate: Number, nper: Number, pv: Number, fv: Number = 0, when: When = "end") -> Decimal:
    """The level payment that repays `pv` and leaves `fv` (PMT of spreadsheets), negative.

    Raises:
        PricingError: no payments, or a rate of −100 % or less.

    >>> round(payment(Decimal("0.08") / 12, 10, 10000), 2)
    Decimal('-1037.03')
    >>> round(payment(Decimal("0.08") / 12, 10, 10000, when="begin"), 2)
    Decimal('-1030.16')
    """
    if decimal(nper) <= 0:
        raise PricingError(f"a loan has at least one payment, not {nper}")
    with exactly("a payment"):
        growth, annuity = _grown(rate, nper, when)
        return -(decimal(fv) + decimal(pv) * growth) / annuity


def interest_paid(
    rate: Number,
    nper: int,
    pv: Number,
    start: int,
    end: int,
    fv: Number = 0,
    when: When = "end",
) -> Decimal:
    """Interest in payments `start` to `end`, counted from 1, negative (CUMIPMT; IPMT if equal).

    A first payment in advance carries no interest.

    Raises:
        PricingError: payments outside 1 to `nper`.

    >>> round(interest_paid(Decimal("0.0075"), 360, 125000, 13, 24), 2)
    Decimal('-11135.23')
    """
    with exactly("interest"):
        return sum(_interest(rate, nper, pv, fv, when)[1][_span(nper, start, end)], Decimal(0))


def principal_paid(
    rate: Number,
    nper: int,
    pv: Number,
    start: int,
    end: int,
    fv: Number = 0,
    when: When = "end",
) -> Decimal:
    """Principal in payments `start` to `end`, counted from 1, negative (CUMPRINC; PPMT if equal).

    >>> round(principal_paid(Decimal("0.0075"), 360, 125000, 13, 24), 4)
    Decimal('-934.1071')
    """
    with exactly("principal"):
        pmt, interest = _interest(rate, nper, pv, fv, when)
        return sum((pmt - part for part in interest[_span(nper, start, end)]), Decimal(0))


def linear_interest(rate: Number, period: int, nper: int, pv: Number) -> Decimal:
    """Interest of a loan repaid in equal principal amounts, negative (ISPMT of spreadsheets).

    Args:
        period: counted from 0, as spreadsheets do.

    >>> linear_interest(0.01, 18, 24, 120000)
    Decimal('-300.00')
    """
    if not 0 <= period <= count_of(nper, "the number of payments"):
        raise PricingError(f"period {period} is not within 0 to {nper}")
    with exactly("interest"):
        return -decimal(pv) * rate_of(rate) * (nper - period) / nper


def number_of_payments(
    rate: Number, pmt: Number, pv: Number, fv: Number = 0, when: When = "end"
) -> Decimal:
    """How many payments lead from `pv` to `fv` (NPER of spreadsheets).

    Raises:
        PricingError: the payments never lead there.

    >>> round(number_of_payments(0.075, -2000, 0, 100000), 4)
    Decimal('21.5449')
    """
    with exactly("a number of payments"):
        r, paid = rate_of(rate), decimal(pmt)
        if r == 0:
            return -(decimal(fv) + decimal(pv)) / paid
        level = paid * (1 + r * _start(when)) / r
        ratio = (level - decimal(fv)) / (level + decimal(pv))
        if ratio <= 0:
            raise PricingError("not defined, because these payments never lead to that amount")
        return ratio.ln() / (1 + r).ln()


def loan_rate(
    nper: int, pmt: Number, pv: Number, fv: Number = 0, when: When = "end"
) -> float | None:
    """The rate per period at which the payments repay the loan (RATE); None: there is none.

    >>> round(loan_rate(48, -200, 8000), 6)
    0.007701
    """
    count_of(nper, "the number of payments")
    flows = [decimal(0)] * (nper + 1)
    flows[0], flows[-1] = decimal(pv), decimal(fv)
    first = _start(when)
    for number in range(nper):
        flows[number + 1 - first] += decimal(pmt)
    return irr(flows)


def _interest(
    rate: Number, nper: int, pv: Number, fv: Number, when: When
) -> tuple[Decimal, list[Decimal]]:
    """The payment and the interest in each of them, both negative for a loan received."""
    pmt, r, owed = payment(rate, nper, pv, fv, when), rate_of(rate), decimal(pv)
    parts = []
    for number in range(count_of(nper, "the number of payments")):
        part = Decimal(0) if when == "begin" and number == 0 else -owed * r
        parts.append(part)
        owed += pmt - part
    return pmt, parts


def _span(nper: int, start: int, end: int) -> slice:
    if not 1 <= start <= end <= nper:
        raise PricingError(f"payments {start} to {end} are not within 1 to {nper}")
    return slice(start - 1, end)
