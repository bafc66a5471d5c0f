"""The comparison of a buyer, computed once per change of it, of the prices and of the day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from portal import clock
from portal.compare.compared_plans import ComparedPlans
from portal.compare.forms import plans_for
from portal.compare.loads import AS_IT_IS, asked_of, hours_id, load_of
from portal.compare.market import market
from portal.compare.rivals import hours_with, rivals_of
from portal.compare.what_if import WhatIf
from portal.i18n import site_zone, words
from portal.models import Comparison
from portal.owner import current_segment
from portal.packs import current_pack, pack_version
from pricing import Money, Tariff, compare
from pricing.loads import LoadCells, MonthlyLoad


def compared(comparison: Comparison, what: WhatIf = AS_IT_IS) -> ComparedPlans:
    """The plans of the comparison's segment, and what the buyer typed in beside them, on its usage.

    Prices are today's.

    Args:
        what: what if the usage were another.
    """
    today, edition = clock.today(site_zone()), current_pack().version_id
    stored = _Stored(comparison.id, comparison.updated_at, comparison.segment, comparison.usage)
    found = _compared(stored, edition, today, replace(what, with_tax=False))
    return replace(found, what=what)


@dataclass(frozen=True)
class _Stored:
    """A comparison as it was stored: equal while nobody changed it."""

    id: UUID
    updated_at: datetime
    segment: str = field(compare=False)
    usage: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=64)
def _compared(stored: _Stored, edition: UUID, today: date, what: WhatIf) -> ComparedPlans:
    usage, pack = stored.usage, pack_version(edition)
    own = _own_load(stored)
    load = asked_of(own, what)
    plans = _tariffs(stored, edition, today)
    # Whatever the share of peak hours, costs along it are the same.
    own_usage = None if what.kwh or not what.moves else _compared(stored, edition, today, AS_IT_IS)
    current = usage.get("current")
    ranked = compare(
        plans,
        load,
        current=current if current in {plan.id for plan in plans} else None,
        on=today,
        hours=hours_with(pack.hours, usage),
        taxes=pack.taxes,
        peak_curves=own_usage.plans.peak_curves if own_usage else (),
    )
    known = own_usage.at_share if own_usage else {}
    return ComparedPlans(ranked, market(stored.segment, load), own, load, what, usage, known)


@lru_cache(maxsize=64)
def _own_load(stored: _Stored) -> MonthlyLoad | LoadCells:
    return load_of(stored.usage)


@lru_cache(maxsize=64)
def _tariffs(stored: _Stored, _edition: UUID, _today: date) -> list[Tariff]:
    """The same objects at each move of a slider: they know what they were asked before."""
    return compared_tariffs(stored)


def compared_tariffs(comparison: Comparison | _Stored) -> list[Tariff]:
    """The plans of the segment, then the offers typed in."""
    own = plans_for(comparison.segment)
    return [*own, *rivals_of(comparison.usage, hours_id(), own[0])]


def yearly_today(comparison: Comparison, plan: str) -> Money | None:
    """What a plan costs a year at today's prices; None when it is sold no more."""
    rows = compared(comparison).plans.rows
    return next((row.yearly for row in rows if row.tariff.id == plan), None)


def own_choices(comparison: Comparison) -> list[tuple[str, str]]:
    """Id and name of each plan of ours, as a list to choose from."""
    return [(plan.id, words(plan.text)) for plan in plans_for(comparison.segment)]


def comparing_segment() -> str | None:
    """The reader's segment when it compares prices, else the first one that does, if any."""
    mine = current_segment()
    if mine and "compare" in mine.modules and mine.plans:
        return str(mine.id)
    comparing = [p for p in current_pack().segments.values() if "compare" in p.modules and p.plans]
    first = min(comparing, key=lambda profile: profile.modules.index("compare"), default=None)
    return str(first.id) if first else None
