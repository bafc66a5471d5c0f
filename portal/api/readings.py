"""Readings by program: a file, what was read of it, its confirmation, and prices on it."""

from functools import partial
from uuid import UUID

from portal.api import schemas
from portal.api.blueprint import operation
from portal.api.views import compared_plans
from portal.links import outward
from portal.meters import operations as meters
from portal.meters.forms import MOST_BYTES, why_not
from portal.meters.jobs import job
from portal.meters.loads import earlier_loads
from portal.meters.views import segment_id
from portal.models import MeterFile
from portal.owner import get_mine
from portal.problems import Fault, Refused


@operation(
    "POST",
    "/readings",
    scope="readings",
    query=schemas.FileQuestion,
    file=True,
    answer=schemas.ReadingsJob,
    status=202,
    limit="20 per minute",
    touchpoint="meter_file_sent",
)
def send_readings(query: schemas.FileQuestion, body: bytes) -> schemas.ReadingsJob:
    """A file of one or several meters, on its way to be read."""
    if len(body) > MOST_BYTES:
        raise Refused(413, "A file of readings is 40 MB at most.")
    if not body.strip():
        raise Refused(422, "The file is empty.", [Fault(pointer="/body", detail="empty")])
    return _job(meters.send(body, query.name, segment_id()))


@operation(
    "GET",
    "/readings/{id}",
    scope="readings",
    answer=schemas.ReadingsJob,
    no_touchpoint="a program asks how far its file is",
)
def readings(id: str) -> schemas.ReadingsJob:
    """How far a file is; which meters it has, and what was seen."""
    return _job(_file(id))


@operation(
    "POST",
    "/readings/{id}/confirmation",
    scope="readings",
    body=schemas.Confirmation,
    answer=schemas.ReadingsJob,
    touchpoint="meter_data_confirmed",
)
def confirm_readings(id: str, body: schemas.Confirmation) -> schemas.ReadingsJob:
    """These meters together are the load."""
    file = _file(id)
    if file.state != "ready":
        raise Refused(409, f"The file is {file.state}: only one that is ready is confirmed.")
    if why := why_not(file.report["meters"], body.meters):
        raise Refused(422, "These meters make no load.", [Fault(pointer="/meters", detail=why)])
    earlier = {each.id: each for each in earlier_loads(file)}
    if body.after is not None and body.after not in earlier:
        words = "no confirmed load has this id"
        raise Refused(
            422, "There is nothing to go on from.", [Fault(pointer="/after", detail=words)]
        )
    after = earlier[body.after] if body.after else None
    meters.confirm(file, sorted(set(body.meters)), mended=body.mended, after=after)
    return _job(file)


@operation(
    "POST",
    "/readings/{id}/comparison",
    scope="comparisons",
    body=schemas.LoadTerms,
    answer=schemas.Comparison,
    status=201,
    touchpoint="comparison_made",
)
def compare_readings(id: str, body: schemas.LoadTerms) -> schemas.Comparison:
    """Plans ranked on a confirmed load."""
    file = _file(id)
    if file.state != "confirmed":
        raise Refused(409, f"The file is {file.state}: confirm what is used of it first.")

    return compared_plans(file.segment, body, partial(meters.compare, file))


def _file(id: str) -> MeterFile:
    try:
        key = UUID(id)
    except ValueError:
        raise Refused(404, "No file has this id.") from None
    return get_mine(MeterFile, id=key)


def _job(file: MeterFile) -> schemas.ReadingsJob:
    return schemas.ReadingsJob(**job(file), url=outward("meters.show", id=file.id))
