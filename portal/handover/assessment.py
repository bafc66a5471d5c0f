"""Whether an account is ready for a sales rep, and if not, why: read from the ledger."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from configurator import Finding
from portal import clock
from portal.handover.case import Case, case_of, missing
from portal.handover.queries import last_closed, open_handover
from portal.models import Account, Handover
from portal.packs import current_pack
from portal.packs.formats import ScoringPolicy, SegmentProfile
from portal.scoring.queries import facts_of, touches_of
from portal.scoring.score import Score, fell_below, score


@dataclass(frozen=True)
class Assessment:
    """An account's score, its case, and what stands between it and a rep."""

    account: Account
    segment: SegmentProfile | None
    open: Handover | None
    """Its open hand-over: nothing more is offered meanwhile."""
    score: Score | None
    case: Case | None
    """Known once the threshold is crossed."""
    findings: tuple[Finding, ...]
    """Why it is not offered; empty when it should be."""


def assess(account: Account, now: datetime | None = None) -> Assessment:
    """The account as it stands at `now`; its supplier is the one served."""
    return assessed(account, now or clock.now(), open_handover(account.id))


def assessed(account: Account, now: datetime, found: Handover | None) -> Assessment:
    """The same, where its open hand-over is known already."""
    pack = current_pack()
    segment, policy = pack.segments.get(account.segment), pack.scoring.get(account.segment)
    if segment is None or policy is None:
        without = Finding("handover_without_context", (account.name,))
        return Assessment(account, None, found, None, None, (without,))
    touches = touches_of(account.id, policy, now)
    result = score(touches, policy, facts_of(account), now, pack.profile.zone)
    below = _below(result, segment)
    if below or found:
        return Assessment(account, segment, found, result, None, below)
    case = case_of(account)
    findings = (
        *(Finding("handover_stopped", (account.name, stop)) for stop in result.stops),
        *_too_soon(case, policy, segment, now, pack.profile.zone),
        *missing(case),
    )
    return Assessment(account, segment, None, result, case, findings)


def _below(result: Score, segment: SegmentProfile) -> tuple[Finding, ...]:
    if result.engagement >= segment.threshold:
        return ()
    params: dict[str, Decimal] = {"score": result.engagement, "threshold": segment.threshold}
    return (Finding("handover_below_threshold", (), params),)


def _too_soon(
    case: Case, policy: ScoringPolicy, segment: SegmentProfile, now: datetime, zone: str
) -> tuple[Finding, ...]:
    """After a hand-over was closed, the next one waits for a new rise or a new RFP.

    A new rise: engagement fell below threshold − hysteresis and crossed the threshold again.
    """
    last = last_closed(case.account.id)
    if last is None or last.closed_at is None:
        return ()
    if case.rfp and case.rfp.issued_at > last.closed_at:
        return ()
    level = segment.threshold - segment.hysteresis
    touches = touches_of(case.account.id, policy, now)
    if fell_below(level, touches, policy, last.closed_at, now, zone):
        return ()
    return (Finding("handover_too_soon", (last.number,), {"level": level}),)
