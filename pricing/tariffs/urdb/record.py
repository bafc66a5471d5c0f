"""One record of the rate database as a tariff and its hours; what cannot be billed is named.

Nothing is dropped in silence: a field that changes a bill and has no counterpart here is a fault
with its place, and the record is refused; a field that changes no bill of a load (what is paid for
energy sent back, remarks) is a note.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pricing.errors import Path, PricingDataError, Problem
from pricing.loads.hours import HoursBook
from pricing.tariffs.reading import read_tariffs
from pricing.tariffs.tariff import Tariff
from pricing.tariffs.urdb.charges import (
    demand_prices,
    energy_prices,
    fixed_prices,
    minimum_bills,
    ratchet,
)
from pricing.tariffs.urdb.faults import Faults
from pricing.tariffs.urdb.schedule import Schedule

EARLIEST = "2000-01-01"

PLAIN = frozenset(
    [
        "label",
        "uri",
        "sector",
        "country",
        "name",
        "utility",
        "eiaid",
        "eiaId",
        "source",
        "sourceparent",
        "description",
        "approved",
        "revisions",
        "startdate",
        "enddate",
        "supersedes",
        "servicetype",
        "usenetmetering",
        "dgrules",
        "basicinformationcomments",
        "energycomments",
        "demandcomments",
        "voltagecategory",
        "phasewiring",
        "is_default",
        "flatdemandunit",
        "flatdemandunits",
        "demandrateunit",
        "demandunits",
        "peakkwcapacitymin",
        "peakkwcapacitymax",
        "peakkwcapacityhistory",
        "peakkwhusagemin",
        "peakkwhusagemax",
        "peakkwhusagehistory",
        "voltageminimum",
        "voltagemaximum",
        "version",
    ]
)
BILLED = frozenset(
    [
        "energyratestructure",
        "energyweekdayschedule",
        "energyweekendschedule",
        "demandratestructure",
        "demandweekdayschedule",
        "demandweekendschedule",
        "flatdemandstructure",
        "flatdemandmonths",
        "fixedchargefirstmeter",
        "fixedchargeunits",
        "fixedmonthlycharge",
        "mincharge",
        "minchargeunits",
        "minmonthlycharge",
        "annualmincharge",
        "demandratchetpercentage",
        "lookbackPercent",
        "lookbackMonths",
        "lookbackRange",
        "fueladjustmentsmonthly",
        "demandwindow",
    ]
)
STRUCTURES = frozenset({"energyratestructure", "demandratestructure", "flatdemandstructure"})
ZERO = Decimal(0)
SENT_BACK = frozenset({"sell", "mincredit"})


@dataclass(frozen=True)
class ImportedTariff:
    """A tariff, the hours it counts by, and what of the record changes no bill of a load.

    `data` and `hours_data` are both as plain data, the way the files of a pack hold them.
    """

    tariff: Tariff
    hours: HoursBook
    notes: tuple[Problem, ...]
    data: Mapping[str, Any]
    hours_data: Mapping[str, Any]


def read_urdb(text: str, currency: str = "USD") -> list[ImportedTariff]:
    """The tariffs of a JSON document: one record, a list of them, or an answer with `items`.

    Args:
        text: JSON; an answer that was itself written as a JSON string is read through.
        currency: of the prices.

    Raises:
        PricingDataError: what is no such record, and everything in it that cannot be billed.
    """
    return [_imported(record, path, currency) for path, record in _records(text)]


def _records(text: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    try:
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        if isinstance(found, str):
            found = json.loads(found, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise PricingDataError([Problem((), "", f"is no JSON: {error}")]) from error
    if isinstance(found, Mapping) and isinstance(found.get("items"), list):
        records: list[tuple[Path, Any]] = [
            (("items", place), item) for place, item in enumerate(found["items"])
        ]
    elif isinstance(found, list):
        records = [((place,), item) for place, item in enumerate(found)]
    else:
        records = [((), found)]
    for path, record in records:
        if not isinstance(record, Mapping) or "energyratestructure" not in record:
            raise PricingDataError([Problem(path, "", "is no rate: it has no energyratestructure")])
        for key in STRUCTURES & record.keys():
            if not _is_structure(record[key]):
                raise PricingDataError([Problem((*path, key), "", "is no list of tiers by period")])
        yield path, record


def _is_structure(value: Any) -> bool:
    """Periods of tiers, every figure of them a number."""
    tiers = [tier for tiers in value for tier in tiers] if _lists(value) else [None]
    return all(
        isinstance(tier, Mapping)
        and all(isinstance(tier.get(key, ZERO), Decimal) for key in ("max", "rate", "adj", "sell"))
        for tier in tiers
    )


def _lists(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, list) and each for each in value)


def _imported(record: Mapping[str, Any], path: Path, currency: str) -> ImportedTariff:
    faults = Faults(path, str(record.get("label") or record.get("name") or ""))
    schedule = Schedule.of(record, faults)
    prices = {
        "energy": energy_prices(record, schedule, faults),
        "demand": demand_prices(record, schedule, faults),
        "fixed": fixed_prices(record, faults),
        "minimum_bill": minimum_bills(record, faults),
    }
    plain = {
        "id": _id_of(record), "text": _both(record.get("name") or record.get("label") or "Rate"),
        "kind": "published", "currency": currency, "rounding_scope": "bill",
        "source": _both(_source(record)), "hours": _id_of(record),
        "demand_floor": ratchet(record, faults), "block_unit": faults.block_unit,
    }  # fmt: skip
    notes = tuple(_notes(record, faults))
    faults.check()
    dates = _dates(record)
    table = schedule.table(_id_of(record), dates)
    hours = HoursBook.from_data({"hours": [table]})
    dated = {kind: [price | dates for price in found] for kind, found in prices.items()}
    data = {key: value for key, value in (plain | dated).items() if value not in (None, [])}
    tariff = read_tariffs({"tariffs": [data]}, hours)[0]
    return ImportedTariff(tariff, hours, notes, data, table)


def _notes(record: Mapping[str, Any], faults: Faults) -> Iterator[Problem]:
    """Fields that change no bill; one that is not known might, and is a fault."""
    for key, value in record.items():
        if key in BILLED or key in PLAIN or value in (None, "", 0, [], {}):
            continue
        faults.add((key,), f"{key} is not supported: it may change the bill")
    for place, period in enumerate(record["energyratestructure"]):
        for step, tier in enumerate(period):
            for key in SENT_BACK & tier.keys():
                if tier[key]:
                    where = (*faults.path, "energyratestructure", place, step, key)
                    words = "what is paid for energy sent back is not billed here"
                    yield Problem(where, faults.id, words)
    if record.get("description"):
        words = f"read by people only: {record['description']}"
        yield Problem((*faults.path, "description"), faults.id, words)


def _dates(record: Mapping[str, Any]) -> dict[str, str]:
    dates = {"valid_from": _day(record.get("startdate")) or EARLIEST}
    end = _day(record.get("enddate"))
    return dates | ({"valid_to": end} if end else {})


def _day(value: Any) -> str | None:
    """A day given in seconds since 1970 or as a date."""
    if isinstance(value, Decimal):
        return datetime.fromtimestamp(int(value), UTC).date().isoformat()
    return str(value)[:10] if value else None


def _id_of(record: Mapping[str, Any]) -> str:
    words = str(record.get("label") or record.get("name") or "rate").lower()
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in words)
    return kept.strip("_")[:60] or "rate"


def _source(record: Mapping[str, Any]) -> str:
    parts = (record.get("utility"), record.get("source"), record.get("uri"))
    return ", ".join(str(part) for part in parts if part) or "OpenEI Utility Rate Database"


def _both(words: Any) -> dict[str, str]:
    return {"vi": str(words)[:300], "en": str(words)[:300]}
