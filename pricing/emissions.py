"""Emissions of purchased power by month: location- and market-based, with dated factors.

Location-based: all energy at the factor of the grid. Market-based: energy that carries a
certificate counts as zero, the rest at the residual factor (that of the grid where none is known).

Source: GHG Protocol, Scope 2 Guidance (2015), chapters 4 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from pricing.errors import PricingError
from pricing.money import Money, exactly
from pricing.records import Dated, Record, check_no_overlap
from pricing.text import Text

Basis = Literal["grid", "residual"]

KWH_PER_MWH = Decimal(1000)


class EmissionFactor(Dated):
    """Tonnes of CO₂e per MWh of power taken from the grid, in force between two days."""

    tonnes_per_mwh: Decimal = Field(ge=0, le=3)
    source: Text
    to_confirm: bool = False


class EmissionFactors(Record):
    """`emissions.yaml`: the factors of the grid, and of what is left of it without certificates."""

    grid: tuple[EmissionFactor, ...] = ()
    residual: tuple[EmissionFactor, ...] = ()

    @field_validator("grid", "residual")
    @classmethod
    def _one_factor_a_day(cls, found: tuple[EmissionFactor, ...]) -> tuple[EmissionFactor, ...]:
        check_no_overlap(found, "factors")
        return found

    def on(self, day: date, basis: Basis = "grid") -> EmissionFactor:
        """The factor in force on a day; without a residual one that of the grid.

        Raises:
            PricingError: no factor is known for the day.
        """
        factors = self.residual if basis == "residual" and self.residual else self.grid
        for factor in factors:
            if factor.holds(day):
                return factor
        raise PricingError(f"no emission factor is known for {day}")


@dataclass(frozen=True)
class MonthEmissions:
    """Energy and emissions of a calendar month: kWh, and tonnes of CO₂e on both bases."""

    month: date
    kwh: Decimal
    location: Decimal
    market: Decimal
    factor: EmissionFactor


@exactly
def emissions(
    monthly_kwh: Mapping[date, Decimal],
    factors: EmissionFactors,
    renewable: Decimal = Decimal(0),
) -> list[MonthEmissions]:
    """Emissions month by month, at the factor in force on the first day of each.

    Args:
        monthly_kwh: energy by the first day of the month.
        renewable: the fraction of the energy that carries certificates.

    Raises:
        PricingError: a month without a factor, or a fraction outside 0 to 1.
    """
    if not 0 <= renewable <= 1:
        raise PricingError(f"the share with certificates lies between 0 and 1, not {renewable}")
    found = []
    for month in sorted(monthly_kwh):
        mwh = monthly_kwh[month] / KWH_PER_MWH
        grid, residual = factors.on(month), factors.on(month, "residual")
        market = mwh * (1 - renewable) * residual.tonnes_per_mwh
        location = mwh * grid.tonnes_per_mwh
        found.append(MonthEmissions(month, monthly_kwh[month], location, market, grid))
    return found


@exactly
def tonnes(mwh: Decimal, tonnes_per_mwh: Decimal) -> Decimal:
    """Tonnes of CO₂e of an amount of energy.

    >>> tonnes(Decimal(1000), Decimal("0.6766"))
    Decimal('676.6000')
    """
    return mwh * tonnes_per_mwh


@exactly
def emission_cost(amount: Decimal, price: Money) -> Money:
    """What tonnes of CO₂e cost at a price per tonne, not rounded.

    >>> emission_cost(Decimal("676.6"), Money(Decimal(10), "USD"))
    Money(amount=Decimal('6766.0'), currency='USD')
    """
    return price * amount


@exactly
def cost_per_tonne(extra: Money, avoided: Decimal) -> Money | None:
    """What avoiding a tonne costs; negative where it saves money, None where nothing is avoided.

    Args:
        extra: the cost over that of the alternative, of the same time as `avoided`.
    """
    return extra / avoided if avoided > 0 else None


@dataclass(frozen=True)
class Path:
    """A straight line from the emissions of a base year to a target: the yearly milestones.

    >>> path = Path(2024, Decimal(1000), 2030, Decimal("0.42"))
    >>> path.milestone(2027), path.milestone(2035)
    (Decimal('790.000'), Decimal('580.00'))
    """

    base_year: int
    base: Decimal
    target_year: int
    cut: Decimal

    def __post_init__(self) -> None:
        if self.target_year <= self.base_year or not 0 <= self.cut <= 1 or self.base < 0:
            raise PricingError("a path leads from a base year to a later one and cuts 0 to 100 %")

    @exactly
    def milestone(self, year: int) -> Decimal:
        """Tonnes of a calendar year on the path; level before its base and after its target."""
        part = Decimal(year - self.base_year) / (self.target_year - self.base_year)
        return self.base * (1 - self.cut * min(max(part, Decimal(0)), Decimal(1)))


@exactly
def total(months: Iterable[MonthEmissions]) -> tuple[Decimal, Decimal]:
    """Tonnes of all months, location- and market-based."""
    every = list(months)
    zero = Decimal(0)
    return sum((m.location for m in every), zero), sum((m.market for m in every), zero)
