"""A configuration as plain data: what stays in a version when the configuration moves on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from configurator import ConfiguratorError
from portal.configure.choices import Product, read
from portal.configure.panel import TotalView, totals
from portal.configure.prices import priced
from portal.configure.queries import market_of
from portal.configure.wording import over, paid
from portal.i18n import counted, money, words
from portal.models import Configuration
from portal.packs import pack_version
from pricing import Money

Pairs = tuple[tuple[str, str], ...]


def product_of(row: Configuration) -> Product | None:
    """What was configured, with all that follows; None for choices that fit no product."""
    try:
        return Product.of(row)
    except (ConfiguratorError, InvalidOperation):
        return None


def kept(row: Configuration) -> dict[str, Any]:
    """The configuration as it stands, with what it costs today."""
    return {
        "code": row.code,
        "name": row.name,
        "product": row.product,
        "edition": str(row.pack_version_id),
        "choices": dict(row.choices),
        "prices": [_price(total) for total in _totals(row)],
    }


def _totals(row: Configuration) -> tuple[TotalView, ...]:
    product = product_of(row)
    waterfall = priced(product, market_of(row)) if product else None
    return totals(waterfall) if waterfall else ()


def _price(total: TotalView) -> dict[str, Any]:
    return {
        "charge": total.charge,
        "period": total.period,
        "net_minor": total.net.to_minor(),
        "currency": total.net.currency,
    }


@dataclass(frozen=True)
class Said:
    """What was kept, in the reader's language: names and values."""

    name: str
    """What the buyer called it, else the product's name."""
    code: str
    prices: Pairs
    """How often it is paid, and the net amount."""
    figures: Pairs = ()
    options: Pairs = ()
    """Group and option of all that is in the product."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All of it, what it costs first."""
        return [*self.prices, *self.figures, *self.options]


def said(found: Mapping[str, Any]) -> Said:
    """What `kept` gave, in words of the edition it was made with."""
    edition = UUID(found["edition"])
    model = pack_version(edition).models.get(found["product"])
    name = found["name"] or (words(model.text) if model else found["product"])
    prices = tuple(_told(each) for each in found["prices"])
    if model is None:
        return Said(name, found["code"], prices)
    try:
        product = Product.made(edition, found["product"], read(model, found["choices"]))
    except (ConfiguratorError, InvalidOperation):
        return Said(name, found["code"], prices)
    return Said(name, found["code"], prices, _figures(product), _options(product))


def _told(found: Mapping[str, Any]) -> tuple[str, str]:
    charge, period = found["charge"], found["period"]
    amount = money(Money.from_minor(found["net_minor"], found["currency"]))
    return paid(charge, period), f"{amount} {over(charge, period)}".strip()


def _figures(product: Product) -> Pairs:
    return tuple(
        (words(each.text), counted(product.figures[each.id], each.unit))
        for each in product.model.numbers
    )


def _options(product: Product) -> Pairs:
    model = product.model
    return tuple(
        (words(model.group_of(code).text), words(model.option(code).text)) for code in product.codes
    )
