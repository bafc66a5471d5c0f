"""Ways to pay: loans with their instalments, and alternatives rewritten into payments.

Financing does not add a second model beside the calculator: it replaces the lines it touches
with lines whose formulas say what is paid when, so that they are computed and explained as any
other line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pricing.calculator_data import HORIZON, Alternative, Deferred, Lease, Line, Loan
from pricing.errors import PricingError
from pricing.money import EXACT, Money, quantise
from pricing.text import Text

_WORDS = {
    "principal": Text("Trả nợ gốc", "Principal repaid"),
    "interest": Text("Lãi vay", "Interest"),
    "settlement": Text("Tất toán nợ gốc còn lại", "Settlement of what is still owed"),
    "payment": Text("Tiền thuê", "Lease payment"),
    "buyout": Text("Mua lại khi hết kỳ hạn", "Buy-out at the end of the term"),
    "first_payment": Text("Trả ngay", "Paid at once"),
    "later_payments": Text("Trả chậm", "Paid later"),
}


@dataclass(frozen=True)
class Instalment:
    """One payment of a loan; all amounts positive, payment = interest + principal."""

    number: int
    payment: Money
    interest: Money
    principal: Money
    balance: Money


def instalment(principal: Money, rate: Decimal, payments: int) -> Money:
    """Level payment that repays a loan, due at the end of each period, positive, unrounded.

    Args:
        principal: amount financed, positive.
        rate: fraction per period; 0.01 is 1 %.
        payments: number of payments, at least 1.

    Raises:
        PricingError: no payments, or a rate of −100 % or less.

    Source: annuity formula, as in numpy_financial.pmt.

    >>> quantise(instalment(Money(Decimal(1000), "USD"), Decimal("0.01"), 12))
    Money(amount=Decimal('88.85'), currency='USD')
    """
    if payments < 1 or rate <= -1:
        raise PricingError(f"no loan has {payments} payments at {rate} a period")
    if rate == 0:
        return principal / payments
    remaining = EXACT.power(1 + rate, -payments)
    return principal * EXACT.divide(rate, 1 - remaining)


def repayments(
    principal: Money, rate: Decimal, payments: int, repayment: str = "annuity"
) -> tuple[Instalment, ...]:
    """The instalment table, in payable digits; the principal column sums to the loan exactly.

    Args:
        principal: amount borrowed; its payable digits are what is repaid.
        rate: fraction per period.
        payments: number of payments, at least 1.
        repayment: `annuity` (level payment) or `linear` (level principal).

    The last payment takes what rounding left over.

    >>> table = repayments(Money(Decimal(1000), "USD"), Decimal("0.01"), 12)
    >>> str(sum((row.principal.amount for row in table), Decimal(0))), str(table[-1].balance)
    ('1000.00', '0.00 USD')
    """
    level = quantise(instalment(principal, rate, payments))
    slice_ = quantise(principal / payments)
    balance, rows = quantise(principal), []
    for number in range(1, payments + 1):
        interest = quantise(balance * rate)
        part = slice_ if repayment == "linear" else level - interest
        if number == payments or part > balance:
            part = balance
        balance = balance - part
        rows.append(Instalment(number, part + interest, interest, part, balance))
    return tuple(rows)


def financed(alternative: Alternative, base: Alternative) -> tuple[Line, ...]:
    """The lines of an alternative that pays for `base` in another way, own lines last."""
    match alternative.financing:
        case Loan() as loan:
            rewritten = _loan(loan, base)
        case Lease() as lease:
            rewritten = _lease(lease, base)
        case Deferred() as deferred:
            rewritten = _deferred(deferred, base)
        case None:
            rewritten = iter(base.lines)
    return (*rewritten, *alternative.lines)


def _bought(line: Line) -> bool:
    return line.category == "acquisition" and line.when == "start"


def _loan(loan: Loan, base: Alternative) -> Iterator[Line]:
    prices = [f"{base.id}.{line.id}" for line in base.lines if _bought(line)]
    price = prices[0] if len(prices) == 1 else f"sum({', '.join(prices)})"
    for line in base.lines:
        if _bought(line):
            down = f"(1 - ({loan.share})) * {base.id}.{line.id}"
            line = line.model_copy(update={"formula": down})
        yield line
    repaid = _linear if loan.repayment == "linear" else _annuity
    interest, principal, settlement = repaid(loan, f"({loan.share}) * {price}")
    yield _line("interest", interest)
    yield _line("principal", principal)
    yield _line("settlement", settlement, when="end")


# Both give the formulas of the interest and the principal of a year, and of what is still owed
# at the end of the horizon.


def _linear(loan: Loan, borrowed: str) -> tuple[str, str, str]:
    a_year, term, rate = int(loan.payments_per_year), f"({loan.term_years})", f"({loan.rate})"
    # Within a year the principal falls with each payment; interest is due on the mean of it.
    within = "" if a_year == 1 else f" + {a_year - 1} / {2 * a_year}"
    before = f"(year - 1{within}) / {term}"
    return (
        f"if(year <= {term}, {borrowed} * {rate} * (1 - {before}), 0)",
        f"if(year <= {term}, {borrowed} / {term}, 0)",
        f"max(0, {borrowed} * (1 - {HORIZON} / {term}))",
    )


def _annuity(loan: Loan, borrowed: str) -> tuple[str, str, str]:
    a_year, term, rate = int(loan.payments_per_year), f"({loan.term_years})", f"({loan.rate})"
    first, last, start = "year", "year", f"{HORIZON} + 1"
    if a_year > 1:
        rate, term = f"{rate} / {a_year}", f"{term} * {a_year}"
        first, last = f"(year - 1) * {a_year} + 1", f"year * {a_year}"
        start = f"{HORIZON} * {a_year} + 1"
    of_loan = f"{rate}, {term}, {borrowed}"
    return (
        f"interest_paid({of_loan}, {first}, {last})",
        f"principal_paid({of_loan}, {first}, {last})",
        f"principal_paid({of_loan}, {start}, {term})",
    )


def _lease(lease: Lease, base: Alternative) -> Iterator[Line]:
    yield from (line for line in base.lines if line.category not in lease.replaces)
    term = f"({lease.term_years})"
    paid = f"if(year <= {term}, {lease.payment}, 0)"
    yield _line("payment", paid, when="advance" if lease.when == "advance" else "yearly")
    if lease.buyout is not None:
        yield _line("buyout", f"if(year = {term}, {lease.buyout}, 0)")


def _deferred(deferred: Deferred, base: Alternative) -> Iterator[Line]:
    yield from (line for line in base.lines if not _bought(line))
    first, *later = deferred.payments
    yield _line("first_payment", first, when="start")
    if later:
        amounts = "0"
        for year, amount in reversed(list(enumerate(later, start=1))):
            amounts = f"if(year = {year}, {amount}, {amounts})"
        yield _line("later_payments", amounts)


def _line(id: str, formula: str, when: str = "yearly") -> Line:
    data = {"id": id, "text": _WORDS[id], "category": "financing", "formula": formula}
    return Line.model_validate(data | {"when": when})
