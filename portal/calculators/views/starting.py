"""A new cost case, and the reader's own ones."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request
from sqlalchemy import select

from portal.access import access
from portal.calculators import operations, queries
from portal.calculators.blueprint import bp
from portal.calculators.forms import StartForm
from portal.calculators.prefill import LOAD
from portal.db import session
from portal.i18n import _
from portal.ids import normal_code
from portal.meters.loads import confirmed_loads, name_of
from portal.models import Configuration, MeterFile
from portal.owner import current_segment, mine
from portal.packs import current_pack
from portal.packs.formats import SegmentProfile
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view

MOST_TOLD = 10
"""Cases in the list that tell their verdict: each one is a calculation."""


@bp.get("/calculate")
@access("visitor", touchpoint="segment_viewed")
def start() -> ResponseReturnValue:
    """The segment's calculator, and the reader's own cases."""
    segment = _segment()
    describe_view(f"segment/{segment.id}", module="calculate")
    form = StartForm(formdata=None, data={"configuration": request.args.get("configuration", "")})
    loads = _loads(segment)
    form.offer(_named(loads), request.args.get("load", ""))
    return _start_page(segment, form)


@bp.post("/calculate")
@access("visitor", touchpoint="calculation_started")
@limiter.limit("30 per minute")
def create() -> ResponseReturnValue:
    """A new case on the author's assumptions."""
    segment, form = _segment(), StartForm()
    loads = _loads(segment)
    form.offer(_named(loads))
    if not form.validate():
        return _start_page(segment, form, 422)
    configuration = None
    if form.configuration.data:
        configuration = _configuration(form.configuration.data)
        if configuration is None:
            form.configuration.errors = [
                _("No configuration of yours has this code. Check it, or leave this empty.")
            ]
            return _start_page(segment, form, 422)
    assert segment.calculator is not None
    made = operations.start(
        segment.calculator,
        segment=segment.id,
        name=form.name.data or "",
        configuration=configuration,
        load=next((each for each in loads if str(each.id) == form.load.data), None),
    )
    return redirect(url_for(".show", code=made.code), 303)


def _segment() -> SegmentProfile:
    """The reader's segment; for somebody without an account that of the page they come from.

    The first one with a calculator where neither is known or has one.
    """
    known = current_pack().segments
    settled = current_user.is_authenticated and current_user.account is not None
    asked = None if settled else known.get(request.values.get("segment", ""))
    for each in (asked, current_segment(), *known.values()):
        if each is not None and each.calculator:
            return each
    abort(404)


def _configuration(code: str) -> Configuration | None:
    query = select(Configuration).filter_by(code=normal_code(code)).where(mine(Configuration))
    found: Configuration | None = session.scalars(query).one_or_none()
    return found


def _loads(segment: SegmentProfile) -> list[MeterFile]:
    """The reader's confirmed loads, where the calculator takes anything from them."""
    calculator = current_pack().calculators[segment.calculator or ""]
    return confirmed_loads() if calculator.takes(LOAD) else []


def _named(loads: list[MeterFile]) -> list[tuple[str, str]]:
    return [(str(each.id), name_of(each)) for each in loads]


def _start_page(segment: SegmentProfile, form: StartForm, status: int = 200) -> ResponseReturnValue:
    assert segment.calculator is not None
    calculator = current_pack().calculators[segment.calculator]
    known = queries.my_cases()
    told = [(each, queries.headline_of(each)) for each in known[:MOST_TOLD]]
    return render_page(
        "calculators/start.html",
        status=status,
        profile=segment,
        calculator=calculator,
        data=calculator.data,
        form=form,
        takes_load=calculator.takes(LOAD),
        cases=told + [(each, "") for each in known[MOST_TOLD:]],
    )
