"""Working minutes: promises run while people work, in the site's zone, and rest on holidays."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from portal.packs.formats import Profile

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_SEARCH = timedelta(days=366)


class NoWorkingTime(ValueError):
    """Nobody works within a year: the working hours of the pack are empty."""


@dataclass(frozen=True)
class WorkingTime:
    """When people work: spans per weekday, in a zone, except on days off."""

    spans: tuple[tuple[tuple[time, time], ...], ...]
    """Seven entries, Monday first: (from, to) in order."""
    zone: ZoneInfo
    days_off: Container[date] = field(default=frozenset())

    def periods(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work that end after `start`, in order and in UTC; the first is cut."""
        day = start.astimezone(self.zone).date()
        last = day + LONGEST_SEARCH
        while day <= last:
            for begins, ends in self._on(day):
                opens = datetime.combine(day, begins, self.zone).astimezone(UTC)
                closes = datetime.combine(day, ends, self.zone).astimezone(UTC)
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)

    def _on(self, day: date) -> tuple[tuple[time, time], ...]:
        return () if day in self.days_off else self.spans[day.weekday()]

    def after(self, start: datetime, minutes: int) -> datetime:
        """The moment, in UTC, when `minutes` of work have passed since `start`.

        Raises:
            NoWorkingTime: there is not so much work within a year.
        """
        left = timedelta(minutes=minutes)
        for opens, closes in self.periods(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NoWorkingTime(f"no {minutes} working minutes within a year")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The work between two moments; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        done = timedelta()
        for opens, closes in self.periods(start):
            if opens >= end:
                break
            done += min(closes, end) - opens
        return done

    def is_open(self, moment: datetime) -> bool:
        """Whether people work at this moment."""
        return next((opens <= moment for opens, _closes in self.periods(moment)), False)


def working_time(profile: Profile) -> WorkingTime:
    """The working time of a supplier; the public holidays of its country are off."""
    spans = tuple(
        tuple(sorted((h.start, h.end) for h in profile.working_hours if day in h.days))
        for day in WEEKDAYS
    )
    return WorkingTime(spans, ZoneInfo(profile.zone), public_holidays(profile.country))


@lru_cache(maxsize=16)
def public_holidays(country: str) -> Container[date]:
    """The days on which nobody works in `country`; none for a country that is not known."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset()
