"""Seeding: roles and cast, companies and people, their touchpoints, and live work on the desk."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import uuid_utils.compat
from flask_security import hash_password
from sqlalchemy import func, insert, select, update

from portal import clock
from portal.accounts.roles import make_roles
from portal.db import Base, session
from portal.i18n import fold
from portal.ids import new_id
from portal.models import (
    Account,
    Counter,
    Person,
    Role,
    SegmentAssignment,
    Touchpoint,
    Visitor,
    VisitorLink,
)
from portal.models.person import person_role
from portal.packs import PACKS, current_pack, serving
from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, publish, read_folder
from portal.seed.cast import CAST, COMPANIES, DEMO_PASSWORD, FACTS, MINH_PHAT
from portal.seed.facts import facts_of
from portal.seed.journeys import DAYS, LOOK, SHOP, Step, archetype, journey
from portal.seed.names import FAMILY, GIVEN, KINDS, MIDDLE, Kind
from portal.seed.work import seed_work
from portal.touchpoints.registry import TYPES

SEED = 20261122
MARK, BEGUN, DONE = "demo-seed", 1, 2
ANONYMOUS_VISITORS = 460
EXTRA_TOUCH_ROUNDS = 3


def seed_demo() -> bool:
    """Whether anything was seeded: a database that has people is left as it is.

    A seeding that was interrupted is known by its mark, and begins anew.
    """
    mark = session.scalars(select(Counter).filter_by(name=MARK)).one_or_none()
    if mark is not None and mark.value == BEGUN:
        _empty()
    elif session.scalar(select(func.count()).select_from(Person)):
        return False
    session.add(Counter(id=new_id(), name=MARK, value=BEGUN))
    start = clock.now() - timedelta(days=DAYS + 10)
    for pack in PACKS:
        publish(read_folder(folder_of(pack)), start)
    random, today = Random(SEED), clock.now()
    roles = make_roles()
    people = _seed_cast(roles, start)
    for kind in KINDS:
        people += _seed_companies(kind, roles, random, start)
    session.flush()
    _seed_touchpoints(random, today)
    session.commit()
    seed_work(random, today)
    session.execute(update(Counter).filter_by(name=MARK).values(value=DONE))
    session.commit()
    return True


def _empty() -> None:
    """Nothing: the half of a demo is gone."""
    session.rollback()
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())
    session.commit()
    session.expunge_all()


def sign_ins() -> list[tuple[str, str, str]]:
    """Address, password and part of each of the cast, for whoever starts the demo."""
    return [(m.email, DEMO_PASSWORD, f"{m.name}, {m.job.lower()}") for m in CAST]


def _seed_cast(roles: dict[str, Role], start: datetime) -> list[Person]:
    accounts = {
        name: _account(name, pack, segment, province, start)
        for name, (pack, segment, province) in COMPANIES.items()
    }
    for name, company in accounts.items():
        company.facts = dict(FACTS[name])
        company.industry = FACTS[name]["industry"]
    session.flush()
    password = hash_password(DEMO_PASSWORD)
    people = []
    for member in CAST:
        account = accounts.get(member.company)
        person = Person(
            id=new_id(),
            name=member.name,
            name_folded=fold(member.name),
            given_name=member.name.split()[-1],
            form_of_address=member.form,
            email=member.email,
            phone="+84912345678" if account else "",
            job=member.job,
            language=member.language,
            pack="" if account else member.pack,
            account_id=account.id if account else None,
            consent_contact_at=start if account else None,
            created_at=start,
            password=password,
            roles=[roles[name] for name in member.roles],
        )
        session.add(person)
        people.append(person)
    return people


def _seed_companies(
    kind: Kind, roles: dict[str, Role], random: Random, start: datetime
) -> list[Person]:
    people = []
    for name in kind.names:
        account = _account(name, kind.pack, kind.segment, random.choice(kind.provinces), start)
        account.facts = facts_of(kind, name, random)
        account.industry = account.facts["industry"]
        session.flush()
        count = 1 + (random.random() < 0.6) if kind.segment == "shop" else random.randint(2, 5)
        jobs = random.sample(kind.jobs, min(count, len(kind.jobs)))
        for job in jobs:
            people.append(_person(account, job, roles["buyer"], random, start))
    return people


def _account(name: str, pack: str, segment: str, province: str, start: datetime) -> Account:
    account = Account(
        id=new_id(),
        pack=pack,
        name=name,
        name_folded=fold(name),
        segment=segment,
        province=province,
        facts={},
        created_at=start,
    )
    session.add(account)
    session.add(
        SegmentAssignment(account_id=account.id, segment=segment, rule="", assigned_at=start)
    )
    return account


def _person(account: Account, job: str, buyer: Role, random: Random, start: datetime) -> Person:
    name = f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"
    local = fold(name).replace(" ", ".")
    person = Person(
        id=new_id(),
        name=name,
        name_folded=fold(name),
        given_name=name.split()[-1],
        email=f"{local}.{account.id.hex[-5:]}{random.randint(10, 99)}@example.vn",
        phone=f"+849{random.randint(10_000_000, 99_999_999)}",
        job=job,
        language="vi",
        account_id=account.id,
        consent_contact_at=start if random.random() < 0.7 else None,
        created_at=start,
        roles=[buyer],
    )
    session.add(person)
    return person


def _seed_touchpoints(random: Random, today: datetime) -> None:
    """Journeys of every company and of visitors who never said who they are."""
    rows: list[dict[str, Any]] = []
    staff, editions = _staff_by_pack(), [_edition(pack) for pack in PACKS]
    # The top prospect's journey is told act by act, in `work`.
    others = select(Account).where(Account.name != MINH_PHAT).order_by(Account.id)
    for account in session.scalars(others):
        edition = editions[PACKS.index(account.pack)]
        rows += _company_rows(account, edition, staff[account.pack], random, today)
    for number in range(ANONYMOUS_VISITORS):
        rows += _stranger_rows(editions[number % len(editions)], random, today)
    rows.sort(key=lambda row: row["occurred_at"])
    for row in rows:
        row["id"] = uuid_utils.compat.uuid7(nanoseconds=int(row["occurred_at"].timestamp() * 1e9))
        row["source_id"] = str(row["id"])
    session.execute(insert(Touchpoint), rows)


def _edition(pack: str) -> Pack:
    with serving(pack):
        return current_pack()


def _company_rows(
    account: Account, edition: Pack, staff: list[UUID], random: Random, today: datetime
) -> list[dict[str, Any]]:
    people = sorted(account.people, key=lambda person: person.id)
    visitors = {person.id: _visitor(account.pack, account.segment, today) for person in people}
    session.flush()
    for person in people:
        session.add(
            VisitorLink(
                visitor_id=visitors[person.id],
                person_id=person.id,
                reason="signed up",
                linked_at=today - timedelta(days=random.uniform(1, DAYS)),
            )
        )
    way = archetype(account.segment, random)
    rows: list[dict[str, Any]] = []
    for _round in range(EXTRA_TOUCH_ROUNDS):
        person = random.choice(people)
        for moment, step in journey(account.segment, way, today, random):
            if random.random() < 0.2:
                person = random.choice(people)
            touch = _row(edition, account.segment, step, moment)
            touch |= {"person_id": person.id, "account_id": account.id}
            touch["visitor_id"] = visitors[person.id] if step.channel == "web" else None
            touch["staff_id"] = random.choice(staff) if step.staff else None
            rows.append(touch)
        way = "looker" if random.random() < 0.5 else way
    account.stage = _last_stage(rows)
    return rows


def _stranger_rows(edition: Pack, random: Random, today: datetime) -> list[dict[str, Any]]:
    segment = random.choice([kind.segment for kind in KINDS if kind.pack == edition.id])
    visitor = _visitor(edition.id, segment, today)
    session.flush()
    steps: Iterable[Step] = LOOK + (SHOP if segment == "shop" and random.random() < 0.4 else ())
    moment = today - timedelta(days=random.uniform(0, DAYS))
    rows: list[dict[str, Any]] = []
    for step in steps:
        moment += timedelta(minutes=random.uniform(0.2, 5))
        if moment < today and (random.random() < 0.85 or not rows):
            rows.append(_row(edition, segment, step, moment) | {"visitor_id": visitor})
    return rows


def _visitor(pack: str, segment: str, today: datetime) -> UUID:
    visitor = Visitor(
        id=new_id(), pack=pack, segment=segment, answers={}, first_seen_at=today - timedelta(DAYS)
    )
    session.add(visitor)
    return visitor.id


def _row(edition: Pack, segment: str, step: Step, moment: datetime) -> dict[str, Any]:
    definition = TYPES[step.type]
    return {
        "pack": edition.id,
        "source": "portal",
        "type": step.type,
        "subject": "",
        "occurred_at": moment,
        "recorded_at": moment,
        "channel": step.channel,
        "direction": step.direction,
        "visitor_id": None,
        "person_id": None,
        "account_id": None,
        "staff_id": None,
        "segment": segment,
        "stage": definition.stage or "consider",
        "cost_minor": edition.touch_cost(step.type, step.channel),
        "consent": False,
        "human": definition.human,
        "data": {},
    }


def _last_stage(rows: list[dict[str, Any]]) -> str:
    return max(rows, key=lambda row: row["occurred_at"])["stage"] if rows else "consider"


def _staff_by_pack() -> dict[str, list[UUID]]:
    query = (
        select(Person.pack, Person.id)
        .join(person_role, person_role.c.person_id == Person.id)
        .join(Role, Role.id == person_role.c.role_id)
        .where(Role.name == "rep")
    )
    found: dict[str, list[UUID]] = {pack: [] for pack in PACKS}
    for pack, key in session.execute(query):
        found.setdefault(pack, []).append(key)
    return found
