"""The price book: prices of option codes and the order in which they are adjusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from pricing.errors import PricingDataError, PricingError, Problem
from pricing.exchange import ExchangeRates
from pricing.money import Money, exactly
from pricing.price_book.adjustments import CHARGES, Adjustment, Charge
from pricing.price_book.context import CodePrice, PriceContext
from pricing.price_book.data import PriceBookData, adjustment_problems, tax_problems
from pricing.price_book.lookup import PriceTable
from pricing.price_book.stacking import standing
from pricing.price_book.steps import Item, Steps
from pricing.price_book.table import PriceRow, list_price, read_price_rows
from pricing.price_book.waterfall import ItemLine, Total, Waterfall
from pricing.tax import Taxes, TaxGroup

MONTHS_PER_YEAR = Decimal(12)

_T = TypeVar("_T")


class PriceBook:
    """Prices by option code; `PriceBook.from_data` makes one."""

    def __init__(
        self,
        data: PriceBookData,
        prices: Iterable[PriceRow],
        taxes: Taxes | None = None,
        exchange: ExchangeRates | None = None,
    ) -> None:
        self.data = data
        self.taxes = taxes
        self.table = PriceTable(prices, data.currency, exchange or ExchangeRates())

    @classmethod
    def from_data(
        cls,
        data: Mapping[str, Any],
        rows: Iterable[Mapping[str, str]],
        taxes: Taxes | None = None,
        table: str = "prices.csv",
        exchange: ExchangeRates | None = None,
    ) -> Self:
        """The price book of a pack.

        Args:
            data: `price_book.yaml` as plain data.
            rows: rows of `prices.csv`, as `csv.DictReader` gives them.
            taxes: `Taxes.from_data` of `taxes.yaml`; None leaves tax unknown.
            table: name of the table in problems.
            exchange: rates from the book's currency into those in which an option has no price
                of its own; None sells in the currencies of the table alone.

        Raises:
            PricingDataError: every fault of both; a table's paths are (table, row, column).
        """
        problems: list[Problem] = []
        book = _read(lambda: PriceBookData.from_data(data), problems)
        prices = _read(lambda: read_price_rows(rows, table), problems)
        if book is not None and prices is not None:
            problems += adjustment_problems(book, {price.code for price in prices})
        if book is not None and taxes is not None:
            problems += tax_problems(book, taxes)
        if problems or book is None or prices is None:
            raise PricingDataError(problems)
        return cls(book, prices, taxes, exchange)

    @property
    def codes(self) -> frozenset[str]:
        """Every option code the book knows, priced or included without a charge."""
        return self.table.codes | self.data.unpriced

    @exactly
    def price(self, bill: Mapping[str, Decimal], context: PriceContext) -> Waterfall:
        """The waterfall of a bill of materials; quantities of 0 are left out.

        The order of the bill is the order of the items and changes no amount.

        Raises:
            PricingError: a code without a price in this currency, segment and day; a negative
                quantity; a tax without a rate on the day.
        """
        items = self._items(bill, context)
        codes = {code for code, quantity in bill.items() if quantity}
        adjustments = [
            adjustment
            for adjustment in self._in_order(context.negotiated)
            if adjustment.applies(codes, context.segment, context.on)
        ]
        steps: dict[Charge, Steps] = {}
        for charge in CHARGES:
            own = [item for item in items if item.charge == charge]
            steps[charge] = self._steps(charge, own, adjustments, context)
        return Waterfall(
            currency=context.currency,
            on=context.on,
            segment=context.segment,
            items=_in_order_of(bill, steps),
            one_off=steps["one_off"].total(),
            recurring=steps["recurring"].total(),
            usage=steps["usage"].total(),
            exchange=next((item.exchange for item in items if item.exchange), None),
        )

    def price_of(self, code: str, context: PriceContext) -> CodePrice:
        """The net price of one unit of one option by itself.

        Raises:
            PricingError: the code has no price in this context.
        """
        return _net(self.price({code: Decimal(1)}, context))

    def deltas(self, codes: Iterable[str], context: PriceContext) -> dict[str, CodePrice]:
        """The net price of one unit of each option by itself, as option cards show it."""
        return {code: self.price_of(code, context) for code in codes}

    def comparable(
        self, codes: Iterable[str], context: PriceContext, months: int = 12
    ) -> dict[str, Decimal]:
        """One number per option for finding the cheapest choice: cost over so many months."""
        return {code: self.price_of(code, context).over(months).amount for code in codes}

    def difference(
        self,
        before: Mapping[str, Decimal],
        after: Mapping[str, Decimal],
        context: PriceContext,
    ) -> CodePrice:
        """What changing a bill of materials adds to its net price; negative when it saves."""
        old, new = _net(self.price(before, context)), _net(self.price(after, context))
        return CodePrice(
            new.one_off - old.one_off, new.monthly - old.monthly, new.usage - old.usage
        )

    def _steps(
        self,
        charge: Charge,
        items: Sequence[Item],
        adjustments: Sequence[Adjustment],
        context: PriceContext,
    ) -> Steps:
        """One charge from list to tax: adjustments, floors, limits, tax, limits with tax."""

        def adjusted(some: Sequence[Adjustment]) -> Steps:
            rounding = self.data.rounding.of(charge, context.currency)
            exchange = self.table.exchange_rate(context.currency, context.on)
            steps = Steps(charge, items, context.currency, rounding, exchange)
            for adjustment in some:
                steps.adjust(adjustment, context.term_months)
            return steps

        stacking = self.data.stacking
        steps = adjusted(standing(adjustments, stacking, lambda some: adjusted(some).net))
        for floor in self.data.floors:
            if floor.holds(context.segment, context.on):
                steps.hold(floor)
        limits = [each for each in self.data.limits if each.charge == charge]
        limits = [each for each in limits if each.holds(context.segment, context.on)]
        for limit in limits:
            steps.keep(limit)
        if self.taxes is not None and self.data.tax is not None:
            steps.tax(self.data.tax.scope)
        for limit in limits:
            steps.keep_with_tax(limit)
        return steps

    def _in_order(self, negotiated: Sequence[Adjustment]) -> list[Adjustment]:
        for adjustment in negotiated:
            if adjustment.kind != "negotiated":
                raise PricingError(f"{adjustment.id} is not a negotiated adjustment")
        if negotiated and "negotiated" not in self.data.order:
            raise PricingError(f"nothing can be negotiated in price book {self.data.id}")
        every = (*self.data.adjustments, *negotiated)
        return sorted(every, key=lambda adjustment: self.data.order.index(adjustment.kind))

    def _items(self, bill: Mapping[str, Decimal], context: PriceContext) -> list[Item]:
        found: list[Item] = []
        for code, amount in sorted(bill.items()):
            quantity = _quantity(code, amount)
            if quantity and code not in self.data.unpriced:
                found += self._items_of(code, quantity, context)
        return _to_one_period(found)

    def _items_of(self, code: str, quantity: Decimal, context: PriceContext) -> Iterator[Item]:
        """One item per charge of the code."""
        at = (context.currency, context.segment, context.on)
        for tiers in self.table.tiers(code, *at):
            charge, period = tiers[0].charge, tiers[0].period
            if charge == "usage":
                period = period or "month"
                quantity = _quantity(code, context.usage.get(code, quantity))
            if not quantity:
                continue
            price, exchange = list_price(tiers, quantity), None
            if tiers[0].currency != context.currency:
                exchange = self.table.exchange.rate(tiers[0].currency, context.currency, context.on)
                price *= exchange.rate
            tax = self._tax_group(code, context.on)
            yield Item(code, charge, period, quantity, price, tax, exchange)

    def _tax_group(self, code: str, on: date) -> TaxGroup | None:
        rule = self.data.tax
        if rule is None or self.taxes is None:
            return None
        return self.taxes.tax(rule.codes.get(code, rule.default)).group(on)


def _in_order_of(bill: Iterable[str], steps: Mapping[Charge, Steps]) -> tuple[ItemLine, ...]:
    """Every item, charge by charge, as the bill has them."""
    place = {code: number for number, code in enumerate(bill)}
    charges = (sorted(each.item_lines(), key=lambda x: place[x.code]) for each in steps.values())
    return tuple(line for lines in charges for line in lines)


def _quantity(code: str, amount: Decimal | int) -> Decimal:
    quantity = Decimal(amount)
    if not quantity.is_finite() or quantity < 0:
        raise PricingError(f"the quantity of {code} is a number from 0 up, not {amount}")
    return quantity


def _to_one_period(items: Sequence[Item]) -> list[Item]:
    """Items of a charge in one period: a year of twelve months when periods are mixed."""
    yearly = {item.charge for item in items if item.period == "year"}
    return [
        replace(item, period="year", list_price=item.list_price * MONTHS_PER_YEAR)
        if item.period == "month" and item.charge in yearly
        else item
        for item in items
    ]


def _read(read: Callable[[], _T], problems: list[Problem]) -> _T | None:
    """What `read` gives, or None with its problems noted."""
    try:
        return read()
    except PricingDataError as error:
        problems += error.problems
        return None


def _net(waterfall: Waterfall) -> CodePrice:
    return CodePrice(
        waterfall.one_off.net, _monthly(waterfall.recurring), _monthly(waterfall.usage)
    )


def _monthly(total: Total) -> Money:
    return total.net / MONTHS_PER_YEAR if total.period == "year" else total.net
