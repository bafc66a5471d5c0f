"""Addresses for files: made and revoked by a buyer, used by programs and colleagues."""

from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal import clock
from portal.access import access
from portal.forms import BaseForm, TextField
from portal.i18n import _
from portal.i18n import lazy_gettext as _l
from portal.links import outward
from portal.meters import operations as meters
from portal.meters.blueprint import bp
from portal.meters.forms import MOST_BYTES, FileForm
from portal.meters.jobs import job
from portal.meters.links import operations
from portal.meters.views import segment_id
from portal.models import Person, UploadLink
from portal.owner import act_for
from portal.packs import serving
from portal.problems import Refused, response
from portal.rendering import render_page
from portal.security import csrf, limiter

FILE_NAME = "readings"


class LinkForm(BaseForm):
    """What an address is called."""

    name = TextField(_l("Who or what sends by it?"), longest=60)


@bp.get("/meters/links")
@access("person", no_touchpoint="a setting, no interest in the offer")
def links() -> ResponseReturnValue:
    """The account's addresses, and a form for one more."""
    return _page(LinkForm())


@bp.post("/meters/links")
@access("person", touchpoint="upload_link_made")
@limiter.limit("10 per minute")
def make_link() -> ResponseReturnValue:
    """The new address, shown this once."""
    form = LinkForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        secret = operations.make(_buyer(), form.name.data or "", segment_id())
    except operations.TooManyLinks:
        form.name.errors = [
            _("Your account has %(n)s addresses: revoke one first.", n=operations.MOST)
        ]
        return _page(form, status=422)
    return _page(LinkForm(formdata=None), address=outward("meters.upload_page", secret=secret))


@bp.post("/meters/links/<uuid:link>/revoke")
@access("person", no_touchpoint="a setting, no interest in the offer")
def revoke_link(link: UUID) -> ResponseReturnValue:
    """The list without it."""
    known = {each.id: each for each in operations.standing(_buyer())}
    operations.revoke(known.get(link) or abort(404))
    return redirect(url_for(".links"), 303)


@bp.get("/uploads/<secret>")
@access("token", no_touchpoint="sending the file counts")
def upload_page(secret: str) -> ResponseReturnValue:
    """A field for a file, for a colleague who has the address."""
    return _upload_page(_link(secret), FileForm(formdata=None))


@bp.route("/uploads/<secret>", methods=["POST", "PUT"])
@access("token", touchpoint="meter_file_sent")
@csrf.exempt  # nothing but the secret in the address counts here
@limiter.limit("20 per minute")
def upload(secret: str) -> ResponseReturnValue:
    """202 and the address of the job for a program; the page for a person."""
    link = _link(secret)
    by_form = request.mimetype == "multipart/form-data"
    form = FileForm(meta={"csrf": False})
    if by_form and not form.validate():
        if _is_person():
            return _upload_page(link, form, status=422)
        return response(Refused(422, str(form.file.errors[0])).problem)
    content = form.content if by_form else request.get_data()
    if not content.strip():
        return response(Refused(422, _("The file is empty.")).problem)
    if len(content) > MOST_BYTES:
        return response(Refused(413, "A file of readings is 40 MB at most.").problem)
    name = form.file.data.filename if by_form else request.args.get("name", FILE_NAME)
    file = _sent(link, content, name)
    if by_form and _is_person():
        return redirect(url_for(".upload_page", secret=secret, sent="yes"), 303)
    answer = jsonify(job(file))
    answer.status_code = 202
    answer.headers["Location"] = outward("meters.upload_job", secret=secret, id=file.id)
    return answer


@bp.get("/uploads/<secret>/<uuid:id>")
@access("token", no_touchpoint="a program asks how far its file is")
def upload_job(secret: str, id: UUID) -> Response:
    """How far the reading is, and what was seen."""
    return jsonify(job(operations.file_of(_link(secret), id) or abort(404)))


def _sent(link: UploadLink, content: bytes, name: str) -> Any:
    act_for(link.person, link.id)
    link.last_used_at = clock.now()
    with serving(link.pack):
        return meters.send(content, name, link.segment, link=link)


def _link(secret: str) -> UploadLink:
    return operations.found(secret) or abort(404)


def _is_person() -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _buyer() -> Person:
    """Whoever is signed in, when they belong to an account; staff have none."""
    person: Person = current_user._get_current_object()
    return person if person.account_id else abort(404)


def _page(form: LinkForm, status: int = 200, address: str = "") -> ResponseReturnValue:
    rows = operations.standing(_buyer())
    return render_page("meters/links.html", status=status, form=form, rows=rows, address=address)


def _upload_page(link: UploadLink, form: FileForm, status: int = 200) -> ResponseReturnValue:
    sent = "sent" in request.args
    return render_page("meters/upload.html", status=status, form=form, link=link, sent=sent)
