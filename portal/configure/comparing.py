"""Configurations and standard offers side by side: what differs, and what each difference costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from configurator import NOTHING, ChoiceError, Contradiction
from configurator.model import Group
from portal.configure import attributes
from portal.configure.choices import Product, Value, home_of
from portal.configure.panel import TotalView, totals
from portal.configure.prices import Market, difference, headline, priced
from portal.configure.queries import market_of
from portal.configure.wording import change_of_price
from portal.i18n import _, counted, words
from portal.models import Configuration
from portal.packs import current_pack
from portal.packs.formats import Offer
from pricing import Waterfall

MOST = 4
"""How many stand side by side."""
MOST_NAMED = 4
"""Steps that go with a difference and are named; more of them are counted."""


@dataclass(frozen=True, eq=False)
class Column:
    """One of what is compared."""

    name: str
    product: Product
    market: Market
    code: str = ""
    """Of a configuration: its code."""
    offer: str = ""
    """Of a standard offer: its id."""
    changed: datetime | None = None

    @cached_property
    def totals(self) -> Mapping[str, TotalView]:
        """Charge → total, of what is chosen or forced so far."""
        waterfall = priced(self.product, self.market)
        return {total.charge: total for total in totals(waterfall)} if waterfall else {}

    @cached_property
    def price(self) -> str:
        """The leading total in words."""
        waterfall = priced(self.product, self.market)
        if waterfall is None:
            return _("on request")
        return next(
            (t.net_text for t in self.totals.values()
             if t.charge == headline(self.product, waterfall).charge), _("on request"),
        )  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """What one column has in one row, and what that costs against the first column."""

    text: str
    price: str = ""
    """Change of the first one's net price by switching this row alone; words where it cannot."""
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """One step, attribute or total."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the columns say different things."""
        return len({cell.text for cell in self.cells}) > 1


@dataclass(frozen=True)
class SideBySide:
    """Up to four of one product; the first is what the others are measured against."""

    columns: tuple[Column, ...]

    @cached_property
    def steps(self) -> tuple[Row, ...]:
        """Every step of the product, in its order."""
        groups = {g.id: g for column in self.columns for g in column.product.model.groups}
        return tuple(self._step(group) for group in groups.values())

    @property
    def differing(self) -> list[Row]:
        """The steps in which they differ."""
        return [row for row in self.steps if row.differs]

    @property
    def same(self) -> list[Row]:
        """The steps in which all are alike."""
        return [row for row in self.steps if not row.differs and row.cells[0].text]

    @cached_property
    def attributes(self) -> tuple[Row, ...]:
        """Figures that matter, in the order of the product."""
        found = [dict(attributes.shown(column.product)) for column in self.columns]
        names = dict.fromkeys(name for each in found for name in each)
        return tuple(
            Row(name, tuple(Cell(each.get(name, "–")) for each in found)) for name in names
        )

    @cached_property
    def totals(self) -> tuple[Row, ...]:
        """Net totals by charge, and what the whole costs against the first."""
        charges = dict.fromkeys(c for column in self.columns for c in column.totals)
        rows = [self._total(charge) for charge in charges]
        return (*rows, self._whole())

    def _total(self, charge: str) -> Row:
        found = [column.totals.get(charge) for column in self.columns]
        label = next(each.label for each in found if each)
        return Row(label, tuple(Cell(each.net_text if each else "–") for each in found))

    def _whole(self) -> Row:
        first = self._waterfall(0)
        changes = [
            change_of_price(difference(first, self._waterfall(i)))
            for i in range(1, len(self.columns))
        ]
        cells = (Cell("–"), *(Cell(text or _("on request")) for text in changes))
        return Row(_("Against the first"), cells)

    def _waterfall(self, at: int) -> Waterfall | None:
        column = self.columns[at]
        return priced(
            column.product, Market(column.market.segment, self.columns[0].market.currency)
        )

    def _step(self, group: Group) -> Row:
        first, *others = self.columns
        own = _said(first.product, group.id)
        cells = [Cell(own)]
        for column in others:
            text = _said(column.product, group.id)
            differs = text != own
            price = self._switched(column.product, group.id) if differs else ""
            cells.append(Cell(text, price, differs))
        return Row(words(group.text), tuple(cells))

    def _switched(self, other: Product, group: str) -> str:
        """What the first costs more with this step as the other has it.

        Where that step alone cannot be switched, the other differing steps it needs go with it.
        """
        first, steps = self.columns[0], [group]
        try:
            after = self._after(other, steps)
        except (ChoiceError, Contradiction, KeyError):
            return _("not to be had in the first one's edition")
        change = difference(priced(first.product, first.market), priced(after, first.market))
        return self._with_steps(change_of_price(change), steps[1:])

    def _after(self, other: Product, steps: list[str]) -> Product:
        """The first with these steps as the other has them; `steps` grows by those they need."""
        first = self.columns[0].product
        while True:
            try:
                return first.after(_together(first, other, steps))
            except Contradiction as clash:
                needed = self._needed(clash, other, steps) or self._remaining(other, steps)
                if not needed:
                    raise
                steps += needed

    def _with_steps(self, price: str, steps: list[str]) -> str:
        """A price and the steps that go with it: by name, or how many where they are many."""
        if len(steps) > MOST_NAMED:
            return _(
                "%(price)s, together with %(count)s other steps", price=price, count=len(steps)
            )
        model = self.columns[0].product.model
        names = ", ".join(words(model.group(step).text) for step in steps)
        return (
            _("%(price)s, together with: %(steps)s", price=price, steps=names) if names else price
        )

    def _remaining(self, other: Product, steps: list[str]) -> list[str]:
        """Every other step in which the two are different."""
        first = self.columns[0].product
        groups = (group.id for group in first.model.groups if group.id not in steps)
        return [id for id in groups if _contents(first, id) != _contents(other, id)]

    def _needed(self, clash: Contradiction, other: Product, steps: list[str]) -> list[str]:
        """Steps of the first that stand in the way and are different in the other."""
        first = self.columns[0].product
        keys = (f.params["choice"] for f in clash.findings if f.code == "choice")
        homes = dict.fromkeys(first.step_of(key) for key in keys)
        return [
            step
            for step in homes
            if step not in steps and _contents(first, step) != _contents(other, step)
        ]


def _together(product: Product, other: Product, steps: list[str]) -> dict[str, Value | None]:
    return {k: v for step in steps for k, v in _changes(product, other, step).items()}


def _contents(product: Product, group: str) -> dict[str, Value]:
    """Options and numbers of one step, as they count."""
    found = next((g for g in product.model.groups if g.id == group), None)
    if found is None:
        return {}
    there = {option.code for option in found.options} & set(product.codes)
    numbers = (n for n in product.model.numbers if home_of(product.model, n).id == group)
    return {**dict.fromkeys(sorted(there), True), **{n.id: product.figures[n.id] for n in numbers}}


def _said(product: Product, group: str) -> str:
    model, parts = product.model, [_("To choose")] if group in product.open_steps else []
    for key, value in _contents(product, group).items():
        if value is True:
            parts.append(words(model.option(key).text))
        else:
            figure = model.number(key)
            parts.append(f"{words(figure.text)}: {counted(value, figure.unit)}")  # type: ignore[arg-type]
    return "; ".join(parts) or "–"


def _changes(product: Product, other: Product, group: str) -> dict[str, Value | None]:
    """What makes a step of `product` say what the same step of `other` says.

    A step that the other has still to choose in is taken back.
    """
    found, wanted = product.model.group(group), _contents(other, group)
    options = [option.code for option in found.options]
    chosen = [key for key, value in wanted.items() if value is True]
    if unknown := set(chosen) - set(options):
        raise KeyError(unknown.pop())
    undecided = group in other.open_steps or len(chosen) < found.min
    numbers = {key: value for key, value in wanted.items() if value is not True}
    if found.single:
        return {group: chosen[0] if chosen else None if undecided else NOTHING, **numbers}
    absent = None if undecided else False
    return {**{code: True if code in chosen else absent for code in options}, **numbers}


def column_of(configuration: Configuration) -> Column:
    """A configuration as it stands."""
    product = Product.of(configuration)
    name = configuration.name or words(product.model.text)
    return Column(
        name, product, market_of(configuration), code=configuration.code,
        changed=configuration.updated_at,
    )  # fmt: skip


def column_for(offer: Offer, segment: str, currency: str) -> Column:
    """A standard offer as it is sold today."""
    pack = current_pack()
    product = Product.made(pack.version_id, offer.product or "", pack.choices(offer))
    return Column(words(offer.name), product, Market(segment, currency), offer=offer.id)


def side_by_side(columns: Iterable[Column]) -> tuple[SideBySide, list[Column]]:
    """The first four of one product side by side, and those that do not fit beside them."""
    found = list(columns)
    product = found[0].product.name
    fitting = [column for column in found if column.product.name == product][:MOST]
    return SideBySide(tuple(fitting)), [column for column in found if column not in fitting]
