"""What programs send and get, as pydantic models: the description is made from them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,80}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=10)]
Usage = Annotated[Decimal, Field(ge=0, le=100_000_000, decimal_places=6)]
Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class Asked(BaseModel):
    """Something sent: an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid")


class Words(BaseModel):
    """A text in both languages."""

    vi: str
    en: str


class Amount(BaseModel):
    """An exact amount; a discount is negative."""

    amount: Decimal
    currency: str


class PriceStep(BaseModel):
    """A step between list price and net price."""

    code: str
    kind: str
    text: Words
    amount: Amount


class TaxStep(BaseModel):
    """One tax on what it is taken of."""

    code: str
    text: Words
    rate: Decimal
    base: Amount
    amount: Amount


class Steps(BaseModel):
    """list_price + adjustments = net; net + tax = gross; the last two null while tax is unknown."""

    charge: Literal["one_off", "recurring", "usage"]
    period: Literal["month", "year"] | None
    list_price: Amount
    adjustments: list[PriceStep]
    net: Amount
    tax: Amount | None
    gross: Amount | None


class Item(Steps):
    """One option of the bill."""

    code: str
    quantity: Decimal


class Total(Steps):
    """All options of one charge."""

    taxes: list[TaxStep]


class Exchange(BaseModel):
    """The rate by which prices of another currency were converted."""

    source_currency: str
    currency: str
    rate: Decimal
    valid_from: date
    source: Words


class Basis(Asked):
    """All that a price depends on: it gives the same digits again, years later."""

    edition: UUID
    """The edition of the supplier's pack."""
    bill: dict[Code, Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]] = Field(
        max_length=500
    )
    segment: Code | None
    currency: Currency
    on: date
    term_months: int | None = Field(default=None, ge=0, le=1200)
    agreed: Share = Decimal(0)
    """The share taken off in a negotiation: counts only where it was granted to the account."""


class Price(BaseModel):
    """A price, line by line."""

    basis: Basis
    complete: bool
    """Whether it can be bought as it stands; otherwise `open` names what is still to be chosen."""
    open: list[str]
    totals: list[Total]
    items: list[Item]
    exchange: Exchange | None


class PriceQuestion(Asked):
    """What is chosen of a product: group → option, option → true or false, number → its value."""

    product: Code
    choices: dict[Code, bool | Number | Code] = Field(default_factory=dict, max_length=500)
    currency: Currency | None = None
    """The supplier's own when left out."""


class OffersQuestion(Asked):
    """Which standard offers."""

    segment: Code | None = None
    """The account's own when left out."""


class Plan(BaseModel):
    """What a tariff costs, in words, and how it is paid."""

    id: str
    prices: str
    billing_cycle: str
    exit_fee: Amount | None
    conditions: list[Words]


class Offer(BaseModel):
    """A standard offer: a plan with its prices, or a product with its price."""

    id: str
    segment: str
    name: Words
    about: Words
    recommended: bool
    plan: Plan | None
    product: str | None
    choices: dict[str, bool | Decimal | str]
    """As `prices` takes them."""
    totals: list[Total]
    url: str


class Offers(BaseModel):
    """The standard offers of a segment."""

    edition: UUID
    segment: str
    offers: list[Offer]


class MonthlyUse(Asked):
    """One bill."""

    month: Month
    kwh: Usage


class ComparisonQuestion(Asked):
    """A year's bills; fewer than twelve stand for the year at their mean.

    A month missing between others is refused, unless `as_it_is` says that it is meant.
    """

    province: str
    months: Annotated[list[MonthlyUse], Field(min_length=1, max_length=36)]
    peak_share: Share
    off_peak_share: Share = Decimal(0)
    current_plan: Code | None = None
    as_it_is: bool = False


class FileQuestion(Asked):
    """What is known beside the file itself."""

    name: Annotated[str, Field(max_length=200)] = "readings"
    """What the file is called on the page."""


class Meter(BaseModel):
    """One meter of a file, as it is and mended."""

    name: str
    minutes: int
    first: date
    last: date
    count: int
    kwh: float
    kw: float | None
    """The highest; null where readings say nothing of hours."""
    mended_count: int
    mended_kwh: float
    mended_kw: float | None


class ReadingsJob(BaseModel):
    """A file of readings on its way: waiting, reading, then ready or failed, then confirmed."""

    id: UUID
    url: str
    """The page of the same file."""
    file_name: str
    state: Literal["waiting", "reading", "ready", "failed", "confirmed"]
    progress: int
    """Hundredths that are read."""
    meters: list[Meter]
    findings: list[str]
    """What was seen, in words: gaps, spikes, what was assumed."""


class Confirmation(Asked):
    """Which meters make the load, and how their faults are treated."""

    meters: Annotated[
        list[Annotated[int, Field(ge=0, le=1000)]], Field(min_length=1, max_length=100)
    ]
    """Places in `meters` of the job, from 0."""
    mended: bool = True
    """Replace gaps and spikes by what the meter counted around them; otherwise gaps use no energy."""
    after: UUID | None = None
    """Id of a confirmed file whose load goes on with this one."""


class LoadTerms(Asked):
    """What is known beside the load."""

    province: str
    current_plan: Code | None = None


class ComparedPlan(BaseModel):
    """A plan on the buyer's usage; yearly and cash due without tax."""

    id: str
    name: Words
    rank: int
    rank_low: int
    rank_high: int
    yearly: Amount
    tax: Amount | None
    gross: Amount | None
    cash_due: Amount
    billing_cycle: str
    saving: Amount | None
    current: bool
    typed_in: bool
    """Whether it is another supplier's, as the buyer typed it."""


class MarketTariff(BaseModel):
    """A published tariff on the same usage, without tax."""

    id: str
    name: Words
    yearly: Amount
    to_confirm: bool


class Flip(BaseModel):
    """Where one plan becomes cheaper than another."""

    along: str
    at: Decimal
    cheaper_below: str
    cheaper_above: str


class Comparison(BaseModel):
    """Plans ranked by yearly cost on the buyer's own usage."""

    code: str
    url: str
    total_kwh: Decimal
    peak_share: Decimal | None
    notes: list[str]
    plans: list[ComparedPlan]
    market: list[MarketTariff]
    cheaper_outside: str | None
    """The published tariff or the offer typed in that beats every plan of the supplier, if one does."""
    flips: list[Flip]


class Draft(BaseModel):
    """What a resume code opens."""

    code: str
    kind: Literal["configuration", "calculation", "comparison"]
    url: str
