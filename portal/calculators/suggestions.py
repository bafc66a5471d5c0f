"""A colleague proposes another figure; whoever may change the case takes it or leaves it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flask import abort
from flask_security import current_user

from portal import clock
from portal.calculators import cases, operations
from portal.calculators.case_view import CaseView
from portal.calculators.forms import Typed
from portal.db import session
from portal.ids import new_id
from portal.models import Calculation, Suggestion
from portal.touchpoints.operations import record
from pricing import AssumptionError
from pricing.calculators.inputs import AssumptionValue


@dataclass(frozen=True)
class Proposal:
    """An open suggestion beside the figure it would replace."""

    suggestion: Suggestion
    assumption: AssumptionValue
    value: Decimal
    saved: Decimal | None
    """What the case's pick would save with it; None where it would be impossible."""


def suggest(calculation: Calculation, assumption: str, value: Decimal, source: str) -> None:
    """Nothing: the figure waits for an answer; one person has one open figure per assumption."""
    for each in calculation.suggestions:
        mine = each.made_by == current_user.id and each.assumption == assumption
        if mine and each.state == "open":
            each.value, each.source, each.made_at = f"{value:f}", source, clock.now()
            break
    else:
        calculation.suggestions.append(
            Suggestion(
                id=new_id(),
                assumption=assumption,
                value=f"{value:f}",
                source=source,
                made_by=current_user.id,
                made_at=clock.now(),
            )
        )
    record(
        "assumption_suggested",
        subject=f"calculation/{calculation.code}",
        data={"assumption": assumption},
    )
    session.commit()


def answer(calculation: Calculation, version: int, id: UUID, *, accepted: bool) -> None:
    """Nothing: the suggestion is accepted, and its figure the case's own; or it is declined.

    An accepted figure keeps the name of who proposed it in its source.

    Raises:
        StaleDataError: somebody changed the case since `version`.
        AssumptionError: the figure makes the case impossible; nothing is changed.
    """
    found = next((each for each in open_ones(calculation) if each.id == id), None) or abort(404)
    found.state = "accepted" if accepted else "declined"
    found.answered_at = clock.now()
    found.answered_by = current_user.id if current_user.is_authenticated else None
    if accepted:
        source = ", ".join(part for part in (found.person.name, found.source) if part)
        typed = Typed(found.assumption, Decimal(found.value), source)
        operations.change(calculation, version, [typed], cases.BASE.id)
    session.commit()


def open_ones(calculation: Calculation) -> list[Suggestion]:
    """The suggestions that wait for an answer, oldest first."""
    return [each for each in calculation.suggestions if each.state == "open"]


def proposals(calculation: Calculation, case: CaseView) -> list[Proposal]:
    """The open suggestions, with what each would make of the savings."""
    known = {each.id: each for each in case.results.assumptions}
    return [
        Proposal(each, known[each.assumption], Decimal(each.value), _saved(calculation, case, each))
        for each in open_ones(calculation)
        if each.assumption in known
    ]


def _saved(calculation: Calculation, case: CaseView, each: Suggestion) -> Decimal | None:
    kept = {"value": each.value, "author": "", "source": "", "at": f"{each.made_at.date()}"}
    tried = {**calculation.assumptions, each.assumption: kept}
    try:
        results = cases.compute(
            calculation.pack_version_id, calculation.calculator, tried, cases.BASE.id
        )
    except AssumptionError:
        return None
    return results.alternative(case.pick.id).net_savings
