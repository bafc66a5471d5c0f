"""The pictures of a comparison."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from portal import charts
from portal.compare.compared_plans import ComparedPlans
from portal.compare.plan_words import cycle_name, name
from portal.i18n import _, language, money, number, percent
from pricing import Money

STEPS = 6
CURRENT_LOOK = 5  # grey: the plan of today is the background
TOP_SHARE = Decimal("0.60")


def short(amount: float | Decimal) -> str:
    """An amount of dong in millions, as an axis reads it."""
    million = number(Decimal(str(amount)) / 1_000_000, 1)
    return _("%(n)s million", n=million)


def ruler(found: ComparedPlans) -> charts.Chart | None:
    """Who is cheapest at which share of peak hours; None when nothing depends on it."""
    if found.plans.peak_share is None:
        return None
    edges = [Decimal(0), *(f.at for f in found.first_flips if f.at < TOP_SHARE), TOP_SHARE]
    names = {row.tariff.id: name(row) for row in found.plans.rows}
    zones = []
    for low, high in pairwise(edges):
        costs = found.at_peak((low + high) / 2)
        winner = min(costs, key=lambda plan: costs[plan].amount)
        zones.append(charts.Zone(names[winner], float(low * 100), float(high * 100)))
    return charts.ruler(
        _("Which plan is cheapest, by share of peak hours"),
        zones,
        lambda x: percent(Decimal(str(x)) / 100, 2),
        at=float(found.plans.peak_share * 100),
        columns=(_("Cheapest plan"), _("Share of peak hours")),
        tick_fmt=lambda x: percent(Decimal(str(x)) / 100, 0),
    )


def costs_by_share(found: ComparedPlans) -> charts.Chart | None:
    """What each plan costs a year, by share of peak hours."""
    if found.plans.peak_share is None:
        return None
    shares = [TOP_SHARE * n / STEPS for n in range(STEPS + 1)]
    at = [found.at_peak(share) for share in shares]
    series = [
        charts.Series(
            name(row),
            [costs[row.tariff.id].amount for costs in at],
            look=CURRENT_LOOK if row.is_current else None,
        )
        for row in found.plans.rows
    ]
    marks = [
        charts.Mark(
            float(flip.at * 100),
            float(found.at_peak(flip.at)[flip.cheaper_below].amount),
            _("changes at %(share)s", share=percent(flip.at, 2)),
        )
        for flip in found.first_flips
    ]
    return charts.line(
        _("Cost of a year by share of peak hours"),
        [float(share * 100) for share in shares],
        [percent(share, 0) for share in shares],
        series,
        short,
        corner=_("Share of peak hours"),
        marks=marks,
        at=(float(found.plans.peak_share * 100),
            _("you: %(share)s", share=percent(found.plans.peak_share, 0))),
    )  # fmt: skip


def calendar(found: ComparedPlans) -> charts.Chart:
    """When the money goes out, plan by plan."""
    months = _months(found)
    rows = []
    for row in found.plans.rows:
        due = {payment.month: payment.amount.amount for payment in found.payments(row)}
        note = f"{money(found.cash_due(row))} {cycle_name(row.cycle)}"
        rows.append(charts.CashRow(name(row), [due.get(m, Decimal(0)) for m in months], note=note))
    labels = [month_name(month) for month in months]
    currency = found.best.yearly.currency
    return charts.cash_calendar(
        _("When the money goes out"),
        labels,
        rows,
        lambda x: money(Money(Decimal(str(x)), currency)),
        corner=_("Month"),
    )


def month_by_month(found: ComparedPlans) -> charts.Chart:
    """What each plan costs in each month of the load, without tax."""
    months = _months(found)
    series = []
    for row in found.plans.rows:
        costs = row.bill.by_month()
        values = [costs[month].amount if month in costs else None for month in months]
        look = CURRENT_LOOK if row.is_current else None
        series.append(charts.Series(name(row), values, look=look))
    return charts.line(
        _("Cost month by month"),
        list(range(len(months))),
        [month_name(month) for month in months],
        series,
        lambda x: money(Money(Decimal(str(x)), found.best.yearly.currency)),
        corner=_("Month"),
        axis=short,
    )


def month_name(month: date) -> str:
    """The month as short as it is read."""
    return f"T{month.month}" if language() == "vi" else month.strftime("%b")


def _months(found: ComparedPlans) -> list[date]:
    return sorted({month for row in found.plans.rows for month in row.bill.by_month()})
