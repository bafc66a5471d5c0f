"""The zone that a Green Button file describes: an offset, and coded rules of daylight saving.

Source: `LocalTimeParameters` and `DSTRuleType` of the ESPI schema (NAESB REQ.21).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo


class FileZone(tzinfo):
    """The zone a file describes: an offset, and rules of daylight saving in coded form."""

    def __init__(self, offset: int, saving: int, starts: int, ends: int) -> None:
        self.offset, self.saving = timedelta(seconds=offset), timedelta(seconds=saving)
        self.starts, self.ends = starts, ends

    @classmethod
    def of(cls, local: dict[str, str]) -> FileZone:
        """The zone of `LocalTimeParameters`; UTC without any."""
        offset, saving = int(local.get("tzOffset") or 0), int(local.get("dstOffset") or 0)
        rules = [int(local.get(key) or "0", 16) for key in ("dstStartRule", "dstEndRule")]
        return cls(offset, saving if all(rules) else 0, *rules)

    def utcoffset(self, when: datetime | None) -> timedelta:
        """The offset at a local time."""
        return self.offset + self.dst(when)

    def dst(self, when: datetime | None) -> timedelta:
        """What daylight saving adds at a local time; the hour shown twice counts by `fold`."""
        if when is None or not self.saving:
            return timedelta()
        local = when.replace(tzinfo=None)
        start, end = (rule_moment(rule, local.year) for rule in (self.starts, self.ends))
        north = start <= end
        inside = start <= local < end if north else not end <= local < start
        if end - self.saving <= local < end and when.fold:
            inside = False
        return self.saving if inside else timedelta()

    def tzname(self, when: datetime | None) -> str:
        """The offset as its name."""
        return str(self.utcoffset(when))

    def fromutc(self, when: datetime) -> datetime:
        """The local time of a moment."""
        standard = when + self.offset
        if not self.saving:
            return standard
        plain = standard.replace(tzinfo=None)
        start, end = (rule_moment(rule, plain.year) for rule in (self.starts, self.ends))
        saved = (standard + self.saving).replace(fold=0)
        if self.dst(saved) and not start - self.saving <= plain < start:
            return saved
        return standard.replace(fold=int(end - self.saving <= plain < end))


def rule_moment(rule: int, year: int) -> datetime:
    """When a coded rule of daylight saving takes effect in a year, in the local time before it.

    Bits from the lowest: 12 seconds, 5 hours, 3 day of the week (Monday is 1), 5 day of the month,
    3 which of them, 4 month.

    >>> rule_moment(0x360E2000, 2011), rule_moment(0xB40E2000, 2011)
    (datetime.datetime(2011, 3, 13, 2, 0), datetime.datetime(2011, 11, 6, 2, 0))
    """
    seconds, hours = rule & 0xFFF, rule >> 12 & 0x1F
    weekday, day, which, month = rule >> 17 & 7, rule >> 20 & 0x1F, rule >> 25 & 7, rule >> 28
    first = date(year, max(month, 1), max(day, 1) if which < 2 else 1)
    if which:
        first += timedelta(days=(weekday - 1 - first.weekday()) % 7)
    if which > 2:
        first += timedelta(days=7 * (which - 2))
        while first.month != month:
            first -= timedelta(days=7)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    return start + timedelta(hours=hours, seconds=seconds)
