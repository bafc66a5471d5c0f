"""Making, finding and revoking addresses for files of readings."""

import hashlib

from flask import current_app
from sqlalchemy import select

from portal import clock, outbox
from portal.db import session
from portal.ids import new_id, new_token
from portal.links import outward
from portal.models import MeterFile, Person, UploadLink
from portal.packs import served_pack_id
from portal.touchpoints.operations import record

MOST = 20


class TooManyLinks(Exception):
    """The account has as many addresses as it may have."""


def make(person: Person, name: str, segment: str) -> str:
    """The secret of a new address, which is told once and kept nowhere.

    Raises:
        TooManyLinks: one must be revoked first.
    """
    if len(standing(person)) >= MOST:
        raise TooManyLinks
    secret = new_token()
    session.add(
        UploadLink(
            id=new_id(),
            pack=served_pack_id(),
            account_id=person.account_id,
            person_id=person.id,
            name=name,
            digest=_digest(secret),
            segment=segment,
            created_at=clock.now(),
        )
    )
    record("upload_link_made", data={"name": name})
    session.commit()
    return secret


def standing(person: Person) -> list[UploadLink]:
    """The account's addresses that still work, newest first."""
    query = select(UploadLink).filter_by(
        account_id=person.account_id, pack=served_pack_id(), revoked_at=None
    )
    return list(session.scalars(query.order_by(UploadLink.created_at.desc())))


def revoke(link: UploadLink) -> None:
    """Nothing: from now on the address takes nothing; what came by it stays."""
    link.revoked_at = link.revoked_at or clock.now()
    session.commit()


def found(secret: str) -> UploadLink | None:
    """The address with this secret; None where there is none, or its person is gone."""
    query = select(UploadLink).filter_by(digest=_digest(secret), revoked_at=None)
    link = session.scalars(query).one_or_none()
    belongs = link and link.person.active and link.person.account_id == link.account_id
    return link if belongs else None


def file_of(link: UploadLink, id: object) -> MeterFile | None:
    """A file that came by this address."""
    query = select(MeterFile).filter_by(id=id, upload_link_id=link.id)
    return session.scalars(query).one_or_none()


def tell_of_file(file: MeterFile) -> None:
    """Nothing: whoever made the address has a letter once a file was read; the caller commits."""
    if file.upload_link_id is None:
        return
    link = session.get_one(UploadLink, file.upload_link_id)
    if not link.person.email or not link.person.active:
        return
    with current_app.test_request_context():  # the worker has none, and an address needs one
        page = outward("meters.show", id=file.id)
    outbox.send_email(
        to=link.person.email,
        template="meter_file_read",
        lang=link.person.language,
        key=f"meter-file/{file.id}/read",
        values={
            "file": file.file_name,
            "by": link.name,
            "ready": file.state == "ready",
            "meters": len(file.report["meters"]),
            "faults": len(file.report["findings"]),
            "link": page,
        },
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
