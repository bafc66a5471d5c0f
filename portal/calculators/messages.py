"""What a cost case says, in words.

Subjects are names already in the reader's language, params are figures already written:
`case_view.CaseView` puts them in, because a finding of the calculator holds ids.
"""

from collections.abc import Iterable

from portal.i18n import _
from portal.messages import Finding, says


def capital(text: str) -> str:
    """`text` as a sentence begins."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """`text` inside a sentence: its first letter small, unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _said(finding: Finding) -> dict[str, str]:
    return {"doing": capital(finding.subjects[0]), **finding.params}


@says("gains")
def gains(finding: Finding) -> str:
    """What an alternative gains, and until when."""
    said = _said(finding)
    if said["limit"] == "over":
        return _("%(doing)s gains %(gain)s and fails if %(what)s is %(share)s over plan.", **said)
    if said["limit"] == "under":
        return _("%(doing)s gains %(gain)s and fails if %(what)s is %(share)s under plan.", **said)
    if said["limit"] == "value":
        return _("%(doing)s gains %(gain)s; break-even %(what)s %(value)s.", **said)
    return _("%(doing)s gains %(gain)s.", **said)


@says("loses")
def loses(finding: Finding) -> str:
    """What an alternative loses, and what would make it pay."""
    said = _said(finding)
    if said["limit"] == "over":
        return _(
            "%(doing)s loses %(gain)s and pays off if %(what)s is %(share)s over plan.", **said
        )
    if said["limit"] == "under":
        return _(
            "%(doing)s loses %(gain)s and pays off if %(what)s is %(share)s under plan.", **said
        )
    if said["limit"] == "value":
        return _("%(doing)s loses %(gain)s; break-even %(what)s %(value)s.", **said)
    return _("%(doing)s loses %(gain)s.", **said)


@says("equals")
def equals(finding: Finding) -> str:
    """What an alternative neither gains nor loses."""
    return _("%(doing)s neither gains nor loses.", **_said(finding))


@says("change")
def change(finding: Finding) -> str:
    """The best alternative: the same sentence as its own verdict."""
    return gains(finding)


@says("keep")
def keep(finding: Finding) -> str:
    """Do not buy."""
    said = _said(finding)
    if "closest" in said:
        said["doing"] = lower(finding.subjects[0])
        return _("Do not buy: %(doing)s costs least. %(closest)s costs %(gain)s more.", **said)
    return _("%(doing)s costs least.", **said)


@says("tie")
def tie(finding: Finding) -> str:
    """Nothing between the reference and what comes closest."""
    said = _said(finding) | {"doing": lower(finding.subjects[0])}
    return _("Do not buy for the money: %(closest)s costs the same as %(doing)s.", **said)


@says("nothing_paid")
def nothing_paid(_finding: Finding) -> str:
    """No cash flow at all."""
    return _("No answer is defined, because nothing is paid: every cash flow is zero.")


@says("not_defined")
def not_defined(finding: Finding) -> str:
    """Measures without a figure, and why."""
    said = _said(finding)
    if said["npv"]:
        return _("%(doing)s: %(measures)s %(why)s. See NPV.", **said)
    return _("%(doing)s: %(measures)s %(why)s.", **said)


@says("irr_is_paid")
def irr_is_paid(finding: Finding) -> str:
    """Money comes first: the internal rate is a price, not a return."""
    return _(
        "%(doing)s saves first and pays later: its IRR is a rate that is paid, as on a loan. Lower is better.",
        **_said(finding),
    )


@says("payback_never")
def payback_never(finding: Finding) -> str:
    """The money does not come back in time."""
    return _("%(doing)s does not pay back within %(years)s years.", **_said(finding))


@says("term_beyond_horizon")
def term_beyond_horizon(finding: Finding) -> str:
    """A contract longer than the comparison."""
    return _(
        "%(doing)s runs for %(term_years)s years, longer than the %(years)s compared: what is still owed is settled in the last year.",
        **_said(finding),
    )


@says("unknown_assumption")
def unknown_assumption(_finding: Finding) -> str:
    """An assumption of another edition."""
    return _("This assumption is not part of the calculator. Reload the page.")


@says("unknown_scenario")
def unknown_scenario(_finding: Finding) -> str:
    """A scenario of another edition."""
    return _("This scenario is not part of the calculator. Reload the page.")


@says("not_a_number")
def not_a_number(_finding: Finding) -> str:
    """Not finite."""
    return _("Enter a number.")


@says("out_of_range")
def out_of_range(finding: Finding) -> str:
    """Beyond what makes sense."""
    return _(
        "Enter a number from %(low)s to %(high)s.",
        low=finding.params["minimum"],
        high=finding.params["maximum"],
    )


@says("not_whole")
def not_whole(_finding: Finding) -> str:
    """Years come whole."""
    return _("Enter a whole number.")


@says("not_finite")
def not_finite(finding: Finding) -> str:
    """A formula without a result."""
    return _(
        "With these figures “%(line)s” is not defined in year %(year)s, because its formula has no result there. Take the last change back.",
        line=finding.subjects[0],
        year=finding.params["year"],
    )


@says("too_large")
def too_large(finding: Finding) -> str:
    """A formula whose result nobody can pay."""
    return _(
        "With these figures “%(line)s” is not defined, because it grows beyond any amount of money in year %(year)s. Take the last change back.",
        line=finding.subjects[0],
        year=finding.params["year"],
    )


def category(id: str) -> str:
    """What a category of cost is called."""
    return {
        "acquisition": _("Acquisition"),
        "installation": _("Installation"),
        "training": _("Training"),
        "energy": _("Energy"),
        "maintenance": _("Maintenance"),
        "consumables": _("Consumables"),
        "downtime": _("Downtime"),
        "carbon": _("Emissions"),
        "disposal": _("Disposal"),
        "residual": _("Residual value"),
        "financing": _("Payments and interest"),
        "tax": _("Tax"),
    }[id]


def listed(parts: Iterable[str]) -> str:
    """Parts of a heading: the first as it is, the others inside the sentence."""
    first, *rest = parts
    return "; ".join([first, *map(lower, rest)])
