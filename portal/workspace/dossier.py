"""One prospect: everything a rep needs on one page, and nothing the buyer did not share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import charts, clock
from portal.handover.case import Case, case_of
from portal.handover.queries import was_called
from portal.i18n import _
from portal.models import Handover
from portal.models.handover import OPEN_STATES
from portal.packs import current_pack
from portal.packs.formats import SegmentProfile
from portal.phones import shown_phone
from portal.scoring.queries import score_of
from portal.scoring.score import Score
from portal.scoring.wording import fit_rows, score_chart
from portal.touchpoints.queries import timeline
from portal.touchpoints.wording import timeline_items
from portal.workspace import advice
from portal.workspace.advice import Advice
from portal.workspace.desk import SOON_MINUTES, Card, card_of, timekeeper
from portal.workspace.forms import reason_words
from portal.workspace.shared import Answer, Lines, answers, configured

MOMENTS = 12


@dataclass(frozen=True)
class Dossier:
    """What the page shows."""

    handover: Handover
    card: Card
    case: Case
    segment: SegmentProfile
    advice: Advice
    next_step: Advice
    email_waits: bool
    answers: list[Answer]
    chosen: Lines
    score: Score
    chart: charts.Chart
    fit: list[tuple[str, str]]
    moments: list[dict[str, Any]]
    touches: int
    questions: list[str]
    events: list[tuple[datetime, str, str, str]]
    """When, what, who and why."""
    is_open: bool
    called: bool
    phone: str


def dossier_of(handover: Handover) -> Dossier:
    """The dossier of a hand-over at this moment."""
    now, pack, account = clock.now(), current_pack(), handover.account
    segment = pack.segments[handover.segment]
    case, score = case_of(account), score_of(account, now)
    assert score is not None
    soon = timekeeper().after(now, SOON_MINUTES)
    given = answers(case.rfp) if case.rfp else []
    page = timeline(account.id)
    return Dossier(
        handover=handover,
        card=card_of(handover, now, soon),
        case=case,
        segment=segment,
        advice=advice.recommendation(case, pack),
        next_step=advice.next_step(handover, segment, now),
        email_waits=advice.email_waits(handover, segment),
        answers=given,
        chosen=configured(given, case.configuration),
        score=score,
        chart=score_chart(score, segment),
        fit=fit_rows(score),
        moments=timeline_items(page.moments)[:MOMENTS],
        touches=page.total,
        questions=advice.questions(case, pack),
        events=[_event(event) for event in reversed(handover.events)],
        is_open=handover.state in OPEN_STATES,
        called=was_called(handover),
        phone=shown_phone(handover.contact.phone) if handover.contact.phone else "",
    )


def state_names() -> dict[str, str]:
    """Every state and event of a hand-over in words."""
    return {
        "offered": _("Offered"),
        "called": _("Contacted"),
        "accepted": _("Accepted"),
        "working": _("In progress"),
        "returned": _("Returned"),
        "expired": _("Expired"),
        "won": _("Won"),
        "lost": _("Lost"),
        "recycled": _("Back to nurture"),
    }


def _event(event: Any) -> tuple[datetime, str, str, str]:
    said = [reason_words(event.state, event.reason), event.note]
    who = event.actor.name if event.actor else ""
    return event.at, state_names()[event.state], who, " · ".join(word for word in said if word)
