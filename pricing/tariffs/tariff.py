"""A tariff as data: what its meter counts, its dated prices, and its terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from pricing.loads.hours import PeriodName
from pricing.loads.month_use import ALL
from pricing.money import RoundingMode
from pricing.records import CurrencyCode, Id, Record
from pricing.tariffs.prices import (
    DatedPrice,
    DemandFloor,
    DemandPrice,
    EnergyPrice,
    ExitFee,
    FixedPrice,
    MinimumBill,
    TakeOrPay,
    TariffAdjustment,
)
from pricing.text import Text

BillingCycle = Literal["month", "quarter", "year"]
MONTHS_OF: dict[BillingCycle, int] = {"month": 1, "quarter": 3, "year": 12}

REST = "rest"
MOST_KEPT = 500


class Tariff(Record):
    """A plan somebody can buy, or a published schedule to compare it with; without tax.

    Attributes:
        unit: what the meter counts: "kWh", or "m3", "therm" and the like; a `from_kwh` counts it
            too.
        tier_scope: "month": the month's total fills the blocks and each period takes part in
            every block in proportion to its energy. "period": each period fills its own blocks.
        block_unit: whether blocks are of the month or of each of its days.
        events: moments (local time, starts of intervals) that a demand price may name like a
            period: the maximum at those moments alone, as in coincident peaks, billed once, in
            the month of the last.
        renewable_share: the fraction of the energy that carries certificates.
        rounding, rounding_scope: how, and whether each line or only the whole bill.
    """

    id: Id
    text: Text
    currency: CurrencyCode
    energy: tuple[EnergyPrice, ...] = Field(min_length=1)
    unit: str = Field(default="kWh", min_length=1, max_length=20)
    about: Text | None = None
    kind: Literal["plan", "published"] = "plan"
    billing_cycle: BillingCycle = "month"
    payment: Literal["advance", "arrears"] = "arrears"
    fixed: tuple[FixedPrice, ...] = ()
    adjustments: tuple[TariffAdjustment, ...] = ()
    demand: tuple[DemandPrice, ...] = ()
    demand_floor: DemandFloor | None = None
    events: Mapping[PeriodName, Annotated[tuple[datetime, ...], Field(min_length=1)]] = {}
    minimum_bill: tuple[MinimumBill, ...] = ()
    take_or_pay: tuple[TakeOrPay, ...] = ()
    tier_scope: Literal["month", "period"] = "month"
    block_unit: Literal["month", "day"] = "month"
    renewable_share: Decimal = Field(default=Decimal(0), ge=0, le=1)
    exit_fee: ExitFee | None = None
    conditions: tuple[Text, ...] = ()
    source: Text | None = None
    to_confirm: bool = False
    segments: frozenset[str] = frozenset()
    customer: str = ""
    voltage: Text | None = None
    hours: Id | None = None
    tax: Id | None = None
    rounding: RoundingMode = "half_up"
    rounding_scope: Literal["line", "bill"] = "line"

    @field_validator("energy", "fixed", "demand", "minimum_bill", "take_or_pay")
    @classmethod
    def _one_price_at_a_time(cls, prices: tuple[DatedPrice, ...]) -> tuple[DatedPrice, ...]:
        groups: defaultdict[tuple[Any, ...], list[DatedPrice]] = defaultdict(list)
        for price in prices:
            for other in groups[price.key()]:
                if price.meets(other) and _share_months(price, other):
                    day = max(price.valid_from, other.valid_from)
                    raise ValueError(f"two prices {price.key() or ''} are in force on {day}")
            groups[price.key()].append(price)
        return prices

    @field_validator("energy", "fixed")
    @classmethod
    def _no_day_without_a_price(cls, prices: tuple[DatedPrice, ...]) -> tuple[DatedPrice, ...]:
        series: defaultdict[tuple[Any, ...], list[DatedPrice]] = defaultdict(list)
        for price in prices:
            series[(*price.key(), price.months)].append(price)
        for key, dated in series.items():
            for before, after in pairwise(sorted(dated, key=lambda price: price.valid_from)):
                if before.valid_to and before.valid_to + timedelta(days=1) < after.valid_from:
                    days = f"between {before.valid_to} and {after.valid_from}"
                    raise ValueError(f"no price {key[:-1] or ''} is in force {days}")
        return prices

    @model_validator(mode="after")
    def _periods_have_hours(self) -> Tariff:
        named = self.periods - {ALL, REST} - self.events.keys()
        if self.hours is None and named:
            periods = ", ".join(sorted(named))
            raise ValueError(f"prices for {periods} need the hours they are counted in")
        return self

    @model_validator(mode="after")
    def _blocks_start_at_nothing(self) -> Tariff:
        if not any(price.from_kwh == price.from_hours == 0 for price in self.energy):
            raise ValueError(f"the lowest block starts at 0 {self.unit}")
        if self.demand and all(price.from_kw for price in self.demand):
            raise ValueError("the lowest block of power starts at 0 kW")
        return self

    @property
    def periods(self) -> frozenset[str]:
        """The periods and events that some price names, "all" and "rest" among them."""
        energy = {price.period for price in self.energy}
        return frozenset(energy | {period for price in self.demand for period in price.period})

    @cached_property
    def bills_power(self) -> bool:
        """Whether the maximum power of a month matters to its bill."""
        return bool(self.demand) or self.hours_of_use

    @cached_property
    def hours_of_use(self) -> bool:
        """Whether blocks of energy start at hours of use of the maximum."""
        return any(price.from_hours for price in self.energy)

    @cached_property
    def seasons(self) -> tuple[frozenset[int], ...]:
        """Every set of months of the year that some price is meant for alone."""
        return tuple({price.months: None for price in self.dated if price.months is not None})

    @cached_property
    def is_straight(self) -> bool:
        """Whether its cost rises in one straight line: no block, no minimum, no floor, no quantity
        to take."""
        later = (price.from_kwh or price.from_hours for price in self.energy)
        bends = (self.demand_floor, self.minimum_bill, self.take_or_pay)
        return not any((*bends, *later, *(price.from_kw for price in self.demand)))

    @cached_property
    def counts_days(self) -> bool:
        """Whether the days of a month matter to its bill."""
        return self.block_unit == "day" or any(price.per == "day" for price in self.fixed)

    @property
    def dated(self) -> tuple[DatedPrice, ...]:
        """Every price of every kind."""
        return (
            *self.energy,
            *self.fixed,
            *self.demand,
            *self.minimum_bill,
            *self.take_or_pay,
        )

    @property
    def changes(self) -> frozenset[date]:
        """Every day on which some price starts or has ended."""
        ends = {price.valid_to + timedelta(days=1) for price in self.dated if price.valid_to}
        return frozenset({price.valid_from for price in self.dated} | ends)

    def energy_prices(self, on: date, month: int) -> Mapping[str, list[EnergyPrice]]:
        """The prices in force by period, each with its blocks rising."""
        found = self._known.get((on, month))
        if found is None:
            found = self._in_force(on, month)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[on, month] = found
        return found

    @cached_property
    def _known(self) -> dict[tuple[date, int], dict[str, list[EnergyPrice]]]:
        """Energy prices that were asked for: every month of every bill asks again."""
        return {}

    def _in_force(self, on: date, month: int) -> dict[str, list[EnergyPrice]]:
        found: dict[str, list[EnergyPrice]] = {}
        for price in self.energy:
            if price.applies(on, month):
                found.setdefault(price.period, []).append(price)
        return {
            period: sorted(prices, key=lambda price: (price.from_hours, price.from_kwh))
            for period, prices in found.items()
        }

    def demand_prices(self, on: date, month: int) -> dict[tuple[str, ...], list[DemandPrice]]:
        """The prices of power in force by what they are a maximum of, each with its blocks."""
        found: dict[tuple[str, ...], list[DemandPrice]] = {}
        for price in self.demand:
            if price.applies(on, month):
                found.setdefault(price.period, []).append(price)
        return {
            periods: sorted(prices, key=lambda price: price.from_kw)
            for periods, prices in found.items()
        }


def _share_months(one: DatedPrice, other: DatedPrice) -> bool:
    return one.months is None or other.months is None or bool(one.months & other.months)
