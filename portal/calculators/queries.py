"""Cost cases and their versions out of the database."""

from typing import Any

from sqlalchemy import select

from portal.calculators import cases
from portal.calculators.case_view import CaseView
from portal.configure import snapshots
from portal.db import session
from portal.i18n import words
from portal.models import Calculation, CalculationVersion, Configuration, Person
from portal.owner import mine
from portal.packs import pack_version


def title_of(calculation: Calculation) -> str:
    """The buyer's name for the case, else the calculator's."""
    return calculation.name or words(cases.calculator_of(calculation).text)


def case_view(calculation: Calculation, scenario: str = "base") -> CaseView:
    """The case as it stands.

    Raises:
        AssumptionError: its assumptions make it impossible.
    """
    return CaseView(
        cases.results_of(calculation, scenario),
        calculation.code,
        title_of(calculation),
        pack_version(calculation.pack_version_id).version,
    )


def calculation_view(version: CalculationVersion) -> CaseView:
    """A saved version, as it was: figures, assumptions and calculator are those of that day."""
    calculation = version.calculation
    author = session.get(Person, version.saved_by) if version.saved_by else None
    return CaseView(
        cases.frozen_results(version),
        calculation.code,
        title_of(calculation),
        pack_version(version.pack_version_id).version,
        number=version.number,
        saved_at=version.saved_at,
        saved_by=author.name if author else "",
    )


def saved_version(calculation: Calculation, number: int | None) -> CalculationVersion | None:
    """The saved version of this number; None where there is none."""
    return next((each for each in calculation.versions if each.number == number), None)


def saved_view(calculation: Calculation, number: int) -> CaseView | None:
    """The saved version of this number, to read; None where there is none."""
    saved = saved_version(calculation, number)
    return calculation_view(saved) if saved else None


def configured_in(version: CalculationVersion) -> snapshots.Said | None:
    """The configuration that a version was made from, in words; None where it is about none."""
    return snapshots.said(version.configuration) if version.configuration else None


def configured(calculation: Calculation) -> dict[str, Any] | None:
    """The configuration that the case is about, as it stands today; None where it is about none."""
    if calculation.configuration_id is None:
        return None
    return snapshots.kept(session.get_one(Configuration, calculation.configuration_id))


def latest_version(calculation: Calculation) -> CalculationVersion | None:
    """The newest saved version."""
    return calculation.versions[-1] if calculation.versions else None


def is_saved(calculation: Calculation) -> bool:
    """Whether the newest version holds just what the case is now."""
    last = latest_version(calculation)
    return (
        last is not None
        and last.assumptions == calculation.assumptions
        and last.configuration == configured(calculation)
    )


def my_cases() -> list[Calculation]:
    """The reader's cost cases, last changed first."""
    query = select(Calculation).where(mine(Calculation)).order_by(Calculation.updated_at.desc())
    return list(session.scalars(query))


def headline_of(calculation: Calculation) -> str:
    """The verdict of a case, for a list of cases."""
    return case_view(calculation).verdict[0]
