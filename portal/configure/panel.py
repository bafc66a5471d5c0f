"""The price panel: from list to net to tax, one-off and recurring apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from portal import charts
from portal.charts.plot import Table
from portal.configure.choices import Product
from portal.configure.prices import Market, headline, priced
from portal.configure.wording import over, paid
from portal.i18n import _, money, percent, words
from pricing import Money, Total, Waterfall

LINE = 44
"""Characters of a name and its amount that fit beside each other in the panel."""


@dataclass(frozen=True)
class TotalView:
    """One total with its steps, as Money: list price, adjustments, net, tax, gross."""

    charge: str
    """one_off | recurring | usage"""
    period: str | None
    """month | year; None for what is paid once."""
    label: str
    list_price: Money
    adjustments: tuple[tuple[str, Money], ...]
    net: Money
    tax_name: str
    tax: Money | None
    gross: Money | None

    @property
    def over(self) -> str:
        """ "a month", "a year", or nothing."""
        return over(self.charge, self.period)

    @property
    def reduction(self) -> Money | None:
        """What the net price is below the list price; None where it is not."""
        off = self.list_price - self.net
        return off if off.amount > 0 else None

    @property
    def net_text(self) -> str:
        """The net amount and how often."""
        return f"{money(self.net)} {self.over}".strip()


@dataclass(frozen=True)
class PriceView:
    """What the panel shows; without `head` the price book has no price for this."""

    head: TotalView | None
    others: tuple[TotalView, ...]
    incomplete: bool

    @property
    def label(self) -> str:
        """What the leading figure is, and how often it is paid."""
        name = _("Net price so far") if self.incomplete else _("Net price")
        return f"{name}, {self.head.over}" if self.head and self.head.over else name

    @property
    def amount(self) -> str:
        """The leading figure, for the bar at the foot of a phone and for screen readers."""
        return money(self.head.net) if self.head else _("on request")

    def chart(self) -> charts.Chart | None:
        """The steps of the leading total as a picture."""
        return picture(self.head) if self.head and self.head.list_price else None


def price_view(product: Product, market: Market) -> PriceView:
    """The price of what is chosen or forced so far."""
    waterfall = priced(product, market)
    if waterfall is None:
        return PriceView(None, (), not product.complete)
    head = headline(product, waterfall)
    others = tuple(total_view(t) for t in waterfall.totals if t is not head and t)
    return PriceView(total_view(head), others, not product.complete)


def totals(waterfall: Waterfall) -> tuple[TotalView, ...]:
    """Every total that is not empty."""
    return tuple(total_view(total) for total in waterfall.totals if total)


def total_view(total: Total) -> TotalView:
    """One total in the reader's words."""
    return TotalView(
        charge=total.charge,
        period=total.period,
        label=paid(total.charge, total.period),
        list_price=total.list_price,
        adjustments=tuple((words(line.text), line.amount) for line in total.adjustments),
        net=total.net,
        tax_name=_tax_name(total),
        tax=total.tax,
        gross=total.gross,
    )


def picture(total: TotalView) -> charts.Chart:
    """From list to net to tax; names too long for the picture stand whole in its table."""
    steps = list(_steps(total))
    chart = charts.waterfall(
        _("From list price to net price"),
        [replace(step, name=_short(step.name, _text(step.amount, total))) for step in steps],
        lambda amount: _text(amount, total),
        columns=(_("Step"), _("Amount")),
    )
    rows = tuple((step.name, _text(step.amount, total)) for step in steps)
    return replace(chart, table=Table((_("Step"), _("Amount")), rows))


def _text(amount: object, total: TotalView) -> str:
    return money(Money(Decimal(str(amount)), total.net.currency))


def _short(name: str, amount: str) -> str:
    room = LINE - len(amount)
    return name if len(name) <= room else name[: room - 1].rstrip() + "…"


def _steps(total: TotalView) -> Iterator[charts.Step]:
    yield charts.Step(_("List price"), total.list_price.amount, "total")
    for name, amount in total.adjustments:
        yield charts.Step(name, amount.amount)
    yield charts.Step(_("Net price"), total.net.amount, "total")
    if total.tax:
        yield charts.Step(total.tax_name, total.tax.amount, "tax")


def _tax_name(total: Total) -> str:
    if len(total.taxes) != 1:
        return _("Taxes")
    tax = total.taxes[0]
    return f"{words(tax.text)} {percent(tax.rate, 0 if tax.rate * 100 % 1 == 0 else 1)}"
