"""Rates, charges and ratchets of a record as prices of a tariff, in plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pricing.errors import Path
from pricing.tariffs.urdb.faults import Faults
from pricing.tariffs.urdb.schedule import Schedule

ENDLESS = Decimal("1e37")
ZERO = Decimal(0)
ALL_MONTHS = tuple(range(1, 13))
PER = {"$/month": "month", "$/day": "day", "$/year": "year"}
KILOWATT = ("kW", "", None)

Price = dict[str, Any]


def energy_prices(record: Mapping[str, Any], schedule: Schedule, faults: Faults) -> list[Price]:
    """Every period's blocks under every name it has in the table of hours."""
    structure = record["energyratestructure"]
    faults.block_unit = _block_unit(structure, faults)
    prices = []
    for period, tiers in enumerate(structure):
        blocks = list(_energy_blocks(tiers, ("energyratestructure", period), faults))
        for name in schedule.names(0, period):
            prices += [
                {"period": name, "months": list(months)} | block | {"price": block["price"] + extra}
                for months, extra in _fuel(record, faults)
                for block in blocks
            ]
    return prices


def _block_unit(structure: Sequence[Any], faults: Faults) -> str:
    """Whether blocks are of days or of months; both in one record cannot be billed."""
    daily = {
        str(tier.get("unit") or "kWh").endswith("daily")
        for tiers in structure
        for tier in tiers
        if len(tiers) > 1
    }
    if len(daily) > 1:
        faults.add(("energyratestructure",), "mixes daily and monthly blocks: not supported")
    return "day" if daily == {True} else "month"


def _energy_blocks(tiers: Sequence[Any], place: Path, faults: Faults) -> Iterator[Price]:
    """Blocks given by their upper ends as blocks given by their starts.

    A block in kWh per kW that is followed by one in kWh has no rate of its own to bill: it says
    how far the band of those that follow reaches.
    """
    hours = kwh = ZERO
    band: Decimal | None = None
    for step, tier in enumerate(tiers):
        unit = str(tier.get("unit") or "kWh").removesuffix(" daily")
        if unit not in ("kWh", "kWh/kW"):
            faults.add((*place, step, "unit"), f"unit {tier['unit']} is not supported")
            continue
        end = _end_of(tier)
        after = tiers[step + 1] if step + 1 < len(tiers) else None
        if unit == "kWh/kW" and after and "/kW" not in str(after.get("unit") or "kWh"):
            band = end
            continue
        yield {"price": _rate_of(tier), "from_kwh": kwh, "from_hours": hours}
        if end is not None:
            hours, kwh = (end, ZERO) if unit == "kWh/kW" else (hours, end)
        elif band is not None:
            hours, kwh, band = band, ZERO, None


def _fuel(record: Mapping[str, Any], faults: Faults) -> list[tuple[tuple[int, ...], Decimal]]:
    """What fuel adds per kWh, by months."""
    monthly = record.get("fueladjustmentsmonthly") or []
    if not any(monthly):
        return [(ALL_MONTHS, ZERO)]
    if len(monthly) != len(ALL_MONTHS):
        faults.add(("fueladjustmentsmonthly",), "does not have 12 months")
        return [(ALL_MONTHS, ZERO)]
    extras = [Decimal(extra) for extra in monthly]
    return [
        (tuple(month for month in ALL_MONTHS if extras[month - 1] == extra), extra)
        for extra in sorted(set(extras))
    ]


def demand_prices(record: Mapping[str, Any], schedule: Schedule, faults: Faults) -> list[Price]:
    """Demand by time of use, and flat demand by months."""
    prices = []
    _only_kilowatts(record, "demandrateunit", "demandratestructure", faults)
    for period, tiers in enumerate(record.get("demandratestructure") or []):
        names = schedule.names(1, period)
        if names and any(_rate_of(tier) for tier in tiers):
            blocks = _demand_blocks(tiers)
            prices += [{"period": ",".join(names)} | block for block in blocks]
    return prices + list(_flat_demand(record, faults))


def _flat_demand(record: Mapping[str, Any], faults: Faults) -> Iterator[Price]:
    structure, months = record.get("flatdemandstructure") or [], record.get("flatdemandmonths")
    if not structure:
        return
    for key in ("flatdemandunit", "flatdemandunits"):
        _only_kilowatts(record, key, "flatdemandstructure", faults)
    which = [int(period) for period in months or [0] * len(ALL_MONTHS)]
    if len(which) != len(ALL_MONTHS) or not all(0 <= p < len(structure) for p in which):
        faults.add(("flatdemandmonths",), "does not name a flat demand rate for 12 months")
        return
    for period, tiers in enumerate(structure):
        billed = [month for month in ALL_MONTHS if which[month - 1] == period]
        if billed:
            yield from ({"months": billed} | block for block in _demand_blocks(tiers))


def _demand_blocks(tiers: Sequence[Any]) -> list[Price]:
    starts = [ZERO, *(_end_of(tier) or ZERO for tier in tiers[:-1])]
    return [
        {"price": _rate_of(tier), "from_kw": start}
        for tier, start in zip(tiers, starts, strict=True)
    ]


def _only_kilowatts(record: Mapping[str, Any], key: str, structure: str, faults: Faults) -> None:
    if record.get(structure) and record.get(key) not in KILOWATT:
        faults.add((key,), f"unit {record[key]} is not supported: only the month's kW are billed")


def fixed_prices(record: Mapping[str, Any], faults: Faults) -> list[Price]:
    """The charge of the first meter, per month, day or year."""
    prices = []
    if record.get("fixedchargefirstmeter"):
        per = _per(record, "fixedchargeunits", faults)
        prices.append({"price": record["fixedchargefirstmeter"], "per": per})
    if record.get("fixedmonthlycharge"):
        prices.append({"price": record["fixedmonthlycharge"], "code": "monthly"})
    return prices


def minimum_bills(record: Mapping[str, Any], faults: Faults) -> list[Price]:
    """The least a month or a year costs."""
    prices = []
    if record.get("mincharge"):
        per = _per(record, "minchargeunits", faults)
        if per == "day":
            faults.add(("minchargeunits",), "a minimum per day is not supported")
        prices.append({"price": record["mincharge"], "per": per})
    if record.get("minmonthlycharge"):
        prices.append({"price": record["minmonthlycharge"], "per": "month"})
    if record.get("annualmincharge"):
        prices.append({"price": record["annualmincharge"], "per": "year"})
    return prices


def _per(record: Mapping[str, Any], key: str, faults: Faults) -> str:
    unit = record.get(key) or "$/month"
    if unit not in PER:
        faults.add((key,), f"unit {unit} is not supported")
    return PER.get(unit, "month")


def ratchet(record: Mapping[str, Any], faults: Faults) -> Price | None:
    """What billed power does not fall below: a share of earlier or of named months."""
    shares = record.get("demandratchetpercentage") or []
    share, named = record.get("lookbackPercent"), record.get("lookbackMonths") or []
    if any(shares):
        if any(named) or share:
            faults.add(("demandratchetpercentage",), "two ratchets at once are not supported")
        rates = [{"months": [month], "rate": rate} for month, rate in enumerate(shares, start=1)]
        return {"rate": rates, "previous_months": 11}
    if not share:
        return None
    months = [month for month, wanted in enumerate(named, start=1) if wanted]
    back = int(record.get("lookbackRange") or 0)
    if not months and not back:
        faults.add(("lookbackPercent",), "says neither months nor a range to look back at")
    return {"rate": share, "previous_months": back} | ({"of_months": months} if months else {})


def _end_of(tier: Mapping[str, Any]) -> Decimal | None:
    """Where a tier ends; None where it goes on without end."""
    end = tier.get("max")
    return None if end is None or Decimal(end) > ENDLESS else Decimal(end)


def _rate_of(tier: Mapping[str, Any]) -> Decimal:
    return Decimal(tier.get("rate") or 0) + Decimal(tier.get("adj") or 0)
