"""Signing in and up, and linking a browser to the person it turned out to be."""

from flask import session as cookie
from flask_security import login_user, logout_user
from flask_security.passwordless import generate_login_token, login_token_status
from flask_security.utils import verify_and_update_password
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal import clock, outbox
from portal.db import session
from portal.i18n import fold, language
from portal.ids import new_id
from portal.links import outward
from portal.models import (
    Account,
    Calculation,
    Comparison,
    Configuration,
    Document,
    Person,
    Rfp,
    Role,
    SegmentAssignment,
    Touchpoint,
    Visitor,
    VisitorLink,
)
from portal.owner import made_visitor
from portal.packs import served_pack_id
from portal.touchpoints.operations import record

OWNED = (Configuration, Comparison, Calculation, Rfp, Document)
LONGEST_PASSWORD = 1000


def sign_in_with_password(email: str, password: str) -> Person | None:
    """The person signed in, or None when address and password do not belong together.

    An unknown address takes as long as a wrong password, so that time tells nothing.
    """
    person = person_by_email(email)
    known = person is not None and person.password is not None and person.active
    checked = person if known and person else _nobody()
    bearable = 0 < len(password) <= LONGEST_PASSWORD  # longer ones cost time and are nobody's
    fits = verify_and_update_password(password, checked) if bearable else False
    if not (known and fits and person):
        session.rollback()
        return None
    _sign_in(person)
    return person


def send_sign_in_link(email: str) -> None:
    """Nothing, whether the address is known or not; a known one gets a letter with the link."""
    person = person_by_email(email)
    if person is None or not person.active:
        return
    link = outward("accounts.enter", token=generate_login_token(person))
    outbox.send_email(
        to=email,
        template="sign_in_link",
        lang=person.language,
        key=f"sign-in/{new_id()}",
        values={"name": person.name, "link": link, "minutes": 30},
    )
    session.commit()


def sign_in_with_token(token: str) -> Person | None:
    """The person signed in by a one-time link; None when it is used, old or broken."""
    expired, invalid, person = login_token_status(token)
    if expired or invalid or person is None or not person.active:
        return None
    return person if sign_in_once(person) else None


def sign_in_once(person: Person) -> bool:
    """Whether the person is signed in by a link, which works no second time."""
    # A new key makes this link, and every earlier one, worthless; of two who try at once, one wins.
    used = (
        update(Person)
        .where(Person.id == person.id, Person.fs_uniquifier == person.fs_uniquifier)
        .values(fs_uniquifier=new_id().hex)
        .returning(Person.id)
    )
    if session.execute(used).one_or_none() is None:
        session.rollback()
        return False
    session.refresh(person)
    _sign_in(person)
    return True


def sign_up(*, name: str, company: str, email: str, job: str, consent: bool) -> None:
    """Nothing: a new buyer gets a sign-in link by letter, a known address gets the same letter."""
    if person_by_email(email) is None:
        try:
            open_account(name=name, company=company, email=email, job=job, consent=consent)
            session.commit()
        except IntegrityError:
            session.rollback()  # the same address a moment earlier: that account stands
    send_sign_in_link(email)


def open_account(
    *,
    name: str,
    company: str,
    email: str,
    job: str = "",
    phone: str = "",
    consent: bool,
    segment: str = "",
    reason: str = "signed up",
) -> Person:
    """A new buyer with an account of their own, linked to this browser; the caller commits.

    The account starts with the segment that the browser was given, else with `segment`.

    Raises:
        IntegrityError: somebody has this address.
    """
    account = Account(
        id=new_id(),
        pack=served_pack_id(),
        name=company,
        name_folded=fold(company),
        segment="",
        facts={},
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    person = new_person(name=name, email=email, role="buyer", account=account, job=job)
    person.phone = phone
    person.consent_contact_at = clock.now() if consent else None
    link_visitor(person, reason)
    if not account.segment and segment:
        _place(account, segment)
    record("signed_up", account=account, person_id=person.id, consent=consent)
    return person


def new_person(*, name: str, email: str, role: str, account: Account, job: str = "") -> Person:
    """A person of this account who can sign in by letter; the caller commits.

    Raises:
        IntegrityError: somebody has this address.
    """
    person = Person(
        id=new_id(),
        name=name,
        name_folded=fold(name),
        given_name=name.split()[-1] if language() == "vi" else name.split()[0],
        email=email,
        job=job,
        language=language(),
        account_id=account.id,
        created_at=clock.now(),
        roles=[session.scalars(select(Role).filter_by(name=role)).one()],
    )
    session.add(person)
    session.flush()
    return person


def sign_out() -> None:
    """Nothing: the browser keeps its language and nothing of the person."""
    kept = {key: cookie[key] for key in ("language", "pack") if key in cookie}
    logout_user()
    cookie.clear()
    cookie.update(kept)


def link_visitor(person: Person, reason: str) -> None:
    """Nothing: what this browser did becomes the person's, unless another person uses it too.

    A shared device never merges two people: once a browser was linked to somebody else, only
    what it does signed in counts for the person. The nameless owner of a phone number is nobody
    who signs in: what they left open goes to whoever opens an account, what is theirs stays theirs.
    """
    if person.is_staff:
        return
    visitor = made_visitor()
    links = session.scalars(
        select(VisitorLink).filter_by(visitor_id=visitor.id, unlinked_at=None)
    ).all()
    others = [link.person_id for link in links if link.person_id != person.id]
    if person.email and others:
        named = select(Person.id).where(Person.id.in_(others), Person.email.is_not(None))
        others = list(session.scalars(named))
    if others:
        return
    if all(link.person_id != person.id for link in links):
        session.add(
            VisitorLink(
                visitor_id=visitor.id, person_id=person.id, reason=reason, linked_at=clock.now()
            )
        )
    _adopt(visitor, person)


def _adopt(visitor: Visitor, person: Person) -> None:
    """Nothing: drafts go to somebody who can sign in and open them, touches to anybody known."""
    session.flush()
    for model in OWNED if person.email else ():
        session.execute(
            update(model)
            .where(model.visitor_id == visitor.id, model.person_id.is_(None))
            .values(person_id=person.id, account_id=person.account_id)
        )
    session.execute(
        update(Touchpoint)
        .where(Touchpoint.visitor_id == visitor.id, Touchpoint.person_id.is_(None))
        .values(person_id=person.id, account_id=person.account_id)
    )
    account = person.account
    if account and not account.segment and visitor.segment:
        account.facts = {**visitor.answers, **account.facts}
        _place(account, visitor.segment, visitor.segment_rule)


def _place(account: Account, segment: str, rule: str = "") -> None:
    """Nothing: the account stands in `segment`, and its history says since when."""
    account.segment = segment
    session.add(
        SegmentAssignment(
            account_id=account.id, segment=segment, rule=rule, assigned_at=clock.now()
        )
    )


def update_profile(person: Person, **values: str) -> None:
    """Nothing: the person's own particulars are stored."""
    for name, value in values.items():
        setattr(person, name, value)
    person.name_folded = fold(person.name)
    session.commit()


def withdraw_consent(person: Person) -> None:
    """Nothing: from now on nobody calls or writes."""
    person.consent_contact_at = None
    person.unsubscribed_at = clock.now()
    record("consent_withdrawn", subject=f"person/{person.id}")
    session.commit()


def give_consent(person: Person) -> None:
    """Nothing: the person may be contacted again."""
    agree(person)
    session.commit()


def agree(person: Person) -> None:
    """Nothing: the person may be contacted; the caller commits."""
    person.consent_contact_at, person.unsubscribed_at = clock.now(), None
    record("consent_given", subject=f"person/{person.id}", consent=True)


def person_by_email(email: str) -> Person | None:
    """The person with this address."""
    return session.scalars(select(Person).filter_by(email=email.lower())).one_or_none()


def _sign_in(person: Person) -> None:
    login_user(person)  # first: it decides which supplier is served, and so which visitor this is
    link_visitor(person, "signed in")
    record("signed_in", subject=f"person/{person.id}", account=person.account)
    session.commit()


def _nobody() -> Person:
    """A person nobody can be, whose password check takes as long as a real one's."""
    return Person(name="", password=DUMMY_HASH, fs_uniquifier="nobody")


# argon2id of a random secret that was never kept.
DUMMY_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA"
    "$RdescudvJCsgt3ub+b1dWRWJTmaaJObG6HxOXTGkTSE"
)
