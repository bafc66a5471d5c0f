"""What a year costs on a tariff at today's prices, and on those published for everybody."""

from dataclasses import dataclass
from decimal import Decimal

from portal import clock
from portal.i18n import site_zone
from portal.packs import current_pack
from pricing import Money, Tariff, bill, quantise
from pricing.loads import LoadCells, MonthlyLoad

MONTHS = Decimal(12)


@dataclass(frozen=True)
class MarketRow:
    """A published tariff on the buyer's usage, without tax."""

    tariff: Tariff
    yearly: Money


def yearly(tariff: Tariff, load: MonthlyLoad | LoadCells) -> Money:
    """What a year of this load costs at today's prices, without tax."""
    found = bill(tariff, load, clock.today(site_zone()), current_pack().hours)
    months = found.load.months
    return found.net if months == MONTHS else quantise(found.net * MONTHS / months)


def market(segment: str, load: MonthlyLoad | LoadCells) -> tuple[MarketRow, ...]:
    """The published tariffs that customers of the segment may be on, cheapest first."""
    pack = current_pack()
    rows = [
        MarketRow(tariff, yearly(tariff, load))
        for tariff in (pack.tariffs[id] for id in pack.segments[segment].market)
    ]
    return tuple(sorted(rows, key=lambda row: row.yearly.amount))
