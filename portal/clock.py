"""The one clock: aware UTC inside, the site's zone on pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is `moment`: for seeding a past and for tests."""
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)


def today(zone: str) -> date:
    """The calendar day in `zone` at this moment."""
    return now().astimezone(ZoneInfo(zone)).date()


def in_zone(moment: datetime, zone: str) -> datetime:
    """`moment` as clocks in `zone` show it."""
    return moment.astimezone(ZoneInfo(zone))


def end_of_day(moment: datetime, zone: str) -> datetime:
    """The last second of the day in which `moment` falls there."""
    return datetime.combine(in_zone(moment, zone).date(), time(23, 59, 59), ZoneInfo(zone))
