"""Plans ranked on a buyer's usage: what leads, what changes the order, what falls due."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.compare.loads import asked_of, estimated_months
from portal.compare.market import MONTHS, MarketRow, yearly
from portal.compare.plan_words import name
from portal.compare.rivals import PREFIX, is_rival
from portal.compare.what_if import WhatIf
from portal.i18n import _, money, number, percent
from pricing import ComparedTariff, Flip, Money, Payment, quantise
from pricing import Comparison as Compared
from pricing.loads import LoadCells, MonthlyLoad
from pricing.tariffs.tariff import MONTHS_OF

FLIP_PLACES = 2


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
    at_share: dict[tuple[str, Decimal], Money] = field(default_factory=dict, compare=False)
    """What was asked of costs of a year: plan and share of peak hours → cost."""

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

    def note(self, row: ComparedTariff) -> str:
        """What stands under the cost of a year: what changing would save, and the other price."""
        saved, parts = self.saving(row), []
        if row.is_current:
            parts.append(_("your plan today"))
        elif saved:
            less, amount = saved.amount > 0, money(abs(saved))
            parts.append(
                _("%(amount)s cheaper", amount=amount) if less
                else _("%(amount)s dearer", amount=amount)
            )  # fmt: skip
        return "; ".join(filter(None, (*parts, self.beside(row))))

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
        key = row.tariff.id, share
        if key not in self.at_share:
            asked = replace(self.what, peak=share)
            self.at_share[key] = yearly(row.tariff, asked_of(self.own_load, asked))
        return self.at_share[key]
