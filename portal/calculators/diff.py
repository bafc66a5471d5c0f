"""Two states of a case side by side: the figures that differ, and what that does to the verdict."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.calculators import units
from portal.calculators.case_view import CaseView
from portal.calculators.queries import calculation_view, case_view, configured
from portal.configure import snapshots
from portal.i18n import _, words
from portal.models import Calculation, CalculationVersion
from pricing.calculators.inputs import AssumptionValue


@dataclass(frozen=True)
class Difference:
    """One assumption with two values, each with where it comes from."""

    text: str
    before: str
    before_origin: str
    after: str
    after_origin: str


@dataclass(frozen=True)
class Outcome:
    """What one alternative costs in both states, and the difference."""

    text: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Diff:
    """What became of a case between two states of it; `second` is None for what it is now."""

    title: str
    first: int
    second: int | None
    names: tuple[str, str]
    verdicts: tuple[str, str]
    assumptions: list[Difference]
    configured: list[tuple[str, str, str]]
    """What is configured otherwise: name, before, after."""
    outcomes: list[Outcome]
    scale: str


def between(
    calculation: Calculation, first: CalculationVersion, second: CalculationVersion | None
) -> Diff:
    """The differences from one saved version to another, or to the case as it is."""
    before = calculation_view(first)
    after = calculation_view(second) if second else case_view(calculation)
    return Diff(
        title=after.title,
        first=first.number,
        second=second.number if second else None,
        names=(_name(first), _name(second)),
        verdicts=(before.verdict[0], after.verdict[0]),
        assumptions=_assumptions(before, after),
        configured=_configured(first.configuration, _configuration(calculation, second)),
        outcomes=_outcomes(before, after),
        scale=after.scale,
    )


def _name(version: CalculationVersion | None) -> str:
    return _("Version %(n)s", n=version.number) if version else _("Now")


def _configuration(
    calculation: Calculation, version: CalculationVersion | None
) -> dict[str, Any] | None:
    return version.configuration if version else configured(calculation)


def _configured(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[tuple[str, str, str]]:
    old, new = _parts(before), _parts(after)
    names = dict.fromkeys((*new, *old))
    pairs = ((name, old.get(name, "–"), new.get(name, "–")) for name in names)
    return [each for each in pairs if each[1] != each[2]]


def _parts(kept: Mapping[str, Any] | None) -> dict[str, str]:
    """Name → all that stands under it."""
    if kept is None:
        return {}
    product, found = snapshots.said(kept), defaultdict[str, list[str]](list)
    for name, text in ((_("Configuration"), product.code), *product.pairs):
        found[name].append(text)
    return {name: ", ".join(texts) for name, texts in found.items()}


def _assumptions(before: CaseView, after: CaseView) -> list[Difference]:
    old = {each.id: each for each in before.results.assumptions}
    new = {each.id: each for each in after.results.assumptions}
    found = []
    for id in dict.fromkeys((*new, *old)):
        one, other = old.get(id), new.get(id)
        known = other or one
        assert known is not None
        if _told(before, one) != _told(after, other):
            found.append(Difference(words(known.text), *_told(before, one), *_told(after, other)))
    return found


def _told(case: CaseView, each: AssumptionValue | None) -> tuple[str, str]:
    """Value and provenance; dashes where the calculator of that day had no such assumption."""
    if each is None:
        return "–", ""
    return units.told(each, each.value), case.provenance(each)


def _outcomes(before: CaseView, after: CaseView) -> list[Outcome]:
    old = {each.id: each.present_cost for each in before.results.headline}
    return [
        Outcome(
            words(each.text),
            before.money(old[each.id]) if each.id in old else "–",
            after.money(each.present_cost),
            _moved(after, old.get(each.id), each.present_cost),
        )
        for each in after.results.headline
    ]


def _moved(case: CaseView, before: Decimal | None, after: Decimal) -> str:
    return "–" if before is None else case.money(after - before, sign=True)
