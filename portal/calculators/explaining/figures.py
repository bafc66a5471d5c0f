"""A line, a formula or an assumption opened: its formula, its inputs, and who says so since when."""

from portal.calculators import functions, units
from portal.calculators.case_view import CaseView, Figure
from portal.calculators.explaining.parts import Opened, Part, plain
from portal.i18n import _, number, words
from pricing import Results
from pricing.formula.explain import Explanation, Input

MOST_USERS = 12


def explained(case: CaseView, found: Explanation) -> Opened:
    """A line, a formula or an assumption opened."""
    whole = any(each.id == found.name for each in case.results.alternatives)
    # Lines inside a present cost, and those of an alternative in a year, are flows: people read
    # costs, so that money that leaves is positive.
    by_period = found.year is not None and found.formula.startswith("Σ")
    flows = by_period or (found.year is None) != whole
    substituted = found.substituted
    if flows and (whole or by_period):
        substituted = " + ".join(plain(-each.value) for each in found.inputs) or "0"
    return Opened(
        text=_full_name(case, found),
        year=found.year,
        value=_value(case, found, whole),
        formula=found.formula,
        substituted=substituted,
        parts=tuple(_part(case, each, flows) for each in found.inputs),
        users=tuple(_user(case, id, found) for id in found.used_by[:MOST_USERS]),
        note=functions.note(found.formula),
        period=_period(case.results, found.period),
    )


def _period(results: Results, period: int | None) -> int | None:
    """The period, where there are several in a year."""
    return period if results.periods_a_year > 1 else None


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


def _part(case: CaseView, each: Input, flows: bool) -> Part:
    origin = yours = ""
    value = units.value(each.value, each.unit)
    if each.kind == "assumption":
        known = case.results.assumption(each.name)
        origin, yours = case.provenance(known), known.set_by
        value = units.told(known, each.value)
    opens = None
    if each.kind in ("formula", "line"):
        opens = Figure("", each.name, each.year, period=_period(case.results, each.period))
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


def _user(case: CaseView, id: str, found: Explanation) -> tuple[str, Figure]:
    """A formula or line that depends on the figure, at the same time."""
    figure = Figure("", id, found.year, period=_period(case.results, found.period))
    for each in case.results.alternatives:
        for line in each.lines:
            if line.name == id:
                return f"{words(line.text)} ({case.label(each.id)})", figure
    named = next((f for f in case.results.calculator.formulas if f.id == id), None)
    return (words(named.text) if named else id), figure
