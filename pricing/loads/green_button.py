"""Green Button files (ESPI, an Atom feed of NAESB): usage points, blocks of intervals, local time.

Energy delivered in Wh and average power in W are read, with their power of ten; energy sent back
and other commodities and units are named and left out. Times are seconds since 1970 in UTC; local
time is that of the zone given, else of the file's own offset and daylight-saving rules.

Source: NAESB REQ.21 ESPI; codes of `uom`, `flowDirection`, `DSTRuleType` as in its schema.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from xml.etree import ElementTree

import numpy as np

from pricing.findings import Finding
from pricing.loads.regular import Series
from pricing.loads.table import Unusable

ESPI = b"naesb.org/espi"
FORWARD, WATT_HOURS, WATTS = ("1", "0", ""), "72", "38"
ELECTRICITY = ("1", "0", "")
MOST_VALUES = 1_000_000

Element = ElementTree.Element


def is_green_button(data: bytes) -> bool:
    """Whether the bytes are an XML file of that kind, whatever it is called."""
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \r\n\t")
    return head.startswith(b"<") and (ESPI in head or b"<feed" in head)


@dataclass
class _Feed:
    """What entries of a feed say, by the address of each."""

    titles: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    kind_of: dict[str, str] = field(default_factory=dict)
    local: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, list[tuple[int, int, float]]]] = field(default_factory=list)
    values: int = 0


def read_green_button(data: bytes, zone: tzinfo | None, findings: list[Finding]) -> list[Series]:
    """A series for each usage point, in kWh.

    Raises:
        Unusable: no such file, one with declarations of its own, or nothing usable in it.
    """
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise Unusable("readings_not_green_button")
    feed = _Feed()
    try:
        for entry in _entries(data):
            _read_entry(entry, feed)
    except (ElementTree.ParseError, ValueError, OverflowError) as error:
        raise Unusable("readings_not_green_button") from error
    clock = zone or _FileZone.of(feed.local)
    found: dict[str, list[tuple[int, int, float]]] = {}
    for address, values in feed.blocks:
        factor = _kwh_per_value(feed, address)
        if factor is None:
            kind = _kind(feed, address)
            params = {"uom": kind.get("uom", ""), "flow": kind.get("flowDirection", "")}
            findings.append(Finding("readings_left_out", (_point(address),), params))
            continue
        power = _kind(feed, address).get("uom") == WATTS
        found.setdefault(_point(address), []).extend(
            (start, seconds, value * factor * (seconds / 3600 if power else 1))
            for start, seconds, value in values
        )
    if not found:
        raise Unusable("readings_missing")
    names = {point: feed.titles.get(point, "") or point for point in found}
    return [_series(names[point], values, clock) for point, values in found.items()]


def _entries(data: bytes) -> Iterator[Element]:
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        if _name(element) == "entry":
            yield element
            element.clear()


def _read_entry(entry: Element, feed: _Feed) -> None:
    links = {"self": "", "up": ""}
    related = []
    for link in (each for each in entry if _name(each) == "link"):
        relation, address = link.get("rel", ""), link.get("href", "").strip("/")
        if relation == "related":
            related.append(address)
        else:
            links[relation] = address
    for content in (each for each in entry.iter() if _name(each) in _READERS):
        _READERS[_name(content)](content, entry, links, related, feed)


def _usage_point(
    _content: Element, entry: Element, links: dict[str, str], _related: list[str], feed: _Feed
) -> None:
    feed.titles[_point(links["self"])] = _text(entry, "title")


def _meter_reading(
    _content: Element, _entry: Element, links: dict[str, str], related: list[str], feed: _Feed
) -> None:
    kind = next((address for address in related if "ReadingType" in address), "")
    feed.kind_of[links["self"]] = kind


def _reading_type(
    content: Element, _entry: Element, links: dict[str, str], _related: list[str], feed: _Feed
) -> None:
    feed.kinds[links["self"]] = {_name(each): (each.text or "").strip() for each in content}


def _local_time(
    content: Element, _entry: Element, _links: dict[str, str], _related: list[str], feed: _Feed
) -> None:
    feed.local = {_name(each): (each.text or "").strip() for each in content}


def _interval_block(
    content: Element, _entry: Element, links: dict[str, str], _related: list[str], feed: _Feed
) -> None:
    values = []
    for reading in (each for each in content if _name(each) == "IntervalReading"):
        found = {_name(each): (each.text or "").strip() for each in reading.iter()}
        values.append((int(found["start"]), int(found["duration"]), float(found["value"])))
    feed.values += len(values)
    if feed.values > MOST_VALUES:
        raise Unusable("readings_too_many", most=MOST_VALUES)
    feed.blocks.append((links["up"] or links["self"], values))


_READERS = {
    "UsagePoint": _usage_point,
    "MeterReading": _meter_reading,
    "ReadingType": _reading_type,
    "LocalTimeParameters": _local_time,
    "IntervalBlock": _interval_block,
}


def _kind(feed: _Feed, address: str) -> dict[str, str]:
    """What the values of a block are: by its meter reading, else the only kind there is."""
    reading = re.sub(r"/IntervalBlock.*$", "", address)
    kind = feed.kind_of.get(reading)
    if kind in feed.kinds:
        return feed.kinds[kind]
    return next(iter(feed.kinds.values())) if len(feed.kinds) == 1 else {}


def _kwh_per_value(feed: _Feed, address: str) -> float | None:
    """What makes a value kWh or kW; None for what is no energy used."""
    kind = _kind(feed, address)
    used = kind.get("flowDirection", "") in FORWARD and kind.get("commodity", "") in ELECTRICITY
    if not used or kind.get("uom", WATT_HOURS) not in (WATT_HOURS, WATTS):
        return None
    return float(10.0 ** int(kind.get("powerOfTenMultiplier") or 0) / 1000)


def _point(address: str) -> str:
    found = re.search(r"UsagePoint/([^/]+)", address)
    return found[1] if found else address


def _series(name: str, values: list[tuple[int, int, float]], zone: tzinfo) -> Series:
    starts = [
        np.datetime64(datetime.fromtimestamp(start, UTC).astimezone(zone).replace(tzinfo=None), "m")
        for start, _, _ in values
    ]
    moments = np.array(starts, dtype="datetime64[m]")
    rows = np.arange(1, len(values) + 1)
    return Series(name, moments, np.array([value for _, _, value in values]), rows)


class _FileZone(tzinfo):
    """The zone a file describes: an offset, and rules of daylight saving in coded form."""

    def __init__(self, offset: int, saving: int, starts: int, ends: int) -> None:
        self.offset, self.saving = timedelta(seconds=offset), timedelta(seconds=saving)
        self.starts, self.ends = starts, ends

    @classmethod
    def of(cls, local: dict[str, str]) -> _FileZone:
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


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(entry: Element, name: str) -> str:
    return next((each.text or "" for each in entry if _name(each) == name), "").strip()
