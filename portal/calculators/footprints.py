"""What a cost case measures beside money: cost per unit of output, tonnes, cost of a tonne."""

from collections.abc import Callable
from decimal import Decimal

from portal.calculators import units
from portal.calculators.case_view import CaseView
from portal.i18n import NBSP, _, number, words
from pricing.calculators.results import AlternativeResult

TONNES = "tCO2e"
_DIGITS = 4

Said = tuple[str, str, Callable[[AlternativeResult], str]]
"""The name of a measure, its code, and what it says of an alternative."""


def rows(case: CaseView) -> list[Said]:
    """Those of the measures that the calculator knows."""
    output = case.results.calculator.output
    found: list[Said] = []
    if output is not None:
        name = _("Cost of one %(unit)s", unit=words(output.text))
        found.append((name, "unit_cost", lambda a: per_unit(case, a)))
    if any(each.emissions for each in case.results.alternatives):
        found.append((_("Emissions in all"), "tonnes", lambda a: tonnes(sum(a.emissions))))
        found.append((_("Cost of a tonne avoided"), "cost_per_tonne", lambda a: per_tonne(case, a)))
    return found


def per_unit(case: CaseView, each: AlternativeResult) -> str:
    """“0.009429 USD”."""
    return _money(case, each.unit_cost)


def per_tonne(case: CaseView, each: AlternativeResult) -> str:
    """“−105.6 USD”: below zero where avoiding saves money."""
    return _money(case, each.cost_per_tonne)


def tonnes(amount: Decimal | int) -> str:
    """“7,952 tCO₂e”, with decimals where there are few."""
    return f"{_short(Decimal(amount))}{NBSP}{units.unit(TONNES)}"


def _money(case: CaseView, amount: Decimal | None) -> str:
    if amount is None:
        return _("not defined")
    return f"{_short(amount)}{NBSP}{units.unit(case.results.currency)}"


def _short(amount: Decimal) -> str:
    """A number in four digits, or all of those before the point."""
    return number(amount, max(_DIGITS - 1 - amount.adjusted(), 0) if amount else 0)
