"""A computed figure opened: its formula, its inputs, and who says so since when."""

from portal.calculators.case_view import CaseView
from portal.calculators.explaining.figures import explained
from portal.calculators.explaining.measures import measured
from portal.calculators.explaining.parts import Opened
from portal.i18n import _, day
from pricing import PricingError


def opened(case: CaseView, name: str, year: int | None, period: int | None = None) -> Opened | None:
    """The figure behind a link of the page; None when there is no such figure."""
    alternative, _colon, measure = name.partition(":")
    try:
        if measure:
            return measured(case, case.results.alternative(alternative), measure)
        return explained(case, case.results.explain(name, year, period))
    except PricingError:
        return None


def as_of(case: CaseView) -> str:
    """Which state of the case a figure belongs to."""
    if case.number is None:
        return _("Working state, edition %(edition)s", edition=case.edition)
    when = day(case.saved_at) if case.saved_at else ""
    return _(
        "Version %(n)s of %(day)s, edition %(edition)s",
        n=case.number,
        day=when,
        edition=case.edition,
    )
