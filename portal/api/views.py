"""The operations of the API."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from uuid import UUID

from flask import Response, abort, jsonify
from sqlalchemy import select

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.api import answers, openapi, schemas
from portal.api.blueprint import bp, operation
from portal.codes import found_by_code
from portal.compare import operations as comparing
from portal.compare.forms import Usage, months_between, plans_for
from portal.compare.queries import compared, comparing_segment
from portal.configure.choices import Product, read
from portal.configure.messages import told
from portal.configure.prices import Market, negotiated, priced
from portal.configure.queries import market_of, segment_for
from portal.db import session
from portal.ids import normal_code
from portal.models import Comparison, Configuration, Discount, PackVersion
from portal.owner import current_segment, get_mine, owned
from portal.packs import current_pack, pack_version, served_pack_id
from portal.packs.formats import Offer
from portal.places import PROVINCES
from portal.problems import Fault, Refused
from portal.touchpoints.operations import describe_view
from pricing import PriceContext, PricingError, Waterfall


@bp.get("/openapi.json")
@access("public", no_touchpoint="a description for programs, the same for everybody")
def described() -> Response:
    """The description of the API, OpenAPI 3.1."""
    return jsonify(openapi.description())


@operation(
    "GET",
    "/offers",
    scope="prices",
    query=schemas.OffersQuestion,
    answer=schemas.Offers,
    touchpoint="api_offers_read",
)
def offers(query: schemas.OffersQuestion) -> schemas.Offers:
    """Standard offers of a segment, priced."""
    pack, own = current_pack(), current_segment()
    segment = query.segment or (own.id if own else "")
    if segment not in pack.segments:
        raise Refused(422, f"No segment is called {segment!r}.", [_fault("segment", "unknown")])
    found = [answers.offer(pack, each, _price_of(each)) for each in pack.offers_for(segment)]
    return schemas.Offers(edition=pack.version_id, segment=segment, offers=found)


@operation(
    "POST",
    "/prices",
    scope="prices",
    body=schemas.PriceQuestion,
    answer=schemas.Price,
    no_touchpoint="a price is asked for thousands of times and tells nothing by itself",
)
def price(body: schemas.PriceQuestion) -> schemas.Price:
    """The price of a configuration, line by line, for the account's segment."""
    pack = current_pack()
    if body.product not in pack.models:
        raise Refused(
            422, f"No product is called {body.product!r}.", [_fault("product", "unknown")]
        )
    currency = body.currency or pack.profile.currency
    if currency not in pack.profile.currencies_shown:
        shown = ", ".join(pack.profile.currencies_shown)
        raise Refused(422, f"Prices are shown in {shown}.", [_fault("currency", "not sold in")])
    product = _product(pack.version_id, body)
    return _priced(product, Market(segment_for(body.product), currency))


@operation(
    "POST",
    "/prices/again",
    scope="prices",
    body=schemas.Basis,
    answer=schemas.Price,
    no_touchpoint="a price computed again tells nothing new",
)
def price_again(body: schemas.Basis) -> schemas.Price:
    """The price that a `basis` gave, computed again by its own edition."""
    row = session.get(PackVersion, body.edition)
    if row is None or row.pack != served_pack_id():
        raise Refused(422, "No edition has this key.", [_fault("edition", "unknown")])
    if body.agreed and not _was_granted(body.agreed):
        words = "not granted to this account"
        raise Refused(422, f"This discount was {words}.", [_fault("agreed", words)])
    at = PriceContext(
        body.segment,
        body.currency,
        body.on,
        term_months=body.term_months,
        negotiated=(negotiated(body.agreed),) if body.agreed else (),
    )
    try:
        return answers.price(pack_version(row.id).price_book.price(body.bill, at), body, ())
    except PricingError as error:
        raise Refused(422, str(error)) from error


@operation(
    "GET",
    "/configurations/{code}",
    scope="prices",
    answer=schemas.Price,
    touchpoint="api_price_asked",
)
def configuration(code: str) -> schemas.Price:
    """The price of a saved configuration of the account, as its page shows it."""
    row = get_mine(Configuration, code=normal_code(code))
    describe_view(f"configuration/{row.code}")
    return _priced(Product.of(row), market_of(row))


@operation(
    "POST",
    "/comparisons",
    scope="comparisons",
    body=schemas.ComparisonQuestion,
    answer=schemas.Comparison,
    status=201,
    touchpoint="comparison_made",
)
def compare(body: schemas.ComparisonQuestion) -> schemas.Comparison:
    """Plans ranked on a year's bills, kept under a code."""
    bills = {each.month: each.kwh for each in body.months}
    if len(bills) < len(body.months):
        raise Refused(422, "A month stands there twice.", [_fault("months", "a month twice")])
    days = {date.fromisoformat(f"{month}-01"): kwh for month, kwh in bills.items()}
    if (missing := months_between(list(days))) and not body.as_it_is:
        words = ", ".join(f"{month:%Y-%m}" for month in missing)
        raise Refused(422, f"There is no bill for {words}.", [_fault("months", "a month missing")])
    if not sum(bills.values()):
        raise Refused(422, "No energy is used in these bills.", [_fault("months", "all are 0")])
    if body.peak_share + body.off_peak_share > 1:
        words = "peak and off-peak share exceed 1"
        raise Refused(422, f"Together {words}.", [_fault("off_peak_share", words)])
    usage = Usage(tuple(days.items()), "api")
    segment = comparing_segment() or abort(404)
    made = partial(
        comparing.compare,
        usage,
        segment=segment,
        peak=body.peak_share,
        off_peak=body.off_peak_share,
    )
    return compared_plans(segment, body, made)


@operation(
    "GET",
    "/comparisons/{code}",
    scope="comparisons",
    answer=schemas.Comparison,
    touchpoint="api_comparison_read",
)
def comparison(code: str) -> schemas.Comparison:
    """A comparison of the account, at today's prices."""
    row = get_mine(Comparison, code=normal_code(code))
    describe_view(f"comparison/{row.code}")
    return answers.comparison(row, compared(row))


@operation(
    "GET",
    "/codes/{code}",
    scope="codes",
    answer=schemas.Draft,
    limit="10 per minute",
    touchpoint="configuration_resumed",
)
def code(code: str) -> schemas.Draft:
    """What a six-character resume code opens, and where."""
    found = found_by_code(normal_code(code))
    if found is None:
        abort(404)
    describe_view(f"{type(found[0]).__tablename__}/{found[0].code}")
    return answers.draft(*found)


def _price_of(offer: Offer) -> Waterfall | None:
    """The price of a standard offer's product; None for a plan."""
    if not offer.product:
        return None
    pack = current_pack()
    product = Product.made(pack.version_id, offer.product, pack.choices(offer))
    return priced(product, Market(offer.segment, pack.profile.currency))


def _was_granted(rate: Decimal) -> bool:
    """Whether somebody granted this share on a configuration of the account."""
    query = (
        select(Discount.rate)
        .join(Configuration, Configuration.id == Discount.configuration_id)
        .where(owned(Configuration), Discount.decided_at.is_not(None))
        .where(Discount.state.in_(("granted", "replaced")))
    )
    return rate in {Decimal(found) for found in session.scalars(query)}


def _product(edition: UUID, body: schemas.PriceQuestion) -> Product:
    model = current_pack().models[body.product]
    try:
        return Product.made(edition, body.product, read(model, body.choices))
    except InvalidOperation as error:
        raise Refused(422, "A number is chosen by a number.") from error
    except (ChoiceError, Contradiction) as error:
        reasons = [_fault("choices", words) for words in told(model, error.findings)]
        raise Refused(422, "No product is made of these choices.", reasons) from error


def _priced(product: Product, market: Market) -> schemas.Price:
    waterfall = priced(product, market)
    if waterfall is None:
        raise Refused(422, "This is sold on request: the price book has no price for it today.")
    return answers.price(waterfall, answers.basis_of(product, market), product.open_steps)


def compared_plans(
    segment: str,
    terms: schemas.ComparisonQuestion | schemas.LoadTerms,
    make: Callable[..., Comparison],
) -> schemas.Comparison:
    """The comparison that `make` stores, once the province and the plan of `terms` are known."""
    current = terms.current_plan or ""
    if current and current not in {plan.id for plan in plans_for(segment)}:
        raise Refused(422, f"No plan is called {current!r}.", [_fault("current_plan", "unknown")])
    if terms.province not in PROVINCES:
        words = f"one of {', '.join(PROVINCES)}"
        raise Refused(422, "This is no province or city.", [_fault("province", words)])
    try:
        made = make(province=terms.province, current=current)
    except PricingError as error:
        session.rollback()
        raise Refused(422, str(error)) from error
    return answers.comparison(made, compared(made))


def _fault(name: str, words: str) -> Fault:
    return Fault(pointer=f"/{name}", detail=words)
