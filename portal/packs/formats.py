"""The parts of a pack that the portal itself reads: profile, segments, offers, scoring, costs."""

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pricing import Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,60}$")]
Module = Literal["compare", "configure", "calculate", "rfp", "usage"]
Channel = Literal["web", "phone", "post", "email", "event", "distributor"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
STAGES = ("consider", "evaluate", "decide", "buy", "use", "bond")
Stage = Literal["consider", "evaluate", "decide", "buy", "use", "bond"]


class Part(BaseModel):
    """A frozen part of a pack; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Supplier(Part):
    """Who sells."""

    name: str
    """The short name that sentences use."""
    legal_name: Text
    phone: str
    email: str
    address: Text
    tax_code: str


class WorkingHours(Part):
    """When people answer, in the site's zone."""

    days: tuple[Weekday, ...]
    start: time = Field(alias="from")
    end: time = Field(alias="to")


class Point(Part):
    """A reason or a step: a short title and a sentence."""

    title: Text
    text: Text


class Profile(Part):
    """`pack.yaml`: the supplier as buyers meet them."""

    id: Code
    name: Text
    tagline: Text
    about: Text
    points: tuple[Point, ...] = ()
    supplier: Supplier
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    currencies_shown: tuple[str, ...] = ()
    country: str
    zone: str
    working_hours: tuple[WorkingHours, ...]


class StagePlan(Part):
    """What a stage of the journey is meant to bring, and in how many days."""

    stage: Stage
    expectation: Text
    days: int = Field(ge=1)


class ServicePromise(Part):
    """The written promise to answer, in working minutes; signed by both heads."""

    version: str
    respond_working_minutes: int = Field(ge=5, le=5000)
    text: Text
    signed_by: tuple[str, ...] = ()


class AcceptanceTerms(Part):
    """What happens when a buyer of a segment accepts a plan by themselves."""

    by: Literal["order", "rep"]
    """`order`: it is placed at once; `rep`: the rep whose turn it is sends the contract."""
    withdraw_days: int = Field(ge=0, le=90)
    """For so many days it can be taken back without a reason."""
    next: Text
    """What the buyer can expect now."""


class SegmentProfile(Part):
    """One segment of `segments.yaml`: its own home, RFP, calculator and comparison."""

    id: Code
    name: Text
    audience: Text
    headline: Text
    lead: Text
    points: tuple[Point, ...]
    modules: tuple[Module, ...]
    product: Code | None = None
    calculator: Code | None = None
    rfp: Code | None = None
    plans: tuple[Code, ...] = ()
    """Tariff plans compared in this segment."""
    market: tuple[Code, ...] = ()
    """Published tariffs that customers of this segment may be on, shown beside the plans."""
    acceptance: AcceptanceTerms | None = None
    """None where plans are not accepted online."""
    stages: tuple[StagePlan, ...]
    threshold: Decimal
    hysteresis: Decimal = Decimal(10)
    first_channel: Channel
    service_promise: ServicePromise
    price_segment: str = ""
    """The segment's name in the price book, where it differs from `id`."""


class SegmentProfiles(BaseModel):
    """The segments of `segments.yaml`; its questions and rules are the configurator's to read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    segments: tuple[SegmentProfile, ...]


class Offer(Part):
    """A standard offer: a starting point for buyers of one segment."""

    id: Code
    segment: Code
    name: Text
    more: Text
    fits: Text
    """Whom it suits, in one sentence."""
    recommended: bool = False
    plan: Code | None = None
    product: Code | None = None
    choices: dict[str, str] = Field(default_factory=dict)


class UsageFigure(Part):
    """A figure of the buyer's own usage that standard offers are compared on."""

    id: Code
    text: Text
    unit: Text
    value: Decimal
    minimum: Decimal
    maximum: Decimal
    source: Text | None = None


class RunningCost(Part):
    """What running a product costs in a year, beside what the supplier is paid."""

    id: Code
    text: Text
    formula: str
    """Over usage figures, attributes and numbers of the product, and its options as 1 or 0."""
    source: Text


class OfferRanking(Part):
    """How standard offers that are products are ranked by what a year costs."""

    segments: tuple[Code, ...]
    usage: Annotated[tuple[UsageFigure, ...], Field(min_length=1)]
    """The first is the one along which the first place may change."""
    years: Code
    """The usage figure that says over how many years what is paid once is spread."""
    fits: str
    """A formula that is 1 where a product does for the usage."""
    too_small: Text
    running: tuple[RunningCost, ...]
    otherwise: dict[str, Decimal] = Field(default_factory=dict)
    """What attributes count as where nobody chose the part that has them."""


class Offers(Part):
    """`offers.yaml`."""

    offers: tuple[Offer, ...]
    ranking: OfferRanking | None = None


class EngagementLine(Part):
    """Points for one type of touchpoint."""

    type: str
    points: Decimal


class EngagementGroup(Part):
    """Lines that share a cap: `cap` points at most, however many touches."""

    id: Code
    name: Text
    cap: Decimal
    lines: tuple[EngagementLine, ...]


class FitLine(Part):
    """Points for a fact of the account; they do not decay and may be negative."""

    id: Code
    name: Text
    fact: str
    equals: tuple[str, ...] = ()
    at_least: Decimal | None = None
    points: Decimal


class ScoringPolicy(Part):
    """How one segment's prospects are scored."""

    segment: Code
    version: str
    half_life_days: Decimal = Field(gt=0)
    groups: tuple[EngagementGroup, ...]
    fit: tuple[FitLine, ...]
    hard_stops: tuple[Literal["competitor", "unsubscribed", "no_consent", "open_complaint"], ...]


class Scoring(Part):
    """`scoring.yaml`."""

    policies: tuple[ScoringPolicy, ...]


class TouchCost(Part):
    """What one touch costs the supplier, in the pack's currency."""

    type: str = "*"
    channel: Channel
    cost: Decimal = Field(ge=0)


class TouchCosts(Part):
    """`touchpoints.yaml`."""

    costs: tuple[TouchCost, ...]
