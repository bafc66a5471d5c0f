"""Alternatives rewritten into payments.

Financing and tax do not add a second model beside the calculator: they replace the lines they
touch with lines whose formulas say what is paid when, so that they are computed, explained and
exported as any other line.
"""

from __future__ import annotations

from collections.abc import Iterator

from pricing.calculators.data import Alternative
from pricing.calculators.lines import Line
from pricing.calculators.paying import Deferred, FinanceLease, Lease, Loan, PayPerUse, Subscription
from pricing.calculators.repaying import Debt, repaid
from pricing.text import Text

_WORDS = {
    "principal": Text("Trả nợ gốc", "Principal repaid"),
    "interest": Text("Lãi vay", "Interest"),
    "settlement": Text("Tất toán nợ gốc còn lại", "Settlement of what is still owed"),
    "payment": Text("Tiền thuê", "Lease payment"),
    "buyout": Text("Mua lại khi hết kỳ hạn", "Buy-out at the end of the term"),
    "first_payment": Text("Trả ngay", "Paid at once"),
    "later_payments": Text("Trả chậm", "Paid later"),
    "fee": Text("Phí thuê bao", "Subscription fee"),
    "setup": Text("Phí khởi tạo", "Set-up fee"),
    "usage": Text("Trả theo mức dùng", "Paid per use"),
}


def financed(alternative: Alternative, base: Alternative, a_year: int) -> tuple[Line, ...]:
    """The lines of an alternative that pays for `base` in another way, own lines last.

    Args:
        a_year: periods of the calculator in a year.
    """
    match alternative.financing:
        case Loan() as loan:
            rewritten = _loan(loan, base, a_year)
        case FinanceLease() as lease:
            rewritten = _finance_lease(lease, base, a_year)
        case Lease() as lease:
            rewritten = _lease(lease, base, a_year)
        case Deferred() as deferred:
            rewritten = _deferred(deferred, base, a_year)
        case Subscription() as subscription:
            rewritten = _subscription(subscription, base)
        case PayPerUse() as usage:
            rewritten = _pay_per_use(usage, base)
        case None:
            rewritten = iter(base.lines)
    return (*rewritten, *alternative.lines)


def bought(line: Line) -> bool:
    """Whether the line is a purchase that can be paid in another way."""
    return line.category == "acquisition" and line.when == "start"


def price_of(base: Alternative) -> str:
    """The formula of what is bought at the start."""
    prices = [f"{base.id}.{line.id}" for line in base.lines if bought(line)]
    return prices[0] if len(prices) == 1 else f"sum({', '.join(prices)})"


def _loan(loan: Loan, base: Alternative, a_year: int) -> Iterator[Line]:
    for line in base.lines:
        if bought(line):
            down = f"(1 - ({loan.share})) * {base.id}.{line.id}"
            line = line.model_copy(update={"formula": down})
        yield line
    debt = Debt(
        borrowed=f"({loan.share}) * {price_of(base)}",
        rate=loan.rate,
        term_years=loan.term_years,
        payments_a_year=int(loan.payments_per_year),
        periods_a_year=a_year,
        linear=loan.repayment == "linear",
        balloon=loan.balloon,
        grace_years=loan.grace_years,
    )
    yield from _debt(debt)


def _finance_lease(lease: FinanceLease, base: Alternative, a_year: int) -> Iterator[Line]:
    yield from (line for line in base.lines if not bought(line))
    debt = Debt(
        borrowed=price_of(base),
        rate=lease.rate,
        term_years=lease.term_years,
        payments_a_year=int(lease.payments_per_year),
        periods_a_year=a_year,
        balloon=lease.residual,
    )
    yield from _debt(debt)


def _debt(debt: Debt) -> Iterator[Line]:
    interest, principal, settlement = repaid(debt)
    yield _line("interest", interest)
    yield _line("principal", principal)
    yield _line("settlement", settlement, when="end")


def _lease(lease: Lease, base: Alternative, a_year: int) -> Iterator[Line]:
    yield from (line for line in base.lines if line.category not in lease.replaces)
    term = f"({lease.term_years})"
    paid = f"if(year <= {term}, {lease.payment}, 0)"
    yield _line("payment", paid, when=lease.when)
    if lease.buyout is not None:
        last = term if a_year == 1 else f"{term} * {a_year}"
        yield _line("buyout", f"if(period = {last}, {lease.buyout}, 0)")


def _deferred(deferred: Deferred, base: Alternative, a_year: int) -> Iterator[Line]:
    yield from (line for line in base.lines if not bought(line))
    first, *later = deferred.payments
    yield _line("first_payment", first, when="start")
    if later:
        amounts = "0"
        for year, amount in reversed(list(enumerate(later, start=1))):
            amounts = f"if(period = {year * a_year}, {amount}, {amounts})"
        yield _line("later_payments", amounts)


def _subscription(subscription: Subscription, base: Alternative) -> Iterator[Line]:
    yield from (line for line in base.lines if line.category not in subscription.replaces)
    if subscription.setup is not None:
        yield _line("setup", subscription.setup, when="start")
    fee = subscription.fee
    if subscription.growth is not None:
        fee = f"grow({fee}, {subscription.growth})"
    yield _line("fee", fee, when="advance")


def _pay_per_use(usage: PayPerUse, base: Alternative) -> Iterator[Line]:
    yield from (line for line in base.lines if line.category not in usage.replaces)
    units = usage.units if usage.minimum is None else f"max({usage.units}, {usage.minimum})"
    yield _line("usage", f"({usage.price}) * ({units})", when="yearly")


def _line(id: str, formula: str, when: str = "arrears") -> Line:
    data = {"id": id, "text": _WORDS[id], "category": "financing", "formula": formula}
    return Line.model_validate(data | {"when": when})
