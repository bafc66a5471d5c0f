"""Makes the steps of a workbench: what the engine says of a product, in the reader's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from uuid import UUID

from configurator import Interval, Undecided
from configurator.engine import BLOCKED, CHECKING, CHOSEN, FORCED, OPEN, Alternatives
from configurator.model import Group, Number, Option
from portal.configure import prices, reasons
from portal.configure.choices import Product, home_of
from portal.configure.prices import Market
from portal.configure.steps import NumberView, OptionView, StepView
from portal.configure.wording import PriceText, price_texts
from portal.i18n import _, counted, language, number, words
from portal.packs import pack_version

WHEN_POSSIBLE = "when_possible"

_order = attrgetter("order")


def steps_of(product: Product, market: Market, asks: Iterator[int]) -> tuple[StepView, ...]:
    """Every step, in the order the model asks for.

    `asks`: as many reasons as it yields are asked for anew; those beyond come a moment later.
    """
    lang = language()
    builder = _Builder(
        product,
        price_texts(product, prices.list_prices(product, market), lang),
        _texts(product.edition, product.name, lang),
        _alternatives(product),
        asks,
    )
    return tuple(builder.step(group) for group in sorted(product.model.groups, key=_order))


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

    def step(self, group: Group) -> StepView:
        """One step."""
        options = tuple(self._option(group, o) for o in sorted(group.options, key=_order))
        numbers = tuple(self._number(n) for n in sorted(self._numbers(group), key=_order))
        there = [o.name for o in options if o.state in (CHOSEN, FORCED)]
        chosen = [n.chosen for n in numbers if n.chosen]
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
            unit=figure.unit.of(self.product.figures[id], language()),
            value=number(chosen) if isinstance(chosen, Decimal) else "",
            chosen=counted(chosen, figure.unit) if isinstance(chosen, Decimal) else "",
            counted=number(self.product.figures[id]),
            possible=_("%(ranges)s, in steps of %(step)s",
                       ranges=_(" or ").join(spans), step=number(figure.step)),
            settled=interval.value is not None,
            checking=interval.checking or (self.instead is None and id in self.product.choices),
        )  # fmt: skip
