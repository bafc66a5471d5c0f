"""Ways to pay: alternatives rewritten into payments.

Financing does not add a second model beside the calculator: it replaces the lines it touches
with lines whose formulas say what is paid when, so that they are computed and explained as any
other line.
"""

from __future__ import annotations

from collections.abc import Iterator

from pricing.calculator_data import HORIZON, Alternative, Deferred, Lease, Line, Loan
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
