"""The score of an account, replayed from the ledger."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.db import session
from portal.models import Account, Person, Rfp, RfpVersion, Touchpoint
from portal.packs import current_pack
from portal.packs.formats import ScoringPolicy
from portal.scoring.score import Score, Touch, score
from portal.touchpoints.registry import TYPES


def score_of(account: Account, now: datetime | None = None) -> Score | None:
    """The account's score at `now`, under the policy of its segment; None without a policy.

    Its supplier is the one served.
    """
    now = now or clock.now()
    pack = current_pack()
    policy = pack.scoring.get(account.segment)
    if policy is None:
        return None
    touches = touches_of(account.id, policy, now)
    return score(touches, policy, facts_of(account), now, pack.profile.zone)


def touches_of(account_id: UUID, policy: ScoringPolicy, until: datetime) -> list[Touch]:
    """What people of the account did until then, as far as the policy scores it.

    What machines did scores nothing.
    """
    types = [line.type for group in policy.groups for line in group.lines]
    rows = session.execute(
        select(Touchpoint.type, Touchpoint.occurred_at, Touchpoint.subject, Touchpoint.data)
        .where(Touchpoint.account_id == account_id, Touchpoint.human.is_(True))
        .where(Touchpoint.type.in_(types), Touchpoint.occurred_at <= until)
    )
    return [Touch(type, at, _act(type, subject, data)) for type, at, subject, data in rows]


def _act(type: str, subject: str, data: dict[str, Any]) -> str:
    """What makes this touch an act of its own on its day; nothing for most types."""
    if not TYPES[type].per_subject:
        return ""
    return f"{subject} {json.dumps(data, sort_keys=True, ensure_ascii=False)}"


def facts_of(account: Account) -> dict[str, Any]:
    """What fit lines and hard stops read: what was shared, told and recorded; never more."""
    people = account.people
    return {
        **shared_answers(account.id),
        "people": len(people),
        "industry": account.industry,
        "province": account.province,
        **account.facts,
        "unsubscribed": bool(people) and all(p.unsubscribed_at for p in people),
        "no_consent": not any(may_be_contacted(p) for p in people),
        "open_complaint": has_open_complaint(account.id),
    }


def shared_answers(account_id: UUID) -> dict[str, Any]:
    """Field → value of the newest RFP submitted by the account, as far as it was shared."""
    newest = (
        select(RfpVersion.shared)
        .join(Rfp)
        .where(Rfp.account_id == account_id, Rfp.state == "submitted")
        .order_by(RfpVersion.issued_at.desc())
        .limit(1)
    )
    return dict(session.scalar(newest) or {})


def may_be_contacted(person: Person) -> bool:
    """Whether the person agreed, did not change their mind, and can be reached."""
    agreed = person.consent_contact_at is not None and person.unsubscribed_at is None
    return agreed and bool(person.email or person.phone)


def has_open_complaint(account_id: UUID) -> bool:
    """Whether more complaints were made than settled."""
    counts = _count(account_id, ("complaint_logged", "complaint_closed"))
    return counts.get("complaint_logged", 0) > counts.get("complaint_closed", 0)


def _count(account_id: UUID, types: Iterable[str]) -> dict[str, int]:
    rows = session.execute(
        select(Touchpoint.type, func.count())
        .where(Touchpoint.account_id == account_id, Touchpoint.type.in_(types))
        .group_by(Touchpoint.type)
    )
    return dict(rows.all())
