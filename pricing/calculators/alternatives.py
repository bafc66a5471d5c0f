"""What a calculation prints of one way to act.

Money stands in the calculator's scale (such as million ₫). Cash flows are negative when money
leaves; costs (`present_cost`, `equivalent_annual_cost`, `total_cost`) are positive when money
leaves on balance. Years run from 0, the year of signing, to the last year compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import model_validator

from pricing.calculators.fields import Category
from pricing.records import Record, by_id
from pricing.text import Text

Amounts = tuple[Decimal, ...]
MOST_TELLING = Decimal(10)
"""Beyond 1,000 % a year a rate of return tells that little is paid at first, and nothing else."""


class LineResult(Record):
    """One cost of one alternative over the years."""

    id: str
    name: str
    text: Text
    category: Category
    flows: Amounts
    total: Decimal
    present_cost: Decimal


class LargestPayment(Record):
    """The year and the period in which most money leaves at once, and how much (negative)."""

    year: int
    amount: Decimal
    period: int | None = None


class InstalmentRow(Record):
    """One payment of a loan in payable digits, in money units (not in the scale)."""

    number: int
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


class AlternativeResult(Record):
    """One way to act: its lines, and what it saves against the reference.

    `flows`, `savings` and `cumulative` are per year; `period_flows` is per quarter or month where
    the calculator has such periods, else empty. Rates are per year. `internal_rates` are all at
    which the savings are worth nothing, and `irr` is the one that is alone and tells anything:
    None where none or several fit, and beyond MOST_TELLING. Of what is paid in another
    way, `total_interest` is what that costs beside the price (None for rents), and
    `implicit_rate` the rate at which it costs the same as buying. `unit_cost` is money, not in
    the scale, per unit of output, both at present value; `emissions` are tonnes of CO2e per year,
    and `cost_per_tonne` is what avoiding one against the reference costs, None where none is.
    """

    @model_validator(mode="before")
    @classmethod
    def _told_alone(cls, data: Any) -> Any:
        """Of what was kept before every rate was counted, the one that was told."""
        if isinstance(data, Mapping) and "internal_rates" not in data and data.get("irr"):
            rate = Decimal(data["irr"])
            return {
                **data,
                "internal_rates": (rate,),
                "irr": rate if rate <= MOST_TELLING else None,
            }
        return data

    id: str
    text: Text
    of: str | None
    financing: str | None
    headline: bool
    lines: tuple[LineResult, ...]
    flows: Amounts
    total_cost: Decimal
    present_cost: Decimal
    npv: Decimal
    equivalent_annual_cost: Decimal
    by_category: dict[str, Decimal]
    largest_payment: LargestPayment
    net_savings: Decimal
    savings: Amounts
    cumulative: Amounts
    sir: Decimal | None
    irr: Decimal | None
    irr_sign_changes: int
    internal_rates: Amounts = ()
    airr: Decimal | None = None
    mirr: Decimal | None = None
    simple_payback: Decimal | None
    discounted_payback: Decimal | None
    watch: str | None
    term_years: Decimal | None
    instalments: tuple[InstalmentRow, ...]
    period_flows: Amounts = ()
    total_interest: Decimal | None = None
    implicit_rate: Decimal | None = None
    unit_cost: Decimal | None = None
    emissions: Amounts = ()
    cost_per_tonne: Decimal | None = None

    @property
    def irr_is_paid(self) -> bool:
        """Whether money is saved first and paid later, so that the rate is a price, as of a loan."""
        return self.irr is not None and next(filter(None, self.savings), 0) > 0

    @property
    def before_tax(self) -> Decimal:
        """Present cost without the tax line."""
        return self.present_cost - self.by_category.get("tax", Decimal(0))

    def line(self, id: str) -> LineResult:
        """The line with this id."""
        return by_id(self.lines, id)
