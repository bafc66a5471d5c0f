"""Changes and suggestions of a case in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.calculators import history, own_lines, own_scenarios, units
from portal.calculators.case_view import CaseView
from portal.i18n import _, day, words
from portal.models import AssumptionChange, Calculation, Suggestion
from pricing.calculators.inputs import AssumptionValue


@dataclass(frozen=True)
class ToldChange:
    """One assumption from one value to another."""

    text: str
    before: str
    after: str
    source: str
    own: str
    """Which scenario of the buyer's own changed; empty where the base case did."""


@dataclass(frozen=True)
class ToldStep:
    """What one person changed at once."""

    who: str
    when: datetime
    undone: bool
    changes: list[ToldChange]


@dataclass(frozen=True)
class ToldAnswer:
    """A suggestion and what came of it."""

    text: str
    value: str
    suggestion: Suggestion


def told_steps(calculation: Calculation, case: CaseView) -> list[ToldStep]:
    """Every change of the case, newest first."""
    return [
        ToldStep(
            step[0].person.name if step[0].person else _("somebody not signed in"),
            step[0].made_at,
            step[0].undone,
            [_change(case, each) for each in step],
        )
        for step in history.steps(calculation)
    ]


def undoable(
    calculation: Calculation, case: CaseView, changed: Sequence[AssumptionChange] = ()
) -> str:
    """What *Undo* takes back, in a few words; empty when there is nothing.

    Args:
        changed: what was changed just now, if anything was.
    """
    taken = changed or history.last_standing(calculation)
    if not taken:
        return ""
    if len(taken) > 1:
        return _("%(n)s figures", n=len(taken))
    told = _change(case, taken[0])
    return f"{told.text} {told.before} → {told.after}"


def answered(calculation: Calculation, case: CaseView) -> list[ToldAnswer]:
    """The suggestions that were accepted or declined, newest first."""
    found = []
    for each in reversed(calculation.suggestions):
        known = _assumption(case, each.assumption)
        if each.state != "open" and known is not None:
            value = units.told(known, Decimal(each.value))
            found.append(ToldAnswer(words(known.text), value, each))
    return found


def _change(case: CaseView, each: AssumptionChange) -> ToldChange:
    if own_lines.is_line(each.key):
        return _line(case, each)
    scenario, id = own_scenarios.parted(each.key)
    if scenario and not id:
        return _named(each, scenario)
    known = _assumption(case, id)
    return ToldChange(
        words(known.text) if known else id,
        _value(known, each.before),
        _value(known, each.after),
        _source(each.after),
        _scenario(each, scenario),
    )


def _named(each: AssumptionChange, scenario: str) -> ToldChange:
    """A scenario of the buyer's own that got another name."""
    before, after = (kept["value"] if kept else "–" for kept in (each.before, each.after))
    return ToldChange(_("Name of the scenario"), before, after, "", _scenario(each, scenario))


def _scenario(each: AssumptionChange, scenario: str) -> str:
    """What a scenario of the buyer's own is called today."""
    if not scenario:
        return ""
    name = each.calculation.assumptions.get(own_scenarios.key(scenario), {}).get("value", "")
    return words(own_scenarios.text_of(scenario, name))


def _line(case: CaseView, each: AssumptionChange) -> ToldChange:
    """A line that was added, or taken away."""
    kept = each.after or each.before
    assert kept is not None
    amount = case.money(Decimal(kept["value"]), bare=False)
    return ToldChange(
        f"{kept['text']} ({case.label(kept['alternative'])})",
        amount if each.before else "–",
        amount if each.after else "–",
        _source(each.after) if each.after else _("line removed"),
        own="",
    )


def _assumption(case: CaseView, id: str) -> AssumptionValue | None:
    return next((each for each in case.results.assumptions if each.id == id), None)


def _value(known: AssumptionValue | None, kept: dict[str, Any] | None) -> str:
    """The kept value with its unit; the author's where nothing was kept."""
    if kept is None:
        return units.told(known, known.default) if known else "–"
    return units.told(known, Decimal(kept["value"])) if known else kept["value"]


def _source(kept: dict[str, Any] | None) -> str:
    if kept is None:
        return _("the author's figure")
    told = (kept["source"] or _("no source named"), day(date.fromisoformat(kept["at"])))
    return ", ".join(told)
