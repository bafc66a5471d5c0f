"""Offering a prospect to exactly one rep, and what the rep answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from configurator import Finding
from portal import clock
from portal.db import session
from portal.handover import messages
from portal.handover.assessment import Assessment, assess, assessed
from portal.handover.case import Case, case_of
from portal.handover.queries import CALLED, open_handover, staff, timekeeper, was_called
from portal.ids import new_id
from portal.models import Account, Handover, HandoverEvent, Person
from portal.models.handover import OPEN_STATES
from portal.numbers import next_number
from portal.packs import current_pack, serving
from portal.scoring.queries import may_be_contacted
from portal.scoring.score import Line, Score
from portal.touchpoints.operations import record

ESCALATED = "escalated"
RETURN_REASONS = ("not_now", "wrong_segment", "no_decider", "no_budget", "unreachable", "duplicate")
ACCEPT_REASONS = ("clear_need", "right_people", "budget_known", "asked_to_be_called")
WIN_REASONS = ("price", "cost_of_ownership", "service", "trust", "delivery")
LOSS_REASONS = ("price", "rival", "no_budget", "no_decision", "not_our_product")
RECYCLE_REASONS = ("later", "reorganised", "no_contact")


@dataclass(frozen=True)
class Considered:
    """What came of looking at an account."""

    handover: Handover | None
    """The open hand-over: offered now, or before."""
    findings: tuple[Finding, ...]
    """Why there is none."""


# --- offering ------------------------------------------------------------------------------------


def consider(account: Account) -> Considered:
    """The account's open hand-over, offered now if the score says so; the caller commits.

    Called at the end of every transaction that recorded a touchpoint of the account: see
    `portal.handover.watch`.
    """
    now, kept = clock.now(), open_handover(account.id)
    if kept is not None:
        return _keep(kept, now)
    found = assessed(account, now, None)
    if found.findings or found.score is None or found.case is None:
        return Considered(None, found.findings)
    owner = next(iter(_takers(account.pack, set())), None)
    if owner is None:
        structlog.get_logger().error("nobody_takes_hand_overs", pack=account.pack)
        return Considered(None, (Finding("handover_without_rep", (account.name,)),))
    return Considered(_offer_once(found, owner, now), ())


def _keep(handover: Handover, now: datetime) -> Considered:
    """The open hand-over; closed when its contact no longer wants to hear from us."""
    if may_be_contacted(handover.contact):
        return Considered(handover, ())
    close(handover, "recycled", actor=None, reason="consent_withdrawn")
    return Considered(None, (Finding("handover_without_contact", (handover.account.name,)),))


def _offer_once(found: Assessment, owner: Person, now: datetime) -> Handover | None:
    """The hand-over; where another act offered the account at the same moment, that one's."""
    assert found.score and found.case
    try:
        with session.begin_nested():
            handover = _offer(found.case, found.score, owner, now, _trigger(found.case))
    except IntegrityError:
        return open_handover(found.account.id)
    messages.announce(handover, found.case)
    return handover


def _offer(case: Case, score: Score, owner: Person, now: datetime, reason: str) -> Handover:
    account, contact = case.account, case.contact
    assert contact is not None
    segment = current_pack().segments[account.segment]
    minutes = segment.service_promise.respond_working_minutes
    handover = Handover(
        id=new_id(),
        pack=account.pack,
        number=next_number("HO"),
        account=account,
        contact=contact,
        owner=owner,
        open_key=str(account.id),
        state="offered",
        segment=segment.id,
        reason=reason,
        score=frozen(score, segment.threshold),
        rfp_id=case.rfp.rfp_id if case.rfp else None,
        offered_at=now,
        due_at=timekeeper().after(now, minutes),
    )
    session.add(handover)
    session.flush()
    _log(handover, "offered", None, reason)
    record("handover_offered", subject=_subject(handover), account=account, data={"reason": reason})
    return handover


def frozen(score: Score, threshold: object) -> dict[str, Any]:
    """The score as the hand-over keeps it."""
    return {
        "fit": str(score.fit),
        "engagement": str(score.engagement),
        "threshold": str(threshold),
        "fit_lines": [_frozen_line(line) for line in score.fit_lines],
        "engagement_lines": [_frozen_line(line) for line in score.engagement_lines],
    }


def _frozen_line(line: Line) -> dict[str, Any]:
    name: Mapping[str, str] | None = {"vi": line.name.vi, "en": line.name.en} if line.name else None
    return {"id": line.id, "name": name, "points": str(line.points)}


def _trigger(case: Case) -> str:
    """The type of the newest touch of a person: what tipped the scale."""
    return next((touch.type for touch in case.history if touch.human), "")


def _takers(pack: str, without: set[UUID]) -> list[Person]:
    """Who may be offered a prospect, in turn: the reps, then the heads."""
    return staff(pack, "rep", without) or staff(pack, "head", without)


# --- the clock -----------------------------------------------------------------------------------


def expire_overdue(now: datetime | None = None) -> int:
    """How many broken promises were passed on, each in a transaction of its own.

    An offer that nobody accepted and nobody called about in time expires, and is offered to the
    next rep, in the end to the head, where it stays and shows as overdue.
    """
    now = now or clock.now()
    overdue = session.execute(
        select(Handover.id, Handover.pack)
        .where(Handover.state == "offered", Handover.due_at <= now)
        .order_by(Handover.due_at)
    ).all()
    session.rollback()
    passed_on = 0
    for id, pack in overdue:
        with serving(pack):
            passed_on += _pass_on(id, now)
    return passed_on


def _pass_on(id: UUID, now: datetime) -> bool:
    handover = session.get_one(Handover, id)
    late, account = handover.owner, handover.account
    owner = next(iter(_takers(handover.pack, _let_it_slip(account.id))), None)
    if owner is None or was_called(handover):
        session.rollback()
        return False
    if not _moved(handover, "expired", ("offered",), now):
        session.rollback()
        return False
    _log(handover, "expired", None, "")
    record("handover_expired", subject=_subject(handover), account=account)
    found, case = assess(account, now), case_of(account)
    if found.score is not None and case.contact is not None and not found.score.stops:
        again = _offer(case, found.score, owner, now, ESCALATED)
        messages.announce(again, case)
        messages.escalate(again, case, staff(handover.pack, "head"), late)
    session.commit()
    return True


def _let_it_slip(account_id: UUID) -> set[UUID]:
    """Who had this account last, back to the last one who did not let the offer expire."""
    rows = session.execute(
        select(Handover.owner_id, Handover.state)
        .where(Handover.account_id == account_id)
        .order_by(Handover.offered_at.desc())
    )
    owners: set[UUID] = set()
    for owner_id, state in rows:
        if state not in ("offered", "expired"):
            break
        owners.add(owner_id)
    return owners


# --- what the rep answers ------------------------------------------------------------------------


def accept(handover: Handover, actor: Person, reason: str, note: str = "") -> None:
    """Nothing: the prospect is the owner's; committed.

    Raises:
        StaleDataError: it is no longer offered.
    """
    state = "working" if was_called(handover) else "accepted"
    _move(handover, state, ("offered",))
    _log(handover, state, actor, reason, note)
    record(
        "handover_accepted",
        subject=_subject(handover),
        account=handover.account,
        data={"reason": reason},
    )
    session.commit()


def give_back(handover: Handover, actor: Person, reason: str, note: str) -> None:
    """Nothing: the prospect is marketing's again, with the reason why; committed.

    Raises:
        StaleDataError: it is no longer open.
    """
    close(handover, "returned", actor=actor, reason=reason, note=note)
    session.commit()


def conclude(handover: Handover, outcome: str, actor: Person, reason: str, note: str) -> None:
    """Nothing: won, lost or recycled; committed.

    Raises:
        StaleDataError: it is no longer open.
    """
    if outcome not in ("won", "lost", "recycled"):
        raise ValueError(outcome)
    close(handover, outcome, actor=actor, reason=reason, note=note)
    session.commit()


def close(
    handover: Handover, state: str, *, actor: Person | None, reason: str, note: str = ""
) -> None:
    """Nothing: the hand-over is closed in the caller's transaction.

    Raises:
        StaleDataError: it is closed already.
    """
    _move(handover, state, OPEN_STATES)
    _log(handover, state, actor, reason, note)
    record(
        f"handover_{state}",
        subject=_subject(handover),
        account=handover.account,
        data={"reason": reason, "note": note},
    )


def note_contact(
    account: Account, staff_id: UUID, channel: str, outcome: str, *, at: datetime, in_person: bool
) -> None:
    """Nothing: going to the buyer keeps the promise of the open hand-over; the caller commits.

    A call that nobody answered keeps it too: the rep rang in time. So does a letter where the
    segment is approached by post.
    """
    handover = open_handover(account.id)
    if handover is None or at < handover.offered_at:
        return
    segment = current_pack().segments[handover.segment]
    by_post = channel == "post" and segment.first_channel == "post"
    if not (channel == "phone" or in_person or by_post):
        return
    actor = session.get(Person, staff_id)
    _log(handover, CALLED, actor, outcome or channel)
    if handover.state == "accepted" and (in_person or by_post):
        _move(handover, "working", ("accepted",))
        _log(handover, "working", actor, outcome or channel)


def _move(handover: Handover, state: str, allowed: tuple[str, ...]) -> None:
    if not _moved(handover, state, allowed, clock.now()):
        raise StaleDataError(f"{handover.number} is no longer {' or '.join(allowed)}")


def _moved(handover: Handover, state: str, allowed: tuple[str, ...], now: datetime) -> bool:
    """Whether the hand-over was still in one of the allowed states, and is in `state` now."""
    values: dict[str, Any] = {"state": state}
    if state not in OPEN_STATES:
        values |= {"open_key": None, "closed_at": now}
    moved = session.execute(
        update(Handover)
        .where(Handover.id == handover.id, Handover.state.in_(allowed))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(handover)
    return True


def _log(handover: Handover, state: str, actor: Person | None, reason: str, note: str = "") -> None:
    handover.events.append(
        HandoverEvent(
            id=new_id(), state=state, actor=actor, reason=reason, note=note, at=clock.now()
        )
    )


def _subject(handover: Handover) -> str:
    return f"handover/{handover.number}"
