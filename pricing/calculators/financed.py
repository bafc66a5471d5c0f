"""Alternatives rewritten into payments.

Financing and tax do not add a second model beside the calculator: they replace the lines they
touch with lines whose formulas say what is paid when, so that they are computed, explained and
exported as any other line.
"""

from __future__ import annotations

from collections.abc import Iterator

from pricing.calculators.data import Alternative, NamedFormula
from pricing.calculators.lines import Line
from pricing.calculators.paying import Deferred, FinanceLease, Lease, Loan, PayPerUse, Subscription
from pricing.calculators.repaying import Debt, repaid, times
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
_BORROWED = Text("Số tiền vay", "Borrowed")
_BALLOON = Text("Phần gốc trả cuối kỳ hạn", "Paid with the last instalment")
_LEVEL = Text("Phần gốc trả dần", "Repaid in instalments")
_GRACE = Text("Số kỳ chỉ trả lãi", "Payments of interest only")
_PARTS = Text("Số kỳ trả gốc", "Payments that repay")


def financed(
    alternative: Alternative, base: Alternative, a_year: int
) -> tuple[tuple[NamedFormula, ...], tuple[Line, ...]]:
    """What a debt is computed from, and the lines of an alternative that pays for `base` otherwise.

    Its own lines come last.

    Args:
        a_year: periods of the calculator in a year.
    """
    formulas: tuple[NamedFormula, ...] = ()
    match alternative.financing:
        case Loan() | FinanceLease() as credit:
            formulas = _terms(alternative, credit, base)
            rewritten = _repaid(alternative, credit, base, a_year)
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
    return formulas, (*rewritten, *alternative.lines)


def bought(line: Line) -> bool:
    """Whether the line is a purchase that can be paid in another way."""
    return line.category == "acquisition" and line.when == "start"


def price_of(base: Alternative) -> str:
    """The formula of what is bought at the start."""
    prices = [f"{base.id}.{line.id}" for line in base.lines if bought(line)]
    return prices[0] if len(prices) == 1 else f"sum({', '.join(prices)})"


def _terms(
    alternative: Alternative, credit: Loan | FinanceLease, base: Alternative
) -> tuple[NamedFormula, ...]:
    """What is borrowed, how much of it is left for the last payment, and how long repaying waits."""
    names, share = (
        _Names(alternative.id),
        f"({credit.share}) * " if isinstance(credit, Loan) else "",
    )
    made = {names.borrowed: (_BORROWED, share + price_of(base))}
    if kept := _kept(credit):
        made[names.balloon] = _BALLOON, f"({kept}) * {names.borrowed}"
        made[names.level] = _LEVEL, f"{names.borrowed} - {names.balloon}"
    if grace := _grace(credit):
        a_year = int(credit.payments_per_year)
        made[names.grace] = _GRACE, times(f"({grace})", a_year)
        made[names.parts] = _PARTS, f"{times(f'({credit.term_years})', a_year)} - {names.grace}"
    words, counts = alternative.text, (names.grace, names.parts)
    return tuple(
        NamedFormula(
            id=id,
            text=Text(f"{text.vi}, {words.vi}", f"{text.en}, {words.en}"),
            formula=formula,
            unit="times" if id in counts else None,
        )
        for id, (text, formula) in made.items()
    )


def _repaid(
    alternative: Alternative, credit: Loan | FinanceLease, base: Alternative, a_year: int
) -> Iterator[Line]:
    """The lines kept, what is paid down at once, and what the debt costs in its periods."""
    for line in base.lines:
        if not bought(line):
            yield line
        elif isinstance(credit, Loan):
            down = f"(1 - ({credit.share})) * {base.id}.{line.id}"
            yield line.model_copy(update={"formula": down})
    names = _Names(alternative.id)
    debt = Debt(
        borrowed=names.borrowed,
        level=names.level if _kept(credit) else names.borrowed,
        rate=credit.rate,
        term_years=credit.term_years,
        payments_a_year=int(credit.payments_per_year),
        periods_a_year=a_year,
        repayment=(credit.repayments or credit.repayment)
        if isinstance(credit, Loan)
        else "annuity",
        balloon=names.balloon if _kept(credit) else None,
        grace=names.grace if _grace(credit) else "0",
        parts=names.parts if _grace(credit) else None,
    )
    interest, principal, settlement = repaid(debt)
    yield _line("interest", interest)
    yield _line("principal", principal)
    yield _line("settlement", settlement, when="end")


def _kept(credit: Loan | FinanceLease) -> str | None:
    return credit.balloon if isinstance(credit, Loan) else credit.residual


def _grace(credit: Loan | FinanceLease) -> str | None:
    return credit.grace_years if isinstance(credit, Loan) else None


class _Names:
    """What the terms of an alternative's debt are called in its formulas."""

    def __init__(self, id: str) -> None:
        self.borrowed, self.balloon = f"{id}_borrowed", f"{id}_paid_last"
        self.level, self.grace, self.parts = f"{id}_in_parts", f"{id}_waiting", f"{id}_parts"


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
