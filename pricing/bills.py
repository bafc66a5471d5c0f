"""Monthly bills as people paste them: one month and one number of kWh a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.findings import Finding

MAX_ROWS = 600
MAX_KWH = Decimal(10) ** 9

_YEAR_FIRST = re.compile(r"\b((?:19|20)\d\d)\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?\d{1,2})?\b")
_YEAR_LAST = re.compile(r"\b(?:\d{1,2}\s?[-/.]\s?)?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d)\b")
_NUMBER = re.compile(r"[-+]?\d[\d.,\u00a0\u202f]*(?:[eE][-+]?\d+)?")
_LABELS = re.compile(r"(?i)\b(?:tháng|thang|month|kwh|kw\.h|số điện|điện năng)\b|[:;\t|\"']")


@dataclass(frozen=True)
class ParsedBills:
    """Bills in the order typed, and what could not be read; a finding names its rows.

    Findings: bill_unreadable, bill_unclear (more than one number), bill_negative,
    bill_too_large, bill_month_twice, bill_month_missing, bills_too_many, bills_missing.
    """

    bills: tuple[tuple[date, Decimal], ...]
    problems: tuple[Finding, ...]


def parse_bills(text: str, decimal: str = ",", last_month: date | None = None) -> ParsedBills:
    """The bills in a pasted text, one a row: "05/2025 1.850", "2025-05; 1850 kWh", or "1850".

    Args:
        text: rows; blank rows and a row of headings without digits are passed over.
        decimal: what separates decimals, "," (then "." groups thousands) or ".".
        last_month: the month of the last row where rows name no month; rows count back from
            it. None makes a missing month a problem.

    >>> parse_bills("05/2025\\t1.850,5 kWh").bills
    ((datetime.date(2025, 5, 1), Decimal('1850.5')),)
    """
    rows = [(place, row) for place, row in enumerate(text.splitlines(), start=1) if row.strip()]
    rows = [(place, row) for place, row in rows if re.search(r"\d", row) or place > 1]
    if not rows:
        return ParsedBills((), (Finding("bills_missing"),))
    if len(rows) > MAX_ROWS:
        return ParsedBills((), (Finding("bills_too_many", (), {"most": MAX_ROWS}),))
    problems: list[Finding] = []
    bills: dict[date, Decimal] = {}
    for place, (number, row) in enumerate(rows):
        month, rest = _month(row)
        if month is None and last_month is not None:
            month = _months_before(last_month, len(rows) - 1 - place)
        kwh, code = _kwh(rest, decimal)
        if code is None and month is None:
            code = "bill_month_missing"
        if code is None and month in bills:
            code = "bill_month_twice"
        if code is not None:
            words = {"row": number, "text": row.strip()[:60]}
            problems.append(Finding(code, (f"row {number}",), words))
        elif month is not None:
            bills[month] = kwh
    return ParsedBills(tuple(bills.items()), tuple(problems))


def _month(row: str) -> tuple[date | None, str]:
    """The month a row names, and the row without it."""
    for pattern, year, month in ((_YEAR_FIRST, 1, 2), (_YEAR_LAST, 2, 1)):
        found = pattern.search(row)
        if found and 1 <= int(found[month]) <= 12:
            rest = row[: found.start()] + " " + row[found.end() :]
            return date(int(found[year]), int(found[month]), 1), rest
    return None, row


def _kwh(rest: str, decimal: str) -> tuple[Decimal, str | None]:
    """The only number in a row, or the code of what is wrong with it."""
    words = _LABELS.sub(" ", rest).strip().strip(",")
    numbers = _NUMBER.findall(words)
    left = _NUMBER.sub("", words).strip(" ,-")
    if not numbers or left:
        return Decimal(0), "bill_unreadable"
    if len(numbers) > 1:
        return Decimal(0), "bill_unclear"
    kwh = parse_number(numbers[0], decimal)
    if kwh is None:
        return Decimal(0), "bill_unreadable"
    if kwh < 0:
        return Decimal(0), "bill_negative"
    return kwh, "bill_too_large" if kwh > MAX_KWH else None


def parse_number(text: str, decimal: str) -> Decimal | None:
    """A number as typed, or None: groups of thousands must have three digits.

    >>> parse_number("1.850,5", ","), parse_number("1,850.5", "."), parse_number("1.85", ",")
    (Decimal('1850.5'), Decimal('1850.5'), None)
    """
    group = re.escape("." if decimal == "," else ",")
    point = re.escape(decimal)
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    shape = rf"[-+]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{point}\d+)?"
    if len(plain) > 40 or not re.fullmatch(shape, plain):
        return None
    return Decimal(re.sub(group, "", plain).replace(decimal, "."))


def _months_before(last: date, count: int) -> date:
    month = last.year * 12 + last.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)
