"""Colleagues: people of the same company, let in by a link that works once and opens one page."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.operations import new_person, person_by_email, sign_in_once
from portal.db import session
from portal.links import outward
from portal.models import Person

VALID_FOR = timedelta(days=14)


class NotAColleague(Exception):
    """The address belongs to somebody of another company."""


def colleague(inviter: Person, *, name: str, email: str, job: str) -> Person:
    """The person behind the address; whoever is new becomes a reviewer of the inviter's account.

    A colleague known already stays who they are. The caller commits.

    Raises:
        NotAColleague: the address belongs to somebody of another company; nothing is stored.
    """
    account = inviter.account
    assert account is not None
    person = person_by_email(email)
    if person is None:
        try:
            return new_person(name=name, email=email, role="reviewer", account=account, job=job)
        except IntegrityError as error:
            session.rollback()
            raise NotAColleague(email) from error
    if person.account_id != account.id:
        raise NotAColleague(email)
    return person


def link_for(person: Person, path: str) -> str:
    """The full address that signs the person in and opens `path`."""
    return outward("accounts.invitation", token=token_for(person, path))


def token_for(person: Person, path: str) -> str:
    """The secret part of the link: good once, for one person in one account, to one page."""
    return _serializer().dumps([person.fs_uniquifier, str(person.account_id), path])


def enter(token: str) -> str | None:
    """The page to open, with its reader signed in; None when the link is used, old or broken."""
    try:
        key, account, path = _serializer().loads(token, max_age=int(VALID_FOR.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    person = session.scalars(select(Person).filter_by(fs_uniquifier=key)).one_or_none()
    if person is None or not person.active or str(person.account_id) != account:
        return None
    return str(path) if sign_in_once(person) else None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="invitation")
