"""The formulas of a debt: interest and principal of a period, and what is owed at the end."""

from __future__ import annotations

from dataclasses import dataclass

from pricing.calculators.fields import HORIZON


@dataclass(frozen=True)
class Debt:
    """What is borrowed and how it is repaid; amounts, rates and terms are formulas.

    `balloon` is the share left for the last payment, `grace_years` the years of interest only.
    """

    borrowed: str
    rate: str
    term_years: str
    payments_a_year: int
    periods_a_year: int
    linear: bool = False
    balloon: str | None = None
    grace_years: str | None = None

    @property
    def payment_rate(self) -> str:
        """The rate of one payment."""
        return _divided(f"({self.rate})", self.payments_a_year)

    @property
    def payments(self) -> str:
        """How many payments there are."""
        return _times(f"({self.term_years})", self.payments_a_year)

    @property
    def grace(self) -> str:
        """How many of them are interest only."""
        years = self.grace_years
        return "0" if years is None else _times(f"({years})", self.payments_a_year)

    @property
    def first(self) -> str:
        """The number of the first payment in a period."""
        if self.payments_a_year == self.periods_a_year:
            return "period"
        return f"{self._made('(period - 1)')} + 1"

    @property
    def last(self) -> str:
        """The number of the last payment in a period; below `first` where there is none."""
        return self._made("period")

    @property
    def made(self) -> str:
        """How many payments the years compared have room for."""
        return _times(HORIZON, self.payments_a_year)

    @property
    def level(self) -> str:
        """What is repaid in instalments."""
        if self.balloon is None:
            return self.borrowed
        return f"(1 - ({self.balloon})) * {self.borrowed}"

    def _made(self, period: str) -> str:
        """How many payments are made up to the end of a period."""
        if self.payments_a_year % self.periods_a_year == 0:
            return _times(period, self.payments_a_year // self.periods_a_year)
        return f"int({period} / {self.periods_a_year // self.payments_a_year})"


def repaid(debt: Debt) -> tuple[str, str, str]:
    """Interest and principal of a period, and the principal still owed after the last one."""
    interest, principal, settlement = _linear(debt) if debt.linear else _annuity(debt)
    if debt.grace_years is not None:
        waiting = _count(debt, debt.grace)
        interest = f"{interest} + {debt.level} * {debt.payment_rate} * {waiting}"
    if debt.balloon is not None:
        balloon = f"({debt.balloon}) * {debt.borrowed}"
        interest += f" + {balloon} * {debt.payment_rate} * {_count(debt, debt.payments)}"
        due = f"and({debt.first} <= {debt.payments}, {debt.payments} <= {debt.last})"
        principal = f"{principal} + if({due}, {balloon}, 0)"
        settlement = f"{settlement} + if({debt.made} < {debt.payments}, {balloon}, 0)"
    return interest, principal, settlement


def _count(debt: Debt, limit: str) -> str:
    """How many of the first `limit` payments fall in a period."""
    return f"(min({debt.last}, {limit}) - min({_less(debt.first, '1')}, {limit}))"


def _annuity(debt: Debt) -> tuple[str, str, str]:
    first, last, made, payments = (
        _less(number, debt.grace) for number in (debt.first, debt.last, debt.made, debt.payments)
    )
    of_loan = f"{debt.payment_rate}, {payments}, {debt.level}"
    return (
        f"interest_paid({of_loan}, {first}, {last})",
        f"principal_paid({of_loan}, {first}, {last})",
        f"principal_paid({of_loan}, {made} + 1, {payments})",
    )


def _linear(debt: Debt) -> tuple[str, str, str]:
    payments = f"({_less(debt.payments, debt.grace)})"
    before, after, made = (
        f"min(max({_less(number, debt.grace)}, 0), {payments})"
        for number in (_less(debt.first, "1"), debt.last, debt.made)
    )
    count = f"({after} - {before})"
    # Interest is due on the mean of what is owed before each payment of the period.
    owed = f"(1 - ({before} + {after} - 1) / (2 * {payments}))"
    return (
        f"{debt.level} * {debt.payment_rate} * {count} * {owed}",
        f"{debt.level} * {count} / {payments}",
        f"{debt.level} * (1 - {made} / {payments})",
    )


def _times(number: str, factor: int) -> str:
    return number if factor == 1 else f"{number} * {factor}"


def _divided(number: str, by: int) -> str:
    return number if by == 1 else f"{number} / {by}"


def _less(number: str, by: str) -> str:
    return number if by == "0" else f"{number} - {by}"
