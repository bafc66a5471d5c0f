"""Ways to pay for an alternative, and how its costs are taxed, as an author writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pricing.calculators.fields import Category, Formula, Id
from pricing.financing import Repayment
from pricing.records import Record

PaymentsPerYear = Literal["1", "2", "4", "12"]


class Repayments(Record):
    """Ways to repay a loan to choose among: `level` is an assumption with a level for each."""

    level: Id
    of: tuple[Repayment, ...] = Field(min_length=2)

    def chosen(self, level: float) -> Repayment:
        """The way a level stands for; the last where there is no such level."""
        return self.of[int(level) - 1] if 1 <= level <= len(self.of) else self.of[-1]


class Loan(Record):
    """Part of the purchase borrowed; what is still owed at the end is settled then.

    `balloon` is the share of the loan left for its last payment; during the first `grace_years`
    only interest is paid. `repayments`, where given, leaves the way of repaying to the buyer.
    """

    kind: Literal["loan"]
    share: Formula
    rate: Formula
    term_years: Formula
    payments_per_year: PaymentsPerYear = "1"
    repayment: Repayment = "annuity"
    repayments: Repayments | None = None
    balloon: Formula | None = None
    grace_years: Formula | None = None


class FinanceLease(Record):
    """The purchase paid in level amounts at a rate, down to a residual value that is paid last.

    The buyer owns the asset in substance and writes it off; `residual` is a share of the price.
    """

    kind: Literal["finance_lease"]
    rate: Formula
    term_years: Formula
    payments_per_year: PaymentsPerYear = "1"
    residual: Formula | None = None


class Lease(Record):
    """An operating lease: a payment a year instead of the lines of the categories it replaces."""

    kind: Literal["lease"]
    payment: Formula
    term_years: Formula
    when: Literal["arrears", "advance"] = "arrears"
    replaces: tuple[Category, ...] = ("acquisition", "residual")
    buyout: Formula | None = None


class Deferred(Record):
    """The purchase paid in the amounts named, from year 0 on."""

    kind: Literal["deferred"]
    payments: tuple[Formula, ...] = Field(min_length=1, max_length=20)


class Subscription(Record):
    """A fee a year for as long as it is used, in advance, with a fee to begin with."""

    kind: Literal["subscription"]
    fee: Formula
    growth: Formula | None = None
    setup: Formula | None = None
    replaces: tuple[Category, ...] = ("acquisition", "installation", "maintenance", "residual")


class PayPerUse(Record):
    """A price for each unit used in a year, at least for the units agreed."""

    kind: Literal["pay_per_use"]
    price: Formula
    units: Formula
    minimum: Formula | None = None
    replaces: tuple[Category, ...] = ("acquisition", "installation", "maintenance", "residual")


Financing = Annotated[
    Loan | FinanceLease | Lease | Deferred | Subscription | PayPerUse,
    Field(discriminator="kind"),
]
OPERATING: tuple[Category, ...] = (
    "installation",
    "training",
    "energy",
    "maintenance",
    "consumables",
    "downtime",
    "carbon",
    "disposal",
)


Method = Literal["straight_line", "declining_balance", "double_declining", "sum_of_years", "switch"]


class Methods(Record):
    """Kinds of depreciation to choose among: `level` is an assumption with a level for each."""

    level: Id
    of: tuple[Method, ...] = Field(min_length=2)


class Tax(Record):
    """Tax on profit: costs and depreciation lower it, a residual value above the books raises it.

    Every alternative gets a line `tax`, negative where tax is saved. `life_years` is a whole
    number of years; the method `switch` is declining balance until straight line gives more.
    `methods`, where given, leaves the method to the buyer. `factor` times straight line is what
    `double_declining` and `switch` begin with.
    """

    rate: Formula
    method: Method = "straight_line"
    methods: Methods | None = None
    life_years: Formula
    salvage_share: Formula = "0"
    factor: Formula = "2"
    deductible: tuple[Category, ...] = OPERATING

    @model_validator(mode="after")
    def _costs(self) -> Tax:
        wrong = {"acquisition", "residual", "tax", "financing"} & set(self.deductible)
        if wrong:
            raise ValueError(f"not deductible as a cost of the year: {', '.join(sorted(wrong))}")
        return self
