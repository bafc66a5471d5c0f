"""Usage and emissions of a confirmed load, ready for page and paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal import clock
from portal.compare.loads import cells_of
from portal.i18n import _, day, language, money, number, percent, site_zone, words
from portal.models import MeterFile
from portal.packs import current_pack
from pricing import Money, PricingError, Tariff, bill, quantise
from pricing.emissions import MonthEmissions, Path, cost_per_tonne, emissions, total
from pricing.loads import Insight, LoadCells, MonthlyLoad, insight
from pricing.tariffs import Saving, savings

MONTHS = Decimal(12)


@dataclass(frozen=True)
class GreenStep:
    """A plan with certificates beside the plan without: what a tonne avoided costs, in a year."""

    tariff: Tariff
    extra: Money
    avoided: Decimal
    per_tonne: Money | None


@dataclass(frozen=True)
class Consumption:
    """A confirmed load on one plan, month by month."""

    cells: LoadCells
    plan: Tariff
    plans: tuple[Tariff, ...]
    """What the buyer may say they pay by: the published tariffs, then ours."""
    usage: Mapping[date, Decimal]
    """kWh by month."""
    months: tuple[MonthEmissions, ...]
    """Emissions by month; none where no factor is known for some month."""
    path: Path | None

    @cached_property
    def shape(self) -> Insight:
        """Hours of the week, base load, mean and peak."""
        return insight(self.cells)

    @cached_property
    def kwh(self) -> Decimal:
        """Energy of all months."""
        return sum(self.usage.values(), Decimal(0))

    @property
    def location(self) -> Decimal:
        """Tonnes of all months, location-based."""
        return total(self.months)[0]

    @property
    def market(self) -> Decimal:
        """Tonnes of all months, market-based."""
        return total(self.months)[1]

    @cached_property
    def milestone(self) -> Decimal | None:
        """What the path allows for as many months; None without a path."""
        if self.path is None or not self.months:
            return None
        part = Decimal(len(self.usage)) / MONTHS
        return self.path.milestone(self.months[-1].month.year) * part

    @cached_property
    def loads(self) -> dict[str, MonthlyLoad]:
        """The load as each table of hours of the pack divides it."""
        on, tables = today(), current_pack().hours.hours
        return {"": self.cells.monthly(), **{t.id: self.cells.monthly(t, on) for t in tables}}

    @cached_property
    def savings(self) -> list[Saving]:
        """The three largest savings."""
        others = [plan for plan in self.plans if plan.kind == "plan" and plan.id != self.plan.id]
        return savings(self.plan, self.loads, others, today())

    @cached_property
    def green_steps(self) -> list[GreenStep]:
        """Plans with certificates beside the cheapest without, the cheapest tonne first."""
        found = ((plan, self._yearly(plan)) for plan in self.plans if plan.kind == "plan")
        costs = [(plan, cost) for plan, cost in found if cost is not None]
        plain = [cost for plan, cost in costs if not plan.renewable_share]
        if not plain or not self.months:
            return []
        least, yearly = min(plain), self._market_of(Decimal(0))
        steps = []
        for plan, cost in costs:
            if plan.renewable_share:
                avoided = yearly - self._market_of(plan.renewable_share)
                each = cost_per_tonne(cost - least, avoided)
                steps.append(GreenStep(plan, cost - least, avoided, each))
        return sorted(steps, key=lambda step: step.per_tonne.amount if step.per_tonne else 0)

    def _yearly(self, plan: Tariff) -> Money | None:
        """What a year costs on a plan; None where it cannot be billed on this load."""
        try:
            load = self.loads[plan.hours or ""]
            return quantise(bill(plan, load, today()).net * MONTHS / load.months)
        except PricingError:
            return None

    def _market_of(self, renewable: Decimal) -> Decimal:
        """Tonnes of a year, market-based, with this share of certificates."""
        found = emissions(self.usage, current_pack().emission_factors, renewable)
        return total(found)[1] * MONTHS / Decimal(len(self.usage))


def today() -> date:
    """The day whose prices hold."""
    return clock.today(site_zone())


def consumption(file: MeterFile, plan: str = "") -> Consumption:
    """The load of a file on a plan (the published tariff where none is named)."""
    pack, cells = current_pack(), cells_of(file.usage["cells"])
    profile = pack.segments[file.segment]
    plans = tuple(pack.tariffs[id] for id in (*profile.market, *profile.plans))
    chosen = next((each for each in plans if each.id == plan), plans[0])
    kwh: dict[date, Decimal] = {}
    for use in cells.monthly().uses:
        kwh[use.month] = kwh.get(use.month, Decimal(0)) + use.total
    try:
        months = tuple(emissions(kwh, pack.emission_factors, chosen.renewable_share))
    except PricingError:
        months = ()
    return Consumption(cells, chosen, plans, kwh, months, path_of(file.goal))


def path_of(goal: Mapping[str, Any]) -> Path | None:
    """The buyer's own path, once it is set."""
    if not goal:
        return None
    base, cut = Decimal(goal["base"]), Decimal(goal["cut"])
    return Path(goal["base_year"], base, goal["target_year"], cut)


def share_of(cells: LoadCells, period: str) -> float:
    """The fraction of energy used in a period as its hours are today; 0 where none are known."""
    tables = current_pack().hours.hours
    return float(cells.monthly(tables[0], today()).share(period)) if tables else 0.0


def verdict(found: Consumption) -> tuple[str, str]:
    """The sentence, and the part of it that decides."""
    if not found.months:
        amount = number(found.kwh, 0)
        return _("%(kwh)s kWh in %(n)s months.", kwh=amount, n=len(found.usage)), amount
    amount = tonnes(found.market)
    if found.milestone is None:
        text = _("%(kwh)s kWh in %(n)s months: %(amount)s.", kwh=number(found.kwh, 0),
                 n=len(found.usage), amount=amount)  # fmt: skip
        return text, amount
    over = found.market - found.milestone
    gap = tonnes(abs(over))
    if over > 0:
        return _("%(amount)s emitted, %(gap)s over your milestone.", amount=amount, gap=gap), gap
    return _("%(amount)s emitted, %(gap)s under your milestone.", amount=amount, gap=gap), gap


def tonnes(amount: Decimal) -> str:
    """Tonnes of CO₂e in words."""
    return _("%(n)s tCO₂e", n=number(amount, 1))


def month_name(month: date) -> str:
    """A month as a column is headed; January with its year."""
    name = f"T{month.month}" if language() == "vi" else f"{month:%b}"
    return f"{name} {month:%Y}" if month.month == 1 else name


def saving_text(saving: Saving) -> str:
    """A saving and its arithmetic."""
    amount, each = money(saving.amount), money(quantise(saving.each)) if saving.each else ""
    if saving.kind == "shift":
        return _(
            "Shift a tenth of the peak hours' energy into off-peak hours: %(kwh)s kWh a year × %(each)s = %(amount)s.",
            kwh=number(saving.quantity, 0), each=each, amount=amount,
        )  # fmt: skip
    if saving.kind == "cut_peak":
        return _(
            "Lower the highest demand by a tenth: %(kw)s kW × %(each)s a year = %(amount)s.",
            kw=number(saving.quantity, 1), each=each, amount=amount,
        )  # fmt: skip
    return _(
        "Change to %(plan)s: %(before)s − %(after)s = %(amount)s a year.",
        plan=words(current_pack().tariffs[saving.to].text), before=money(saving.before),
        after=money(saving.after), amount=amount,
    )  # fmt: skip


def paper_view(file: MeterFile) -> dict[str, Any]:
    """What the monthly report shows, as words, frozen now."""
    found = consumption(file)
    text, part = verdict(found)
    factor = found.months[-1].factor if found.months else None
    return {
        "made_on": day(clock.now()),
        "edition": current_pack().version,
        "verdict": text,
        "part": part,
        "months": [
            [f"{m.month:%m/%Y}", number(m.kwh, 0), number(m.location, 2), number(m.market, 2)]
            for m in found.months
        ],
        "totals": [number(found.kwh, 0), number(found.location, 2), number(found.market, 2)],
        "factor": number(factor.tonnes_per_mwh, 4) if factor else "",
        "factor_source": words(factor.source) if factor else "",
        "to_confirm": bool(factor and factor.to_confirm),
        "milestone": None if found.milestone is None else tonnes(found.milestone),
        "base_kw": number(found.shape.base_kw, 1),
        "peak_kw": number(found.shape.peak_kw, 1),
        "load_factor": percent(Decimal(str(found.shape.load_factor)), 0),
        "savings": [saving_text(saving) for saving in found.savings],
        "steps": [
            [words(s.tariff.text), money(s.extra), number(s.avoided, 1),
             money(quantise(s.per_tonne)) if s.per_tonne else "–"]
            for s in found.green_steps
        ],
        "plan": words(found.plan.text),
    }  # fmt: skip
