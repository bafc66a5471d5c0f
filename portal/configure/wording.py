"""Prices of options and changes of price, in words."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

from configurator import NOTHING
from portal.configure.choices import Product, Value
from portal.configure.prices import Difference
from portal.i18n import _, counted, money, number, words
from pricing import ItemLine

TEXTS = 64


def over(charge: str, period: str | None) -> str:
    """How often an amount is paid; nothing for once."""
    if charge == "one_off":
        return ""
    return _("a year") if period == "year" else _("a month")


def paid(charge: str, period: str | None) -> str:
    """What a total is called: when its amount is paid."""
    return {
        "one_off": _("Paid once"),
        "recurring": _("Paid by the year") if period == "year" else _("Paid by the month"),
        "usage": _("Paid for usage"),
    }[charge]


def item_price(items: Iterable[ItemLine]) -> str:
    """What an option adds to the list price, or that it is included."""
    parts = [
        f"{money(item.list_price, sign=True)} {over(item.charge, item.period)}".strip()
        for item in items
        if item.list_price
    ]
    return ", ".join(parts) or _("included")


@dataclass(frozen=True)
class PriceText:
    """The price of an option card in words."""

    price: str
    unit: str
    """Of one unit, where a number counts the option."""


_texts: OrderedDict[tuple[int, str], tuple[object, dict[str, PriceText]]] = OrderedDict()
_lock = Lock()


def price_texts(
    product: Product, items: Mapping[str, tuple[ItemLine, ...]], lang: str
) -> dict[str, PriceText]:
    """Option → its price in words; made once for each set of list prices."""
    with _lock:
        known = _texts.get((id(items), lang))
    if known and known[0] is items:
        return known[1]
    made = {
        option.code: PriceText(
            item_price(items.get(option.code, ())),
            unit_note(product, option.code, items.get(option.code, ())),
        )
        for option in product.model.options
    }
    with _lock:
        _texts[id(items), lang] = items, made
        if len(_texts) > TEXTS:
            _texts.popitem(last=False)
    return made


def unit_note(product: Product, code: str, items: Iterable[ItemLine]) -> str:
    """The price of one unit of an option that a number counts; nothing for a single one."""
    count = product.counts.get(code, Decimal(1))
    listed = [item for item in items if item.list_price]
    if count <= 1 or len(listed) != 1:
        return ""
    unit = counted_unit(product, code)
    each = money(listed[0].list_price / count, sign=True)
    return _("%(price)s × %(count)s %(unit)s",
             price=each, unit=unit, count=number(count))  # fmt: skip


def counted_unit(product: Product, code: str) -> str:
    """The unit that counts an option, without its time: MWh of MWh/month."""
    for figure in product.model.numbers:
        if code in figure.quantity_of:
            return words(figure.unit).split("/")[0]
    return ""


def change_of_price(found: Difference | None) -> str:
    """ "+420 USD", "−1,200 USD, +780 USD a year", or that nothing changes; without a price nothing."""
    if found is None:
        return ""
    parts = []
    if found.one_off:
        parts.append(money(found.one_off, sign=True))
    if found.recurring:
        amount = money(found.recurring, sign=True)
        parts.append(f"{amount} {over('recurring', found.period)}")
    return ", ".join(parts) or _("same price")


def done_text(product: Product, subject: str, value: Value | None) -> str:
    """A choice that was made: "Dryer: Refrigerant dryer"."""
    model = product.model
    if subject in {figure.id for figure in model.numbers}:
        figure = model.number(subject)
        if value is None:
            return _("%(name)s: choice taken back", name=words(figure.text))
        return f"{words(figure.text)}: {counted(Decimal(str(value)), figure.unit)}"
    if subject in {group.id for group in model.groups}:
        name = words(model.group(subject).text)
        if value in (None, NOTHING):
            return _("%(name)s: choice taken back", name=name)
        return f"{name}: {words(model.option(str(value)).text)}"
    option = words(model.option(subject).text)
    return (
        _("Added: %(option)s", option=option)
        if value is True
        else _("Without: %(option)s", option=option)
    )


def followed_text(before: Product, after: Product) -> str:
    """What changed besides the choices themselves: what came and went with them, and numbers."""
    old, new = set(before.codes), set(after.codes)
    came = new - old - _named(after)
    went = {c for c in old - new - _named(before) if not _replaced(before, after, c)}
    parts = [
        _("With it: %(options)s.", options=_names(after, came)) if came else "",
        _("No longer in it: %(options)s.", options=_names(before, went)) if went else "",
        *_moved(before, after),
    ]
    return " ".join(part for part in parts if part)


def _named(product: Product) -> set[object]:
    """Options that the buyer's own choices name."""
    return {word for choice in product.choices.items() for word in choice}


def _names(product: Product, codes: set[str]) -> str:
    return ", ".join(words(o.text) for o in product.model.options if o.code in codes)


def _replaced(before: Product, after: Product, code: str) -> bool:
    """Whether another option of its step stands in the place of one that went."""
    group = before.model.group_of(code)
    return group.single and any(option.code in after.codes for option in group.options)


def _moved(before: Product, after: Product) -> Iterator[str]:
    """Numbers nobody chose that count differently now, because the choices ask for it."""
    for figure in after.model.numbers:
        stands = after.figures[figure.id]
        if figure.id not in after.choices and before.figures.get(figure.id, stands) != stands:
            value = counted(stands, figure.unit)
            yield _("%(name)s now counts as %(value)s.", name=words(figure.text), value=value)
