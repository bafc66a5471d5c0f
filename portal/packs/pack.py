"""A published edition of an offering pack, read once and shared by every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from configurator import Engine, ProductModel, read_model_from
from configurator.reading.document import Document
from configurator.rfp import RfpTemplate
from configurator.segments import Segmentation
from portal.packs import priced
from portal.packs.formats import (
    Offer,
    OfferRanking,
    Offers,
    Profile,
    Scoring,
    ScoringPolicy,
    SegmentProfile,
    SegmentProfiles,
    TouchCosts,
)
from pricing import Calculator, HoursBook, IndexBook, Money, PriceBook, Tariff, Taxes
from pricing.emissions import EmissionFactors


@dataclass(frozen=True)
class Pack:
    """Everything one supplier authored, in one edition; parts are read when first asked for."""

    files: Mapping[str, bytes]
    version_id: UUID
    content_hash: str
    day: date | None = None
    """The first day of the edition in the supplier's zone: products are as they are on it."""

    def document(self, path: str) -> Document:
        """The parsed YAML at `path`, which knows its lines."""
        return Document(self.files[path].decode(), path)

    def paths(self, folder: str) -> dict[str, str]:
        """Id → path of the YAML files right in `folder`."""
        found = (
            p for p in sorted(self.files) if p.startswith(f"{folder}/") and p.endswith(".yaml")
        )
        return {p.rsplit("/", 1)[1].removesuffix(".yaml"): p for p in found if p.count("/") == 1}

    @property
    def version(self) -> str:
        """The short name of the edition, as documents print it."""
        return self.content_hash[:8]

    @property
    def id(self) -> str:
        """`energy` or `equipment`."""
        return self.profile.id

    @cached_property
    def profile(self) -> Profile:
        """The supplier."""
        return Profile.model_validate(self.document("pack.yaml").data)

    @cached_property
    def segments(self) -> dict[str, SegmentProfile]:
        """Segment id → what that segment sees, is promised and is scored by."""
        parsed = SegmentProfiles.model_validate(self.document("segments.yaml").data)
        return {profile.id: profile for profile in parsed.segments}

    @cached_property
    def segmentation(self) -> Segmentation:
        """The questions and the rules that answer them with a segment."""
        return Segmentation.from_document(self.document("segments.yaml"))

    @cached_property
    def models(self) -> dict[str, ProductModel]:
        """Product id → product model, as it holds on the day of the edition."""
        read = {id: self.model(id) for id in self.paths("products")}
        return {id: model.on(self.day) if self.day else model for id, model in read.items()}

    def model(self, id: str) -> ProductModel:
        """The product model `id` with everything that ever holds, read anew."""
        return read_model_from(self.files, f"products/{id}.yaml")

    def engine(self, product: str) -> Engine:
        """The compiled engine of a product, shared by all threads."""
        return Engine.of(self.models[product])

    def choices(self, offer: Offer) -> dict[str, str | Decimal | bool]:
        """The choices of a standard offer, with numbers as numbers."""
        numbers = {number.id for number in self.models[offer.product or ""].numbers}
        return {
            key: Decimal(value) if key in numbers else _flag(value)
            for key, value in offer.choices.items()
        }

    @cached_property
    def price_book(self) -> PriceBook:
        """List prices and adjustments."""
        return priced.price_book(self)

    @cached_property
    def taxes(self) -> Taxes:
        """The dated tax rates."""
        return priced.taxes(self)

    @cached_property
    def hours(self) -> HoursBook:
        """The dated tables of peak, normal and off-peak hours."""
        return priced.hours(self)

    @cached_property
    def emission_factors(self) -> EmissionFactors:
        """The dated emission factors of purchased power."""
        return priced.emission_factors(self)

    @cached_property
    def indices(self) -> IndexBook:
        """The dated indices that prices may follow."""
        return priced.indices(self)

    @cached_property
    def tariffs(self) -> dict[str, Tariff]:
        """Plan or comparator id → tariff."""
        found = (tariff for path in self.tariff_paths() for tariff in self.read_tariffs(path))
        return {tariff.id: tariff for tariff in found}

    def tariff_paths(self) -> list[str]:
        """The files that hold tariffs: the supplier's plans, then the market's comparators."""
        return [path for path in priced.TARIFF_FILES if path in self.files]

    def read_tariffs(self, path: str) -> list[Tariff]:
        """The tariffs of one file."""
        return priced.tariffs(self, path)

    @cached_property
    def calculators(self) -> dict[str, Calculator]:
        """Calculator id → calculator."""
        return {id: self.calculator(id) for id in self.paths("calculators")}

    def calculator(self, id: str) -> Calculator:
        """The calculator `id`, read anew."""
        return Calculator.from_data(self.document(f"calculators/{id}.yaml").data)

    @cached_property
    def rfp_templates(self) -> dict[str, RfpTemplate]:
        """Template id → RFP template."""
        return {id: self.rfp_template(id) for id in self.paths("rfps")}

    def rfp_template(self, id: str) -> RfpTemplate:
        """The RFP template `id`, read anew."""
        return RfpTemplate.from_document(self.document(f"rfps/{id}.yaml"))

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """Offer id → standard offer."""
        return {offer.id: offer for offer in self._offers.offers}

    @property
    def offer_ranking(self) -> OfferRanking | None:
        """How standard offers that are products are ranked; None where they are not."""
        return self._offers.ranking

    @cached_property
    def _offers(self) -> Offers:
        return Offers.model_validate(self.document("offers.yaml").data)

    def offers_for(self, segment: str) -> list[Offer]:
        """The standard offers of a segment, in the order they were written."""
        return [offer for offer in self.offers.values() if offer.segment == segment]

    @cached_property
    def scoring(self) -> dict[str, ScoringPolicy]:
        """Segment id → scoring policy."""
        parsed = Scoring.model_validate(self.document("scoring.yaml").data)
        return {policy.segment: policy for policy in parsed.policies}

    @cached_property
    def touch_costs(self) -> dict[tuple[str, str], Decimal]:
        """Type (or *) and channel → what one touch costs."""
        parsed = TouchCosts.model_validate(self.document("touchpoints.yaml").data)
        return {(row.type, row.channel): row.cost for row in parsed.costs}

    def touch_cost(self, kind: str, channel: str) -> int:
        """What a touch of this type on this channel costs, in minor units."""
        costs = self.touch_costs
        cost = costs.get((kind, channel), costs.get(("*", channel), Decimal(0)))
        return Money(cost, self.profile.currency).to_minor()


def _flag(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value, value)
