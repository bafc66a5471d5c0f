"""A page per standard offer, and the map of what search engines may show."""

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.links import outward
from portal.offers.queries import offer_page, plain
from portal.packs import current_pack
from portal.rendering import render_page
from portal.touchpoints.operations import describe_view

bp = Blueprint("offers", __name__)


@bp.get("/offers/<offer>")
@access("public", touchpoint="offers_viewed")
def show(offer: str) -> ResponseReturnValue:
    """A standard offer: whom it suits, what it costs, on what conditions."""
    found = current_pack().offers.get(offer) or abort(404)
    describe_view(f"offer/{found.id}")
    address = outward(".show", offer=found.id)
    return render_page("offers/show.html", view=offer_page(found), address=address, plain=plain)


@bp.get("/sitemap.xml")
@access("public", no_touchpoint="read by search engines, the same for everybody")
def sitemap() -> Response:
    """The pages that everybody may find."""
    pack = current_pack()
    pages = [outward("pages.home")]
    pages += [outward("pages.show_segment", segment=segment) for segment in pack.segments]
    pages += [outward(".show", offer=offer) for offer in pack.offers]
    return _as(render_template("offers/sitemap.xml", pages=pages, day=pack.day), "application/xml")


@bp.get("/robots.txt")
@access("public", no_touchpoint="read by search engines, the same for everybody")
def robots() -> Response:
    """What search engines should leave alone."""
    text = f"User-agent: *\nDisallow: /api/\nDisallow: /holds/\nDisallow: /acceptances/\nDisallow: /uploads/\nSitemap: {outward('.sitemap')}\n"
    return _as(text, "text/plain")


def _as(text: str, kind: str) -> Response:
    response = make_response(text)
    response.mimetype = kind
    return response
