"""Send a file of readings, see how it is read, confirm what is used."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import access
from portal.db import session
from portal.i18n import _
from portal.messages import sentences
from portal.meters import operations
from portal.meters.blueprint import bp
from portal.meters.forms import FileForm, UseForm
from portal.meters.jobs import findings_of
from portal.meters.loads import earlier_loads, likely, name_of
from portal.models import MeterFile
from portal.owner import current_segment, get_mine, mine
from portal.packs import current_pack
from portal.rendering import render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view
from pricing import Finding
from pricing.loads.cells import DAILY, MONTHLY

MOST_LISTED = 20
TREATED = frozenset({"reading_gap", "reading_missing_days", "reading_spike"})


@bp.get("/meters")
@access("visitor", touchpoint="meter_data_viewed")
def start() -> ResponseReturnValue:
    """What was sent, and a field for a file."""
    return _start_page(FileForm())


@bp.post("/meters")
@access("visitor", touchpoint="meter_file_sent")
@limiter.limit("20 per minute")
def send() -> ResponseReturnValue:
    """The file on its way to the worker."""
    form = FileForm()
    if not form.validate():
        return _start_page(form, 422)
    file = operations.send(form.content, form.file.data.filename, segment_id())
    return redirect(url_for(".show", id=file.id), 303)


@bp.get("/meters/<uuid:id>")
@access("visitor", no_touchpoint="sending it and confirming it count")
def show(id: UUID) -> ResponseReturnValue:
    """How far the reading is; then the report, to confirm."""
    file = get_mine(MeterFile, id=id)
    if file.state == "confirmed":
        return redirect(url_for(".consumption", id=file.id), 303)
    if file.state != "ready":
        return _report_page(file, None)
    earlier = earlier_loads(file)
    form, follows = _use_form(file, earlier), likely(file, earlier)
    form.meters.data = [place for place, m in enumerate(form.summaries) if m["kw"] is not None]
    form.after.data = str(follows.id) if follows else ""
    return _report_page(file, form)


@bp.post("/meters/<uuid:id>/use")
@access("visitor", touchpoint="meter_data_confirmed")
def use(id: UUID) -> ResponseReturnValue:
    """The load confirmed."""
    file = get_mine(MeterFile, id=id)
    if file.state == "confirmed":
        return redirect(url_for(".consumption", id=file.id), 303)
    if file.state != "ready":
        abort(409)
    earlier = earlier_loads(file)
    form = _use_form(file, earlier)
    if not form.validate():
        return _report_page(file, form, 422)
    mended = form.treatment.data == "mended"
    after = next((each for each in earlier if str(each.id) == form.after.data), None)
    operations.confirm(file, form.meters.data, mended=mended, after=after)
    return redirect(url_for(".consumption", id=file.id), 303)


@bp.post("/meters/<uuid:id>/delete")
@access("visitor", touchpoint="meter_data_deleted")
def delete(id: UUID) -> ResponseReturnValue:
    """The file and all that came of it, gone."""
    operations.delete(get_mine(MeterFile, id=id))
    return redirect(url_for(".start"), 303)


def segment_id() -> str:
    """The reader's segment when it has plans to bill on, else the first one that has."""
    mine_ = current_segment()
    if mine_ and mine_.plans and mine_.market:
        return str(mine_.id)
    found = (p.id for p in current_pack().segments.values() if p.plans and p.market)
    return next(found, None) or abort(404)


def _use_form(file: MeterFile, earlier: list[MeterFile]) -> UseForm:
    loads = [(str(each.id), _("Added to %(load)s", load=name_of(each))) for each in earlier]
    return UseForm(file.report["meters"], loads)


def _start_page(form: FileForm, status: int = 200) -> ResponseReturnValue:
    segment_id()
    query = select(MeterFile).where(mine(MeterFile)).order_by(MeterFile.created_at.desc())
    files = session.scalars(query.limit(MOST_LISTED)).all()
    return render_page("meters/start.html", status=status, form=form, files=files)


def _report_page(file: MeterFile, form: UseForm | None, status: int = 200) -> ResponseReturnValue:
    describe_view(f"meter_file/{file.id}")
    return render_page(
        "meters/show.html",
        fragment="state",
        status=status,
        file=file,
        form=form,
        **_report(file),
    )


def _report(file: MeterFile) -> dict[str, Any]:
    """The findings in words: faults that are treated, and what else was seen."""
    findings = findings_of(file)
    treated = [finding for finding in findings if finding.code in TREATED]
    return {
        "treated": _of_meters(treated),
        "seen": _of_meters([finding for finding in findings if finding.code not in TREATED]),
        "interval": interval_name,
        "as_date": date.fromisoformat,
    }


def _of_meters(findings: list[Finding]) -> list[tuple[str, str]]:
    """Meter (where one is named) and sentence of each."""
    names = [str(finding.params.get("meter", "")) for finding in findings]
    return list(zip(names, sentences(findings), strict=True))


def interval_name(minutes: int) -> str:
    """How often a meter is read."""
    if minutes == MONTHLY:
        return _("month")
    return _("day") if minutes == DAILY else _("%(n)s minutes", n=minutes)
