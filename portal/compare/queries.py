"""Plans ranked on a buyer's usage, ready for page, paper and file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from portal import clock
from portal.compare.forms import plans_for
from portal.compare.loads import AS_IT_IS, asked_of, estimated_months, hours_id, load_of
from portal.compare.rivals import PREFIX, hours_with, is_rival, rivals_of
from portal.compare.what_if import WhatIf
from portal.i18n import _, day, money, number, percent, site_zone, words
from portal.models import Comparison, PriceHold
from portal.owner import current_segment
from portal.packs import current_pack, pack_version
from portal.phones import shown_phone
from pricing import ComparedTariff, Flip, Money, Payment, Tariff, bill, compare, quantise
from pricing import Comparison as Compared
from pricing.loads import LoadCells, MonthlyLoad
from pricing.tariffs.tariff import MONTHS_OF

MONTHS = Decimal(12)
FLIP_PLACES = 2


@dataclass(frozen=True)
class MarketRow:
    """A published tariff on the buyer's usage, without tax."""

    tariff: Tariff
    yearly: Money


@dataclass(frozen=True)
class ComparedPlans:
    """The supplier's plans ranked, and the market's published tariffs beside them."""

    plans: Compared
    market: tuple[MarketRow, ...]
    """Cheapest first."""
    own_load: MonthlyLoad | LoadCells
    load: MonthlyLoad | LoadCells
    """The buyer's own, or what was asked about it."""
    what: WhatIf
    usage: Mapping[str, Any]

    @cached_property
    def total_kwh(self) -> Decimal:
        """Energy of the year."""
        return self._monthly.total

    @cached_property
    def _monthly(self) -> MonthlyLoad:
        return self.load if isinstance(self.load, MonthlyLoad) else self.load.monthly()

    @property
    def from_meter(self) -> bool:
        """Whether the usage comes from a meter's readings."""
        return "cells" in self.usage

    @property
    def estimated_months(self) -> int:
        """Months of the year without a bill."""
        return estimated_months(self.usage)

    @property
    def ours(self) -> list[ComparedTariff]:
        """The supplier's own plans, cheapest first."""
        return [row for row in self.plans.rows if not is_rival(row.tariff.id)]

    @property
    def best(self) -> ComparedTariff:
        """The supplier's cheapest plan."""
        return self.ours[0]

    @property
    def cheaper_rival(self) -> ComparedTariff | None:
        """The cheapest offer typed in, when it beats every plan of the supplier."""
        first = self.plans.best
        return first if is_rival(first.tariff.id) and first.yearly < self.best.yearly else None

    @property
    def cheaper_outside(self) -> MarketRow | None:
        """The cheapest published tariff, when it beats every plan of the supplier."""
        cheapest = self.market[0] if self.market else None
        return cheapest if cheapest and cheapest.yearly < self.best.yearly else None

    @property
    def left_out(self) -> list[str]:
        """Offers of others whose prices ran out, or whose hours the usage does not tell, by name."""
        rivals = self.usage.get("rivals", {})
        ids = [found.subjects[0] for found in self.plans.left_out]
        return [rivals[id.removeprefix(PREFIX)]["name"] for id in ids if is_rival(id)]

    @property
    def verdict(self) -> tuple[str, str]:
        """The sentence, and the part of it that decides."""
        best, saving = self.best, self.saving(self.best)
        if rival := self.cheaper_rival:
            return self._beaten_by(rival)
        if saving is None:
            cost = money(self.yearly(best))
            return (
                _("%(plan)s is your cheapest plan: %(cost)s a year.", plan=name(best), cost=cost),
                cost,
            )
        if best.is_current:
            cost = money(self.yearly(best))
            return _("You already have the cheapest plan: %(cost)s a year.", cost=cost), cost
        amount = money(saving)
        current = self.plans.current
        share = percent(saving.ratio(self.yearly(current)) if current and saving else 0)
        return (
            _(
                "%(plan)s saves you %(amount)s a year (%(share)s).",
                plan=name(best),
                amount=amount,
                share=share,
            ),
            amount,
        )

    def _beaten_by(self, rival: ComparedTariff) -> tuple[str, str]:
        less = money(self.yearly(self.best) - self.yearly(rival))
        sentence = _(
            "%(rival)s is cheaper than all our plans: %(less)s a year less than %(plan)s.",
            rival=name(rival), less=less, plan=name(self.best),
        )  # fmt: skip
        return sentence, less

    def yearly(self, row: ComparedTariff) -> Money:
        """What leads: the cost of a year without tax, or with it."""
        return row.gross if self.what.with_tax and row.gross else row.yearly

    def beside(self, row: ComparedTariff) -> str:
        """The other of the two, in words."""
        if row.gross is None:
            return ""
        if self.what.with_tax:
            return _("%(amount)s without VAT", amount=money(row.yearly))
        return _("%(amount)s with VAT", amount=money(row.gross))

    def saving(self, row: ComparedTariff) -> Money | None:
        """What changing to this plan saves in a year, negative when dearer; None without a plan."""
        current = self.plans.current
        return None if current is None else self.yearly(current) - self.yearly(row)

    def payments(self, row: ComparedTariff) -> list[Payment]:
        """What falls due when; with tax where it leads."""
        if not self.what.with_tax or row.bill.taxes is None:
            return list(row.calendar)
        tax: dict[date, Money] = {}
        for each in row.bill.taxes:
            tax[each.month] = tax.get(each.month, Money.zero(row.yearly.currency)) + each.amount
        months, step = list(row.bill.by_month()), MONTHS_OF[row.cycle]
        chunks = [months[start : start + step] for start in range(0, len(months), step)]
        return [
            Payment(due.month, due.amount + Money.sum((tax[m] for m in chunk if m in tax),
                                                      due.amount.currency))
            for due, chunk in zip(row.calendar, chunks, strict=True)
        ]  # fmt: skip

    def cash_due(self, row: ComparedTariff) -> Money:
        """One payment per billing cycle."""
        if not self.what.with_tax or row.gross is None:
            return row.cash_due
        return quantise(row.gross * MONTHS_OF[row.cycle] / MONTHS)

    @property
    def flips(self) -> list[str]:
        """Where the first place changes hands, along the share of peak hours and along usage."""
        return [self._flip(flip) for flip in self.first_flips] + [
            _(
                "Below %(kwh)s kWh a month %(plan)s is the cheapest, above it %(other)s.",
                kwh=number(quantise(flip.at, 0), 0),
                plan=name(self.plans.row(flip.cheaper_below)),
                other=name(self.plans.row(flip.cheaper_above)),
            )
            for flip in self.plans.flips
            if flip.along == "usage" and flip.for_first and quantise(flip.at, 0) > 0
        ]

    @property
    def first_flips(self) -> list[Flip]:
        """The exchanges of first place along the share of peak hours, in order."""
        return [f for f in self.plans.flips if f.along == "peak_share" and f.for_first]

    def _flip(self, flip: Flip) -> str:
        below = self.plans.row(flip.cheaper_below)
        far = max(Decimal("0.4"), (flip.at * 10).quantize(Decimal(1)) / 10 + Decimal("0.1"))
        cost = self._cost_at(below, far)
        return _(
            "%(plan)s wins below %(share)s peak share; at %(far)s it costs %(cost)s.",
            plan=name(below), share=percent(flip.at, FLIP_PLACES), far=percent(far, 0),
            cost=money(cost),
        )  # fmt: skip

    def at_peak(self, share: Decimal) -> dict[str, Money]:
        """Plan → cost of a year with this share of the energy in peak hours, to draw by."""
        year, currency = MONTHS / self._monthly.months, self.best.yearly.currency
        curves = self.plans.peak_curves
        return {curve.tariff_id: Money(curve.cost(share) * year, currency) for curve in curves}

    def _cost_at(self, row: ComparedTariff, share: Decimal) -> Money:
        return yearly(row.tariff, asked_of(self.own_load, replace(self.what, peak=share)))


def name(row: ComparedTariff | MarketRow | Tariff) -> str:
    """A plan's name in the reader's language."""
    return words((row if isinstance(row, Tariff) else row.tariff).text)


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
    plans = compared_tariffs(stored)
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
    return ComparedPlans(ranked, _market(stored.segment, load), own, load, what, usage)


@lru_cache(maxsize=64)
def _own_load(stored: _Stored) -> MonthlyLoad | LoadCells:
    return load_of(stored.usage)


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


def yearly(tariff: Tariff, load: MonthlyLoad | LoadCells) -> Money:
    """What a year of this load costs at today's prices, without tax."""
    found = bill(tariff, load, clock.today(site_zone()), current_pack().hours)
    months = found.load.months
    return found.net if months == MONTHS else quantise(found.net * MONTHS / months)


def _market(segment: str, load: MonthlyLoad | LoadCells) -> tuple[MarketRow, ...]:
    """The published tariffs that customers of the segment may be on, cheapest first."""
    pack = current_pack()
    rows = [
        MarketRow(tariff, yearly(tariff, load))
        for tariff in (pack.tariffs[id] for id in pack.segments[segment].market)
    ]
    return tuple(sorted(rows, key=lambda row: row.yearly.amount))


def price_text(tariff: Tariff, on: date | None = None) -> str:
    """The plan's prices in one line, as they stand today or stood `on` a day."""
    today = on or clock.today(site_zone())
    unit = current_symbol(tariff)
    parts = []
    for price in tariff.energy:
        if not price.applies(today, today.month):
            continue
        label = words(price.text) if price.text else period_name(price.period)
        amount = f"{number(price.price)} {unit}/kWh"
        parts.append(f"{amount} {label}".strip())
    parts += [words(each.text) + " " + percent(each.rate) for each in tariff.adjustments]
    for fixed in tariff.fixed:
        if fixed.holds(today):
            parts.append(_("%(amount)s a month fixed", amount=f"{number(fixed.price)} {unit}"))
    return ", ".join(parts)


def current_symbol(tariff: Tariff) -> str:
    """The sign of the plan's currency."""
    return money(Money(Decimal(0), tariff.currency)).split("\u00a0")[-1]


def period_name(period: str) -> str:
    """The period in words; nothing for all hours."""
    return {
        "all": "",
        "rest": _("other hours"),
        "peak": _("peak hours"),
        "normal": _("normal hours"),
        "off_peak": _("off-peak hours"),
    }.get(period, period)


def cycle_name(cycle: str) -> str:
    """How often a plan is paid."""
    return {"month": _("a month"), "quarter": _("a quarter"), "year": _("a year")}[cycle]


def exit_fee(tariff: Tariff) -> Money | None:
    """What leaving early costs; None when it costs nothing."""
    fee = tariff.exit_fee
    return Money(fee.amount, tariff.currency) if fee else None


def paper_view(held: PriceHold, comparison: Comparison) -> dict[str, Any]:
    """What the one-page paper of a held price shows."""
    return plan_view(comparison, held.offer) | {
        "number": held.number,
        "phone": shown_phone(held.phone),
        "held_until": day(held.held_until),
        "made_on": day(held.created_at),
    }


def plan_view(comparison: Comparison, plan: str) -> dict[str, Any]:
    """A plan on the buyer's usage at today's prices, as words and figures already made."""
    found = compared(comparison)
    row = found.plans.row(plan)
    others = [r for r in found.plans.rows if r is not row]
    return {
        "plan": name(row),
        "prices": price_text(row.tariff),
        "yearly": money(row.yearly),
        "tax": money(row.tax) if row.tax else "",
        "gross": money(row.gross) if row.gross else "",
        "cash_due": money(row.cash_due),
        "cycle": cycle_name(row.cycle),
        "saving": money(row.saving) if row.saving else "",
        "saving_share": percent(row.saving_share) if row.saving_share else "",
        "current": name(found.plans.current) if found.plans.current else "",
        "ranks": f"{row.rank_low} · {row.rank_mean} · {row.rank_high}",
        "total_kwh": number(found.total_kwh, 0),
        "province": comparison.usage["province"],
        "peak": percent(found.plans.peak_share, 1) if found.plans.peak_share is not None else "",
        "flips": found.flips,
        "conditions": [words(text) for text in row.tariff.conditions],
        "exit_fee": money(fee) if (fee := exit_fee(row.tariff)) else "",
        "source": words(row.tariff.source) if row.tariff.source else "",
        "others": [
            {"plan": name(r), "yearly": money(r.yearly), "cash_due": money(r.cash_due),
             "cycle": cycle_name(r.cycle)}
            for r in others
        ],
        "edition": current_pack().version,
    }  # fmt: skip
