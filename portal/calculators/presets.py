"""Sets of figures to start from: the author's scenarios, one's own, and one's other cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.calculators import cases, own_scenarios
from portal.calculators.forms import Typed
from portal.calculators.queries import title_of
from portal.db import session
from portal.i18n import _, words
from portal.ids import normal_code
from portal.models import Calculation
from portal.owner import mine
from pricing.calculators.calculator import BASE

MOST_CASES = 20
AUTHOR, SCENARIO, CASE = "author", "scenario:", "case:"


@dataclass(frozen=True)
class Preset:
    """A choice in the list: its key, its name."""

    key: str
    text: str


def presets_for(calculation: Calculation) -> list[tuple[str, list[Preset]]]:
    """What one can start from, under headings."""
    known = cases.calculator_of(calculation).scenarios
    figures = [Preset(AUTHOR, _("the author's figures"))]
    figures += [
        Preset(SCENARIO + id, words(each.text)) for id, each in known.items() if id != BASE.id
    ]
    own = own_scenarios.made(_values(calculation.assumptions), BASE.id)
    figures += [Preset(SCENARIO + id, words(each.text)) for id, each in own.items()]
    others = [Preset(CASE + each.code, title_of(each)) for each in _others(calculation)]
    return [(_("Scenarios"), figures), *([(_("Your other cases"), others)] if others else [])]


def values_of(calculation: Calculation, key: str) -> list[Typed] | None:
    """The figures behind a key of the list; None where there is no such thing."""
    kind, colon, id = key.partition(":")
    if key == AUTHOR:
        return []
    if kind + colon == SCENARIO:
        return _of_scenario(calculation, id)
    if kind + colon == CASE:
        return _of_case(calculation, id)
    return None


def _of_scenario(calculation: Calculation, id: str) -> list[Typed] | None:
    if id in own_scenarios.known(calculation.assumptions):
        own = own_scenarios.replaced(calculation.assumptions, id)
        return [*_kept(_base(calculation.assumptions), without=own), *_kept(own)]
    found = cases.calculator_of(calculation).scenarios.get(id)
    if found is None:
        return None
    source = _("scenario “%(name)s”", name=words(found.text))
    replaced = [Typed(each, value, source) for each, value in found.overrides.items()]
    return [*_kept(_base(calculation.assumptions), without=found.overrides), *replaced]


def _of_case(calculation: Calculation, code: str) -> list[Typed] | None:
    other = next((each for each in _others(calculation) if each.code == normal_code(code)), None)
    if other is None:
        return None
    known = cases.calculator_of(calculation).inputs
    return _kept({id: v for id, v in _base(other.assumptions).items() if id in known})


def _base(assumptions: Mapping[str, Any]) -> dict[str, Any]:
    """What the buyer changed in the base case; lines of their own are no figures."""
    return {key: kept for key, kept in assumptions.items() if cases.is_edit(key)}


def _values(assumptions: Mapping[str, Any]) -> dict[str, str]:
    """What stands under each key of own scenarios; lines are none."""
    return {k: kept["value"] for k, kept in assumptions.items() if own_scenarios.parted(k)[0]}


def _kept(assumptions: Mapping[str, Any], without: Mapping[str, Any] | None = None) -> list[Typed]:
    return [
        Typed(id, Decimal(each["value"]), each["source"])
        for id, each in assumptions.items()
        if id not in (without or {})
    ]


def _others(calculation: Calculation) -> list[Calculation]:
    """The reader's other cases on the same calculator, last changed first."""
    query = select(Calculation).where(mine(Calculation), Calculation.id != calculation.id)
    query = query.filter_by(calculator=calculation.calculator)
    return list(session.scalars(query.order_by(Calculation.updated_at.desc()).limit(MOST_CASES)))
