"""A standard offer with its prices, as schema.org names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal import clock
from portal.compare.plan_words import exit_fee, period_name
from portal.compare.rivals import runs_out
from portal.configure.choices import Product
from portal.configure.prices import Market, has_term, priced
from portal.configure.wording import over
from portal.i18n import _, percent, site_zone, words
from portal.packs import current_pack
from portal.packs.formats import Offer
from pricing import Money, Tariff, Text

UNITS = {"kWh": "KWH", "month": "MON", "year": "ANN"}
"""UN/CEFACT codes, as schema.org asks for them."""


@dataclass(frozen=True)
class UnitPrice:
    """One price without tax."""

    label: str
    amount: Money
    per: str
    """In words; nothing for what is paid once."""
    unit_code: str
    """UN/CEFACT; nothing for what is paid once."""


@dataclass(frozen=True)
class OfferPage:
    """What the page of a standard offer shows."""

    offer: Offer
    name: str
    prices: tuple[UnitPrice, ...]
    discounts: tuple[str, ...]
    """Percentages that apply to every bill."""
    conditions: tuple[str, ...]
    exit_fee: Money | None
    valid_to: date | None
    source: Text | None


def offer_page(offer: Offer) -> OfferPage:
    """The offer at today's prices: of its plan, or of the product it starts from."""
    tariff = current_pack().tariffs[offer.plan] if offer.plan else None
    today = clock.today(site_zone())
    return OfferPage(
        offer=offer,
        name=words(offer.name),
        prices=tuple(_of_plan(tariff, today) if tariff else _of_product(offer)),
        discounts=tuple(
            f"{words(each.text)} {percent(each.rate)}"
            for each in (tariff.adjustments if tariff else ())
        ),
        conditions=tuple(words(text) for text in (tariff.conditions if tariff else ())),
        exit_fee=exit_fee(tariff) if tariff else None,
        valid_to=runs_out(tariff, today) if tariff else None,
        source=tariff.source if tariff else None,
    )


def _of_plan(tariff: Tariff, today: date) -> Iterator[UnitPrice]:
    for price in tariff.energy:
        if price.applies(today, today.month):
            label = words(price.text) if price.text else period_name(price.period)
            amount = Money(price.price, tariff.currency)
            unit = tariff.unit
            yield UnitPrice(label or _("all hours"), amount, unit, UNITS.get(unit, ""))
    for fixed in tariff.fixed:
        if fixed.holds(today):
            amount = Money(fixed.price, tariff.currency)
            yield UnitPrice(_("Fixed charge"), amount, _("a month"), UNITS["month"])


def _of_product(offer: Offer) -> Iterator[UnitPrice]:
    pack = current_pack()
    product = Product.made(pack.version_id, offer.product or "", pack.choices(offer))
    waterfall = priced(product, Market(offer.segment, pack.profile.currency))
    found = [total for total in (waterfall.totals if waterfall else ()) if total]
    lead = "recurring" if has_term(product) else "one_off"
    for total in sorted(found, key=lambda total: total.charge != lead):
        unit = UNITS.get(total.period or "", "")
        label = _("Net price") if total.charge != "usage" else _("Paid for usage")
        yield UnitPrice(label, total.net, over(total.charge, total.period), unit)


def plain(amount: Decimal) -> str:
    """A number as machines read it."""
    return f"{amount:f}"
