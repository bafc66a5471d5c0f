"""What a file of readings or a workbook says as a whole, in words."""

from portal.i18n import _, number
from portal.messages import Finding, says


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
