"""Plans ranked on a buyer's usage, ready for page, paper and file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal import clock
from portal.compare.forms import plans_for
from portal.compare.loads import estimated_months, load_of
from portal.i18n import _, day, money, number, percent, site_zone, words
from portal.models import Comparison, PriceHold
from portal.owner import current_segment
from portal.packs import current_pack
from portal.phones import shown_phone
from pricing import ComparedTariff, Flip, Money, Tariff, bill, compare, quantise
from pricing import Comparison as Compared
from pricing.loads import LoadCells, MonthlyLoad

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
    load: MonthlyLoad | LoadCells
    peak: Decimal | None
    """The share asked about by the slider; None when it is the buyer's own."""
    usage: Mapping[str, Any]

    @cached_property
    def total_kwh(self) -> Decimal:
        """Energy of the year."""
        found = self.load if isinstance(self.load, MonthlyLoad) else self.load.monthly()
        return found.total

    @property
    def from_meter(self) -> bool:
        """Whether the usage comes from a meter's readings."""
        return "cells" in self.usage

    @property
    def estimated_months(self) -> int:
        """Months of the year without a bill."""
        return estimated_months(self.usage)

    @property
    def best(self) -> ComparedTariff:
        """The cheapest plan."""
        return self.plans.best

    @property
    def cheaper_outside(self) -> MarketRow | None:
        """The cheapest published tariff, when it beats every plan of the supplier."""
        cheapest = self.market[0] if self.market else None
        return cheapest if cheapest and cheapest.yearly < self.best.yearly else None

    @property
    def verdict(self) -> tuple[str, str]:
        """The sentence, and the part of it that decides."""
        best, saving = self.best, self.best.saving
        if saving is None:
            cost = money(best.yearly)
            return (
                _("%(plan)s is your cheapest plan: %(cost)s a year.", plan=name(best), cost=cost),
                cost,
            )
        if best.is_current:
            cost = money(best.yearly)
            return _("You already have the cheapest plan: %(cost)s a year.", cost=cost), cost
        amount = money(saving)
        share = percent(best.saving_share or 0)
        return (
            _(
                "%(plan)s saves you %(amount)s a year (%(share)s).",
                plan=name(best),
                amount=amount,
                share=share,
            ),
            amount,
        )

    @property
    def flips(self) -> list[str]:
        """Where the first place changes hands, along the share of peak hours."""
        return [self._flip(flip) for flip in self.first_flips]

    @property
    def first_flips(self) -> list[Flip]:
        """The exchanges of first place along the share of peak hours, in order."""
        return [f for f in self.plans.flips if f.along == "peak_share" and f.for_first]

    def _flip(self, flip: Flip) -> str:
        below = self.plans.row(flip.cheaper_below)
        far = max(Decimal("0.4"), (flip.at * 10).quantize(Decimal(1)) / 10 + Decimal("0.1"))
        cost = self.at_peak(far)[flip.cheaper_below]
        return _(
            "%(plan)s wins below %(share)s peak share; at %(far)s it costs %(cost)s.",
            plan=name(below), share=percent(flip.at, FLIP_PLACES), far=percent(far, 0),
            cost=money(cost),
        )  # fmt: skip

    def at_peak(self, share: Decimal) -> dict[str, Money]:
        """Plan → cost of a year, with this share of the energy in peak hours."""
        load = load_of(self.usage, share)
        return {row.tariff.id: yearly(row.tariff, load) for row in self.plans.rows}


def name(row: ComparedTariff | MarketRow | Tariff) -> str:
    """A plan's name in the reader's language."""
    return words((row if isinstance(row, Tariff) else row.tariff).text)


def compared(comparison: Comparison, peak: Decimal | None = None) -> ComparedPlans:
    """The plans of the comparison's segment on its usage, at today's prices.

    Args:
        peak: what if this fraction of the energy were used in peak hours.
    """
    usage, pack = comparison.usage, current_pack()
    load = load_of(usage, peak)
    plans = plans_for(comparison.segment)
    current = usage.get("current")
    ranked = compare(
        plans,
        load,
        current=current if current in {plan.id for plan in plans} else None,
        on=clock.today(site_zone()),
        hours=pack.hours,
        taxes=pack.taxes,
    )
    return ComparedPlans(ranked, _market(comparison.segment, load), load, peak, usage)


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
    """What the one-page paper of a held price shows, as words and figures already made."""
    found = compared(comparison)
    row = found.plans.row(held.offer)
    others = [r for r in found.plans.rows if r is not row]
    return {
        "number": held.number,
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
        "phone": shown_phone(held.phone),
        "held_until": day(held.held_until),
        "made_on": day(held.created_at),
        "edition": current_pack().version,
    }  # fmt: skip
