"""Named levels, such as those of a service contract: what one is called, what each costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pricing.calculators.alternatives import LineResult
from pricing.calculators.results import Results
from pricing.formula import names
from pricing.records import by_id
from pricing.text import Text


def level_name(levels: Sequence[Text], number: Decimal) -> Text | None:
    """What the level with this number is called; None where there is no such level.

    >>> level_name([Text("Cơ bản", "Basic"), Text("Trọn gói", "Full")], Decimal(2)).en
    'Full'
    """
    known = number == int(number) and 1 <= number <= len(levels)
    return levels[int(number) - 1] if known else None


def level_charged(results: Results, line: LineResult) -> Text | None:
    """The name of the level whose price a line charges; None where it charges none."""
    used = names(results.stress.of.compiled.steps[line.name].node)
    for each in results.calculator.assumptions:
        if each.level_price in used:
            return level_name(each.levels, results.assumption(each.id).value)
    return None


def level_prices(results: Results, id: str) -> tuple[Decimal, ...]:
    """What each level of an assumption costs in the first year, all else as in these results.

    In the unit of the formula that the assumption names as `level_price`; empty where it names
    none.
    """
    assumption = by_id(results.calculator.inputs, id)
    if assumption.level_price is None:
        return ()
    return results.stress.level_prices(assumption)
