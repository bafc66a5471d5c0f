"""What single readings and the load they make say, in words."""

from datetime import date

from portal.i18n import _, day, number
from portal.messages import Finding, says


def _rows(finding: Finding) -> str:
    rows = finding.params.get("rows", ())
    listed = ", ".join(str(row) for row in rows[:5])
    return listed + (" …" if finding.params.get("count", 0) > 5 else "")


@says("reading_without_time")
def reading_without_time(finding: Finding) -> str:
    """Rows without a time."""
    return _(
        "%(count)s rows have no time that can be read (rows %(rows)s).",
        count=number(finding.params["count"]),
        rows=_rows(finding),
    )


@says("reading_gap")
def reading_gap(finding: Finding) -> str:
    """Missing readings."""
    return _("Readings are missing before rows %(rows)s.", rows=_rows(finding))


@says("reading_duplicate")
def reading_duplicate(finding: Finding) -> str:
    """The same time twice."""
    return _(
        "%(count)s times come twice (rows %(rows)s); the first reading would be used.",
        count=number(finding.params["count"]),
        rows=_rows(finding),
    )


@says("reading_not_a_number")
def reading_not_a_number(finding: Finding) -> str:
    """Cells that are no numbers."""
    return _(
        "%(count)s readings are not numbers (rows %(rows)s).",
        count=number(finding.params["count"]),
        rows=_rows(finding),
    )


@says("reading_negative")
def reading_negative(finding: Finding) -> str:
    """Negative readings."""
    return _(
        "%(count)s readings are negative (rows %(rows)s).",
        count=number(finding.params["count"]),
        rows=_rows(finding),
    )


@says("reading_off_grid")
def reading_off_grid(finding: Finding) -> str:
    """Times beside the grid."""
    return _(
        "%(count)s readings lie beside the interval of %(minutes)s minutes (rows %(rows)s).",
        count=number(finding.params["count"]),
        minutes=finding.params["minutes"],
        rows=_rows(finding),
    )


@says("load_scaled_to_a_year")
def load_scaled_to_a_year(finding: Finding) -> str:
    """A load of another length."""
    return _(
        "The readings cover %(months)s months; the costs are scaled to a year.",
        months=number(finding.params["months"], 1),
    )


@says("tariff_left_out")
def tariff_left_out(_finding: Finding) -> str:
    """A tariff that cannot be priced on this load."""
    return _("A tariff cannot be priced on this usage and is left out.")


@says("reading_missing_days")
def reading_missing_days(finding: Finding) -> str:
    """Days without a reading."""
    days = ", ".join(day(date.fromisoformat(each)) for each in finding.params["days"][:5])
    return _(
        "Days without any reading: %(count)s (%(days)s).",
        count=number(finding.params["count"]),
        days=days + (" …" if finding.params["count"] > 5 else ""),
    )


@says("reading_spike")
def reading_spike(finding: Finding) -> str:
    """Readings far above all others."""
    return _(
        "Readings more than five times as high as nearly all others: %(count)s (%(at)s).",
        count=number(finding.params["count"]),
        at=", ".join(moment.replace("T", " ") for moment in finding.params["at"]),
    )
