"""What depends on an opened figure: formulas, lines, the sums they are part of, and measures."""

from collections.abc import Iterator

from portal.calculators.case_view import CaseView, Figure
from portal.i18n import _, words
from pricing import Results
from pricing.formula.explain import Explanation

MOST_USERS = 12
User = tuple[str, Figure]


def users_of(case: CaseView, found: Explanation) -> tuple[User, ...]:
    """What depends on a line, a formula, an assumption, or a sum, at the same time."""
    if any(each.id == found.name for each in case.results.alternatives):
        return tuple(_of_a_sum(case, found.name, found.year))
    return tuple(_user(case, id, found) for id in found.used_by[:MOST_USERS])


def period_of(results: Results, period: int | None) -> int | None:
    """The period, where there are several in a year."""
    return period if results.periods_a_year > 1 else None


def _user(case: CaseView, id: str, found: Explanation) -> User:
    """A formula, a line, or the alternative that a line is part of."""
    figure = Figure("", id, found.year, period=period_of(case.results, found.period))
    for each in case.results.alternatives:
        if each.id == id:
            return words(each.text), Figure("", id, found.year)
        for line in each.lines:
            if line.name == id:
                return f"{words(line.text)} ({case.label(each.id)})", figure
    named = next((f for f in case.results.calculator.formulas if f.id == id), None)
    return (words(named.text) if named else id), figure


def _of_a_sum(case: CaseView, id: str, year: int | None) -> Iterator[User]:
    """What is computed from the cash of an alternative in a year, or from its present cost."""
    label = case.label(id)
    if year is not None:
        yield _("Total of all years") + f" ({label})", Figure("", f"{id}:total")
        yield _("Present cost") + f" ({label})", Figure("", id)
        yield _("Largest single payment") + f" ({label})", Figure("", f"{id}:largest_payment")
        return
    yield _("NPV") + f" ({label})", Figure("", f"{id}:npv")
    yield _("Equivalent annual cost") + f" ({label})", Figure("", f"{id}:equivalent_annual_cost")
    against = case.results.reference
    for each in case.results.alternatives if id == against else ():
        if each.id != against:
            yield _net(case, each.id)
    if id != against:
        yield _net(case, id)


def _net(case: CaseView, id: str) -> User:
    return f"{_('Net savings')} ({case.label(id)})", Figure("", f"{id}:net_savings")
