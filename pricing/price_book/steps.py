"""A waterfall being built: items step by step from list price to tax."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pricing.errors import PricingError
from pricing.money import Money
from pricing.price_book.adjustments import Adjustment, Charge
from pricing.price_book.table import Period
from pricing.price_book.waterfall import AdjustmentLine, ItemLine, Rounding, TaxLine, Total
from pricing.tax import Taxes

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Item:
    """An item before adjustments: its exact list price for the period of its total."""

    code: str
    charge: Charge
    period: Period | None
    quantity: Decimal
    list_price: Decimal
    tax_id: str | None = None


class Steps:
    """A waterfall being built for the items of one charge; amounts stay aligned with items."""

    def __init__(
        self, charge: Charge, items: Sequence[Item], currency: str, rounding: Rounding
    ) -> None:
        self.charge = charge
        self.items = items
        self.currency = currency
        self.rounding = rounding
        self.list_prices = rounding.settle([item.list_price for item in items])
        self.running = list(self.list_prices)
        self.lines: list[tuple[Adjustment, list[Decimal]]] = []
        self.taxes: list[TaxLine] = []
        self.tax_of: list[Decimal] | None = None

    def adjust(self, adjustment: Adjustment, term_months: int | None) -> None:
        """Add the line of an adjustment that applies; one that changes nothing leaves none."""
        touched = [adjustment.touches(item.code, item.charge) for item in self.items]
        if adjustment.amount is not None:
            changes = self._shares(self._absolute(adjustment, touched), touched)
        else:
            rate = adjustment.rate_at(self._measure(adjustment, touched, term_months))
            base = self.list_prices if adjustment.base == "list" else self.running
            changes = self.rounding.settle(_of_touched(touched, base, lambda x: x * (rate or 0)))
        if any(changes):
            self.lines.append((adjustment, changes))
            self.running = [a + b for a, b in zip(self.running, changes, strict=True)]

    def tax(self, taxes: Taxes, on: date, per_line: bool) -> None:
        """Add the taxes of the net amounts, rounded per item or per tax."""
        rounding = replace(self.rounding, per_line=per_line)
        self.tax_of = [NOTHING] * len(self.items)
        for tax_id in dict.fromkeys(item.tax_id for item in self.items if item.tax_id):
            tax = taxes.tax(tax_id)
            rate = tax.rate(on)
            places = [place for place, item in enumerate(self.items) if item.tax_id == tax_id]
            nets = [self.running[place] for place in places]
            amounts = rounding.settle([net * rate for net in nets])
            for place, amount in zip(places, amounts, strict=True):
                self.tax_of[place] = amount
            base, total = self._money(_sum(nets)), self._money(_sum(amounts))
            self.taxes.append(TaxLine(tax.id, tax.text, rate, base, total))

    def item_lines(self) -> list[ItemLine]:
        """The waterfall of each item."""
        return [self._item_line(place, item) for place, item in enumerate(self.items)]

    def total(self) -> Total:
        """The waterfall of the charge."""
        net = self._money(_sum(self.running))
        tax = None if self.tax_of is None else self._money(_sum(self.tax_of))
        return Total(
            charge=self.charge,
            period=self.items[0].period if self.items else None,
            list_price=self._money(_sum(self.list_prices)),
            adjustments=tuple(self._line(a, _sum(changes)) for a, changes in self.lines),
            net=net,
            taxes=tuple(self.taxes),
            tax=tax,
            gross=None if tax is None else net + tax,
        )

    def _item_line(self, place: int, item: Item) -> ItemLine:
        net = self._money(self.running[place])
        tax = None if self.tax_of is None else self._money(self.tax_of[place])
        changes = [(a, of_items[place]) for a, of_items in self.lines if of_items[place]]
        return ItemLine(
            code=item.code,
            charge=self.charge,
            period=item.period,
            quantity=item.quantity,
            list_price=self._money(self.list_prices[place]),
            adjustments=tuple(self._line(a, change) for a, change in changes),
            net=net,
            tax=tax,
            gross=None if tax is None else net + tax,
        )

    def _line(self, adjustment: Adjustment, amount: Decimal) -> AdjustmentLine:
        return AdjustmentLine(adjustment.id, adjustment.text, self._money(amount), adjustment.kind)

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
        amount = (adjustment.amount or {}).get(self.currency)
        if amount is None and any(touched):
            raise PricingError(f"{adjustment.id} has no amount in {self.currency}")
        return amount or NOTHING

    def _shares(self, amount: Decimal, touched: Sequence[bool]) -> list[Decimal]:
        """An absolute amount shared out in proportion to the touched running amounts."""
        bases = _of_touched(touched, self.running)
        total = _sum(bases)
        amount = max(amount, -max(total, NOTHING))
        if total > 0:
            return self.rounding.share_out([amount * base / total for base in bases])
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
