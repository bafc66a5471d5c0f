"""Upload offers of other suppliers, see how they were read, and keep them."""

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from portal import clock
from portal.access import access
from portal.compare import operations, plan_words
from portal.compare.blueprint import bp
from portal.compare.forms import HoldForm, plans_for
from portal.compare.loads import hours_id, load_of
from portal.compare.looking_closer import too_many
from portal.compare.result import result_page
from portal.compare.rival_files.forms import RivalFileForm
from portal.compare.rival_files.found import FoundOffers
from portal.compare.rival_files.rates import is_rates, read_rates
from portal.compare.rival_files.table import read_table
from portal.compare.rivals import hours_with, rivals_of, runs_out
from portal.i18n import _, site_zone
from portal.models import Comparison
from portal.owner import get_mine
from portal.packs import current_pack
from portal.rendering import render_page
from portal.security import limiter
from pricing import PricingError, Tariff, bill

MOST_SAID = 12


@bp.post("/compare/<code>/rivals/file")
@access("visitor", no_touchpoint="keeping what was read counts")
@limiter.limit("20 per minute")
def read_rivals(code: str) -> ResponseReturnValue:
    """What the file says, to keep or not; or every cell that cannot be read. Nothing is kept."""
    comparison, form = get_mine(Comparison, code=code), RivalFileForm()
    if form.validate():
        found = _found(form, comparison)
        if not found.problems:
            return _preview(comparison, found)
        form.offers_file.errors = found.problems[:MOST_SAID]
    return result_page(comparison, HoldForm(formdata=None), status=422, rival_file=form)


@bp.post("/compare/<code>/rivals/keep")
@access("visitor", touchpoint="comparison_made")
@limiter.limit("20 per minute")
def keep_rivals(code: str) -> ResponseReturnValue:
    """The comparison with the offers that the preview showed."""
    comparison = get_mine(Comparison, code=code)
    form = RivalFileForm(formdata=None)
    try:
        offers = _signer(comparison).loads(request.form.get("offers", ""))
        operations.add_rivals(comparison, offers)
        return redirect(url_for(".show", code=code, _anchor="rivals"), 303)
    except BadSignature:
        form.offers_file.errors = [_("What was read is not known any more: choose the file again.")]
    except operations.TooManyRivals:
        form.offers_file.errors = [too_many()]
    return result_page(comparison, HoldForm(formdata=None), status=422, rival_file=form)


def _found(form: RivalFileForm, comparison: Comparison) -> FoundOffers:
    """The offers of the file; one that cannot be billed on the buyer's usage is a problem."""
    like = plans_for(comparison.segment)[0]
    if is_rates(form.content):
        found = read_rates(form.content, form.dollar.data, like)
    else:
        found = read_table(form.content)
    if not found.problems:
        found.problems = [
            why for tariff in _tariffs(found, like) if (why := _why_not(tariff, comparison, found))
        ]
    return found


def _numbered(found: FoundOffers) -> dict[str, Any]:
    return {"rivals": {str(place): offer for place, offer in enumerate(found.offers)}}


def _tariffs(found: FoundOffers, like: Tariff) -> list[Tariff]:
    return rivals_of(_numbered(found), hours_id(), like)


def _why_not(tariff: Tariff, comparison: Comparison, found: FoundOffers) -> str:
    """Why an offer cannot be compared on this usage; nothing where it can."""
    name, today = tariff.text.en, clock.today(site_zone())
    if not any(price.holds(today) for price in tariff.energy):
        return _("“%(name)s” has no price that holds today.", name=name)
    try:
        hours = hours_with(current_pack().hours, _numbered(found))
        bill(tariff, load_of(comparison.usage), today, hours)
    except PricingError:
        return _("“%(name)s” counts by hours or power that bills do not tell. Compare it on the "
                 "readings of a meter.", name=name)  # fmt: skip
    return ""


def _preview(comparison: Comparison, found: FoundOffers) -> ResponseReturnValue:
    tariffs = _tariffs(found, plans_for(comparison.segment)[0])
    today = clock.today(site_zone())
    rows = [(tariff, plan_words.price_text(tariff), runs_out(tariff, today)) for tariff in tariffs]
    return render_page(
        "compare/rivals.html",
        comparison=comparison,
        found=found,
        rows=rows,
        cycle_name=plan_words.cycle_name,
        name=plan_words.name,
        offers=_signer(comparison).dumps(found.offers),
    )


def _signer(comparison: Comparison) -> URLSafeSerializer:
    """What the preview shows comes back as it was read, and to this comparison alone."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"rivals/{comparison.id}")
