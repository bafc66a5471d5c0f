"""Why something cannot be had, and every way to have it after all, priced."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from configurator import NOTHING, Contradiction, Repair
from portal.configure.choices import Changes, Product, Value, keep, tidy
from portal.configure.messages import told
from portal.configure.prices import Difference, Market, difference, priced, units_of
from portal.configure.reasons import fresh
from portal.configure.wording import change_of_price, followed_text
from portal.i18n import _, counted, number, words


@dataclass(frozen=True)
class Way:
    """One repair: what it changes, in words, its price, and the changes themselves."""

    text: str
    note: str
    price: str
    changes: str
    """Subject → choice (null takes it back), as JSON: what the button sends."""


@dataclass(frozen=True)
class WaysOut:
    """The explanation of one option or number, opened."""

    subject: str
    title: str
    lines: tuple[str, ...]
    ways: tuple[Way, ...]
    asked: bool
    """Whether it answers a choice that could not be made, so that it takes the focus."""
    complete: bool
    """Whether no further way exists; or there was no time to look for every one."""


def ways_out(
    product: Product,
    market: Market,
    subject: str,
    value: Value | None = None,
    *,
    asked: bool = False,
) -> WaysOut:
    """Why `subject` is as it is, and how it could be otherwise; `value` for a number."""
    engine, choices = product.engine, product.choices
    state = "" if value is not None else product.chosen.domains[subject]
    if state in ("blocked", "forced"):
        findings = list(fresh(product, subject, state).findings)
    else:
        findings = engine.why(choices, subject, value)
    repairs = engine.repairs(choices, subject, units_of(product, market).comparable, value)
    return WaysOut(
        subject=subject,
        title=_title(state, findings),
        lines=tuple(told(product.model, findings)),
        ways=tuple(_ways(product, market, repairs, subject, value)),
        asked=asked,
        complete=repairs.complete,
    )


def _title(state: str, findings: list[Any]) -> str:
    own = sum(finding.code == "choice" for finding in findings)
    if state == "forced":
        return _("Why it is part of the product.")
    if own:
        return _("Why it cannot be had. These cannot hold together:")
    return _("Why it cannot be had.")


def _ways(
    product: Product, market: Market, repairs: list[Repair], subject: str, value: Value | None
) -> Iterator[Way]:
    before = priced(product, market)
    found: list[tuple[Difference | None, Way]] = []
    for repair in repairs:
        changes, after = _settled(product, repair, subject)
        if after is None:
            continue
        change = difference(before, priced(after, market))
        text, note = _words(product, changes, subject)
        note = " ".join(part for part in (note, followed_text(product, after)) if part)
        way = Way(text, note, change_of_price(change), dumped(changes))
        found.append((change, way))
    found.sort(key=lambda pair: pair[0].comparable if pair[0] else Decimal(0))
    return (way for _change, way in found)


def _settled(
    product: Product, repair: Repair, subject: str
) -> tuple[dict[str, Value | None], Product | None]:
    """The changes of a repair, without leftovers that only leave something out."""
    wanted = next(
        (c.subject for c in repair.changes if _about(product, c.subject, subject)), subject
    )
    after = tidy(product.model, repair.choices, wanted)
    old = product.choices
    changes: dict[str, Value | None] = {k: v for k, v in after.items() if old.get(k) != v}
    seats = {product.model.seat(k) for k in after}
    changes |= {k: None for k in old if product.model.seat(k) not in seats}
    try:
        return changes, product.after(changes)
    except Contradiction:
        return changes, None


def _about(product: Product, key: str, subject: str) -> bool:
    return product.model.seat(key) == product.model.seat(subject)


def _words(product: Product, changes: Changes, subject: str) -> tuple[str, str]:
    """What is changed for it, and what comes with that."""
    model = product.model
    others = {k: v for k, v in changes.items() if not _about(product, k, subject)}
    own = {k: v for k, v in changes.items() if k not in others}
    said = [change_text(product, k, v) for k, v in others.items()]
    if not said:
        return "".join(change_text(product, k, v) for k, v in own.items()), ""
    subject_name = words(
        model.number(subject).text
        if subject in {n.id for n in model.numbers}
        else model.option(subject).text
    )
    figure = next((v for v in own.values() if isinstance(v, Decimal)), None)
    if figure is not None:
        note = _("Then %(name)s can be %(value)s.", name=subject_name, value=number(figure))
    elif any(value is False for value in own.values()):
        note = _("Then %(name)s can be left out.", name=subject_name)
    else:
        note = _("Then %(name)s can be chosen.", name=subject_name)
    return _sentence(said), note


def _sentence(parts: list[str]) -> str:
    first, *rest = parts
    return "; ".join([first, *(part[:1].lower() + part[1:] for part in rest)])


def change_texts(product: Product, changes: Changes) -> str:
    """Some changes in one sentence without its stop."""
    return _sentence([change_text(product, k, v) for k, v in changes.items()])


def change_text(product: Product, subject: str, value: Value | None) -> str:
    """One change in words: "Change dryer to refrigerant dryer"."""
    model = product.model
    if subject in {n.id for n in model.numbers}:
        figure = model.number(subject)
        if value is None:
            return _("Leave %(number)s open", number=words(figure.text))
        amount = counted(Decimal(str(value)), figure.unit)
        return _("Set %(number)s to %(value)s", number=words(figure.text), value=amount)
    if subject in {g.id for g in model.groups}:
        name = words(model.group(subject).text)
        if value in (None, NOTHING):
            return _("Take nothing from %(group)s", group=name)
        return _("Change %(group)s to %(option)s",
                 group=name, option=words(model.option(str(value)).text))  # fmt: skip
    option = words(model.option(subject).text)
    return (
        _("Add %(option)s", option=option)
        if value is True
        else _("Leave out %(option)s", option=option)
    )


def dumped(changes: Changes) -> str:
    """Changes as the JSON a button sends."""
    given = {k: v for k, v in changes.items() if v is not None}
    return json.dumps({**keep(given), **{k: None for k, v in changes.items() if v is None}},
                      ensure_ascii=False, separators=(",", ":"))  # fmt: skip


def loaded(product: Product, text: str) -> dict[str, Value | None]:
    """The changes in a button's JSON.

    Raises:
        ValueError: that is no mapping of choices.
    """
    data = json.loads(text)
    if not isinstance(data, Mapping) or len(data) > 500:
        raise ValueError("no mapping of choices")
    numbers = {figure.id for figure in product.model.numbers}
    return {str(k): value_of(v, k in numbers) for k, v in data.items()}


def value_of(value: Any, is_number: bool) -> Value | None:
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise ValueError("a choice is a word, yes, no or nothing")
    if not is_number:
        return value
    try:
        return Decimal(value)
    except ArithmeticError as error:
        raise ValueError("not a number") from error
