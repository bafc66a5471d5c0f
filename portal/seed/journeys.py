"""Believable journeys: which touches follow each other, on which channel, at what pace.

Most buyers look and leave; a few come back, compare, ask colleagues, and fewer send an RFP.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

DAYS = 120
FIRST_HOUR, LAST_HOUR = 7, 21


@dataclass(frozen=True)
class Step:
    """One touch of a journey."""

    type: str
    channel: str = "web"
    direction: str = "in"
    staff: bool = False


LOOK = (Step("home_viewed"), Step("segment_viewed"))
SHOP = (Step("segment_chosen"), Step("comparison_viewed"), Step("comparison_made"))
BUILD = (
    Step("segment_chosen"),
    Step("offers_viewed"),
    Step("configuration_started"),
    Step("option_chosen"),
    Step("option_chosen"),
    Step("configuration_viewed"),
)
CASE = (
    Step("calculation_started"),
    Step("assumption_changed"),
    Step("assumption_changed"),
    Step("calculation_saved"),
    Step("calculation_viewed"),
)
ASK = (Step("rfp_started"), Step("rfp_edited"), Step("rfp_edited"), Step("rfp_viewed"))
DECIDE = (
    Step("reviewer_invited"),
    Step("document_requested"),
    Step("document_downloaded"),
    Step("calculation_saved"),
    Step("rfp_submitted"),
)
HOLD = (Step("price_held"), Step("price_hold_viewed"))
CALL = (Step("call_logged", "phone", "out", staff=True),)
LETTER = (Step("letter_logged", "post", "out", staff=True),)
VISIT = (Step("visit_logged", "event", "in", staff=True),)
DEALER = (Step("distributor_logged", "distributor", "in", staff=True),)
MAIL = (Step("email_sent", "email", "out"), Step("email_clicked", "email"))
USE = (
    Step("service_used"),
    Step("call_logged", "phone", "in", staff=True),
    Step("review_meeting", "event", "in", staff=True),
)

# How far a company comes, how often that happens (weights), and the way it goes.
ARCHETYPES: dict[str, tuple[tuple[str, int], ...]] = {
    "shop": (("looker", 5), ("comparer", 5), ("holder", 3), ("customer", 1)),
    "industrial": (("looker", 4), ("configurer", 4), ("analyst", 3), ("asker", 2), ("customer", 1)),
    "emissions": (("looker", 4), ("comparer", 3), ("configurer", 3), ("asker", 2), ("customer", 1)),
    "enterprise": (("looker", 3), ("configurer", 3), ("analyst", 4), ("asker", 3), ("customer", 1)),
    "workshop": (("looker", 5), ("configurer", 5), ("asker", 2), ("customer", 1)),
    "public": (("looker", 4), ("dealer", 4), ("asker", 2)),
}
WAYS: dict[str, tuple[tuple[Step, ...], ...]] = {
    "looker": (LOOK, LOOK, MAIL, LOOK),
    "comparer": (LOOK, SHOP, LOOK, SHOP, MAIL, SHOP),
    "holder": (LOOK, SHOP, HOLD, SHOP, HOLD),
    "configurer": (LOOK, BUILD, MAIL, BUILD, VISIT, BUILD, LOOK),
    "analyst": (LOOK, BUILD, CASE, LETTER, CASE, BUILD, CASE, CALL),
    "asker": (LOOK, BUILD, CASE, VISIT, ASK, MAIL, CASE, DECIDE, CALL, LOOK),
    "dealer": (DEALER, LOOK, BUILD, DEALER, LOOK, LETTER, DEALER),
    "customer": (LOOK, BUILD, CASE, DECIDE, CALL, USE, LOOK, USE, CASE),
}
# Segments without a calculator or a configurator of their own skip those touches.
ABSENT = {
    "shop": ("configuration", "option", "offers", "calculation", "assumption", "reviewer"),
    "emissions": ("calculation", "assumption"),
}


def archetype(segment: str, random: Random) -> str:
    """How far a company of this segment comes."""
    names, weights = zip(*ARCHETYPES[segment], strict=True)
    return str(random.choices(names, weights)[0])


def journey(
    segment: str, way: str, today: datetime, random: Random
) -> Iterator[tuple[datetime, Step]]:
    """The touches of one company, in order of time, all before `today`."""
    rounds = WAYS[way]
    start = random.uniform(8, DAYS)
    gap = start / (len(rounds) + random.uniform(0.3, 2.5))
    for number, steps in enumerate(rounds):
        day = today - timedelta(days=start - number * gap * random.uniform(0.7, 1.05))
        moment = _office_hour(day, random)
        for step in steps:
            if step.type.split("_")[0] in ABSENT.get(segment, ()):
                continue
            for _again in range(random.choice((1, 1, 1, 2, 3)) if not step.staff else 1):
                moment += timedelta(minutes=random.uniform(0.5, 14))
                if moment < today:
                    yield moment, step


def _office_hour(day: datetime, random: Random) -> datetime:
    """Some minute of that day at which people work; Sundays move to Monday."""
    if day.weekday() == 6:
        day += timedelta(days=1)
    hour = min(LAST_HOUR, max(FIRST_HOUR, round(random.gauss(13, 3.4))))
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        hours=hour - 7, minutes=random.uniform(0, 59)
    )
