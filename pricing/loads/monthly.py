"""Loads as monthly energy: typed bills, or a meter's months divided by the hours of a tariff.

Conventions: energy used is never negative; kW is the highest average power of a reading interval
in the month; a load is counted in one unit, kWh unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pricing.errors import PricingError
from pricing.loads.month_use import ALL, MonthUse, days_in_month
from pricing.money import exactly

REST_OF_SHARES = "normal"


@dataclass(frozen=True)
class MonthlyLoad:
    """Energy per month and period, in order of time; exact Decimals.

    Attributes:
        earlier: months before the load, not billed: a look-back at power sees them.
        unit: what the meter counts, such as "kWh", "m3" or "therm".
    """

    uses: tuple[MonthUse[Decimal], ...]
    earlier: tuple[MonthUse[Decimal], ...] = ()
    unit: str = "kWh"

    @classmethod
    @exactly
    def from_bills(
        cls,
        bills: Iterable[tuple[date, Decimal]],
        shares: Mapping[str, Decimal] | None = None,
        max_kw: Mapping[date, Decimal] | None = None,
        rest: str = REST_OF_SHARES,
        unit: str = "kWh",
    ) -> MonthlyLoad:
        """The load that monthly bills describe.

        Args:
            bills: (any day of the month, kWh), each month once.
            shares: fraction of every month's energy by period, such as {"peak": 0.30}; what is
                missing to 1 belongs to `rest`. None leaves periods unknown.
            max_kw: maximum power by month, where it is known.
            rest: the period of the remaining share.
            unit: what the meter counts.

        Raises:
            PricingError: no bills, a month twice, a negative or non-finite number, shares outside
                0 to 1 or above 1 together.
        """
        split = _whole_shares(shares, rest)
        known_kw = {day.replace(day=1): kw for day, kw in (max_kw or {}).items()}
        uses: dict[date, MonthUse[Decimal]] = {}
        for day, kwh in bills:
            start = day.replace(day=1)
            _check_amount(kwh, f"the energy of {start:%Y-%m}")
            if start in uses:
                raise PricingError(f"{start:%Y-%m} has two bills")
            kw = {}
            if start in known_kw:
                _check_amount(known_kw[start], f"the power of {start:%Y-%m}")
                kw = {ALL: known_kw[start]}
            end = start.replace(day=days_in_month(start))
            by_period = {period: kwh * share for period, share in split.items()}
            uses[start] = MonthUse(start, end, by_period, kw)
        if not uses:
            raise PricingError("a load needs at least one bill")
        return cls(tuple(uses[start] for start in sorted(uses)), unit=unit)

    @property
    def total(self) -> Decimal:
        """Energy of the whole load."""
        return sum((use.total for use in self.uses), Decimal(0))

    @property
    def months(self) -> Decimal:
        """Length in months; parts of months count by days."""
        return sum((use.fraction for use in self.uses), Decimal(0))

    @property
    def monthly_kwh(self) -> dict[date, Decimal]:
        """Energy per calendar month; a month known in part counts as if it went on like that."""
        kwh: dict[date, Decimal] = {}
        known: dict[date, Decimal] = {}
        for use in self.uses:
            kwh[use.month] = kwh.get(use.month, Decimal(0)) + use.total
            known[use.month] = known.get(use.month, Decimal(0)) + use.fraction
        return {month: kwh[month] / known[month] for month in kwh}

    @exactly
    def share(self, period: str) -> Decimal:
        """The fraction of all energy in one period; 0 where nothing was used."""
        inside = sum((use.kwh.get(period, Decimal(0)) for use in self.uses), Decimal(0))
        return inside / self.total if self.total else Decimal(0)

    def _shape(self) -> dict[str, Decimal]:
        periods = dict.fromkeys(period for use in self.uses for period in use.kwh)
        return {period: self.share(period) for period in periods}

    @exactly
    def at(self, kwh_per_month: Decimal) -> MonthlyLoad:
        """The same months with this energy in each, every month keeping its own shape."""
        _check_amount(kwh_per_month, "the energy of a month")
        months = self.monthly_kwh
        shape = {} if all(months.values()) else self._shape()
        uses = []
        for use in self.uses:
            whole = months[use.month]
            if whole:
                uses.append(use.scaled(kwh_per_month / whole))
            else:
                target = kwh_per_month * use.fraction
                kwh = {period: target * share for period, share in shape.items()}
                uses.append(replace(use, kwh=kwh))
        return replace(self, uses=tuple(uses))

    @exactly
    def with_mean(self, kwh_per_month: Decimal) -> MonthlyLoad:
        """The same year used more or less: every month, period and power in proportion.

        Raises:
            PricingError: a negative or non-finite number, or nothing is used that could grow.
        """
        _check_amount(kwh_per_month, "the energy of a month")
        if not self.total:
            raise PricingError("a load that uses nothing has no shape to scale")
        factor = kwh_per_month * self.months / self.total
        return replace(self, uses=tuple(use.scaled(factor) for use in self.uses))

    @exactly
    def with_share(self, period: str, share: Decimal) -> MonthlyLoad:
        """The same energy with this share of every month in one period.

        The other periods keep their proportions; where there are none the rest becomes normal
        hours. Power stays as it is.
        """
        _check_share(share, period)
        return replace(self, uses=tuple(_with_share(use, period, share) for use in self.uses))


def _with_share(use: MonthUse[Decimal], period: str, share: Decimal) -> MonthUse[Decimal]:
    others = {name: kwh for name, kwh in use.kwh.items() if name not in (period, ALL)}
    outside = sum(others.values(), Decimal(0))
    left = use.total * (1 - share)
    if outside:
        kwh = {name: left * amount / outside for name, amount in others.items()}
    elif period == REST_OF_SHARES and left:
        raise PricingError(f"nothing but {period} is known to take the other {left} kWh")
    else:
        kwh = dict.fromkeys(others, Decimal(0)) | {REST_OF_SHARES: left}
    return replace(use, kwh=kwh | {period: use.total * share})


def _whole_shares(shares: Mapping[str, Decimal] | None, rest: str) -> dict[str, Decimal]:
    if shares is None:
        return {ALL: Decimal(1)}
    for period, share in shares.items():
        _check_share(share, period)
    remainder = 1 - sum(shares.values(), Decimal(0))
    if remainder < 0:
        raise PricingError(f"the shares of {', '.join(shares)} exceed the whole")
    whole = dict(shares)
    whole[rest] = whole.get(rest, Decimal(0)) + remainder
    return whole


def _check_share(share: Decimal, period: str) -> None:
    if not share.is_finite() or not 0 <= share <= 1:
        raise PricingError(f"the share of {period} lies between 0 and 1, not {share}")


def _check_amount(amount: Decimal, what: str) -> None:
    if not amount.is_finite() or amount < 0:
        raise PricingError(f"{what} is a number from 0 up, not {amount}")
