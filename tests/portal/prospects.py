"""A prospect in one call: needs, context and history, as hot as asked."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal import clock
from portal.db import session
from portal.handover.operations import Considered, consider
from portal.ids import new_code, new_id
from portal.models import Account, Configuration, Handover, Person, Rfp, RfpVersion
from portal.packs import current_pack, serving
from portal.touchpoints.operations import record
from tests.portal.factories import make_account, make_person

SHARED = {"option": "lease", "term": "5", "sites": "4"}
PRIVATE = {
    "internal_costs": "870 triệu một năm",
    "rival_bids": "Atlas: 598",
    "budget": "3100 triệu",
}


def make_rfp(person: Person, shared: dict[str, Any] | None = None) -> RfpVersion:
    """An RFP of Minh's, submitted now: option, term and sites shared, costs and rivals not."""
    shared = SHARED if shared is None else shared
    assert person.account
    pack = current_pack()
    now, common = clock.now(), {"pack": person.account.pack, "pack_version_id": pack.version_id}
    rfp = Rfp(
        id=new_id(),
        number=f"RFP-2026-{new_code()}",
        title="Air for four plants",
        template=pack.segments[person.account.segment].rfp,
        segment=person.account.segment,
        state="submitted",
        answers={**shared, **PRIVATE},
        privacy=dict.fromkeys(shared, True),
        person_id=person.id,
        account_id=person.account_id,
        created_at=now,
        updated_at=now,
        submitted_at=now,
        **common,
    )
    version = RfpVersion(
        id=new_id(),
        rfp_id=rfp.id,
        pack_version_id=pack.version_id,
        number=1,
        content={"answers": {**shared, **PRIVATE}},
        shared=shared,
        issued_by=person.id,
        issued_at=now,
    )
    session.add(rfp)
    session.flush()
    session.add(version)
    session.flush()
    return version


def make_configuration(person: Person, **values: Any) -> Configuration:
    """A configuration of theirs, started from the recommended standard offer."""
    assert person.account
    pack, now = current_pack(), clock.now()
    segment = person.account.segment
    offer = next(o for o in pack.offers_for(segment) if o.product)
    configuration = Configuration(
        id=new_id(),
        **{
            "code": new_code(),
            "product": offer.product,
            "segment": segment,
            "offer": offer.id,
            "choices": {
                key: str(value) if isinstance(value, Decimal) else value
                for key, value in pack.choices(offer).items()
            },
            "net_minor": 62_000_000,
            "currency": pack.profile.currency,
            "pack": person.account.pack,
            "pack_version_id": pack.version_id,
            "person_id": person.id,
            "account_id": person.account_id,
            "created_at": now,
            "updated_at": now,
            **values,
        },
    )
    session.add(configuration)
    session.flush()
    return configuration


def touch(account: Account, kind: str, days: float = 0, **values: Any) -> None:
    """Something that happened, without a commit."""
    at = clock.now() - timedelta(days=days)
    record(kind, account=account, occurred_at=at, **values)


def heat(person: Person) -> None:
    """Everything short of a submission: PDF, two reviewers, three saves, return visits; no commit."""
    account = person.account
    assert account
    who = {"person_id": person.id}
    touch(account, "document_downloaded", 3.98, **who)
    for name in ("an", "binh"):
        touch(account, "reviewer_invited", 2.66, data={"to": name}, **who)
    for days in (2.3, 3.3, 4.3):
        touch(account, "calculation_saved", days, **who)
    for days in (0.4, 1.9, 2.65, 3.3, 4.3, 5.9):
        touch(account, "signed_in", days, **who)


def submit(person: Person) -> Handover | None:
    """The hand-over after the person submitted an RFP on top of all that; committed."""
    assert person.account
    with serving(person.account.pack):
        heat(person)
        version = make_rfp(person)
        touch(
            person.account,
            "rfp_submitted",
            0.01,
            person_id=person.id,
            subject=f"rfp/{version.rfp_id}",
        )
        session.commit()
        return considered(person.account).handover


def considered(account: Account) -> Considered:
    """What a look at the account says now; committed."""
    with serving(account.pack):
        found = consider(account)
        session.commit()
    return found


def make_minh(name: str = "Tập đoàn Minh Phát") -> Person:
    """A finance manager of an enterprise account at the maker, who agreed to be contacted."""
    account = make_account(name=name, pack="equipment", segment="enterprise")
    return make_person(name="Lê Minh", job="Finance manager", account_id=account.id)


def make_rep(name: str = "Nguyễn Thu Hương", **values: Any) -> Person:
    """A sales rep of the maker."""
    return make_person("rep", name=name, pack="equipment", **values)
