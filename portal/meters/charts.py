"""The pictures of a load: emissions by month, and hours of the week."""

from decimal import Decimal

from portal import charts
from portal.i18n import _, number
from portal.meters.consumption import MONTHS, Consumption, month_name


def by_month(found: Consumption) -> charts.Chart | None:
    """Tonnes by month on both bases, and the milestone; None without factors or one month."""
    if len(found.months) < 2:
        return None
    location, market = ([getattr(m, way) for m in found.months] for way in ("location", "market"))
    if location == market:
        series = [charts.Series(_("on both bases"), market)]
    else:
        names = (_("location-based"), _("market-based"))
        series = [charts.Series(*each) for each in zip(names, (location, market), strict=True)]
    if found.path is not None:
        due = [found.path.milestone(m.month.year) / MONTHS for m in found.months]
        series.append(charts.Series(_("milestone"), due, look=5))
    return charts.line(
        _("Tonnes of CO₂e by month"),
        [float(place) for place in range(len(found.months))],
        [month_name(month.month) for month in found.months],
        series,
        lambda value: number(Decimal(str(value)), 1),
        corner=_("Month"),
    )


def hours_of_the_week(found: Consumption) -> charts.Chart:
    """Mean power by weekday and hour."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return charts.heat_map(
        _("Mean power by weekday and hour, kW"),
        [f"{hour:02d}" for hour in range(24)],
        days,
        found.shape.week.tolist(),
        lambda value: number(Decimal(str(value)), 1),
        corner=_("Hour"),
    )
