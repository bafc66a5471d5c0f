"""What bill and meter files say, in words."""

from datetime import date

from portal.i18n import _, day, number
from portal.messages import Finding, says


def _rows(finding: Finding) -> str:
    rows = finding.params.get("rows", ())
    listed = ", ".join(str(row) for row in rows[:5])
    return listed + (" …" if finding.params.get("count", 0) > 5 else "")


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


@says("readings_too_large")
def readings_too_large(finding: Finding) -> str:
    """A file over the limit."""
    return _(
        "The file is larger than %(mb)s MB. A year of hourly readings needs less than 1 MB: export one meter and one year.",
        mb=number(finding.params["megabytes"]),
    )


@says("readings_too_many")
def readings_too_many(finding: Finding) -> str:
    """Too many rows."""
    return _(
        "The file has more than %(most)s rows. Export one meter and one year.",
        most=number(finding.params["most"]),
    )


@says("readings_not_text")
def readings_not_text(_finding: Finding) -> str:
    """Not a text file."""
    return _("This is not a text file. Save the table as CSV (UTF-8) and upload it again.")


@says("readings_missing")
def readings_missing(_finding: Finding) -> str:
    """No column of readings."""
    return _(
        "There is no column of readings in this file. It needs a column of kWh or kW, and best a column of times."
    )


@says("readings_unreadable")
def readings_unreadable(finding: Finding) -> str:
    """Too many cells that are no numbers."""
    return _(
        "Row %(row)s: “%(text)s” cannot be read, and %(count)s rows are like it. Correct the file and upload it again.",
        row=finding.params["row"],
        text=finding.params["text"],
        count=number(finding.params.get("count", 1)),
    )


@says("readings_interval_unclear")
def readings_interval_unclear(_finding: Finding) -> str:
    """Neither hours nor parts of hours."""
    return _(
        "The times are neither a part of an hour nor a day nor a month apart. Export interval readings, or type the monthly bills."
    )


@says("readings_undated_length")
def readings_undated_length(finding: Finding) -> str:
    """A file without times that is no year."""
    return _(
        "The file has no times and %(rows)s readings, which is no whole year. Add a column of times.",
        rows=number(finding.params["rows"]),
    )


@says("readings_undated")
def readings_undated(finding: Finding) -> str:
    """A year assumed."""
    return _(
        "The file has no times: it is read as the year %(year)s from 1 January on.",
        year=finding.params["year"],
    )


@says("readings_unit_assumed")
def readings_unit_assumed(finding: Finding) -> str:
    """A unit assumed."""
    names = {"wh": "Wh", "kwh": "kWh", "mwh": "MWh", "kw": "kW", "mw": "MW"}
    unit = names[finding.params["unit"]]
    return _("The file names no unit: the readings are taken as %(unit)s.", unit=unit)


@says("readings_column_assumed")
def readings_column_assumed(finding: Finding) -> str:
    """A column assumed."""
    return _(
        "There is more than one column of numbers: “%(column)s” is used.",
        column=finding.subjects[0],
    )


@says("readings_end_stamped")
def readings_end_stamped(_finding: Finding) -> str:
    """Times at the end of intervals."""
    return _("The times mark the end of each interval; they were moved to its start.")


@says("readings_unsorted")
def readings_unsorted(_finding: Finding) -> str:
    """Rows out of order."""
    return _("The rows were not in order of time; they were sorted.")


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


@says("readings_of_meters")
def readings_of_meters(finding: Finding) -> str:
    """A file of several meters where one is compared."""
    return _(
        "This file holds %(count)s meters. Upload it under “Meter data”, and choose there which of them to compare.",
        count=number(finding.params["count"]),
    )


@says("readings_too_many_meters")
def readings_too_many_meters(finding: Finding) -> str:
    """More meters than one file may hold."""
    return _(
        "The file holds more than %(most)s meters. Export fewer at a time.",
        most=number(finding.params["most"]),
    )


@says("readings_not_green_button")
def readings_not_green_button(_finding: Finding) -> str:
    """An XML file that is not what it says."""
    return _(
        "This XML file cannot be read as Green Button data. Download it again from your supplier, or upload CSV."
    )


@says("readings_left_out")
def readings_left_out(finding: Finding) -> str:
    """Values of another kind in a Green Button file."""
    return _(
        "Meter %(meter)s: values that are no energy used (unit code %(uom)s, direction %(flow)s) are left out.",
        meter=finding.subjects[0],
        uom=finding.params["uom"],
        flow=finding.params["flow"],
    )


@says("readings_clock_change")
def readings_clock_change(_finding: Finding) -> str:
    """Daylight saving."""
    return _(
        "The clock changes within the file: the hour shown twice counts twice, the hour skipped is no gap."
    )


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


@says("sheet_unreadable")
def sheet_unreadable(_finding: Finding) -> str:
    """A workbook that is none."""
    return _("This is not a workbook (XLSX) that can be read. Save it again, or upload CSV.")


@says("sheet_too_large")
def sheet_too_large(finding: Finding) -> str:
    """A workbook that unpacks without end."""
    return _(
        "Unpacked, this workbook takes %(mb)s MB: too large. Upload CSV.",
        mb=number(finding.params["megabytes"]),
    )


@says("sheet_too_many_rows")
def sheet_too_many_rows(finding: Finding) -> str:
    """A workbook with too many rows."""
    return _(
        "The workbook has more than %(most)s rows. Export less at a time, or upload CSV.",
        most=number(finding.params["most"]),
    )
