"""The desk's page for the discount of one configuration, and what waits for the heads."""

from decimal import Decimal
from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from portal.access import access
from portal.configure.panel import totals
from portal.db import session
from portal.discounts import operations, queries
from portal.forms import BaseForm, NumberField, TextField
from portal.i18n import _
from portal.i18n import lazy_gettext as _l
from portal.ids import normal_code
from portal.models import Configuration, Discount, Person
from portal.packs import served_pack_id
from portal.rendering import render_page
from portal.security import limiter

bp = Blueprint("discounts", __name__)

PERCENT = Decimal(100)


class DiscountForm(BaseForm):
    """How much, and why."""

    percent = NumberField(_l("Discount"), minimum=Decimal("0.1"), maximum=100)
    reason = TextField(_l("Why"), longest=300)


@bp.get("/discounts")
@access("head", no_touchpoint="a desk's list, no act of a buyer")
def waiting() -> ResponseReturnValue:
    """What waits for an approval."""
    return render_page("discounts/waiting.html", rows=queries.waiting())


@bp.get("/discounts/<code>")
@access("rep", no_touchpoint="a desk's page, no act of a buyer")
def show(code: str) -> ResponseReturnValue:
    """The price as it stands, what was negotiated, and a form for a discount."""
    return _page(_configuration(code), DiscountForm())


@bp.post("/discounts/<code>")
@access("rep", touchpoint="discount_granted")
@limiter.limit("20 per minute")
def offer(code: str) -> ResponseReturnValue:
    """The discount granted, or put to the heads."""
    configuration, form = _configuration(code), DiscountForm()
    if form.validate() and queries.price_now(configuration) is None:
        form.percent.errors = [
            _("The price book has no price for this: there is nothing to take off.")
        ]
    if form.errors:
        return _page(configuration, form, status=422)
    operations.offer(
        configuration, (form.percent.data or Decimal(0)) / PERCENT, form.reason.data, _me()
    )
    return redirect(url_for(".show", code=configuration.code), 303)


@bp.post("/discounts/<code>/<uuid:discount>")
@access("head", touchpoint="discount_granted")
def decide(code: str, discount: UUID) -> ResponseReturnValue:
    """What was asked, approved or refused."""
    configuration = _configuration(code)
    rows = {row.id: row for row in queries.history(configuration)}
    asked: Discount = rows.get(discount) or abort(404)
    try:
        operations.decide(asked, approve=request.form.get("decision") == "approve", by=_me())
    except operations.NotYours:
        abort(409)
    return redirect(url_for(".show", code=configuration.code), 303)


def _configuration(code: str) -> Configuration:
    """A buyer's configuration: staff of the supplier open it by its code."""
    query = select(Configuration).filter_by(code=normal_code(code), pack=served_pack_id())
    return session.scalars(query.where(Configuration.standing())).one_or_none() or abort(404)


def _page(
    configuration: Configuration, form: DiscountForm, status: int = 200
) -> ResponseReturnValue:
    waterfall = queries.price_now(configuration)
    rows = queries.history(configuration)
    return render_page(
        "discounts/show.html",
        status=status,
        configuration=configuration,
        form=form,
        rows=rows,
        totals=totals(waterfall) if waterfall else (),
        band=queries.band_of(configuration, _me()),
        decidable={row.id for row in rows if queries.may_decide(row, _me())},
        decimal=Decimal,
    )


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person
