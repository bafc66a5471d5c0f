"""Reading configurations: the workbench, the list, standard offers, and the view others reuse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal import clock
from portal.configure import attributes, trail
from portal.configure.choices import Product, Value
from portal.configure.panel import TotalView, total_view, totals
from portal.configure.prices import Market, difference, has_term, headline, priced
from portal.configure.ways import dumped
from portal.configure.wording import change_of_price, done_text, followed_text, item_price
from portal.configure.workbench import Workbench, workbench
from portal.db import session
from portal.i18n import _, language, number, words
from portal.models import Configuration
from portal.owner import current_segment, mine, owned
from portal.packs import current_pack, served_pack_id
from portal.packs.formats import Offer, SegmentProfile
from pricing import ItemLine, Waterfall

MOST_LISTED = 12
DAYS_AWAY = 30
MOST_TOLD = 3


@dataclass(frozen=True)
class LineView:
    """One option in the product."""

    group: str
    name: str
    more: str
    quantity: Decimal
    items: tuple[ItemLine, ...]
    """Its priced lines; empty where it is included."""
    price: str
    """Its list prices in words."""
    forced: bool


@dataclass(frozen=True)
class FigureView:
    """One number of the product."""

    id: str
    name: str
    value: Decimal
    unit: str
    chosen: bool
    """False: it counts with what the product comes with, because nobody chose."""
    monthly: bool
    """Whether it is so much a month."""

    @property
    def text(self) -> str:
        """Value and unit in the reader's notation."""
        return f"{number(self.value)}\u00a0{self.unit}"


@dataclass(frozen=True)
class ConfigurationView:
    """A configuration as RFP, dossier and paper show it: words in the reader's language, Money."""

    code: str
    name: str
    """What the buyer calls it, else the product's name."""
    product: str
    product_id: str
    segment: str
    offer: str
    """The standard offer it started from; empty without one."""
    lines: tuple[LineView, ...]
    numbers: tuple[FigureView, ...]
    totals: tuple[TotalView, ...]
    """One-off, recurring and usage, those that are not empty; () where there is no price."""
    attributes: tuple[tuple[str, str], ...]
    figures: Mapping[str, Decimal]
    """Number ids, attributes, and `one_off` and `recurring` (net) for calculators."""
    contract: bool
    """Whether it is paid as it runs, and not once."""
    complete: bool
    open_steps: tuple[str, ...]
    """Names of the steps still open."""
    currency: str
    priced_on: date
    edition: str
    version: int
    updated_at: datetime

    def total(self, charge: str) -> TotalView | None:
        """The total of one charge, or None."""
        return next((total for total in self.totals if total.charge == charge), None)


def market_of(configuration: Configuration) -> Market:
    """For whom and in which currency it is priced, with what was agreed on as it stands."""
    return Market(configuration.segment, configuration.currency, _agreed(configuration))


def _agreed(configuration: Configuration) -> Decimal:
    """The discount granted on exactly these choices; 0 for none."""
    with session.no_autoflush:  # a change is written once, with its price
        granted = [row for row in configuration.discounts if row.state == "granted"]
    rates = [Decimal(row.rate) for row in granted if row.choices == configuration.choices]
    return max(rates, default=Decimal(0))


def workbench_of(configuration: Configuration, *, hurried: bool = False) -> Workbench:
    """The workbench of a configuration as it stands."""
    return workbench(Product.of(configuration), market_of(configuration), hurried=hurried)


def configuration_view(configuration: Configuration) -> ConfigurationView:
    """The configuration as it stands, priced today."""
    product, market = Product.of(configuration), market_of(configuration)
    model, pack = product.model, product.pack
    waterfall = priced(product, market)
    found = totals(waterfall) if waterfall else ()
    offer = pack.offers.get(configuration.offer)
    product_name = words(model.text)
    return ConfigurationView(
        code=configuration.code,
        name=configuration.name or product_name,
        product=product_name,
        product_id=configuration.product,
        segment=configuration.segment,
        offer=words(offer.name) if offer else "",
        lines=_lines(product, waterfall.items if waterfall else ()),
        numbers=_numbers(product),
        totals=found,
        attributes=tuple(attributes.shown(product)),
        figures=_figures(product, found),
        contract=has_term(product),
        complete=product.complete,
        open_steps=tuple(words(g.text) for g in model.groups if g.id in product.open_steps),
        currency=configuration.currency,
        priced_on=clock.today(pack.profile.zone),
        edition=pack.version,
        version=configuration.version,
        updated_at=configuration.updated_at,
    )


def _lines(product: Product, items: tuple[ItemLine, ...]) -> tuple[LineView, ...]:
    model, domains = product.model, product.chosen.domains
    lines = []
    for code, quantity in product.bill.items():
        option, own = model.option(code), tuple(item for item in items if item.code == code)
        lines.append(
            LineView(
                group=words(model.group_of(code).text),
                name=words(option.text),
                more=words(option.more),
                quantity=quantity,
                items=own,
                price=item_price(own),
                forced=domains[code] == "forced",
            )
        )
    return tuple(lines)


def _numbers(product: Product) -> tuple[FigureView, ...]:
    return tuple(
        FigureView(
            n.id,
            words(n.text),
            product.figures[n.id],
            n.unit.of(product.figures[n.id], language()),
            n.id in product.choices,
            n.unit.en.endswith("/month"),
        )
        for n in product.model.numbers
    )


def _figures(product: Product, found: tuple[TotalView, ...]) -> dict[str, Decimal]:
    net = {total.charge: total.net.amount for total in found}
    return {**attributes.figures(product), **product.figures, **net}


@dataclass(frozen=True)
class OfferView:
    """A standard offer with its price today."""

    offer: Offer
    name: str
    more: str
    fits: str
    totals: tuple[TotalView, ...]
    lines: tuple[LineView, ...]
    numbers: tuple[FigureView, ...]
    contract: bool

    @property
    def price(self) -> str:
        """The leading total in words."""
        lead = "recurring" if self.contract else "one_off"
        ordered = sorted(self.totals, key=lambda total: total.charge != lead)
        return ordered[0].net_text if ordered else ""


def offer_view(offer: Offer, segment: str) -> OfferView:
    """A standard offer of the edition in force, priced for a segment."""
    pack = current_pack()
    market = Market(segment, pack.profile.currency)
    product = Product.made(pack.version_id, offer.product or "", pack.choices(offer))
    waterfall = priced(product, market)
    return OfferView(
        offer=offer,
        name=words(offer.name),
        more=words(offer.more),
        fits=words(offer.fits),
        totals=totals(waterfall) if waterfall else (),
        lines=_lines(product, waterfall.items if waterfall else ()),
        numbers=tuple(figure for figure in _numbers(product) if figure.chosen),
        contract=has_term(product),
    )


def configurable() -> list[SegmentProfile]:
    """Segments in which something can be configured: the reader's own, or all while unknown."""
    own = current_segment()
    profiles = [own] if own else list(current_pack().segments.values())
    return [p for p in profiles if p.product and "configure" in p.modules]


def segment_for(product: str, fallback: str = "") -> str:
    """The segment a new configuration is priced in: the reader's own where it sells the product."""
    own = current_segment()
    if own and own.product == product:
        return str(own.id)
    selling = [p.id for p in current_pack().segments.values() if p.product == product]
    return fallback if fallback in selling else (selling[0] if selling else "")


@dataclass(frozen=True)
class Saved:
    """One of the reader's configurations in a list."""

    configuration: Configuration
    product: str
    price: str
    complete: bool
    waiting: int
    """Changes of the supplier's people that nobody has looked at yet."""
    changed_by: str
    """Who changed it last; nothing for the reader's own browser and before any change."""
    own: bool
    """Whether it is the reader's, and not only opened by its code."""

    @property
    def name(self) -> str:
        """What the buyer calls it, else the product's name."""
        return self.configuration.name or self.product


def own_configurations(most: int = MOST_LISTED) -> list[Saved]:
    """The reader's configurations, the last changed first."""
    query = select(Configuration).where(mine(Configuration))
    rows = session.scalars(query.order_by(Configuration.updated_at.desc()).limit(most)).all()
    ids = select(Configuration.id).where(Configuration.id.in_([row.id for row in rows]))
    own = set(session.scalars(ids.where(owned(Configuration))))
    return [_saved(row, row.id in own) for row in rows]


def put_away() -> list[Saved]:
    """What the reader took off the list lately, the last one first."""
    since = clock.now() - timedelta(days=DAYS_AWAY)
    query = select(Configuration).where(
        owned(Configuration),
        Configuration.pack == served_pack_id(),
        Configuration.removed_at >= since,
    )
    rows = session.scalars(query.order_by(Configuration.removed_at.desc()).limit(MOST_LISTED))
    return [_saved(row, True) for row in rows]


def comparable_offers() -> list[Offer]:
    """Standard offers that can stand beside own configurations: those of the reader's segment."""
    offers = (o for profile in configurable() for o in current_pack().offers_for(profile.id))
    return [offer for offer in offers if offer.product]


def _saved(row: Configuration, own: bool) -> Saved:
    product = Product.of(row)
    waterfall = priced(product, market_of(row))
    price = total_view(headline(product, waterfall)).net_text if waterfall else ""
    changes = trail.entries(row)
    return Saved(
        row,
        words(product.model.text),
        price,
        product.complete,
        sum(not entry.seen for entry in changes),
        changes[-1].by if changes else "",
        own,
    )


@dataclass(frozen=True)
class Notice:
    """What a change did, in words, and the changes that undo it."""

    text: str
    back: str


def notice_of(before: Workbench, after: Workbench) -> Notice:
    """What happened between two states: chosen, come and gone with it, price."""
    old, new = before.product, after.product
    own = {k: v for k, v in new.choices.items() if old.choices.get(k) != v}
    gone = {k: None for k in old.choices if k not in new.choices}
    now = priced(new, after.market)
    parts = [_what(new, own, gone, now)]
    if followed := followed_text(old, new):
        parts.append(followed)
    found = difference(priced(old, before.market), now)
    if found and found.any:
        parts.append(_("Net price: %(change)s.", change=change_of_price(found)))
    elif found:
        parts.append(_("The price stays the same."))
    back = {**gone, **dict.fromkeys(own)}
    back = {k: old.choices.get(k) for k in back}
    return Notice(" ".join(parts), dumped(back))


def _what(
    product: Product,
    own: Mapping[str, Value],
    gone: Mapping[str, None],
    waterfall: Waterfall | None,
) -> str:
    """What was chosen and what taken back; of many the dearest alone, and how many more."""
    seats = {product.model.seat(k) for k in own}
    done = {**own, **{k: None for k in gone if product.model.seat(k) not in seats}}
    weight = _weights(product, waterfall)
    told = sorted(done, key=lambda k: weight(k, done[k])) if len(done) > MOST_TOLD else list(done)
    texts = [f"{done_text(product, key, done[key])}." for key in told[:MOST_TOLD]]
    more = [_("And %(count)s more.", count=number(len(done) - MOST_TOLD))]
    return " ".join(texts + (more if len(done) > MOST_TOLD else []))


def _weights(
    product: Product, waterfall: Waterfall | None
) -> Callable[[str, Value | None], tuple[Decimal, int]]:
    """The order in which choices are told: by what they cost, then as their steps stand."""
    steps = {group.id: place for place, group in enumerate(product.model.groups)}
    costs: dict[str, Decimal] = {}
    for item in waterfall.items if waterfall else ():
        costs[item.code] = costs.get(item.code, Decimal(0)) + item.list_price.amount

    def weight(key: str, value: Value | None) -> tuple[Decimal, int]:
        named = (costs.get(str(part), Decimal(0)) for part in (key, value))
        return -sum(named, Decimal(0)), steps[product.step_of(key)]

    return weight
