"""A paper in the making, and its download."""

from uuid import UUID

from flask import Blueprint, Response, abort, make_response
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.models import Document
from portal.owner import get_mine
from portal.rendering import render_page
from portal.touchpoints.operations import describe_view

bp = Blueprint("documents", __name__)


@bp.get("/documents/<uuid:id>")
@access("visitor", no_touchpoint="asking for it and downloading it count")
def show(id: UUID) -> ResponseReturnValue:
    """Waiting, ready or failed; the fragment polls itself until it is decided."""
    document = get_mine(Document, id=id)
    return render_page("documents/show.html", fragment="state", document=document)


@bp.get("/documents/<uuid:id>.pdf")
@access("visitor", touchpoint="document_downloaded")
def download(id: UUID) -> ResponseReturnValue:
    """The PDF."""
    document = get_mine(Document, id=id)
    if document.state != "ready" or document.content is None:
        abort(404)
    describe_view(document.subject, kind=document.kind)
    return pdf_response(document.content, document.file_name)


def pdf_response(content: bytes, file_name: str) -> Response:
    """`content` as a file to keep, under a name that any system accepts."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response
