"""Colleagues who read an RFP along."""

from flask import url_for

from portal import clock, outbox
from portal.accounts.invitations import VALID_FOR, colleague, link_for
from portal.db import session
from portal.i18n import site_zone
from portal.models import Person, Rfp
from portal.rfps.operations import subject
from portal.touchpoints.operations import record


def invite(rfp: Rfp, inviter: Person, *, name: str, email: str, job: str, note: str) -> Person:
    """The colleague, who may read the RFP from now on and gets a letter with a sign-in link.

    One letter goes to one colleague per day and RFP, however often the button is used.

    Raises:
        NotAColleague: the address belongs to somebody of another company; nothing is stored.
    """
    person = colleague(inviter, name=name, email=email, job=job)
    assert inviter.account is not None
    record("reviewer_invited", subject=subject(rfp), data={"to": str(person.id)})
    outbox.send_email(
        to=email,
        template="invitation",
        lang=person.language,
        key=f"invitation/{rfp.number}/{person.id}/{clock.today(site_zone())}",
        values={
            "name": person.name,
            "inviter": inviter.name,
            "company": inviter.account.name,
            "number": rfp.number,
            "title": rfp.title,
            "note": note,
            "link": link_for(person, url_for("rfps.edit", number=rfp.number)),
            "days": VALID_FOR.days,
        },
    )
    session.commit()
    return person
