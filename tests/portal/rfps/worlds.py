"""An RFP in one call, through the pages as a browser does it."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.db import session
from portal.ids import new_code, new_id
from portal.models import (
    Calculation,
    CalculationVersion,
    Configuration,
    Person,
    Rfp,
    RfpVersion,
)
from portal.packs import PACKS, pack_in_force
from portal.rfps.drafts import Draft

LEASE = {
    "a_option": "lease",
    "a_term": "5",
    "a_sites": "4",
    "a_internal_costs": "Maintenance 870 million a year",
    "a_rival_bids": "Atlas offers 598",
    "a_budget": "3,100",
    "s_option": "y",
    "s_term": "y",
    "s_sites": "y",
}
"""The finance section as Minh fills it in: option, term and sites shared, the rest hers."""

SECRETS = ("870 million", "598", "3100", "3,100")


def start(client: FlaskClient, segment: str = "") -> str:
    """The number of a new RFP."""
    answer = client.post("/rfp", data={"segment": segment} if segment else {})
    assert answer.status_code == 303, answer.text
    return answer.location.split("/")[2]


def found(number: str) -> Rfp:
    """The row as the database has it now."""
    session.expire_all()
    return session.scalars(select(Rfp).filter_by(number=number)).one()


def issued(number: str) -> list[RfpVersion]:
    """Its versions, oldest first."""
    session.expire_all()
    query = select(RfpVersion).join(Rfp).where(Rfp.number == number).order_by(RfpVersion.number)
    return list(session.scalars(query))


def save(client: FlaskClient, number: str, section: str, **data: Any) -> TestResponse:
    """One section saved as typed."""
    form = {"version": found(number).version, "title": "Air for four plants", **data}
    return client.post(f"/rfp/{number}/{section}", data=form)


def fill(client: FlaskClient, number: str) -> None:
    """Every required question answered, as the template wants it; shares stay as they are."""
    draft = Draft(found(number))
    version, template = draft.rfp.version, draft.template
    for section in template.sections:
        data: dict[str, Any] = {"version": version, "title": draft.rfp.title}
        for field in section.fields:
            if draft.is_shared(field):
                data[f"s_{field.id}"] = "y"
            kept = draft.rfp.answers.get(field.id)
            if kept is not None:
                data[f"a_{field.id}"] = kept
            elif field.required:
                data[f"a_{field.id}"] = _answer(field)
        answer = client.post(f"/rfp/{number}/{section.id}", data=data)
        assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', answer.text)
        version += 1


def _answer(field: Any) -> Any:
    if field.kind == "number":
        return str(field.min if field.min is not None else 1)
    if field.kind == "choice":
        return [field.options[0].code] if field.several else field.options[0].code
    return "As agreed by telephone"


def submit(client: FlaskClient, number: str, **data: Any) -> TestResponse:
    """The next version submitted."""
    form = {"version": found(number).version, **data}
    return client.post(f"/rfp/{number}/check-and-submit", data=form)


def pack_of(person: Person) -> Any:
    """The edition in force of the person's supplier."""
    assert person.account
    assert person.account.pack in PACKS
    return pack_in_force(person.account.pack, clock.now())


def configure(person: Person, product: str, choices: dict[str, Any], **more: Any) -> Configuration:
    """A saved configuration of theirs."""
    pack, now = pack_of(person), clock.now()
    row = Configuration(
        id=new_id(),
        **{
            "code": new_code(), "product": product, "choices": choices, "segment": "",
            "pack": pack.id, "pack_version_id": pack.version_id, "person_id": person.id,
            "account_id": person.account_id, "net_minor": 5_000_000, "currency": "VND",
            "created_at": now, "updated_at": now, **more,
        },
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def calculate(person: Person, calculator: str) -> CalculationVersion:
    """A saved version of a cost case of theirs, with the results of the author's figures."""
    pack, now = pack_of(person), clock.now()
    case = Calculation(
        id=new_id(), code=new_code(), calculator=calculator, pack=pack.id,
        pack_version_id=pack.version_id, person_id=person.id, account_id=person.account_id,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(case)
    session.flush()
    results = pack.calculators[calculator].run({}).to_dict()
    version = CalculationVersion(
        id=new_id(), calculation_id=case.id, pack_version_id=pack.version_id, number=1,
        assumptions={}, scenario="base", results=results, saved_at=now,
    )  # fmt: skip
    session.add(version)
    session.commit()
    return version
