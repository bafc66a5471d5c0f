"""The workbench as the page shows it: steps, option cards, numbers, and the price beside them."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import count
from threading import Lock

from configurator.engine import CHOSEN, FORCED
from portal import clock
from portal.configure import attributes
from portal.configure.building import steps_of
from portal.configure.choices import Product
from portal.configure.panel import PriceView, price_view
from portal.configure.prices import Market
from portal.configure.sieve import EVERYTHING, Sieve
from portal.configure.steps import StepView
from portal.configure.ways import WaysOut
from portal.i18n import language

KEPT = 64
AT_ONCE = 3
"""New reasons that a click waits for: each takes as long as the rest of a step."""


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
        if figure.chosen and not figure.errors:
            yield SummaryLine(figure.name, figure.chosen, CHOSEN)


def workbench(product: Product, market: Market, *, hurried: bool = False) -> Workbench:
    """The workbench of a product in a market, in the reader's language.

    `hurried`: most of the reasons that were not asked for before are left out; the page asks for
    them once it shows the rest.
    """
    at = product, market, clock.today(product.pack.profile.zone), language()
    for kept in (_kept.get((*at, True)), _kept.get((*at, False))):
        if kept and not kept.checking and (hurried or not kept.explaining):
            return kept
    asks = iter(range(AT_ONCE)) if hurried else count()
    made = Workbench(product, market, steps_of(product, market, asks))
    with _lock:
        _kept[*at, hurried] = made
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


_kept: OrderedDict[tuple[Product, Market, date, str, bool], Workbench] = OrderedDict()
"""For the next click, which shows only what looks different then."""
_lock = Lock()
