"""A year of readings for firms with emission targets, so that each has peers to stand among."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random

from portal.meters import operations
from portal.models import Person
from portal.seed.acting import acting
from pricing.emissions import Path

SUNDAY = 6
HEAD = "Thời gian;Sản lượng (kWh)"


def seed_meters(person: Person, place: int, today: datetime) -> None:
    """Nothing: the last twelve whole months of a meter are sent, read and confirmed."""
    moment = today - timedelta(days=12 + 3 * place)
    last = date(moment.year, moment.month, 1)
    with acting(person, moment):
        content = _year(place, date(last.year - 1, last.month, 1), last)
        file = operations.send(content, f"dien-nang-{last.year}.csv", "emissions")
        operations.read(file.id)
        operations.confirm(file, [0], mended=True)
        base = round(sum(map(sum, file.usage["cells"]["kwh"])) * 0.6766 / 1000 * 1.1)
        path = Path(last.year - 2, Decimal(base), 2030, Decimal("0.42"))
        operations.set_goal(file, path)


def _year(place: int, first: date, end: date) -> bytes:
    """A plant with a shift by day, a night load of its own and quiet Sundays."""
    random, rows = Random(20261122 + place), [HEAD]
    night, day = 60 + 25 * place, 260 + 70 * (place % 4)
    middle, width = random.uniform(11, 16), random.uniform(3, 6)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    for hour in range((end - first).days * 24):
        at = start + timedelta(hours=hour)
        busy = exp(-(((at.hour - middle) / width) ** 2))
        rest = 0.25 if at.weekday() == SUNDAY else 1.0
        kwh = night + day * busy * rest * random.uniform(0.9, 1.1)
        rows.append(f"{at:%d/%m/%Y %H:%M};{kwh:.2f}".replace(".", ","))
    return "\n".join(rows).encode()
