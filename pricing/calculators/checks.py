"""How the parts of a calculator hang together: names taken once, references that lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pricing.calculators.assumptions import Assumption
from pricing.calculators.data import Alternative, CalculatorData
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON
from pricing.calculators.paying import Loan
from pricing.errors import Path, Problem
from pricing.formula import PERIOD, YEAR
from pricing.formula.functions import FUNCTIONS


def check(data: CalculatorData, made: Iterable[str]) -> Iterator[Problem]:
    """Every name taken twice and every reference to nothing, but for those within formulas.

    Args:
        made: names that financing and tax have made for themselves.
    """
    yield from _names(data, made)
    yield from _groups(data)
    yield from _levels(data)
    yield from _alternatives(data)
    yield from _choices(data)
    yield from _scenarios(data)
    yield from _correlations(data)


def _names(data: CalculatorData, made: Iterable[str]) -> Iterator[Problem]:
    taken = {YEAR, PERIOD, HORIZON, DISCOUNT_RATE, *FUNCTIONS, "previous", "lookup", *made}
    parts = {
        "assumptions": [each.id for each in data.assumptions],
        "tables": [each.id for each in data.tables],
        "formulas": [each.id for each in data.formulas],
    }
    for part, ids in parts.items():
        for position, id in enumerate(ids):
            if id in taken:
                yield Problem((part, position, "id"), id, f"{id!r} is already taken")
            taken.add(id)


def _groups(data: CalculatorData) -> Iterator[Problem]:
    groups = {group.id for group in data.groups}
    for position, item in enumerate(data.assumptions):
        if item.group is not None and item.group not in groups:
            yield Problem(("assumptions", position, "group"), item.id, f"no group {item.group!r}")


def _levels(data: CalculatorData) -> Iterator[Problem]:
    told = {each.id for each in data.formulas if each.unit is not None}
    for position, item in enumerate(data.assumptions):
        if item.level_price is not None and item.level_price not in told:
            path: Path = ("assumptions", position, "level_price")
            yield Problem(path, item.id, f"no formula {item.level_price!r} with a unit")


def _choices(data: CalculatorData) -> Iterator[Problem]:
    """Whatever a level chooses among has as many levels as there are kinds of it."""
    if data.tax is not None and data.tax.methods is not None:
        methods = data.tax.methods
        yield from _as_many(data, ("tax", "methods", "level"), methods.level, len(methods.of))
    for position, each in enumerate(data.alternatives):
        if isinstance(each.financing, Loan) and each.financing.repayments is not None:
            ways = each.financing.repayments
            path: Path = ("alternatives", position, "financing", "repayments", "level")
            yield from _as_many(data, path, ways.level, len(ways.of))


def _as_many(data: CalculatorData, path: Path, id: str, kinds: int) -> Iterator[Problem]:
    levels = next((len(each.levels) for each in data.assumptions if each.id == id), 0)
    if levels != kinds:
        message = f"{kinds} kinds need as many levels of an assumption, {id!r} has {levels}"
        yield Problem(path, id, message)


def _alternatives(data: CalculatorData) -> Iterator[Problem]:
    inputs = {each.id for each in data.inputs}
    ids: dict[str, Alternative] = {}
    for position, each in enumerate(data.alternatives):
        path: Path = ("alternatives", position)
        if each.id in ids:
            yield Problem((*path, "id"), each.id, f"{each.id!r} is already taken")
        if each.watch is not None and each.watch not in inputs:
            yield Problem((*path, "watch"), each.id, f"no assumption {each.watch!r}")
        ids[each.id] = each
    if data.reference not in ids:
        yield Problem(("reference",), "", f"no alternative {data.reference!r}")
    for position, each in enumerate(data.alternatives):
        if each.of is not None and (each.of not in ids or ids[each.of].of is not None):
            message = f"{each.of!r} is not an alternative with lines of its own"
            yield Problem(("alternatives", position, "of"), each.id, message)


def _scenarios(data: CalculatorData) -> Iterator[Problem]:
    inputs = {each.id: each for each in data.inputs}
    taken = {"base", "own"}
    for position, scenario in enumerate(data.scenarios):
        path: Path = ("scenarios", position)
        if scenario.id in taken:
            yield Problem((*path, "id"), scenario.id, f"{scenario.id!r} is already taken")
        taken.add(scenario.id)
        for id, value in scenario.overrides.items():
            place = (*path, "overrides", id)
            if id not in inputs:
                yield Problem(place, scenario.id, f"no assumption {id!r}")
            elif not _within(inputs[id], value):
                low, high = inputs[id].bounds
                yield Problem(place, scenario.id, f"{value} does not fit {low} to {high}")


def _correlations(data: CalculatorData) -> Iterator[Problem]:
    inputs = {each.id for each in data.inputs}
    taken: set[frozenset[str]] = set()
    for position, each in enumerate(data.correlations):
        path: Path = ("correlations", position)
        for at, id in enumerate(each.between):
            if id not in inputs:
                yield Problem((*path, "between", at), id, f"no assumption {id!r}")
        pair = frozenset(each.between)
        if len(pair) < 2 or pair in taken:
            yield Problem(path, each.between[0], "two different assumptions are correlated once")
        taken.add(pair)


def _within(assumption: Assumption, value: Decimal) -> bool:
    low, high = assumption.bounds
    return low <= value <= high and (not assumption.whole or value == int(value))
