"""A cost case as it is kept, and the results computed from it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from portal.calculators import own_lines, own_scenarios
from portal.db import session
from portal.models import Calculation, CalculationVersion
from portal.packs import pack_version
from pricing import Calculator, Edit, Results
from pricing.calculators.calculation import Calculation as Computation
from pricing.calculators.calculator import BASE

KEPT = 64

Kept = tuple[tuple[str, str, str, str, str], ...]
Lines = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def calculator_of(calculation: Calculation) -> Calculator:
    """The calculator in the edition the case was started with: a new edition changes nothing."""
    return pack_version(calculation.pack_version_id).calculators[calculation.calculator]


def results_of(calculation: Calculation, scenario: str = BASE.id) -> Results:
    """The case as it stands, in one of its scenarios.

    Raises:
        AssumptionError: the assumptions make it impossible.
    """
    return compute(
        calculation.pack_version_id, calculation.calculator, calculation.assumptions, scenario
    )


def compute(
    edition: UUID, calculator: str, assumptions: Mapping[str, Any], scenario: str
) -> Results:
    """The results of these kept assumptions; recent ones are not computed again.

    Raises:
        AssumptionError: the assumptions make it impossible.
    """
    kept = tuple(
        (id, each["value"], each["author"], each["source"], each["at"])
        for id, each in sorted(assumptions.items())
        if not own_lines.is_line(id)
    )
    lines = own_lines.lines_in(assumptions)
    frozen = tuple((key, tuple(sorted(line.items()))) for key, line in lines.items())
    return _computed(edition, calculator, frozen, kept, scenario)


@lru_cache(maxsize=KEPT)
def _computed(edition: UUID, calculator: str, lines: Lines, kept: Kept, scenario: str) -> Results:
    author = _with_lines(edition, calculator, lines)
    edits = {id: _edit(row) for id, *row in kept if not own_scenarios.parted(id)[0]}
    own = own_scenarios.made({id: row[0] for id, *row in kept}, scenario)
    scenarios = {**author.scenarios, **own}
    return Computation(
        author.compiled, tuple(scenarios.values()), edits, scenarios[scenario]
    ).results()


@lru_cache(maxsize=KEPT)
def _with_lines(edition: UUID, calculator: str, lines: Lines) -> Calculator:
    author = pack_version(edition).calculators[calculator]
    if not lines:
        return author
    return Calculator(own_lines.extended(author.data, {key: dict(line) for key, line in lines}))


def _edit(row: list[str]) -> Edit:
    value, author, source, at = row
    return Edit(value=Decimal(value), author=author, source=source, date=date.fromisoformat(at))


def frozen_results(version: CalculationVersion) -> Results:
    """The results as they were saved."""
    return _thawed(version.id)


@lru_cache(maxsize=KEPT)
def _thawed(version_id: UUID) -> Results:
    return Results.from_dict(session.get_one(CalculationVersion, version_id).results)


def scenario_ids(calculation: Calculation) -> tuple[str, ...]:
    """Base, the author's scenarios, the buyer's own, and the next one they can begin."""
    own = own_scenarios.open_to(calculation.assumptions)
    return (*calculator_of(calculation).scenarios, *own)


def edits_in(assumptions: Mapping[str, Any]) -> int:
    """How many assumptions the buyer changed in the base case."""
    return sum(map(is_edit, assumptions))


def is_edit(key: str) -> bool:
    """Whether a kept assumption is a figure of the base case: no line, and in no scenario."""
    return not own_lines.is_line(key) and not own_scenarios.parted(key)[0]
