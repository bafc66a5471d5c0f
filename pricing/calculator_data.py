"""What an author writes in a calculator: frozen records, read and checked field by field.

How the fields hang together (names, units, cycles) is checked by `pricing.cash_flows`.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from pricing.records import Record
from pricing.text import Text

Category = Literal[
    "acquisition",
    "installation",
    "training",
    "energy",
    "maintenance",
    "consumables",
    "downtime",
    "carbon",
    "disposal",
    "residual",
    "financing",
]
CATEGORIES: tuple[str, ...] = get_args(Category)
When = Literal["yearly", "advance", "start", "end"]

LARGEST = Decimal(10) ** 15
LOWEST_RATE, HIGHEST_RATE = Decimal("-0.5"), Decimal(10)
HORIZON = "horizon_years"
DISCOUNT_RATE = "discount_rate"


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > LARGEST:
        raise ValueError(f"a finite number of at most {LARGEST:.0e} is needed")
    return value


def _both_languages(value: Any) -> Any:
    return {"vi": value, "en": value} if isinstance(value, str) else value


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
LineId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=121)]
Number = Annotated[Decimal, AfterValidator(_bounded)]
Rate = Annotated[Number, Field(ge=LOWEST_RATE, le=HIGHEST_RATE)]
Formula = Annotated[str, Field(min_length=1, max_length=1000)]
# A source is often one name or number in any language: then a plain string is enough.
Source = Annotated[Text, BeforeValidator(_both_languages)]


class Provenance(Record):
    """Where a value comes from: what says so, who entered it, and when."""

    source: Source
    author: str = Field(default="", max_length=200)
    date: datetime.date | None = None
    to_confirm: bool = False


class Assumption(Provenance):
    """An input of the calculator, in its own unit; rates are fractions."""

    id: Id
    text: Text
    short: Text | None = None
    """What a sentence calls it: “fee”."""
    unit: str = Field(max_length=60)
    value: Number
    low: Number | None = None
    high: Number | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    group: Id | None = None
    prefill: str | None = Field(default=None, max_length=200)
    break_even: bool = True

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Lowest and highest value that makes sense; both included.

        Where the author names none: fractions from −0.99 to 100, everything else from 0.
        """
        fraction = self.unit == "fraction"
        lowest = Decimal("-0.99") if fraction else Decimal(0)
        highest = Decimal(100) if fraction else LARGEST
        return (
            lowest if self.minimum is None else self.minimum,
            highest if self.maximum is None else self.maximum,
        )

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense: a number of years or months."""
        return self.unit in ("years", "months")

    @model_validator(mode="after")
    def _ordered(self) -> Assumption:
        lowest, highest = self.bounds
        for name in ("value", "low", "high"):
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:
                raise ValueError(f"{name} {value} is outside {lowest} to {highest}")
            if value is not None and self.whole and value != int(value):
                raise ValueError(f"{name} {value}: {self.unit} are whole numbers")
        return self


class DiscountRate(Provenance):
    """The yearly rate that brings later money to today, a fraction."""

    text: Text = Text("Tỷ suất chiết khấu", "Discount rate")
    value: Rate
    low: Rate | None = None
    high: Rate | None = None
    group: Id | None = None


class Horizon(Record):
    """How many years are compared."""

    text: Text = Text("Số năm so sánh", "Years compared")
    years: int = Field(ge=1, le=50)
    maximum: int = Field(default=25, ge=1, le=50)
    group: Id | None = None

    @model_validator(mode="after")
    def _within(self) -> Horizon:
        if self.years > self.maximum:
            raise ValueError(f"years {self.years} is above the maximum {self.maximum}")
        return self


class Conventions(Record):
    """What every printed figure takes for granted."""

    timing: Literal["year_end"] = "year_end"
    basis: Literal["nominal", "real"] = "nominal"
    tax: Literal["excluded", "included"] = "excluded"
    notes: tuple[Text, ...] = ()


class Scale(Record):
    """The step in which money is computed and printed, such as million ₫."""

    factor: int = Field(default=1, ge=1, le=10**9)
    text: Text


class Group(Record):
    """A heading over assumptions."""

    id: Id
    text: Text


class NamedFormula(Record):
    """A step between assumptions and lines; `unit`, where given, is checked."""

    id: Id
    text: Text
    formula: Formula
    unit: str | None = Field(default=None, max_length=60)


class Line(Record):
    """One cost of one alternative; the amount is positive, the category gives the sign.

    `when`: `yearly` at the end of years 1 to n, `advance` at the start of each of these years,
    `start` once in year 0, `end` once in the last year.
    """

    id: Id
    text: Text
    category: Category
    formula: Formula
    when: When = "yearly"

    @property
    def sign(self) -> int:
        """−1 for money that leaves, +1 for a residual value that comes back."""
        return 1 if self.category == "residual" else -1


class Loan(Record):
    """Part of the purchase borrowed; what is still owed at the end is settled then."""

    kind: Literal["loan"]
    share: Formula
    rate: Formula
    term_years: Formula
    payments_per_year: Literal["1", "2", "4", "12"] = "1"
    repayment: Literal["annuity", "linear"] = "annuity"


class Lease(Record):
    """A payment a year instead of the lines of the categories it replaces."""

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


Financing = Annotated[Loan | Lease | Deferred, Field(discriminator="kind")]


class Alternative(Record):
    """A way to act and what it costs; with `of`, another alternative paid differently."""

    id: Id
    text: Text
    short: Text | None = None
    """What a narrow place calls it: “Lease”."""
    act: Text | None = None
    """What a sentence begins with: “Leasing”."""
    of: Id | None = None
    financing: Financing | None = None
    headline: bool | None = None
    watch: Id | None = None
    lines: tuple[Line, ...] = ()

    @property
    def in_headline(self) -> bool:
        """Whether it stands in the verdict; a mere way of paying does not unless it says so."""
        return self.financing is None if self.headline is None else self.headline

    @model_validator(mode="after")
    def _complete(self) -> Alternative:
        if (self.of is None) != (self.financing is None):
            raise ValueError("`of` and `financing` are given together")
        return self


class Scenario(Record):
    """A named set of assumptions that replace the current ones."""

    id: Id
    text: Text
    overrides: dict[Id, Number] = Field(default_factory=dict)


class CalculatorData(Record):
    """A whole calculator as authored."""

    id: Id
    text: Text
    about: Text | None = None
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    scale: Scale
    units: tuple[str, ...] = ()
    horizon: Horizon
    discount_rate: DiscountRate
    conventions: Conventions = Conventions()
    groups: tuple[Group, ...] = ()
    assumptions: tuple[Assumption, ...] = Field(min_length=1, max_length=300)
    formulas: tuple[NamedFormula, ...] = Field(default=(), max_length=300)
    reference: Id
    alternatives: tuple[Alternative, ...] = Field(min_length=1, max_length=30)
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=30)

    @property
    def inputs(self) -> tuple[Assumption, ...]:
        """Every input, the discount rate first and the horizon second."""
        rate, horizon = self.discount_rate, self.horizon
        discount = Assumption(
            id=DISCOUNT_RATE,
            text=rate.text,
            unit="fraction",
            value=rate.value,
            low=rate.low,
            high=rate.high,
            minimum=LOWEST_RATE,
            maximum=HIGHEST_RATE,
            group=rate.group,
            source=rate.source,
            author=rate.author,
            date=rate.date,
            to_confirm=rate.to_confirm,
        )
        years = Assumption(
            id=HORIZON,
            text=horizon.text,
            unit="years",
            value=Decimal(horizon.years),
            minimum=Decimal(1),
            maximum=Decimal(horizon.maximum),
            group=horizon.group,
            source=Text("Mẫu tính", "Calculator template"),
            break_even=False,
        )
        return (discount, years, *self.assumptions)
