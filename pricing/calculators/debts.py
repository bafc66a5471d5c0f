"""The term and the instalments of what is paid on credit, in payable digits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from pricing.calculators.alternatives import InstalmentRow
from pricing.calculators.cash_flows import Grid
from pricing.calculators.data import Alternative, CalculatorData
from pricing.calculators.financed import bought
from pricing.calculators.paying import Deferred, FinanceLease, Lease, Loan
from pricing.financing import Repayment, repayments
from pricing.formula import PERIOD, YEAR, evaluate, names, parse
from pricing.money import EXACT, Money, quantise
from pricing.returns import effective_rate

_MOST_INSTALMENTS = 600


@dataclass(frozen=True)
class DebtTable:
    """How long it is paid for, and the instalments where there are such.

    `finer`: it is paid more often than the calculator counts, so that its rate does not show in
    the flows; then `rate` is its effective rate a year, None where own costs come on top.
    """

    term_years: Decimal
    instalments: tuple[InstalmentRow, ...] = ()
    finer: bool = False
    rate: Decimal | None = None


def debt_of(alternative: Alternative, data: CalculatorData, grid: Grid) -> DebtTable | None:
    """What an alternative owes and for how long; None where nothing has a term."""
    match alternative.financing:
        case Deferred() as deferred:
            return DebtTable(Decimal(len(deferred.payments) - 1))
        case Lease() as lease:
            return DebtTable(_tidy(_at_start(lease.term_years, grid)))
        case Loan() as loan:
            share = _at_start(loan.share, grid)
            grace = _at_start(loan.grace_years or "0", grid)
            balloon = _at_start(loan.balloon or "0", grid)
            return _table(alternative, data, grid, loan, share, balloon, grace)
        case FinanceLease() as lease:
            residual = _at_start(lease.residual or "0", grid)
            return _table(alternative, data, grid, lease, 1.0, residual, 0.0)
    return None


def _table(
    alternative: Alternative,
    data: CalculatorData,
    grid: Grid,
    debt: Loan | FinanceLease,
    share: float,
    balloon: float,
    grace: float,
) -> DebtTable:
    a_year = int(debt.payments_per_year)
    term = _at_start(debt.term_years, grid)
    payments, free = term * a_year, grace * a_year
    nominal = _tidy(_at_start(debt.rate, grid))
    finer = a_year > data.periods_a_year
    rate = None if alternative.lines or not share else effective_rate(nominal, a_year)
    if payments != int(payments) or free != int(free) or not free < payments <= _MOST_INSTALMENTS:
        return DebtTable(_tidy(term), (), finer, rate)
    borrowed = _money(_price(alternative, data, grid) * share, data)
    rows = _instalments(
        borrowed,
        EXACT.divide(nominal, a_year),
        int(payments),
        _repayment(debt, grid),
        quantise(borrowed * _tidy(balloon)),
        int(free),
    )
    return DebtTable(_tidy(term), rows, finer, rate)


def _repayment(debt: Loan | FinanceLease, grid: Grid) -> Repayment:
    if not isinstance(debt, Loan):
        return "annuity"
    chosen = debt.repayments
    return chosen.chosen(_at_start(chosen.level, grid)) if chosen else debt.repayment


@lru_cache(maxsize=128)
def _instalments(
    borrowed: Money, rate: Decimal, payments: int, repayment: Repayment, balloon: Money, grace: int
) -> tuple[InstalmentRow, ...]:
    """The table of a debt; most changes of a case leave its debts as they are."""
    table = repayments(borrowed, rate, payments, repayment, balloon=balloon, grace=grace)
    return tuple(
        InstalmentRow(
            number=row.number,
            payment=row.payment.amount,
            interest=row.interest.amount,
            principal=row.principal.amount,
            balance=row.balance.amount,
        )
        for row in table
    )


def _price(alternative: Alternative, data: CalculatorData, grid: Grid) -> float:
    base = next(each for each in data.alternatives if each.id == alternative.of)
    lines = (line for line in base.lines if bought(line))
    return sum(float(grid.amounts[f"{base.id}.{line.id}"].flat[0]) for line in lines)


def _money(amount: float, data: CalculatorData) -> Money:
    return quantise(Money(Decimal(str(amount)), data.currency))


def _at_start(formula: str, grid: Grid) -> float:
    """A formula with the values of year 0."""
    node = parse(formula)
    start = np.zeros((1, 1))
    values = {name: grid.amounts[name][:1, :1] for name in names(node) if name in grid.amounts}
    return float(evaluate(node, {YEAR: start, PERIOD: start, **values}).flat[0])


def _tidy(number: float) -> Decimal:
    """A computed input with twelve significant digits, as plain digits."""
    return Decimal(f"{number:.12g}")
