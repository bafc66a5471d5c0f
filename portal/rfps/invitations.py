"""Colleagues who read along: a letter with a link that signs them in once."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock, outbox
from portal.accounts.operations import new_person, person_by_email, sign_in_once
from portal.db import session
from portal.i18n import site_zone
from portal.links import outward
from portal.models import Person, Rfp
from portal.rfps.operations import subject
from portal.touchpoints.operations import record

VALID_FOR = timedelta(days=14)


class NotAColleague(Exception):
    """The address belongs to somebody of another company."""


def invite(rfp: Rfp, inviter: Person, *, name: str, email: str, job: str, note: str) -> Person:
    """The colleague, who may read the RFP from now on and gets a letter with a sign-in link.

    Whoever is new becomes a reviewer of the same account; a colleague known already stays who
    they are. One letter goes to one colleague per day and RFP, however often the button is used.

    Raises:
        NotAColleague: the address belongs to somebody of another company; nothing is stored.
    """
    account = inviter.account
    assert account is not None
    person = person_by_email(email)
    if person is None:
        try:
            person = new_person(name=name, email=email, role="reviewer", account=account, job=job)
        except IntegrityError as error:
            session.rollback()
            raise NotAColleague(email) from error
    elif person.account_id != account.id:
        raise NotAColleague(email)
    record("reviewer_invited", subject=subject(rfp), data={"to": str(person.id)})
    outbox.send_email(
        to=email,
        template="invitation",
        lang=person.language,
        key=f"invitation/{rfp.number}/{person.id}/{clock.today(site_zone())}",
        values={
            "name": person.name,
            "inviter": inviter.name,
            "company": account.name,
            "number": rfp.number,
            "title": rfp.title,
            "note": note,
            "link": outward("rfps.enter", token=token_for(person, rfp)),
            "days": VALID_FOR.days,
        },
    )
    session.commit()
    return person


def token_for(person: Person, rfp: Rfp) -> str:
    """The secret part of the link: good once, for one person, to one RFP."""
    return _serializer().dumps([person.fs_uniquifier, rfp.number])


def enter(token: str) -> Rfp | None:
    """The RFP, with its reader signed in; None when the link is used, old or broken."""
    try:
        key, number = _serializer().loads(token, max_age=int(VALID_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    person = session.scalars(select(Person).filter_by(fs_uniquifier=key)).one_or_none()
    rfp = session.scalars(select(Rfp).filter_by(number=number)).one_or_none()
    if person is None or rfp is None or not person.active:
        return None
    if person.account_id is None or person.account_id != rfp.account_id:
        return None
    return rfp if sign_in_once(person) else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="rfp-invitation")
