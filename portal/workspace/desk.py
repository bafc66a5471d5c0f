"""The queue: who is waiting, for how long, and what that says in one sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import session
from portal.handover.operations import ESCALATED
from portal.handover.queries import (
    CALLED,
    open_handovers,
    time_left,
    time_used,
    timekeeper,
    was_called,
)
from portal.i18n import _, day, ngettext, site_zone
from portal.i18n import clock as time_of
from portal.models import Handover, Person, RfpVersion
from portal.touchpoints.registry import TYPES
from portal.workspace.shared import answers, in_short

SOON_MINUTES = 90
FILTERS = ("all", "new", "due", "overdue", "working")


@dataclass(frozen=True)
class Card:
    """One prospect of the queue, as the page shows it."""

    number: str
    name: str
    left: str
    left_note: str
    because: str
    used: int
    kind: str
    """calm | due | stop | good"""
    badge: str
    badge_kind: str
    groups: frozenset[str]
    """The filters that show it."""


@dataclass(frozen=True)
class Desk:
    """What a rep sees first."""

    cards: list[Card]
    """Those of the chosen filter, the most urgent first."""
    chosen: str
    counts: dict[str, int]
    sentence: str
    now: datetime
    resting: datetime | None
    """When work begins again, if nobody works now."""


def desk_of(person: Person, chosen: str) -> Desk:
    """The queue of `person`, on one filter."""
    now, hours = clock.now(), timekeeper()
    soon = hours.after(now, SOON_MINUTES)
    handovers = open_handovers(person)
    ordered = sorted(handovers, key=lambda h: (was_called(h), h.due_at, h.number))
    wishes = wishes_of(ordered)
    cards = [card_of(h, now, soon, wishes.get(h.rfp_id, "")) for h in ordered]
    counts = {name: sum(name in card.groups for card in cards) for name in FILTERS}
    chosen = chosen if chosen in FILTERS else "all"
    return Desk(
        cards=[card for card in cards if chosen in card.groups],
        chosen=chosen,
        counts=counts,
        sentence=sentence(counts, soon, now),
        now=now,
        resting=None if hours.is_open(now) else hours.after(now, 0),
    )


def wishes_of(handovers: list[Handover]) -> dict[UUID | None, str]:
    """RFP → what was shared of its newest version, in short."""
    versions = session.scalars(
        select(RfpVersion)
        .where(RfpVersion.rfp_id.in_([h.rfp_id for h in handovers if h.rfp_id]))
        .options(joinedload(RfpVersion.rfp))
        .order_by(RfpVersion.number)
    )
    return {version.rfp_id: in_short(answers(version)) for version in versions}


def card_of(handover: Handover, now: datetime, soon: datetime, wish: str = "") -> Card:
    """One prospect's card; `wish` is what they shared, in short."""
    hours = timekeeper()
    called = was_called(handover)
    left = time_left(handover, now, hours)
    overdue = not called and handover.due_at <= now
    due = not called and not overdue and handover.due_at <= soon
    new = handover.state == "offered" and not called
    groups = {"all"}
    groups |= {"new"} if new else {"working"} if called or handover.state == "working" else set()
    groups |= {"overdue"} if overdue else {"due"} if due else set()
    badge, badge_kind = _badge(handover, overdue, due, new)
    return Card(
        number=handover.number,
        name=handover.account.name,
        left=_("done") if called else hours_minutes(left),
        left_note=_called_at(handover, now) if called else by(handover.due_at, now, overdue),
        because=" · ".join(word for word in (because(handover), wish) if word),
        used=100 if called else time_used(handover, now, hours),
        kind="good" if called else "stop" if overdue else "due" if due else "calm",
        badge=badge,
        badge_kind=badge_kind,
        groups=frozenset(groups),
    )


def _badge(handover: Handover, overdue: bool, due: bool, new: bool) -> tuple[str, str]:
    if handover.reason == ESCALATED:
        return _("Escalated"), "stop"
    if overdue:
        return _("Overdue"), "stop"
    if due:
        return _("Due %(time)s", time=time_of(handover.due_at)), "due"
    if new:
        return _("New"), "yours"
    return (_("Accepted"), "") if handover.state == "accepted" else (_("In progress"), "")


def because(handover: Handover) -> str:
    """What tipped the scale, in a few words."""
    if handover.reason == ESCALATED:
        return _("Nobody called in time; it is yours now")
    known = TYPES.get(handover.reason)
    return str(known.label) if known else ""


def by(due_at: datetime, now: datetime, overdue: bool) -> str:
    """The words under the clock."""
    if overdue:
        return _("overdue since %(time)s", time=near(due_at, now))
    return _("call by %(time)s", time=near(due_at, now))


def near(moment: datetime, now: datetime) -> str:
    """08:47 today, else the day as well."""
    zone = site_zone()
    if clock.in_zone(moment, zone).date() == clock.in_zone(now, zone).date():
        return time_of(moment)
    return f"{day(moment)}, {time_of(moment)}"


def hours_minutes(left: timedelta) -> str:
    """0:47, or −0:25 once it is too late."""
    minutes = round(abs(left.total_seconds()) / 60)
    sign = "\u2212" if left < timedelta() and minutes else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"


def _called_at(handover: Handover, now: datetime) -> str:
    at = max(event.at for event in handover.events if event.state == CALLED)
    return near(at, now)


def sentence(counts: dict[str, int], soon: datetime, now: datetime) -> str:
    """Seven new, two due before 09:30, one overdue."""
    parts = []
    if counts["new"]:
        parts.append(
            ngettext("%(many)s new", "%(many)s new", counts["new"], many=spelt(counts["new"]))
        )
    if counts["due"]:
        parts.append(
            _("%(many)s due before %(time)s", many=spelt(counts["due"]), time=near(soon, now))
        )
    if counts["overdue"]:
        parts.append(_("%(many)s overdue", many=spelt(counts["overdue"])))
    if not parts:
        return _("Nobody is waiting.")
    text = ", ".join(parts) + "."
    return text[0].upper() + text[1:]


def spelt(count: int) -> str:
    """Small numbers as words, as one says them."""
    words = (
        "", _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"),
        _("eight"), _("nine"), _("ten"),
    )  # fmt: skip
    return words[count] if 0 < count < len(words) else str(count)
