"""Answers, attachments and roles in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from configurator import ProductModel
from configurator.rfp import RfpField
from portal.i18n import _, day, language, money, number, signed, words
from portal.models import Configuration, Person
from portal.packs import pack_version
from portal.rfps.attachments import Attachment, kept
from pricing import Money

NBSP = "\u00a0"


@dataclass(frozen=True)
class Shown:
    """An answer in words: one text, and the lines of what is attached."""

    text: str
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text as it was broken into lines."""
        return self.text.splitlines() or [""]


def shown(field: RfpField, value: Any) -> Shown:
    """The value of a field, as kept in a draft or a version, in the reader's language."""
    if field.kind == "choice":
        return Shown(_choices(field, value))
    if field.kind == "number":
        return Shown(_figure(field, value))
    if isinstance(value, Mapping):
        is_product = value["kind"] == "configuration"
        return _configuration(value) if is_product else _calculation(value)
    if field.kind in ("configuration", "calculation"):
        return Shown(_("attached"))
    return Shown(str(value))


def _choices(field: RfpField, value: Any) -> str:
    texts = {option.code: words(option.text) for option in field.options}
    codes = value if isinstance(value, list | tuple) else [value]
    return ", ".join(texts.get(str(code), str(code)) for code in codes)


def _figure(field: RfpField, value: Any) -> str:
    try:
        figure = number(Decimal(str(value)))
    except InvalidOperation:
        return str(value)
    unit = words(field.unit)
    return f"{figure}{NBSP}{unit}" if unit else figure


# --- what is attached -----------------------------------------------------------------------------


def _configuration(found: Mapping[str, Any]) -> Shown:
    model = pack_version(UUID(found["edition"])).models.get(found["product"])
    name = found["name"] or (words(model.text) if model else found["product"])
    parts = [name, found["code"]]
    if found["net_minor"] is not None and found["currency"]:
        parts.append(money(Money.from_minor(found["net_minor"], found["currency"])))
    lines = choices_in_words(model, found["choices"]) if model else []
    return Shown(" · ".join(parts), tuple(lines))


def choices_in_words(model: ProductModel, choices: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Group and option, number and value, in the order of choosing.

    What this edition of the model does not know is left out.
    """
    return [pair for pair in (_pair(model, k, v) for k, v in choices.items()) if pair]


def _pair(model: ProductModel, subject: str, value: Any) -> tuple[str, str] | None:
    groups = {group.id: group for group in model.groups}
    numbers = {figure.id: figure for figure in model.numbers}
    options = {option.code: option for group in model.groups for option in group.options}
    if subject in numbers:
        figure = numbers[subject]
        return words(figure.text), f"{number(Decimal(str(value)))}{NBSP}{words(figure.unit)}"
    if subject in groups and str(value) in options:
        return words(groups[subject].text), words(options[str(value)].text)
    if subject in options:
        return words(options[subject].text), _("yes") if _yes(value) else _("no")
    return None


def _yes(value: Any) -> bool:
    return str(value).lower() in ("true", "yes", "1")


def _calculation(found: Mapping[str, Any]) -> Shown:
    calculator = pack_version(UUID(found["edition"])).calculators.get(found["calculator"])
    name = found["name"] or (words(calculator.text) if calculator else found["calculator"])
    at = day(datetime.fromisoformat(found["saved_at"]))
    text = _("%(name)s, version %(n)s of %(day)s", name=name, n=found["number"], day=at)
    lines = [_alternative(each, words(found["scale"])) for each in found["alternatives"]]
    return Shown(text, tuple(lines))


def _alternative(each: Mapping[str, Any], scale: str) -> tuple[str, str]:
    cost = f"{number(Decimal(each['present_cost']), 1)}{NBSP}{scale}".strip()
    text = _("present cost %(cost)s", cost=cost)
    if not each["reference"]:
        gain = f"{signed(Decimal(each['net_savings']), 1)}{NBSP}{scale}".strip()
        text = _("%(cost)s, net savings %(gain)s", cost=text, gain=gain)
    return words(each["text"]), text


def label_of(row: Attachment) -> str:
    """A saved configuration or cost case in one line, as a list to choose from shows it."""
    text = shown_attachment(row).text
    return f"{text} · {day(row.updated_at)}" if isinstance(row, Configuration) else text


def shown_attachment(row: Attachment) -> Shown:
    """The row in words."""
    found = kept(row)
    return _configuration(found) if found["kind"] == "configuration" else _calculation(found)


# --- people ---------------------------------------------------------------------------------------


def role_name(role: str) -> str:
    """The role that fills in and scores a section."""
    return {
        "finance": _("Finance"),
        "operations": _("Operations"),
        "technical": _("Engineering"),
        "service": _("Service"),
        "legal": _("Legal"),
        "sustainability": _("Sustainability"),
        "owner": _("Owner"),
    }.get(role, role)


def addressed(person: Person) -> str:
    """Ms Hương in English, chị Hương in Vietnamese, as she chose; her name where she did not."""
    name = person.given_name or person.name
    form = person.form_of_address
    if language() == "en":
        form = {"chị": "Ms", "cô": "Ms", "bà": "Ms", "anh": "Mr", "ông": "Mr"}.get(form, form)
    return f"{form} {name}" if form else person.name
