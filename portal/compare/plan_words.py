"""A plan in words: its name, its prices, how it is paid, what leaving costs."""

from datetime import date
from decimal import Decimal

from portal import clock
from portal.compare.market import MarketRow
from portal.i18n import _, money, number, percent, site_zone, words
from pricing import ComparedTariff, Money, Tariff


def name(row: ComparedTariff | MarketRow | Tariff) -> str:
    """A plan's name in the reader's language."""
    return words((row if isinstance(row, Tariff) else row.tariff).text)


def price_text(tariff: Tariff, on: date | None = None) -> str:
    """The plan's prices in one line, as they stand today or stood `on` a day."""
    today = on or clock.today(site_zone())
    unit = current_symbol(tariff)
    parts = []
    for price in tariff.energy:
        if not price.applies(today, today.month):
            continue
        label = words(price.text) if price.text else period_name(price.period)
        amount = f"{number(price.price)} {unit}/kWh"
        parts.append(f"{amount} {label}".strip())
    parts += [words(each.text) + " " + percent(each.rate) for each in tariff.adjustments]
    for fixed in tariff.fixed:
        if fixed.holds(today):
            parts.append(_("%(amount)s a month fixed", amount=f"{number(fixed.price)} {unit}"))
    return ", ".join(parts)


def current_symbol(tariff: Tariff) -> str:
    """The sign of the plan's currency."""
    return money(Money(Decimal(0), tariff.currency)).split("\u00a0")[-1]


def period_name(period: str) -> str:
    """The period in words; nothing for all hours."""
    return {
        "all": "",
        "rest": _("other hours"),
        "peak": _("peak hours"),
        "normal": _("normal hours"),
        "off_peak": _("off-peak hours"),
    }.get(period, period)


def cycle_name(cycle: str) -> str:
    """How often a plan is paid."""
    return {"month": _("a month"), "quarter": _("a quarter"), "year": _("a year")}[cycle]


def exit_fee(tariff: Tariff) -> Money | None:
    """What leaving early costs; None when it costs nothing."""
    fee = tariff.exit_fee
    return Money(fee.amount, tariff.currency) if fee else None
