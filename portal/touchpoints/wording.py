"""One touchpoint in words: what staff may read of it, and no more."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from portal import clock
from portal.i18n import _, day, number, site_zone
from portal.i18n import clock as time_of
from portal.touchpoints.forms import OUTCOMES
from portal.touchpoints.queries import Moment
from portal.touchpoints.registry import TYPES


def channel_names() -> dict[str, str]:
    """The six channels in the reader's language."""
    return {
        "web": _("Web"),
        "phone": _("Phone"),
        "post": _("Post"),
        "email": _("E-mail"),
        "event": _("Event or visit"),
        "distributor": _("Distributor"),
    }


def timeline_items(moments: list[Moment]) -> list[dict[str, Any]]:
    """What the timeline component shows, newest first; the same again and again is one line."""
    channels, today = channel_names(), clock.today(site_zone())
    return [
        {
            "when": when(moment.touch.occurred_at, today),
            "datetime": moment.touch.occurred_at.isoformat(timespec="minutes"),
            "text": str(TYPES[moment.touch.type].label) + (f" ×{number(times)}" * (times > 1)),
            "more": more(moment),
            "channel": moment.touch.channel,
            "channel_text": channels[moment.touch.channel],
            "human": moment.touch.human,
        }
        for moment, times in folded(moments)
    ]


def folded(moments: list[Moment]) -> list[tuple[Moment, int]]:
    """Runs of one act of one buyer on one day, each as its newest moment and how often."""

    def act(moment: Moment) -> tuple[object, ...]:
        touch = moment.touch
        day_there = clock.in_zone(touch.occurred_at, site_zone()).date()
        alone = touch.id if touch.staff_id else None
        return touch.type, touch.channel, moment.person, day_there, alone

    runs = (list(run) for _act, run in groupby(moments, act))
    return [(run[0], len(run)) for run in runs]


def when(at: datetime, today: date) -> str:
    """08:12 today, else yesterday, else the day."""
    there = clock.in_zone(at, site_zone()).date()
    if there == today:
        return time_of(at)
    if (today - there).days == 1:
        return _("Yesterday")
    return (
        day(at)
        if there.year != today.year
        else day(at).replace(f"/{there.year}", "").replace(f" {there.year}", "")
    )


def more(moment: Moment) -> str:
    """Who, and what staff themselves wrote down.

    What buyers typed stays out: a ledger row may hold a figure they did not share.
    """
    said = [moment.staff or moment.person]
    if moment.touch.staff_id is not None:
        data = moment.touch.data
        said += [str(OUTCOMES.get(data.get("outcome", ""), "")), str(data.get("note", ""))]
    return " · ".join(word for word in said if word)
