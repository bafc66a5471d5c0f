"""What an RFP says about its answers, in words."""

from portal.i18n import _, number
from portal.messages import Finding, says


@says("missing")
def missing(_finding: Finding) -> str:
    """A required field without an answer."""
    return _("This has to be answered before the RFP can be submitted.")


@says("unknown_field")
def unknown_field(_finding: Finding) -> str:
    """An answer to nothing."""
    return _("This answer belongs to no question of this RFP.")


@says("unknown_option")
def unknown_option(_finding: Finding) -> str:
    """A choice that is not offered."""
    return _("Choose one of the answers offered.")


@says("not_a_choice")
def not_a_choice(_finding: Finding) -> str:
    """No choice at all."""
    return _("Choose one of the answers offered.")


@says("not_a_text")
def not_a_text(_finding: Finding) -> str:
    """Not a text."""
    return _("Enter a text.")


@says("too_long")
def too_long(finding: Finding) -> str:
    """More than fits."""
    return _(
        "Shorten this to %(longest)s characters.", longest=number(finding.params["max_length"])
    )


@says("out_of_bounds")
def out_of_bounds(finding: Finding) -> str:
    """Beyond what is possible."""
    low, high = finding.params["min"], finding.params["max"]
    if low is None:
        return _("Enter %(high)s or less.", high=number(high))
    if high is None:
        return _("Enter %(low)s or more.", low=number(low))
    return _("Enter a number from %(low)s to %(high)s.", low=number(low), high=number(high))
