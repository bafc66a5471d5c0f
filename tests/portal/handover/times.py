"""Working hours and moments as clocks in Ho Chi Minh City show them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from portal.handover.working_time import WorkingTime, public_holidays

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = ((time(8), time(12)), (time(13), time(17, 30)))
HOURS = WorkingTime((DAY,) * 5 + ((),) * 2, ZONE, public_holidays("VN"))


def there(text: str) -> datetime:
    """A moment of the site, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
