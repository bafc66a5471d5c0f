"""Subscribing, ending, and sending what is due."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from portal import clock, outbox
from portal.db import session
from portal.i18n import _, language, site_zone
from portal.ids import new_id, new_token
from portal.links import outward
from portal.meters import operations as meters
from portal.models import MeterFile, Person, ReportSubscription
from portal.packs import PACKS, NoPackPublished, current_pack, serving
from portal.touchpoints.operations import record


def consent_text() -> str:
    """The words agreed to; kept with every subscription."""
    return _(
        "I agree that %(supplier)s sends me this report by e-mail each month. One click in any of "
        "the letters ends it.",
        supplier=current_pack().profile.supplier.name,
    )


def subscription(person: Person) -> ReportSubscription | None:
    """What the person asked for and has not ended."""
    query = select(ReportSubscription).filter_by(
        person_id=person.id, pack=current_pack().id, ended_at=None
    )
    return session.scalars(query).first()


def subscribe(person: Person) -> None:
    """Nothing: from next month on the report goes to the person; asked twice, it goes once."""
    session.refresh(person, with_for_update=True)
    if subscription(person) is None:
        now = clock.now()
        session.add(
            ReportSubscription(
                id=new_id(),
                token=new_token(),
                pack=current_pack().id,
                account_id=person.account_id,
                person_id=person.id,
                consent_text=consent_text(),
                language=language(),
                created_at=now,
                sent_month=_month(),
                sent_at=now,
            )
        )
        record("report_subscribed", consent=True)
    session.commit()


def end(found: ReportSubscription) -> None:
    """Nothing: no further letter goes."""
    if found.ended_at is None:
        found.ended_at = clock.now()
        record("report_unsubscribed", person_id=found.person_id)
    session.commit()


def by_token(token: str) -> ReportSubscription | None:
    """The subscription behind a private link."""
    return session.scalars(select(ReportSubscription).filter_by(token=token)).one_or_none()


def send_monthly() -> int:
    """How many reports went on their way, each in a transaction of its own."""
    sent = 0
    for pack in PACKS:
        with serving(pack):
            try:
                for key in _due():
                    sent += _send(session.get_one(ReportSubscription, key))
            except NoPackPublished:
                continue
    return sent


def _month() -> date:
    return clock.today(site_zone()).replace(day=1)


def _due() -> Iterator[UUID]:
    query = select(ReportSubscription.id).where(
        ReportSubscription.pack == current_pack().id,
        ReportSubscription.ended_at.is_(None),
        ReportSubscription.sent_month < _month(),
    )
    found = list(session.scalars(query))
    session.rollback()
    yield from found


def _send(found: ReportSubscription) -> bool:
    """Whether a report was sent; a month without any confirmed readings passes without one."""
    month, now, person = _month(), clock.now(), found.person
    newest = (
        select(MeterFile)
        .filter_by(account_id=found.account_id, pack=found.pack, state="confirmed")
        .order_by(MeterFile.confirmed_at.desc())
    )
    file = session.scalars(newest).first()
    belongs = person.active and person.account_id == found.account_id and person.email
    if file is not None and belongs:
        with current_app.test_request_context(), force_locale(found.language):
            _enqueue(found, file, month)
    found.sent_month, found.sent_at = month, now
    session.commit()
    return bool(file and belongs)


def _enqueue(found: ReportSubscription, file: MeterFile, month: date) -> None:
    document = meters.report(file, found.language)
    outbox.send_email(
        to=found.person.email or "",
        template="emissions_monthly",
        lang=found.language,
        key=f"emissions-monthly/{found.id}/{month:%Y-%m}",
        values={
            "verdict": document.view["verdict"],
            "link": outward("documents.show", id=document.id),
            "is_new": bool(file.confirmed_at and file.confirmed_at > found.sent_at),
            "send": outward("meters.start"),
            "unsubscribe": outward("meters.end_letters", token=found.token),
        },
    )
