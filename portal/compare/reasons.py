"""The bill behind a cost opened: every charge with price, quantity, source and date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal import clock
from portal.compare.compared_plans import ComparedPlans
from portal.compare.plan_words import name, period_name
from portal.i18n import _, money, number, percent, site_zone, words
from pricing import BillLine, ComparedTariff, Money, Tariff

PER = {"energy": "kWh", "demand": "kW", "fixed": ""}


@dataclass(frozen=True)
class Charge:
    """All lines of one charge at one price."""

    kind: str
    text: str
    quantity: str
    price: str
    since: date | None
    """The first day of the price; None where nothing says it."""
    amount: Money
    lines: tuple[BillLine, ...]

    def in_month(self, month: date) -> Money:
        """What it costs in one month."""
        amounts = (line.amount for line in self.lines if line.month == month)
        return Money.sum(amounts, self.amount.currency)


@dataclass(frozen=True)
class Reasons:
    """Why a plan costs what it costs, and how it differs from the one to compare it with."""

    charges: tuple[Charge, ...]
    source: str
    to_confirm: bool
    versus: str
    differences: tuple[tuple[str, Money], ...]
    """Kind of charge → what it costs more than in the other plan; they sum to the difference."""
    total: Money

    @property
    def difference(self) -> Money:
        """What the plan costs more than the other one; negative when it is cheaper."""
        return Money.sum((amount for _text, amount in self.differences), self.total.currency)


def reasons(found: ComparedPlans, row: ComparedTariff) -> Reasons:
    """The bill of a row, and its difference from the next one (for the first, the second)."""
    others = [other for other in found.plans.rows if other is not row]
    other = found.plans.current if found.plans.current not in (None, row) else None
    other = other or (others[0] if others else None)
    return Reasons(
        charges=tuple(_charges(row)),
        source=words(row.tariff.source) if row.tariff.source else _("typed in by you"),
        to_confirm=row.tariff.to_confirm,
        versus=name(other) if other else "",
        differences=tuple(_differences(row, other)) if other else (),
        total=row.bill.net,
    )


def _charges(row: ComparedTariff) -> Iterable[Charge]:
    groups: dict[tuple[str, str, Decimal, Decimal], list[BillLine]] = {}
    for line in row.bill.lines:
        groups.setdefault((line.kind, line.code, line.above, line.price), []).append(line)
    for (kind, code, above, price), lines in groups.items():
        quantity = sum((line.quantity for line in lines), Decimal(0))
        currency = row.yearly.currency
        yield Charge(
            kind=kind,
            text=charge_name(row.tariff, kind, code, above),
            quantity=_quantity(kind, quantity, currency, row.tariff.unit),
            price=percent(price) if kind == "adjustment" else number(price),
            since=_since(row.tariff, kind, code, price),
            amount=Money.sum((line.amount for line in lines), currency),
            lines=tuple(lines),
        )


def charge_name(tariff: Tariff, kind: str, code: str, above: Decimal = Decimal(0)) -> str:
    """A charge in words."""
    for each in tariff.adjustments:
        if kind == "adjustment" and each.id == code:
            return words(each.text)
    names = {
        "energy": _("Energy"), "fixed": _("Fixed charge"), "demand": _("Demand"),
        "minimum": _("Minimum bill"), "rounding": _("Rounding"), "take_or_pay": _("Take or pay"),
    }  # fmt: skip
    period = period_name(code) if kind in ("energy", "demand") else ""
    text = f"{names.get(kind, kind)} {period}".strip()
    return _("%(charge)s, from %(n)s", charge=text, n=number(above)) if above else text


def _quantity(kind: str, quantity: Decimal, currency: str, unit: str) -> str:
    if kind == "adjustment":
        return money(Money(quantity, currency))
    if kind == "fixed":
        return _("%(n)s months", n=number(quantity))
    return f"{number(quantity, 1)} {unit if kind == 'energy' else PER.get(kind, '')}".strip()


def _since(tariff: Tariff, kind: str, code: str, price: Decimal) -> date | None:
    today = clock.today(site_zone())
    rows = {"energy": tariff.energy, "fixed": tariff.fixed, "demand": tariff.demand}.get(kind, ())
    fitting = [row for row in rows if row.price == price and row.holds(today)]
    named = [row for row in fitting if getattr(row, "period", code) == code]
    return (named or fitting)[0].valid_from if fitting else None


def _differences(row: ComparedTariff, other: ComparedTariff) -> Iterable[tuple[str, Money]]:
    mine, theirs = row.bill.by_charge(), other.bill.by_charge()
    zero = Money.zero(row.yearly.currency)
    kinds = dict.fromkeys(kind for kind, _code in (*mine, *theirs))
    for kind in kinds:
        own = Money.sum((m for (k, _c), m in mine.items() if k == kind), zero.currency)
        others = Money.sum((m for (k, _c), m in theirs.items() if k == kind), zero.currency)
        label = charge_name(row.tariff, kind, "") if kind != "adjustment" else _("Discounts")
        if own != others:
            yield label, own - others
