"""A line, a formula or an assumption opened: its formula, its inputs, and who says so since when."""

from portal.calculators import functions, units
from portal.calculators.case_view import CaseView, Figure
from portal.calculators.explaining.dependents import period_of, users_of
from portal.calculators.explaining.parts import Opened, Part, plain
from portal.calculators.messages import lower
from portal.i18n import _, day, number, words
from pricing import Results
from pricing.formula.explain import Explanation, Input


def explained(case: CaseView, found: Explanation) -> Opened:
    """A line, a formula or an assumption opened."""
    whole = any(each.id == found.name for each in case.results.alternatives)
    # Lines inside a present cost, and those of an alternative in a year, are flows: people read
    # costs, so that money that leaves is positive.
    by_period = found.year is not None and found.formula.startswith("Σ")
    flows = by_period or (found.year is None) != whole
    substituted = found.formula if found.name in case.ids else found.substituted
    if flows and (whole or by_period):
        substituted = " + ".join(plain(-each.value) for each in found.inputs) or "0"
    return Opened(
        text=_full_name(case, found),
        year=found.year,
        value=_value(case, found, whole),
        formula=found.formula,
        substituted=substituted,
        parts=tuple(_part(case, each, flows, found.name) for each in found.inputs),
        users=users_of(case, found),
        note=_turning(case, found.name) or functions.note(found.formula),
        period=period_of(case.results, found.period),
    )


def _full_name(case: CaseView, found: Explanation) -> str:
    alternative, dot, _line = found.name.partition(".")
    if not dot:
        return words(found.text)
    return f"{words(found.text)} ({case.label(alternative)})"


def _value(case: CaseView, found: Explanation, whole: bool) -> str:
    if found.unit != _money_unit(case.results):
        return units.value(found.value, found.unit)
    is_flow = found.year is not None and (whole or "." in found.name)
    return case.money(-found.value if is_flow else found.value, bare=False)


def _money_unit(results: Results) -> str:
    return results.explain(results.reference).unit


def _turning(case: CaseView, id: str) -> str:
    """At which value of an assumption the pick of the case saves nothing; empty of other figures."""
    if id not in case.ids or not case.others:
        return ""
    found = (e for e in case.results.break_evens_of(case.pick.id) if e.assumption == id)
    value = next((each.value for each in found), None)
    if value is None:
        return ""
    told = units.limit(value, case.results.assumption(id).unit)
    return _(
        "At %(value)s %(doing)s saves nothing.", value=told, doing=lower(case.doing(case.pick.id))
    )


def _part(case: CaseView, each: Input, flows: bool, opened: str) -> Part:
    origin = yours = ""
    value = units.value(each.value, each.unit)
    if each.kind == "assumption":
        known = case.results.assumption(each.name)
        origin, yours = case.provenance(known), known.set_by
        value = units.told(known, each.value)
    if each.kind == "table" and each.source is not None:
        said = (words(each.source), each.author, day(each.date) if each.date else "")
        origin = ", ".join(part for part in said if part)
    opens = None
    closed = each.kind in ("year", "table") or (each.kind, each.name) == ("assumption", opened)
    if not closed:
        opens = Figure("", each.name, each.year, period=period_of(case.results, each.period))
    if each.kind == "year":
        value = number(each.value)
    elif each.unit == _money_unit(case.results):
        amount = -each.value if flows and each.kind == "line" else each.value
        value = case.money(amount, bare=False)
    text = words(each.text)
    if opens and opens.period is not None:
        text = _("%(what)s, period %(n)s", what=text, n=opens.period)
    elif each.kind == "line" and each.year is not None:
        text = _("%(what)s, year %(n)s", what=text, n=each.year)
    return Part(
        text, each.name, value, opens, origin, each.to_confirm, yours in ("edit", "scenario")
    )
