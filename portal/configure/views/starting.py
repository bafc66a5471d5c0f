"""Where a configuration starts: from nothing or from a standard offer."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request

from portal.access import access
from portal.configure import operations, queries
from portal.configure.blueprint import bp
from portal.configure.forms import CodeForm
from portal.i18n import _
from portal.ids import new_token
from portal.owner import current_segment
from portal.packs import current_pack
from portal.packs.formats import Offer
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view


@bp.get("/configure")
@access("visitor", touchpoint="offers_viewed")
def start() -> ResponseReturnValue:
    """What can be configured, good starting points, own configurations, and the code form."""
    return start_page(CodeForm())


@bp.post("/configure")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def create() -> ResponseReturnValue:
    """A new configuration of one product, with nothing chosen."""
    product = request.form.get("product", "")
    segment = queries.segment_for(product)
    if product not in current_pack().models or not segment:
        return start_page(CodeForm(), status=422, error=_("Choose one of the products shown."))
    made = operations.create(product, segment, once=request.form.get("once", "")[:64])
    return redirect(url_for(".show", code=made.code), 303)


@bp.get("/configure/from/<offer>")
@access("visitor", touchpoint="offers_viewed")
def start_from(offer: str) -> ResponseReturnValue:
    """A standard offer, what is in it and its price; nothing is made yet."""
    found = _offer(offer)
    describe_view(f"offer/{found.id}")
    segment = queries.segment_for(found.product or "", found.segment)
    return render_page(
        "configure/offer.html", view=queries.offer_view(found, segment), once=new_token()
    )


@bp.post("/configure/from/<offer>")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def create_from(offer: str) -> ResponseReturnValue:
    """A new configuration as the standard offer stands."""
    found = _offer(offer)
    segment = queries.segment_for(found.product or "", found.segment)
    once = request.form.get("once", "")[:64]
    made = operations.create(found.product or "", segment, found, once)
    return redirect(url_for(".show", code=made.code), 303)


def start_page(form: CodeForm, status: int = 200, error: str = "") -> ResponseReturnValue:
    profiles = queries.configurable()
    own = current_segment()
    staff = current_user.is_authenticated and current_user.is_staff
    return render_page(
        "configure/start.html",
        status=status,
        form=form,
        error=error,
        own=own,
        profiles=profiles,
        models=current_pack().models,
        once=new_token(),
        offers={
            profile.id: [
                queries.offer_view(offer, queries.segment_for(offer.product or "", offer.segment))
                for offer in current_pack().offers_for(profile.id)
                if offer.product
            ]
            for profile in profiles
        },
        saved=[] if staff else queries.own_configurations(),
    )


def _offer(id: str) -> Offer:
    found = current_pack().offers.get(id)
    return found if found and found.product else abort(404)
