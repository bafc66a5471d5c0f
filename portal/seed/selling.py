"""What reps of the demo make of a hand-over."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.handover import operations as handovers
from portal.handover.queries import open_handover
from portal.models import Handover
from portal.seed.acting import acting
from portal.seed.words import SENTENCES
from portal.touchpoints.logging import log_touch


def finish(handover: Handover, end: str, random: Random, start: datetime) -> None:
    rep, soon = handover.owner, start + timedelta(minutes=40)
    if end == "expired":
        with clock.at(handover.due_at + timedelta(hours=3)):
            handovers.expire_overdue()
        passed_on = open_handover(handover.account_id)
        if passed_on is not None:
            accept(passed_on, random, handover.due_at + timedelta(hours=4))
        return
    with acting(rep, soon):
        if end != "accepted":
            log_touch(
                handover.account, rep.id, "call", outcome="reached", person_id=handover.contact_id
            )
        if end == "returned":
            reason = random.choice(handovers.RETURN_REASONS)
            handovers.give_back(handover, rep, reason, random.choice(SENTENCES))
            return
        session.refresh(handover)
        handovers.accept(handover, rep, random.choice(handovers.ACCEPT_REASONS))
    if end in ("won", "lost", "recycled"):
        reasons = {
            "won": handovers.WIN_REASONS,
            "lost": handovers.LOSS_REASONS,
            "recycled": handovers.RECYCLE_REASONS,
        }[end]
        with acting(rep, start + timedelta(days=random.uniform(5, 14))):
            session.refresh(handover)
            handovers.conclude(handover, end, rep, random.choice(reasons), random.choice(SENTENCES))
    elif end == "working":
        with acting(rep, start + timedelta(days=2)):
            log_touch(handover.account, rep.id, "visit", person_id=handover.contact_id)


def accept(handover: Handover, random: Random, moment: datetime) -> None:
    rep = handover.owner
    with acting(rep, moment):
        log_touch(
            handover.account, rep.id, "call", outcome="reached", person_id=handover.contact_id
        )
        session.refresh(handover)
        handovers.accept(handover, rep, random.choice(handovers.ACCEPT_REASONS))


def catch_up(random: Random, today: datetime) -> None:
    """Nothing: whoever was offered along the way was called in time."""
    late = select(Handover).where(Handover.state == "offered", Handover.due_at < today)
    for handover in session.scalars(late).all():
        accept(handover, random, handover.offered_at + timedelta(minutes=35))
