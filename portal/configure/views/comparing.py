"""Up to four configurations and standard offers side by side."""

from collections.abc import Iterator

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import access
from portal.configure import queries
from portal.configure.blueprint import bp
from portal.configure.comparing import MOST, Column, column_for, column_of, side_by_side
from portal.db import session
from portal.models import Configuration
from portal.owner import mine
from portal.packs import current_pack
from portal.rendering import render_page
from portal.touchpoints.operations import describe_view


@bp.get("/configure/compare")
@access("visitor", touchpoint="configuration_compared")
def compare() -> ResponseReturnValue:
    """Those ticked in the list; the first is what the others are measured against."""
    codes = list(dict.fromkeys(request.args.getlist("c")))
    columns = [column_of(row) for row in _rows(codes)]
    columns += _offers(columns)
    if len(columns) < 2:
        return redirect(url_for(".saved", few=1), 303)
    found, left_out = side_by_side(columns)
    describe_view(f"configuration/{codes[0]}" if codes else "", columns=len(found.columns))
    return render_page("configure/compare.html", found=found, left_out=left_out, most=MOST)


def _rows(codes: list[str]) -> list[Configuration]:
    """The reader's own, in the order in which they were named."""
    query = select(Configuration).where(mine(Configuration), Configuration.code.in_(codes[:12]))
    rows = {row.code: row for row in session.scalars(query)}
    if any(code not in rows for code in codes[:12]):
        abort(404)
    return [rows[code] for code in codes[:12]]


def _offers(columns: list[Column]) -> Iterator[Column]:
    known = current_pack().offers
    for id in dict.fromkeys(request.args.getlist("offer")):
        offer = known.get(id)
        if offer is None or not offer.product:
            abort(404)
        segment = queries.segment_for(offer.product, offer.segment)
        yield column_for(
            offer,
            segment,
            columns[0].market.currency if columns else current_pack().profile.currency,
        )
