"""What a hand-over carries: needs, context and history; a name alone is no lead."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from configurator import Finding
from portal.db import session
from portal.models import (
    Account,
    Calculation,
    Comparison,
    Configuration,
    Person,
    Rfp,
    RfpVersion,
    Touchpoint,
)
from portal.scoring.queries import may_be_contacted
from portal.touchpoints.queries import newest

HISTORY = 20


@dataclass(frozen=True)
class Case:
    """Everything the supplier may know about an account's intent."""

    account: Account
    contact: Person | None
    """Whom to call: reachable and agreed, else None."""
    rfp: RfpVersion | None
    """The newest one submitted; staff read its `shared` part only."""
    configuration: Configuration | None
    """None once there is an RFP: the buyer decided there whether we see it."""
    calculation: Calculation | None
    comparison: Comparison | None
    history: list[Touchpoint]
    """Newest first."""

    @property
    def has_needs(self) -> bool:
        """Whether the account said what it wants."""
        return bool(self.rfp or self.configuration or self.calculation or self.comparison)


def case_of(account: Account) -> Case:
    """The account's case as it stands."""
    rfp = submitted_rfp(account.id)
    configuration, calculation, comparison = (
        _latest(model, account.id) for model in (Configuration, Calculation, Comparison)
    )
    owned = [rfp.rfp if rfp else None, configuration, calculation, comparison]
    if rfp is not None:
        configuration = None
    asked = [row.person_id for row in owned if row is not None]
    return Case(
        account=account,
        contact=contact_of(account, asked),
        rfp=rfp,
        configuration=configuration,
        calculation=calculation,
        comparison=comparison,
        history=newest(account.id, HISTORY),
    )


def missing(case: Case) -> tuple[Finding, ...]:
    """What keeps the case from being handed over; empty when nothing does."""
    account = case.account
    wanted = {
        "handover_without_needs": case.has_needs,
        "handover_without_context": bool(account.segment and account.name),
        "handover_without_history": any(touch.human for touch in case.history),
        "handover_without_contact": case.contact is not None,
    }
    return tuple(Finding(code, (account.name,)) for code, there in wanted.items() if not there)


def submitted_rfp(account_id: UUID) -> RfpVersion | None:
    """The newest version of an RFP that the account submitted and did not withdraw."""
    return session.scalar(
        select(RfpVersion)
        .join(Rfp)
        .where(Rfp.account_id == account_id, Rfp.state == "submitted")
        .order_by(RfpVersion.issued_at.desc())
        .limit(1)
    )


def contact_of(account: Account, asked: list[UUID | None]) -> Person | None:
    """Whom to call: who asked, else who was here last; only people who agreed to it."""
    people = [person for person in account.people if may_be_contacted(person)]
    seen = last_seen(account.id)
    never = datetime.min.replace(tzinfo=UTC)

    def closeness(person: Person) -> tuple[int, datetime]:
        turn = asked.index(person.id) if person.id in asked else len(asked)
        return -turn, seen.get(person.id, never)

    return max(people, key=closeness, default=None)


def last_seen(account_id: UUID) -> dict[UUID, datetime]:
    """Person → when the ledger saw them last."""
    rows = session.execute(
        select(Touchpoint.person_id, func.max(Touchpoint.occurred_at))
        .where(Touchpoint.account_id == account_id, Touchpoint.person_id.is_not(None))
        .group_by(Touchpoint.person_id)
    )
    return {person: at for person, at in rows if person is not None}


def needs(case: Case) -> list[dict[str, Any]]:
    """What the account asked for, as plain data; of an RFP only what was shared."""
    found: list[dict[str, Any]] = []
    if case.rfp:
        found.append(
            {
                "kind": "rfp",
                "number": case.rfp.rfp.number,
                "version": case.rfp.number,
                "submitted_at": case.rfp.issued_at.isoformat(),
                "shared": case.rfp.shared,
            }
        )
    if case.configuration:
        found.append(
            {
                "kind": "configuration",
                "product": case.configuration.product,
                "offer": case.configuration.offer,
                "choices": case.configuration.choices,
                "net_minor": case.configuration.net_minor,
                "currency": case.configuration.currency,
            }
        )
    if case.calculation:
        found.append({"kind": "calculation", "calculator": case.calculation.calculator})
    if case.comparison:
        found.append({"kind": "comparison", "made_at": case.comparison.created_at.isoformat()})
    return found


def _latest(model: Any, account_id: UUID) -> Any:
    newest = select(model).where(model.account_id == account_id).order_by(model.updated_at.desc())
    return session.scalars(newest.limit(1)).one_or_none()
