"""Live work: drafts, saved cases, submissions and hand-overs in every state.

Nothing here writes rows of its own: each act is the portal's own operation, carried out as the
person, at the moment it happened, so that touchpoints, scores and hand-overs follow by themselves.
"""

from datetime import datetime, timedelta
from random import Random

from portal.db import session
from portal.handover.queries import open_handover
from portal.models import Account
from portal.seed.acting import acting
from portal.seed.buying import (
    calculate,
    compare,
    configure_offer,
    draft,
    submit,
)
from portal.seed.cast import MINH_PHAT
from portal.seed.firms import accounts_of, buyer_of
from portal.seed.meters import seed_meters
from portal.seed.mornings import binh_an, laundry, minh_phat
from portal.seed.selling import catch_up, finish
from portal.touchpoints.operations import record

# What becomes of a hand-over, in turn; None leaves it waiting in the queue.
ENDS = (
    "accepted",
    "recycled",
    "returned",
    "won",
    None,
    "lost",
    "working",
    "recycled",
    "expired",
    None,
)

METERED = 8
"""Firms with emission targets whose meters are known: enough for peers."""

# Between how many days and how many days ago it was offered.
AGO = {None: (0.005, 0.03), "accepted": (2, 4), "working": (5, 15), "expired": (6, 9)}


def seed_work(random: Random, today: datetime) -> None:
    """Nothing: the desks of both suppliers are as on any morning."""
    minh_phat(today)
    laundry(today)
    for account in accounts_of("shop"):
        compare(account, random, today)
    for account, end, start in _serious_accounts(random, today):
        _serious(account, end, random, start)
    for segment in ("enterprise", "industrial", "workshop"):
        for account in accounts_of(segment)[6:8]:
            draft(buyer_of(account), random, today - timedelta(days=random.uniform(2, 20)))
    binh_an(today)
    for place, account in enumerate(accounts_of("emissions")[:METERED]):
        seed_meters(buyer_of(account), place, today)
    catch_up(random, today)


def _serious_accounts(
    random: Random, today: datetime
) -> list[tuple[Account, str | None, datetime]]:
    """Who goes all the way, what becomes of it, and when it is offered: oldest first."""
    accounts = [
        account
        for segment in ("enterprise", "workshop", "public", "industrial", "emissions")
        for account in accounts_of(segment)[:3]
        if account.name != MINH_PHAT
    ]
    plan = []
    for number, account in enumerate(accounts):
        end = ENDS[number % len(ENDS)]
        days = random.uniform(*AGO.get(end, (20, 70)))
        plan.append((account, end, today - timedelta(days=days)))
    return sorted(plan, key=lambda row: row[2])


def _serious(account: Account, end: str | None, random: Random, start: datetime) -> None:
    """A prospect who goes all the way to a hand-over, and what became of it."""
    buyer = buyer_of(account)
    configure_offer(buyer, random, start - timedelta(days=9))
    calculate(buyer, random, start - timedelta(days=6))
    for days in (4, 3):
        with acting(buyer, start - timedelta(days=days)):
            record("reviewer_invited", subject=f"account/{account.id}")
            session.commit()
    submit(buyer, random, start)
    handover = open_handover(account.id)
    if handover is not None and end is not None:
        finish(handover, end, random, start)
