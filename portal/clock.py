"""The one clock: aware UTC inside, the site's zone on pages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day in `zone` at this moment."""
    return now().astimezone(ZoneInfo(zone)).date()


def in_zone(moment: datetime, zone: str) -> datetime:
    """`moment` as clocks in `zone` show it."""
    return moment.astimezone(ZoneInfo(zone))
