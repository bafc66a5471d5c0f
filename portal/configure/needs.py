"""From what a buyer needs to a product: what gives it, why that one, and what it costs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from configurator import Contradiction
from configurator.engine import BLOCKED, FORCED, OPEN
from configurator.model import Group, Number, Option
from portal.configure.choices import Product
from portal.configure.panel import TotalView, total_view
from portal.configure.prices import Market, headline, list_prices, priced, units_of
from portal.configure.reasons import Reason, reason
from portal.configure.ways import change_texts
from portal.configure.wording import item_price
from portal.i18n import _, counted, number, words

CHEAPEST, RECOMMENDED = "cheapest", "recommended"
ASKED_FIRST = 4
"""Numbers that the form shows at once; the others wait under "More figures"."""

Needs = Mapping[str, Decimal]
"""Number of the model → what the buyer needs."""


@dataclass(frozen=True)
class Because:
    """One option that was chosen, and why."""

    step: str
    option: str
    price: str
    why: str
    decided: bool
    """Whether the buyer's figures decide it, wholly or in part."""


@dataclass(frozen=True)
class Answer:
    """A finished product that gives what is needed."""

    by: str
    """cheapest | recommended"""
    product: Product
    total: TotalView | None
    because: tuple[Because, ...]

    @property
    def name(self) -> str:
        """The option that the figures decide first."""
        deciding = [line.option for line in self.because if line.decided]
        return deciding[0] if deciding else words(self.product.model.text)


@dataclass(frozen=True)
class Way:
    """Other figures that can be had: in words, the figures themselves, and what they cost."""

    text: str
    needs: Needs
    total: TotalView | None
    """Of the cheapest product that gives them."""

    @property
    def address(self) -> dict[str, str]:
        """The figures as the form reads them in the language of the page."""
        return {f"number-{id}": number(value) for id, value in self.needs.items()}


@dataclass(frozen=True)
class Fit:
    """What a product offers for some needs."""

    base: Product
    """The needs alone."""
    market: Market
    prices: Mapping[str, Decimal] = field(default_factory=dict)

    @cached_property
    def cheapest(self) -> Answer:
        """The finished product of the lowest price."""
        return self._answer(CHEAPEST)

    @cached_property
    def recommended(self) -> Answer:
        """The finished product as the supplier advises."""
        return self._answer(RECOMMENDED)

    @cached_property
    def least(self) -> Product:
        """The finished product of the lowest price, without the reasons for each choice."""
        return self.base.finished(self.base.engine.complete(self.base.choices, self.prices))

    def total_of(self, product: Product) -> TotalView | None:
        """The leading total of a product; None where the price book has no price for it."""
        waterfall = priced(product, self.market)
        return total_view(headline(product, waterfall)) if waterfall else None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Both; one where they are the same."""
        same = self.cheapest.product.codes == self.recommended.product.codes
        return (self.cheapest,) if same else (self.cheapest, self.recommended)

    @cached_property
    def ruled_out(self) -> list[str]:
        """What the figures alone make impossible, each with its reason."""
        model, states = self.base.model, self.base.chosen.domains
        found = (
            reason(self.base, option.code, BLOCKED)
            for option in model.options
            if states[option.code] == BLOCKED
        )
        options = (o.code for o in model.options if states[o.code] == BLOCKED)
        pairs = zip(options, found, strict=True)
        return [why.line(self.base, code, BLOCKED) for code, why in pairs if why.choices]

    def _answer(self, by: str) -> Answer:
        product = self.least if by == CHEAPEST else self._advised()
        lines = sorted(self._because(product, by), key=lambda line: not line.decided)
        return Answer(by, product, self.total_of(product), tuple(lines))

    def _advised(self) -> Product:
        own = {**self.base.choices, **self._fitted}
        return self.base.finished(self.base.engine.complete(own, self.prices, advised=True))

    @cached_property
    def _fitted(self) -> dict[str, str]:
        """Of steps that the figures decide and nobody advises on: the cheapest that fits.

        What a product comes with by default was not made for these figures.
        """
        chosen = self.least
        return {
            group.id: code
            for code in chosen.codes
            if (group := chosen.model.group_of(code)).single
            and group.min
            and self._narrows(group)
            and not any(self._open(o) and o.recommended for o in group.options)
        }

    def _open(self, option: Option) -> bool:
        return self.base.chosen.domains[option.code] == OPEN

    def _because(self, product: Product, by: str) -> Iterator[Because]:
        listed = list_prices(product, self.market)
        for code in product.codes:
            group = product.model.group_of(code)
            why, decided = self._why(product, code, group, by)
            text = words(product.model.option(code).text)
            yield Because(words(group.text), text, item_price(listed.get(code, ())), why, decided)

    def _why(self, product: Product, code: str, group: Group, by: str) -> tuple[str, bool]:
        states = self.base.chosen.domains
        if states[code] == FORCED:
            why = reason(self.base, code, FORCED)
            return why.line(self.base, code, FORCED), bool(why.choices)
        left = sum(map(self._open, group.options))
        option, decided = product.model.option(code), self._narrows(group)
        if product.chosen.domains[code] == FORCED:
            return _("Comes with the rest of the choice."), decided
        if left == 1:
            return _("The only one that fits."), decided
        if by == CHEAPEST or group.id in self._fitted:
            return _("Cheapest as a whole, of %(count)s that fit.", count=left), decided
        if option.recommended:
            return _("Advised by the supplier, of %(count)s that fit.", count=left), decided
        if option.default:
            return _("Standard, of %(count)s that fit.", count=left), decided
        return _("Best together with the rest, of %(count)s that fit.", count=left), decided

    def _narrows(self, group: Group) -> bool:
        """Whether the figures rule out some option of a group, by one rule or table alone."""
        states = self.base.chosen.domains
        blocked = [o.code for o in group.options if states[o.code] == BLOCKED]
        return any(_direct(reason(self.base, code, BLOCKED)) for code in blocked)


def _direct(why: Reason) -> bool:
    rules = sum(finding.code in ("rule", "table") for finding in why.findings)
    return bool(why.choices) and rules == 1


def fit(empty: Product, needs: Needs, market: Market) -> Fit:
    """What the product offers; raises ChoiceError or Contradiction where nothing gives it."""
    return Fit(empty.holding(dict(needs)), market, units_of(empty, market).comparable)


def ways(empty: Product, needs: Needs, market: Market) -> list[Way]:
    """Figures near those that contradict each other, each keeping one of them; cheapest first."""
    prices, found = units_of(empty, market).comparable, list[dict[str, Decimal]]()
    for id, value in needs.items():
        others = {k: v for k, v in needs.items() if k != id}
        try:
            repairs = empty.engine.repairs(others, id, prices, value)
        except Contradiction:
            continue
        found += [
            {k: v for k, v in each.choices.items() if k in needs and isinstance(v, Decimal)}
            for each in repairs
        ]
    near = {tuple(sorted(each.items())): each for each in found}
    way_out = (_way(empty, needs, each, market) for each in near.values())
    return sorted(filter(None, way_out), key=_cost)


def _way(empty: Product, asked: Needs, needs: Needs, market: Market) -> Way | None:
    """Other figures than those asked for; None where they cannot be had either."""
    try:
        found = fit(empty, needs, market)
    except Contradiction:
        return None
    changed = {k: v for k, v in needs.items() if v != asked[k]}
    return Way(change_texts(empty, changed), needs, found.total_of(found.least))


def _cost(way: Way) -> Decimal:
    return way.total.net.amount if way.total else Decimal("Infinity")


def said(product: Product, needs: Needs) -> str:
    """The needs as a buyer would say them: 12 m³/min, 7.5 bar, 6,000 h a year."""
    return ", ".join(counted(value, product.model.number(id).unit) for id, value in needs.items())


def asked(product: Product) -> tuple[list[Number], list[Number]]:
    """The numbers a form asks for: at once, and under "More figures"."""
    numbers = sorted(product.model.numbers, key=lambda figure: figure.order)
    return numbers[:ASKED_FIRST], numbers[ASKED_FIRST:]
