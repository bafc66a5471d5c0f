"""Green Button files (ESPI, an Atom feed of NAESB): usage points, blocks of intervals, local time.

Energy delivered in Wh and average power in W are read, with their power of ten; energy sent back
and other commodities and units are named and left out. Times are seconds since 1970 in UTC; local
time is that of the zone given, else of the file's own offset and daylight-saving rules.

Source: NAESB REQ.21 ESPI; codes of `uom` and `flowDirection` as in its schema.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from xml.etree import ElementTree

import numpy as np

from pricing.findings import Finding
from pricing.loads.file_zone import FileZone
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
    clock = zone or FileZone.of(feed.local)
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


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(entry: Element, name: str) -> str:
    return next((each.text or "" for each in entry if _name(each) == name), "").strip()
