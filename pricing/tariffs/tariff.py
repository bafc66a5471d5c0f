"""Tariffs as data: dated prices of energy, capacity and the connection, with their terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pricing.errors import Path, PricingDataError, Problem
from pricing.loads.hours import HoursBook, Months, PeriodName
from pricing.money import RoundingMode
from pricing.records import CurrencyCode, Dated, Id, Record
from pricing.tax import Taxes
from pricing.text import Text

BillingCycle = Literal["month", "quarter", "year"]
MONTHS_OF: dict[BillingCycle, int] = {"month": 1, "quarter": 3, "year": 12}

ALL = "all"
REST = "rest"


class DatedPrice(Dated):
    """A price without tax, in force between two days, perhaps only in some months."""

    price: Decimal
    months: Months | None = None

    def applies(self, on: date, month: int) -> bool:
        """Whether the price is in force on a day and meant for a month of the year (1 to 12)."""
        return self.holds(on) and (self.months is None or month in self.months)

    def key(self) -> tuple[Any, ...]:
        """What two prices in force together must differ in."""
        return ()


class EnergyPrice(DatedPrice):
    """A price per kWh of one period, from a block on.

    `period` is "all", "rest" (every period without a price of its own) or a period of the
    tariff's hours.
    """

    period: PeriodName
    from_kwh: Decimal = Field(default=Decimal(0), ge=0)
    text: Text | None = None

    def key(self) -> tuple[Any, ...]:
        """Period and block."""
        return (self.period, self.from_kwh)


def _names(value: Any) -> Any:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


class DemandPrice(DatedPrice):
    """A price per kW of the month's maximum inside a period (or several, or "all")."""

    period: Annotated[tuple[PeriodName, ...], BeforeValidator(_names)] = (ALL,)
    text: Text | None = None

    def key(self) -> tuple[Any, ...]:
        """The periods."""
        return self.period


class DemandFloor(Record):
    """Billed kW never fall below `kw`, nor below `rate` × the maximum of other months.

    Those are the `previous_months` before, or fixed months of the year (`of_months`).
    """

    kw: Decimal = Field(default=Decimal(0), ge=0)
    rate: Decimal = Field(default=Decimal(0), ge=0, le=1)
    previous_months: int = Field(default=0, ge=0, le=24)
    of_months: Months | None = None


class TariffAdjustment(Record):
    """A percentage of the energy charges, the demand charges or everything before it."""

    id: Id
    text: Text
    rate: Decimal = Field(ge=-1)
    of: Literal["energy", "demand", "all"] = "energy"


class ExitFee(Record):
    """What leaving before the end of the term costs, in the tariff's currency."""

    amount: Decimal = Field(ge=0)
    text: Text | None = None


class Tariff(Record):
    """A plan somebody can buy, or a published schedule to compare it with; without tax."""

    id: Id
    text: Text
    currency: CurrencyCode
    energy: tuple[EnergyPrice, ...] = Field(min_length=1)
    about: Text | None = None
    kind: Literal["plan", "published"] = "plan"
    billing_cycle: BillingCycle = "month"
    payment: Literal["advance", "arrears"] = "arrears"
    fixed: tuple[DatedPrice, ...] = ()
    adjustments: tuple[TariffAdjustment, ...] = ()
    demand: tuple[DemandPrice, ...] = ()
    demand_floor: DemandFloor | None = None
    minimum_bill: tuple[DatedPrice, ...] = ()
    tier_scope: Literal["month", "period"] = "month"
    block_unit: Literal["month", "day"] = "month"
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

    @field_validator("energy", "fixed", "demand", "minimum_bill")
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

    @model_validator(mode="after")
    def _periods_have_hours(self) -> Tariff:
        if self.hours is None and self.periods - {ALL, REST}:
            periods = ", ".join(sorted(self.periods - {ALL, REST}))
            raise ValueError(f"prices for {periods} need the hours they are counted in")
        if not any(price.from_kwh == 0 for price in self.energy):
            raise ValueError("the lowest block starts at 0 kWh")
        return self

    @property
    def periods(self) -> frozenset[str]:
        """The periods that some price names, "all" and "rest" among them."""
        energy = {price.period for price in self.energy}
        return frozenset(energy | {period for price in self.demand for period in price.period})

    @property
    def changes(self) -> frozenset[date]:
        """Every day on which some price starts or has ended."""
        dated: tuple[DatedPrice, ...] = (
            *self.energy,
            *self.fixed,
            *self.demand,
            *self.minimum_bill,
        )
        ends = {price.valid_to + timedelta(days=1) for price in dated if price.valid_to}
        return frozenset({price.valid_from for price in dated} | ends)


def read_tariffs(
    data: Mapping[str, Any], hours: HoursBook | None = None, taxes: Taxes | None = None
) -> list[Tariff]:
    """The tariffs of `plans.yaml` (key `plans`) or `national.yaml` (key `tariffs`).

    Args:
        data: the document as plain data.
        hours, taxes: where they are given, the ids and periods that tariffs name are looked up.

    Raises:
        PricingDataError: every fault of every tariff, ids used twice, and names nobody defines.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Tariff]] = []
    for path, record in _records(data, problems):
        try:
            found.append((path, Tariff.from_data(record, path)))
        except PricingDataError as error:
            problems += error.problems
    problems += _repeated(found)
    for path, tariff in found:
        problems += _unknown_names(path, tariff, hours, taxes)
    if problems:
        raise PricingDataError(problems)
    return [tariff for _, tariff in found]


def _records(data: Any, problems: list[Problem]) -> Iterator[tuple[Path, Any]]:
    if not isinstance(data, Mapping):
        problems.append(Problem((), "", "is no mapping with a list of plans or tariffs"))
        return
    for key, records in data.items():
        if key in ("plans", "tariffs") and isinstance(records, list | tuple):
            yield from (((key, place), record) for place, record in enumerate(records))
        else:
            problems.append(Problem((key,), "", "is neither a list of plans nor of tariffs"))


def _unknown_names(
    path: Path, tariff: Tariff, hours: HoursBook | None, taxes: Taxes | None
) -> Iterator[Problem]:
    """Hours, periods and taxes that the tariff names and nobody defines."""
    if taxes is not None and tariff.tax and tariff.tax not in {tax.id for tax in taxes.taxes}:
        yield Problem((*path, "tax"), tariff.id, f"no tax is called {tariff.tax}")
    if hours is None or tariff.hours is None:
        return
    table = next((table for table in hours.hours if table.id == tariff.hours), None)
    if table is None:
        yield Problem((*path, "hours"), tariff.id, f"no hours are called {tariff.hours}")
        return
    known = {period for version in table.versions for period in version.periods} | {ALL, REST}
    for period in sorted(tariff.periods - known):
        yield Problem((*path, "hours"), tariff.id, f"hours {tariff.hours} know no period {period}")


def _repeated(found: Iterable[tuple[Path, Tariff]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, tariff in found:
        if tariff.id in seen:
            message = f"two tariffs have the id {tariff.id}"
            yield Problem((*path, "id"), tariff.id, message)
        seen.add(tariff.id)


def _share_months(one: DatedPrice, other: DatedPrice) -> bool:
    return one.months is None or other.months is None or bool(one.months & other.months)
