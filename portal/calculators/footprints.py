"""What a cost case measures beside money: cost per unit of output, tonnes, cost of a tonne."""

from collections.abc import Callable
from decimal import Decimal

from portal.calculators import units
from portal.calculators.case_view import CaseView
from portal.i18n import NBSP, _, number, words
from pricing.calculators.alternatives import AlternativeResult

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
        name = f"{_('Emissions in all')}, {units.unit(TONNES)}"
        found.append((name, "tonnes", lambda a: _short(sum(a.emissions, Decimal(0)))))
        found.append((_("Cost of a tonne avoided"), "cost_per_tonne", lambda a: per_tonne(case, a)))
    return found


def per_unit(case: CaseView, each: AlternativeResult) -> str:
    """“0.009429 USD”: too little to be told in the scale of the case."""
    if each.unit_cost is None:
        return _("not defined")
    return f"{_short(each.unit_cost)}{NBSP}{units.unit(case.results.currency)}"


def per_tonne(case: CaseView, each: AlternativeResult) -> str:
    """“−105.6”, in the scale of the case: below zero where avoiding saves money."""
    if each.cost_per_tonne is None:
        return _("not defined")
    return _short(each.cost_per_tonne / case.results.scale.factor)


def tonnes(amount: Decimal | int) -> str:
    """“7,952 tCO₂e”, with decimals where there are few."""
    return f"{_short(Decimal(amount))}{NBSP}{units.unit(TONNES)}"


def _short(amount: Decimal) -> str:
    """A number in four digits, or all of those before the point."""
    return number(amount, max(_DIGITS - 1 - amount.adjusted(), 0) if amount else 0)
