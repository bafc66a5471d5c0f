"""Starting from a need: figures in, a product that gives them out, with why and what it costs."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.configure import needs, operations, queries
from portal.configure.blueprint import bp
from portal.configure.choices import Product
from portal.configure.forms import NUMBER, NeedForm, need_form
from portal.configure.messages import told
from portal.configure.prices import Market
from portal.configure.views.answers import FLASH
from portal.i18n import _
from portal.ids import new_token
from portal.packs import current_pack
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view


@bp.get("/configure/need/<product>")
@access("visitor", touchpoint="offers_viewed")
@limiter.limit("120 per minute")
def need(product: str) -> ResponseReturnValue:
    """The form of figures; with figures in the address, what fits them."""
    empty, market = _empty(product)
    describe_view(f"need/{product}")
    form = need_form(empty.model, request.args)
    if not form.asked:
        return _page(form, empty)
    if not form.validate():
        return _page(form, empty, status=422)
    if not form.needs:
        return _page(form, empty, status=422, error=_("Fill in at least one figure."))
    return _fitting(form, empty, market)


@bp.post("/configure/need/<product>")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def create_for(product: str) -> ResponseReturnValue:
    """A new configuration that gives what is needed."""
    empty, market = _empty(product)
    form = need_form(empty.model, request.form)
    by = request.form.get("by", "")
    if by not in (needs.CHEAPEST, needs.RECOMMENDED) or not form.validate() or not form.needs:
        return _page(form, empty, status=422, error=_("Fill in at least one figure."))
    try:
        fit = needs.fit(empty, form.needs, market)
    except (ChoiceError, Contradiction):
        return _fitting(form, empty, market)
    answer = fit.cheapest if by == needs.CHEAPEST else fit.recommended
    once = request.form.get("once", "")[:64]
    made = operations.create(product, market.segment, once=once, choices=answer.product.choices)
    text = _("Chosen for what you need: %(needs)s.", needs=needs.said(empty, form.needs))
    cookie[FLASH] = {"code": made.code, "text": text, "back": "", "step": ""}
    return redirect(url_for(".show", code=made.code), 303)


def _fitting(form: NeedForm, empty: Product, market: Market) -> ResponseReturnValue:
    try:
        return _page(form, empty, fit=needs.fit(empty, form.needs, market))
    except ChoiceError as error:
        for finding in error.findings:
            form[NUMBER + finding.subjects[0]].errors = told(empty.model, [finding])
        return _page(form, empty, status=422)
    except Contradiction as clash:
        found = needs.ways(empty, form.needs, market)
        why = told(empty.model, clash.findings)
        return _page(form, empty, status=422, why=why, ways=found)


def _page(
    form: NeedForm, empty: Product, status: int = 200, error: str = "", **view: Any
) -> ResponseReturnValue:
    first, more = needs.asked(empty)
    return render_page(
        "configure/need.html",
        fragment="need",
        status=status,
        form=form,
        product=empty,
        first=first,
        more=more,
        error=error,
        once=new_token(),
        **{"fit": None, "why": (), "ways": (), **view},
    )


def _empty(product: str) -> tuple[Product, Market]:
    """The product with nothing chosen, and the market it is priced in; 404 for what is not sold."""
    pack, segment = current_pack(), queries.segment_for(product)
    model = pack.models.get(product)
    if model is None or not model.numbers or not segment:
        abort(404)
    return Product.made(pack.version_id, product, {}), Market(segment, pack.profile.currency)
