"""The workbench as the page shows it: steps, option cards, numbers, and the price beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from configurator.model import Group, Number, Option
from portal import clock
from portal.configure import attributes, prices
from portal.configure.choices import Product, home_of
from portal.configure.messages import card_reason
from portal.configure.panel import PriceView, price_view
from portal.configure.prices import Market
from portal.configure.reasons import reason
from portal.configure.ways import WaysOut
from portal.configure.wording import PriceText, price_texts
from portal.i18n import _, language, number, words


@dataclass(frozen=True)
class OptionView:
    """One option card."""

    code: str
    name: str
    more: str
    state: str
    """chosen | open | forced | blocked"""
    price: str
    unit_price: str
    reason: str
    advised: bool
    left_out: bool = False
    """The buyer said no to it."""
    ways: WaysOut | None = None


@dataclass(frozen=True)
class NumberView:
    """One number with what is still possible."""

    id: str
    name: str
    more: str
    unit: str
    value: str
    """As typed or chosen; empty while it is not."""
    counted: str
    """What it counts as until it is chosen."""
    possible: str
    settled: bool
    """Whether the other choices leave one value only."""
    errors: tuple[str, ...] = ()
    ways: WaysOut | None = None


@dataclass(frozen=True)
class StepView:
    """One group of the model."""

    id: str
    name: str
    more: str
    single: bool
    empty: str
    """Of a group that may stay empty: "" where it may not, else chosen | open."""
    options: tuple[OptionView, ...]
    numbers: tuple[NumberView, ...]
    open: bool
    needed: bool
    """Whether other choices ask for something from a group that may else stay empty."""
    touched: bool
    """Whether the buyer chose something here, which can be taken back."""
    settled: str
    """What is in the product from this step."""

    @property
    def opened(self) -> bool:
        """Whether something in it is explained or wrong, so that it may not be folded."""
        return any(o.ways for o in self.options) or any(n.ways or n.errors for n in self.numbers)

    @property
    def state(self) -> str:
        """As the rail shows it: done | todo."""
        return "todo" if self.open else "done"


@dataclass(frozen=True)
class Workbench:
    """Everything the page shows about one state of a configuration."""

    product: Product
    market: Market
    steps: tuple[StepView, ...]

    @cached_property
    def price(self) -> PriceView:
        """The price panel."""
        return price_view(self.product, self.market)

    @cached_property
    def open_steps(self) -> list[StepView]:
        """Steps in which the buyer still has to choose."""
        return [step for step in self.steps if step.open]

    @cached_property
    def figures(self) -> list[tuple[str, str]]:
        """Attributes that matter."""
        return attributes.shown(self.product)

    def step(self, id: str) -> StepView | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == id), None)

    def changed_since(self, before: "Workbench") -> list[StepView]:
        """The steps that look different now."""
        return [new for new, old in zip(self.steps, before.steps, strict=True) if new != old]

    def with_step(self, step: StepView) -> "Workbench":
        """With one step in the place of the same one."""
        steps = tuple(step if each.id == step.id else each for each in self.steps)
        return Workbench(self.product, self.market, steps)

    def with_ways(self, ways: WaysOut) -> "Workbench":
        """With the explanation of one option, or of one number, opened."""
        step = self.step(self.product.step_of(ways.subject))
        assert step is not None
        options = tuple(
            replace(o, ways=ways) if o.code == ways.subject else o for o in step.options
        )
        numbers = tuple(replace(n, ways=ways) if n.id == ways.subject else n for n in step.numbers)
        return self.with_step(replace(step, options=options, numbers=numbers))

    def with_typed(
        self, step: StepView, typed: Mapping[str, str], errors: Mapping[str, list[str]]
    ) -> "Workbench":
        """With numbers as they were typed and what is wrong with them."""
        current = self.step(step.id) or step
        numbers = tuple(
            replace(n, value=typed.get(n.id, n.value), errors=tuple(errors.get(n.id, ())))
            for n in current.numbers
        )
        return self.with_step(replace(current, numbers=numbers))


def workbench(product: Product, market: Market) -> Workbench:
    """The workbench of a product in a market, in the reader's language."""
    return _made(product, market, clock.today(product.pack.profile.zone), language())


@lru_cache(maxsize=64)
def _made(product: Product, market: Market, _on: date, _language: str) -> Workbench:
    """Kept for the next click, which shows only what looks different then."""
    items = prices.list_prices(product, market)
    builder = _Builder(product, price_texts(product, items, _language), product.chosen.switchable)
    return Workbench(product, market, tuple(builder.step(g) for g in product.model.groups))


@dataclass(frozen=True)
class _Builder:
    """Makes the steps of one product."""

    product: Product
    prices: Mapping[str, PriceText]
    switchable: frozenset[str]

    def step(self, group: Group) -> StepView:
        options = tuple(self._option(group, option) for option in group.options)
        numbers = tuple(self._number(number) for number in self._numbers(group))
        there = [o.name for o in options if o.state in ("chosen", "forced")]
        chosen = [f"{n.value}\u00a0{n.unit}" for n in numbers if n.value]
        is_open = group.id in self.product.open_steps
        return StepView(
            id=group.id,
            name=words(group.text),
            more=words(group.more),
            single=group.single,
            empty=self._empty(group, options, is_open),
            options=options,
            numbers=numbers,
            open=is_open,
            needed=is_open and group.min == 0,
            touched=group.id in self.product.touched_steps,
            settled=", ".join([*there, *chosen]),
        )

    def _empty(self, group: Group, options: tuple[OptionView, ...], is_open: bool) -> str:
        if not group.single or group.min or is_open:
            return ""
        states = {option.state for option in options}
        if "forced" in states:
            return ""
        return "open" if "chosen" in states else "chosen"

    def _option(self, group: Group, option: Option) -> OptionView:
        code = option.code
        state = self._state(code)
        why = ""
        if state in ("forced", "blocked"):
            found = reason(self.product, code, state)
            why = card_reason(self.product.model, code, found, forced=state == "forced")
        return OptionView(
            code=code,
            name=words(option.text),
            more=words(option.more),
            state=state,
            price=self.prices[code].price,
            unit_price=self.prices[code].unit,
            reason=why,
            advised=option.recommended,
            left_out=self.product.choices.get(code) is False,
        )

    def _state(self, code: str) -> str:
        """The engine's state, except that what one click may change is open."""
        state = self.product.chosen.domains[code]
        if state != "blocked":
            return state
        if code in self.switchable:
            return "open"
        if self.product.choices.get(code) is False:
            others = {k: v for k, v in self.product.choices.items() if k != code}
            return "blocked" if self.product.engine.domains(others)[code] == "blocked" else "open"
        return "blocked"

    def _numbers(self, group: Group) -> Iterator[Number]:
        model = self.product.model
        return (number for number in model.numbers if home_of(model, number) is group)

    def _number(self, figure: Number) -> NumberView:
        id, chosen = figure.id, self.product.choices.get(figure.id)
        others = {k: v for k, v in self.product.choices.items() if k != id}
        interval = self.product.engine.domains(others).numbers[id]
        spans = [
            number(low)
            if low == high
            else _("%(low)s to %(high)s", low=number(low), high=number(high))
            for low, high in interval.ranges
        ]
        return NumberView(
            id=id,
            name=words(figure.text),
            more=words(figure.more),
            unit=words(figure.unit),
            value=number(chosen) if isinstance(chosen, Decimal) else "",
            counted=number(self.product.figures[id]),
            possible=_("%(ranges)s, in steps of %(step)s",
                       ranges=_(" or ").join(spans), step=number(figure.step)),
            settled=interval.value is not None,
        )  # fmt: skip
