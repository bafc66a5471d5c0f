"""What a list of bills says, in words."""

from portal.i18n import _, number
from portal.messages import Finding, says


def _row(finding: Finding) -> dict[str, object]:
    return {"row": finding.params["row"], "text": finding.params["text"]}


@says("bills_missing")
def bills_missing(_finding: Finding) -> str:
    """No bill at all."""
    return _("There is no bill in this text. Put a month and its kWh in each line.")


@says("bills_too_many")
def bills_too_many(finding: Finding) -> str:
    """A text that is no list of bills."""
    return _(
        "More than %(most)s lines: that is not a list of bills. Upload a meter's readings as a file.",
        most=number(finding.params["most"]),
    )


@says("bill_unreadable")
def bill_unreadable(finding: Finding) -> str:
    """A line without a number."""
    return _(
        "Row %(row)s: “%(text)s” is not a number. Correct it and send it again.", **_row(finding)
    )


@says("bill_unclear")
def bill_unclear(finding: Finding) -> str:
    """A line with two numbers."""
    return _(
        "Row %(row)s: “%(text)s” has more than one number. Keep the month and its kWh.",
        **_row(finding),
    )


@says("bill_negative")
def bill_negative(finding: Finding) -> str:
    """A negative bill."""
    return _("Row %(row)s: “%(text)s” is negative. Type the kWh used, 0 or more.", **_row(finding))


@says("bill_too_large")
def bill_too_large(finding: Finding) -> str:
    """A bill no meter can have."""
    return _(
        "Row %(row)s: “%(text)s” is more than any meter counts in a month. Check the unit: kWh.",
        **_row(finding),
    )


@says("bill_month_twice")
def bill_month_twice(finding: Finding) -> str:
    """Two bills for one month."""
    return _(
        "Row %(row)s: “%(text)s” names a month that has a bill already. Add the two, or delete one.",
        **_row(finding),
    )


@says("bill_month_missing")
def bill_month_missing(finding: Finding) -> str:
    """A bill without a month among others."""
    return _("Row %(row)s: “%(text)s” names no month. Write it like 11/2025.", **_row(finding))


@says("bills_with_a_hole")
def bills_with_a_hole(finding: Finding) -> str:
    """Months without a bill between others."""
    listed = ", ".join(f"{month:%m/%Y}" for month in finding.params["months"][:6])
    return _(
        "There is no bill for %(months)s. Add it, or tick “Use it as it is”: then it is taken at "
        "the mean of the others.",
        months=listed,
    )
