"""A waterfall being built: items step by step from list price to tax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.errors import PricingError
from pricing.exchange import ExchangeRate
from pricing.money import Money
from pricing.price_book.adjustments import Adjustment, Amounts, Charge
from pricing.price_book.limits import Floor, Limit
from pricing.price_book.rounding import Rounding, Scope
from pricing.price_book.table import Period
from pricing.price_book.waterfall import AdjustmentLine, ItemLine, LineKind, TaxLine, Total
from pricing.tax import TaxGroup
from pricing.text import Text

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Item:
    """An item before adjustments: its exact list price for the period of its total.

    `tax` is the group of an invoice that it falls into; None where the tax is unknown.
    """

    code: str
    charge: Charge
    period: Period | None
    quantity: Decimal
    list_price: Decimal
    tax: TaxGroup | None = None
    exchange: ExchangeRate | None = None


@dataclass(frozen=True)
class Step:
    """A step that was taken: what it is called, and the change of each item."""

    code: str
    text: Text
    kind: LineKind
    changes: list[Decimal]


class Steps:
    """A waterfall being built for the items of one charge; amounts stay aligned with items.

    Args:
        exchange: turns absolute amounts of the book's own currency into `currency` where they
            are not given in it.
    """

    def __init__(
        self,
        charge: Charge,
        items: Sequence[Item],
        currency: str,
        rounding: Rounding,
        exchange: ExchangeRate | None = None,
    ) -> None:
        self.charge = charge
        self.items = items
        self.currency = currency
        self.rounding = rounding
        self.exchange = exchange
        self.groups = [item.tax for item in items]
        self.list_prices = rounding.settle([item.list_price for item in items], self.groups)
        self.running = list(self.list_prices)
        self.taken: list[Step] = []
        self.taxes: list[TaxLine] = []
        self.tax_of: list[Decimal] | None = None

    @property
    def net(self) -> Decimal:
        """The sum of the items as they stand now."""
        return _sum(self.running)

    def adjust(self, adjustment: Adjustment, term_months: int | None) -> None:
        """Add the line of an adjustment that applies; one that changes nothing leaves none."""
        touched = [adjustment.touches(item.code, item.charge) for item in self.items]
        if adjustment.amount is not None:
            changes = self._shares(self._absolute(adjustment, touched), touched)
        else:
            rate = adjustment.rate_at(self._measure(adjustment, touched, term_months))
            base = self.list_prices if adjustment.base == "list" else self.running
            exact = _of_touched(touched, base, lambda x: x * (rate or 0))
            changes = self.rounding.settle(exact, self.groups)
        self._take(Step(adjustment.id, adjustment.text, adjustment.kind, changes))

    def hold(self, floor: Floor) -> None:
        """Raise items that discounts took below the floor, by a line of their own."""
        changes = [NOTHING] * len(self.items)
        for place, item in enumerate(self.items):
            listed = self.list_prices[place]
            if floor.touches(item.code, item.charge) and listed > 0:
                least = self.rounding.at("line").settle([listed * floor.of_list], [None])[0]
                changes[place] = max(least - self.running[place], NOTHING)
        self._take(Step(floor.id, floor.text, "floor", changes))

    def keep(self, limit: Limit) -> None:
        """Bring the net price between the limits without tax, by a line of its own."""
        change = self._beyond(limit.minimum, limit.maximum, self.net)
        changes = self._shares(change, [True] * len(self.items))
        self._take(Step(limit.id, limit.text, "limit", changes))

    def tax(self, scope: Scope) -> None:
        """Add the taxes of the net amounts, rounded per item, per rate, or once."""
        exact = [net * (item.tax.rate if item.tax else 0) for net, item in self._nets()]
        self.tax_of = self.rounding.at(scope).settle(exact, self.groups)
        for group in dict.fromkeys(group for group in self.groups if group):
            places = [place for place, own in enumerate(self.groups) if own == group]
            base = self._money(_sum(self.running[place] for place in places))
            amount = self._money(_sum(self.tax_of[place] for place in places))
            self.taxes.append(TaxLine(group.code, group.text, group.rate, base, amount))

    def keep_with_tax(self, limit: Limit) -> None:
        """Bring the price with tax between its limits, by a tax line of its own."""
        if self.tax_of is None:
            return
        gross = self.net + _sum(self.tax_of)
        change = self._beyond(limit.minimum_with_tax, limit.maximum_with_tax, gross)
        if change:
            shares = self.rounding.share_out(_in_proportion(change, self.tax_of))
            self.tax_of = [a + b for a, b in zip(self.tax_of, shares, strict=True)]
            zero, amount = Money.zero(self.currency), self._money(_sum(shares))
            self.taxes.append(TaxLine(limit.id, limit.text, NOTHING, zero, amount))

    def item_lines(self) -> list[ItemLine]:
        """The waterfall of each item."""
        return [self._item_line(place, item) for place, item in enumerate(self.items)]

    def total(self) -> Total:
        """The waterfall of the charge."""
        net = self._money(self.net)
        tax = None if self.tax_of is None else self._money(_sum(self.tax_of))
        return Total(
            charge=self.charge,
            period=self.items[0].period if self.items else None,
            list_price=self._money(_sum(self.list_prices)),
            adjustments=tuple(self._line(step, _sum(step.changes)) for step in self.taken),
            net=net,
            taxes=tuple(self.taxes),
            tax=tax,
            gross=None if tax is None else net + tax,
        )

    def _item_line(self, place: int, item: Item) -> ItemLine:
        net = self._money(self.running[place])
        tax = None if self.tax_of is None else self._money(self.tax_of[place])
        steps = [step for step in self.taken if step.changes[place]]
        return ItemLine(
            code=item.code,
            charge=self.charge,
            period=item.period,
            quantity=item.quantity,
            list_price=self._money(self.list_prices[place]),
            adjustments=tuple(self._line(step, step.changes[place]) for step in steps),
            net=net,
            tax=tax,
            gross=None if tax is None else net + tax,
        )

    def _take(self, step: Step) -> None:
        if any(step.changes):
            self.taken.append(step)
            self.running = [a + b for a, b in zip(self.running, step.changes, strict=True)]

    def _nets(self) -> Iterable[tuple[Decimal, Item]]:
        return zip(self.running, self.items, strict=True)

    def _line(self, step: Step, amount: Decimal) -> AdjustmentLine:
        return AdjustmentLine(step.code, step.text, self._money(amount), step.kind)

    def _money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)

    def _measure(
        self, adjustment: Adjustment, touched: Sequence[bool], term_months: int | None
    ) -> Decimal:
        if adjustment.kind == "term":
            return Decimal(term_months or 0)
        if adjustment.measure == "amount":
            return _sum(_of_touched(touched, self.list_prices))
        return sum(_of_touched(touched, [item.quantity for item in self.items]), Decimal(0))

    def _absolute(self, adjustment: Adjustment, touched: Sequence[bool]) -> Decimal:
        amount = self._in_currency(adjustment.amount or {})
        if amount is None and any(touched):
            raise PricingError(f"{adjustment.id} has no amount in {self.currency}")
        return amount or NOTHING

    def _in_currency(self, amounts: Amounts) -> Decimal | None:
        """The amount in the currency of the bill; None when it is not given nor convertible."""
        given = amounts.get(self.currency)
        if given is not None or self.exchange is None:
            return given
        home = amounts.get(self.exchange.from_)
        return None if home is None else home * self.exchange.rate

    def _beyond(self, least: Amounts, most: Amounts, amount: Decimal) -> Decimal:
        """What must be added to an amount that lies outside its limits; 0 inside, 0 of nothing."""
        low, high = self._in_currency(least), self._in_currency(most)
        if low is not None and amount < low and self.items:
            return low - amount
        return high - amount if high is not None and amount > high else NOTHING

    def _shares(self, amount: Decimal, touched: Sequence[bool]) -> list[Decimal]:
        """An absolute amount shared out in proportion to the touched running amounts."""
        bases = _of_touched(touched, self.running)
        total = _sum(bases)
        amount = max(amount, -max(total, NOTHING))
        if total > 0:
            return self.rounding.share_out(_in_proportion(amount, bases))
        first = touched.index(True) if any(touched) else -1
        placed = [amount if place == first else NOTHING for place in range(len(touched))]
        return self.rounding.share_out(placed)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _of_touched(
    touched: Iterable[bool],
    amounts: Iterable[Decimal],
    change: Callable[[Decimal], Decimal] = lambda amount: amount,
) -> list[Decimal]:
    return [
        change(amount) if touch else NOTHING for touch, amount in zip(touched, amounts, strict=True)
    ]


def _in_proportion(amount: Decimal, bases: Sequence[Decimal]) -> list[Decimal]:
    """Exact shares of an amount; all of it is the first's where the bases sum to nothing."""
    total = _sum(bases)
    if not total:
        return [amount, *[NOTHING] * (len(bases) - 1)]
    return [amount * base / total for base in bases]
