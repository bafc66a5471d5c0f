"""The formulas of a debt: interest and principal of a period, and what is owed at the end."""

from __future__ import annotations

from dataclasses import dataclass

from pricing.calculators.fields import HORIZON
from pricing.calculators.paying import Repayments
from pricing.financing import Repayment


@dataclass(frozen=True)
class Debt:
    """What is borrowed and how it is repaid; amounts, rates and terms are formulas.

    `balloon` is the amount left for the last payment, `level` what is repaid in instalments,
    `grace` the number of payments of interest only, `parts` that of the others. `repayment` is the one way of repaying, or
    the level that chooses among several.
    """

    borrowed: str
    level: str
    rate: str
    term_years: str
    payments_a_year: int
    periods_a_year: int
    repayment: Repayment | Repayments = "annuity"
    balloon: str | None = None
    grace: str = "0"
    parts: str | None = None

    @property
    def payment_rate(self) -> str:
        """The rate of one payment."""
        return _divided(f"({self.rate})", self.payments_a_year)

    @property
    def payments(self) -> str:
        """How many payments there are."""
        return times(f"({self.term_years})", self.payments_a_year)

    @property
    def before(self) -> str:
        """How many payments are made before a period."""
        return self._made("period - 1" if self._alike else "(period - 1)")

    @property
    def last(self) -> str:
        """How many payments are made up to the end of a period."""
        return self._made("period")

    @property
    def made(self) -> str:
        """How many payments the years compared have room for."""
        return times(HORIZON, self.payments_a_year)

    @property
    def _alike(self) -> bool:
        return self.payments_a_year == self.periods_a_year

    def _made(self, period: str) -> str:
        if self.payments_a_year % self.periods_a_year == 0:
            return times(period, self.payments_a_year // self.periods_a_year)
        return f"int({period} / {self.periods_a_year // self.payments_a_year})"


def repaid(debt: Debt) -> tuple[str, str, str]:
    """Interest and principal of a period, and the principal still owed after the last one."""
    interest, principal, settlement = _by(debt.repayment, debt)
    if debt.grace != "0":
        waiting = _count(debt, debt.grace)
        interest = f"{interest} + {debt.level} * {debt.payment_rate} * {waiting}"
    if debt.balloon is not None:
        interest += f" + {debt.balloon} * {debt.payment_rate} * {_count(debt, debt.payments)}"
        due = f"and({debt.before} < {debt.payments}, {debt.payments} <= {debt.last})"
        principal = f"{principal} + if({due}, {debt.balloon}, 0)"
        settlement = f"{settlement} + if({debt.made} < {debt.payments}, {debt.balloon}, 0)"
    return interest, principal, settlement


def _by(repayment: Repayment | Repayments, debt: Debt) -> tuple[str, str, str]:
    if repayment == "annuity":
        return _annuity(debt)
    if repayment == "linear":
        return _linear(debt)
    *others, last = repayment.of
    chosen = _by(last, debt)
    for level, each in reversed(list(enumerate(others, start=1))):
        either = zip(_by(each, debt), chosen, strict=True)
        then, other, last_owed = (f"if({repayment.level} = {level}, {a}, {b})" for a, b in either)
        chosen = then, other, last_owed
    return chosen


def _count(debt: Debt, limit: str) -> str:
    """How many of the first `limit` payments fall in a period."""
    return f"(min({debt.last}, {limit}) - min({debt.before}, {limit}))"


def _annuity(debt: Debt) -> tuple[str, str, str]:
    before, last, made = (_less(each, debt.grace) for each in (debt.before, debt.last, debt.made))
    of_loan = f"{debt.payment_rate}, {_parts(debt)}, {debt.level}"
    return (
        f"interest_paid({of_loan}, {before} + 1, {last})",
        f"principal_paid({of_loan}, {before} + 1, {last})",
        f"principal_paid({of_loan}, {made} + 1, {_parts(debt)})",
    )


def _linear(debt: Debt) -> tuple[str, str, str]:
    payments = _parts(debt)
    before, after, made = (
        f"min(max({_less(number, debt.grace)}, 0), {payments})"
        for number in (debt.before, debt.last, debt.made)
    )
    count = f"({after} - {before})"
    # Interest is due on the mean of what is owed before each payment of the period.
    owed = f"(1 - ({before} + {after} - 1) / (2 * {payments}))"
    return (
        f"{debt.level} * {debt.payment_rate} * {count} * {owed}",
        f"{debt.level} * {count} / {payments}",
        f"{debt.level} * (1 - {made} / {payments})",
    )


def _parts(debt: Debt) -> str:
    return debt.parts or f"({debt.payments})"


def times(number: str, factor: int) -> str:
    """A formula so many times."""
    return number if factor == 1 else f"{number} * {factor}"


def _divided(number: str, by: int) -> str:
    return number if by == 1 else f"{number} / {by}"


def _less(number: str, by: str) -> str:
    return number if by == "0" else f"{number} - {by}"
