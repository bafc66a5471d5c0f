"""Who else works on a cost case: rights given to colleagues, and a private link for readers."""

from flask import url_for
from sqlalchemy import select

from portal import clock, outbox
from portal.accounts.invitations import VALID_FOR, colleague, link_for
from portal.calculators.queries import title_of
from portal.calculators.rights import EDIT, right_of_person
from portal.db import session
from portal.i18n import site_zone
from portal.ids import new_id, new_token
from portal.models import Calculation, CaseRight, Person
from portal.owner import owned
from portal.touchpoints.operations import record


def is_own(calculation: Calculation) -> bool:
    """Whether it belongs to whoever acts; a code alone lets one change it, and not share it."""
    query = select(Calculation.id).where(Calculation.id == calculation.id)
    return session.scalar(query.where(owned(Calculation))) is not None


def people(calculation: Calculation) -> list[tuple[Person, str]]:
    """Everybody of the account with their right, whoever made the case first."""
    query = select(Person).filter_by(account_id=calculation.account_id, active=True)
    found = session.scalars(query.order_by(Person.name_folded)).all()
    known = found if calculation.account_id else []
    return sorted(
        ((each, right_of_person(calculation, each)) for each in known),
        key=lambda pair: pair[0].id != calculation.person_id,
    )


def give(calculation: Calculation, person: Person, right: str, giver: Person) -> None:
    """Nothing: the colleague has this right; the maker of a case keeps theirs. The caller commits."""
    if person.id == calculation.person_id:
        return
    found = next((each for each in calculation.rights if each.person_id == person.id), None)
    if found is None:
        found = CaseRight(id=new_id(), person_id=person.id)
        calculation.rights.append(found)
    found.right, found.given_by, found.given_at = right, giver.id, clock.now()
    session.flush()


def invite(
    calculation: Calculation,
    inviter: Person,
    *,
    name: str,
    email: str,
    job: str,
    right: str,
    note: str,
) -> Person:
    """The colleague, with this right from now on and a letter that signs them in.

    One letter goes to one colleague per day and case, however often the button is used.

    Raises:
        NotAColleague: the address belongs to somebody of another company; nothing is stored.
    """
    person = colleague(inviter, name=name, email=email, job=job)
    give(calculation, person, right, inviter)
    assert inviter.account is not None
    record(
        "reviewer_invited",
        subject=f"calculation/{calculation.code}",
        data={"to": str(person.id), "right": right},
    )
    outbox.send_email(
        to=email,
        template="case_invitation",
        lang=person.language,
        key=f"case-invitation/{calculation.code}/{person.id}/{clock.today(site_zone())}",
        values={
            "name": person.name,
            "inviter": inviter.name,
            "company": inviter.account.name,
            "title": title_of(calculation),
            "may_edit": right == EDIT,
            "note": note,
            "link": link_for(person, url_for("calculators.show", code=calculation.code)),
            "days": VALID_FOR.days,
        },
    )
    session.commit()
    return person


def share(calculation: Calculation) -> None:
    """Nothing: a private link shows the case to whoever holds it; they read and cannot change."""
    if calculation.link is None:
        calculation.link = new_token()
        record("calculation_shared", subject=f"calculation/{calculation.code}")
    session.commit()


def unshare(calculation: Calculation) -> None:
    """Nothing: the link is dead for good; the next one will be another."""
    calculation.link = None
    session.commit()


def shared_under(link: str) -> Calculation | None:
    """What the private link shows."""
    return session.scalars(select(Calculation).filter_by(link=link)).one_or_none()
