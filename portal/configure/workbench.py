"""The workbench as the page shows it: steps, option cards, numbers, and the price beside them."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import count
from operator import attrgetter
from threading import Lock
from uuid import UUID

from configurator import Interval, Undecided
from configurator.engine import BLOCKED, CHECKING, CHOSEN, FORCED, OPEN, Alternatives
from configurator.model import Group, Number, Option
from portal import clock
from portal.configure import attributes, prices, reasons
from portal.configure.choices import Product, home_of
from portal.configure.panel import PriceView, price_view
from portal.configure.prices import Market
from portal.configure.sieve import EVERYTHING, Sieve
from portal.configure.steps import NumberView, OptionView, StepView
from portal.configure.ways import WaysOut
from portal.configure.wording import PriceText, price_texts
from portal.i18n import _, language, number, words
from portal.packs import pack_version

WHEN_POSSIBLE = "when_possible"
KEPT = 64
AT_ONCE = 3
"""New reasons that a click waits for: each takes as long as the rest of a step."""

_order = attrgetter("order")


@dataclass(frozen=True)
class SummaryLine:
    """One thing in the product: an option with its list price, or a number with its unit."""

    name: str
    value: str
    state: str
    """chosen | forced"""


@dataclass(frozen=True)
class Workbench:
    """Everything the page shows about one state of a configuration."""

    product: Product
    market: Market
    steps: tuple[StepView, ...]
    """Every step, whole."""
    sieve: Sieve = EVERYTHING

    @cached_property
    def shown(self) -> tuple[StepView, ...]:
        """Every step with what the reader's search leaves of it."""
        return tuple(self.sieve.through(step) for step in self.steps)

    @property
    def found(self) -> int:
        """How many options the reader's search leaves."""
        return sum(len(step.options) for step in self.shown)

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

    @cached_property
    def summary(self) -> dict[str, tuple[SummaryLine, ...]]:
        """What is in the product so far, by step."""
        return {step.id: tuple(_lines(step)) for step in self.steps}

    @property
    def in_it(self) -> bool:
        """Whether anything is."""
        return any(self.summary.values())

    @cached_property
    def checking(self) -> list[StepView]:
        """Steps in which the engine is still at it."""
        return [step for step in self.steps if step.checking]

    @cached_property
    def explaining(self) -> list[StepView]:
        """Steps in which reasons come a moment later."""
        return [step for step in self.steps if step.explaining]

    def step(self, id: str) -> StepView | None:
        """The step with this id, whole."""
        return next((step for step in self.steps if step.id == id), None)

    def view(self, id: str) -> StepView | None:
        """The step with this id, as shown."""
        return next((step for step in self.shown if step.id == id), None)

    def changed_since(self, before: "Workbench") -> list[str]:
        """Ids of the steps that look different now."""
        pairs = zip(self.shown, before.through(self.sieve).shown, strict=True)
        return [new.id for new, old in pairs if new != old]

    def through(self, sieve: Sieve) -> "Workbench":
        """The same with what a search leaves of it."""
        return self if sieve == self.sieve else replace(self, sieve=sieve)

    def with_step(self, step: StepView) -> "Workbench":
        """With one step in the place of the same one."""
        return replace(
            self, steps=tuple(step if each.id == step.id else each for each in self.steps)
        )

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


def _lines(step: StepView) -> Iterator[SummaryLine]:
    for option in step.options:
        if option.state in (CHOSEN, FORCED):
            yield SummaryLine(option.name, option.price, option.state)
    for figure in step.numbers:
        if figure.value and not figure.errors:
            yield SummaryLine(figure.name, f"{figure.value}\u00a0{figure.unit}", CHOSEN)


def workbench(product: Product, market: Market, *, hurried: bool = False) -> Workbench:
    """The workbench of a product in a market, in the reader's language.

    `hurried`: most of the reasons that were not asked for before are left out; the page asks for
    them once it shows the rest.
    """
    at = product, market, clock.today(product.pack.profile.zone), language()
    for kept in (_kept.get((*at, True)), _kept.get((*at, False))):
        if kept and not kept.checking and (hurried or not kept.explaining):
            return kept
    made = _made(product, market, language(), iter(range(AT_ONCE)) if hurried else count())
    with _lock:
        _kept[*at, hurried] = made
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


_kept: OrderedDict[tuple[Product, Market, date, str, bool], Workbench] = OrderedDict()
"""For the next click, which shows only what looks different then."""
_lock = Lock()


def _made(product: Product, market: Market, lang: str, asks: Iterator[int]) -> Workbench:
    items = prices.list_prices(product, market)
    builder = _Builder(
        product,
        price_texts(product, items, lang),
        _texts(product.edition, product.name, lang),
        _alternatives(product),
        asks,
    )
    return Workbench(product, market, tuple(builder.steps()))


def _alternatives(product: Product) -> Alternatives | None:
    """What a single change may switch to; None where that is not settled yet."""
    if not product.checked:
        return None
    try:
        return product.chosen.alternatives
    except Undecided:
        return None


@lru_cache(maxsize=32)
def _texts(edition: UUID, name: str, _language: str) -> dict[str, tuple[str, str]]:
    """Name and explanation of each option in one language."""
    options = pack_version(edition).models[name].options
    return {option.code: (words(option.text), words(option.more)) for option in options}


@dataclass(frozen=True)
class _Builder:
    """Makes the steps of one product."""

    product: Product
    prices: Mapping[str, PriceText]
    texts: Mapping[str, tuple[str, str]]
    instead: Alternatives | None
    asks: Iterator[int]
    """As long as the engine may be asked for more reasons."""

    def steps(self) -> Iterator[StepView]:
        """Every step, in the order the model asks for."""
        return (self._step(group) for group in sorted(self.product.model.groups, key=_order))

    def _step(self, group: Group) -> StepView:
        options = tuple(self._option(group, o) for o in sorted(group.options, key=_order))
        numbers = tuple(self._number(n) for n in sorted(self._numbers(group), key=_order))
        there = [o.name for o in options if o.state in (CHOSEN, FORCED)]
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
            unshown=group.show == WHEN_POSSIBLE and all(o.state == BLOCKED for o in options),
            only_with=self._only_with(group),
        )

    def _only_with(self, group: Group) -> str:
        if group.parent is None or self.product.chosen.domains[group.parent] in (CHOSEN, FORCED):
            return ""
        return self.texts[group.parent][0]

    def _empty(self, group: Group, options: tuple[OptionView, ...], is_open: bool) -> str:
        if not group.single or group.min or is_open:
            return ""
        states = {option.state for option in options}
        if FORCED in states or CHECKING in states:
            return ""
        return OPEN if CHOSEN in states else CHOSEN

    def _option(self, group: Group, option: Option) -> OptionView:
        code = option.code
        state = self._state(group, code)
        why = self._why(code, state) if state in (FORCED, BLOCKED) and self.product.checked else ""
        name, more = self.texts[code]
        return OptionView(
            code=code,
            name=name,
            more=more,
            state=state,
            price=self.prices[code].price,
            unit_price=self.prices[code].unit,
            reason=why or "",
            explaining=why is None,
            advised=option.recommended,
            left_out=self.product.choices.get(code) is False,
            unshown=option.show == WHEN_POSSIBLE and state == BLOCKED,
        )

    def _why(self, code: str, state: str) -> str | None:
        """The reason in one line; None where it has to wait."""
        found = reasons.known(self.product, code, state)
        if found is None and next(self.asks, None) is not None:
            found = reasons.fresh(self.product, code, state)
        return found.line(self.product, code, state) if found else None

    def _state(self, group: Group, code: str) -> str:
        """The engine's state, except that what one click may change is open."""
        state = self.product.chosen.domains[code]
        if state != BLOCKED:
            return state
        if self.instead is None and group.id in self.product.choices:
            return CHECKING
        if self.instead and code in self.instead.options:
            return OPEN
        if self.product.choices.get(code) is False:
            others = {k: v for k, v in self.product.choices.items() if k != code}
            without = self.product.engine.domains(others)[code]
            return without if without in (BLOCKED, CHECKING) else OPEN
        return BLOCKED

    def _numbers(self, group: Group) -> Iterator[Number]:
        model = self.product.model
        return (number for number in model.numbers if home_of(model, number) is group)

    def _interval(self, id: str) -> Interval:
        """What the number can be beside everything else that was chosen."""
        if self.instead and id in self.instead.numbers:
            return self.instead.numbers[id]
        return self.product.chosen.domains.numbers[id]

    def _number(self, figure: Number) -> NumberView:
        id, chosen = figure.id, self.product.choices.get(figure.id)
        interval = self._interval(id)
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
            checking=interval.checking or (self.instead is None and id in self.product.choices),
        )  # fmt: skip
