"""Offers of other suppliers, as the buyer gives them: compared like our own."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.forms import BaseForm, NumberField, TextField, options
from portal.i18n import _, site_zone
from portal.i18n import lazy_gettext as _l
from portal.packs import current_pack
from pricing import HoursBook, Tariff, quantise

PREFIX = "rival-"
MOST = 20
PLACES = 6
SINCE = "2000-01-01"
MOST_PRICE = 1_000_000
MOST_FEE = 10_000_000_000


class RivalForm(BaseForm):
    """The few figures every electricity offer has."""

    name = TextField(_l("Supplier and plan"), longest=60)
    price = NumberField(_l("Price per kWh"), minimum=0, maximum=MOST_PRICE)
    peak_price = NumberField(
        _l("Price per kWh in peak hours"), required=False, minimum=0, maximum=MOST_PRICE
    )
    fixed = NumberField(_l("Fixed per month"), required=False, minimum=0, maximum=MOST_FEE)
    cycle = SelectField(
        _l("Paid"),
        choices=options(
            {
                "month": _l("every month"),
                "quarter": _l("every quarter"),
                "year": _l("every year"),
            }.items()
        ),
    )
    valid_to = DateField(_l("Price valid until"), validators=[Optional()])
    with_tax = BooleanField(_l("These prices contain VAT"))
    is_current = BooleanField(_l("This is what I pay today"))

    def validate_valid_to(self, field: DateField) -> None:
        """A price that ran out is no offer."""
        if field.data and field.data < clock.today(site_zone()):
            raise ValidationError(
                _("This price has run out. Give its last day, or leave it empty.")
            )

    def kept(self) -> dict[str, Any]:
        """The offer as plain data, prices as typed."""
        return {
            "name": self.name.data,
            "price": str(self.price.data),
            "peak_price": _text(self.peak_price.data),
            "fixed": _text(self.fixed.data),
            "cycle": self.cycle.data,
            "valid_to": self.valid_to.data.isoformat() if self.valid_to.data else "",
            "with_tax": bool(self.with_tax.data),
        }


def _text(number: Decimal | None) -> str:
    return "" if number is None else str(number)


def is_rival(tariff_id: str) -> bool:
    """Whether a compared tariff was typed in by the buyer."""
    return tariff_id.startswith(PREFIX)


def rivals_of(usage: Mapping[str, Any], hours: str, like: Tariff) -> list[Tariff]:
    """The offers typed in, as tariffs; currency and tax are those of our plan `like`."""
    return [
        tariff_of(f"{PREFIX}{number}", kept, hours, like)
        for number, kept in usage.get("rivals", {}).items()
    ]


def tariff_of(tariff_id: str, kept: Mapping[str, Any], hours: str, like: Tariff) -> Tariff:
    """One offer as a tariff, without tax: a published rate as it is, or the figures typed."""
    if "tariff" in kept:
        own = {"id": tariff_id} | ({"hours": tariff_id} if kept["hours"] else {})
        return Tariff.from_data(kept["tariff"] | own)
    rate = Decimal(0)
    if kept["with_tax"] and like.tax:
        rate = current_pack().taxes.rate(like.tax, clock.today(site_zone()))

    def price(text: str, **more: Any) -> dict[str, Any]:
        net = quantise(Decimal(text) / (1 + rate), PLACES)
        return {"price": net, "valid_from": SINCE, "valid_to": kept["valid_to"] or None} | more

    energy = [price(kept["price"], period="rest" if kept["peak_price"] else "all")]
    if kept["peak_price"]:
        energy.append(price(kept["peak_price"], period="peak"))
    name = {"vi": kept["name"], "en": kept["name"]}
    return Tariff.from_data(
        {
            "id": tariff_id,
            "text": name,
            "currency": like.currency,
            "billing_cycle": kept["cycle"],
            "energy": energy,
            "fixed": [price(kept["fixed"])] if kept["fixed"] else [],
            "hours": hours if kept["peak_price"] else None,
            "tax": like.tax,
        }
    )


def hours_with(book: HoursBook, usage: Mapping[str, Any]) -> HoursBook:
    """The pack's tables of hours, and those that published rates of the buyer count by."""
    own = [
        kept["hours"] | {"id": f"{PREFIX}{number}"}
        for number, kept in usage.get("rivals", {}).items()
        if kept.get("hours")
    ]
    if not own:
        return book
    return HoursBook(hours=(*book.hours, *HoursBook.from_data({"hours": own}).hours))


def next_place(usage: Mapping[str, Any]) -> str:
    """The number of the next rival; numbers of those removed are not used again."""
    return str(int(usage.get("rivals_made", 0)) + 1)


def runs_out(tariff: Tariff, on: date) -> date | None:
    """The last day on which every price in force `on` a day still holds; None for no end."""
    rows = (*tariff.energy, *tariff.fixed, *tariff.demand)
    ends = [row.valid_to for row in rows if row.holds(on) and row.valid_to]
    return min(ends, default=None)
