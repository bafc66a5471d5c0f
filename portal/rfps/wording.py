"""Answers, attachments and roles in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from configurator.rfp import RfpField
from portal.calculators.queries import title_of
from portal.configure.snapshots import said
from portal.i18n import NBSP, _, counted, day, language, number, signed, words
from portal.models import Configuration, Person
from portal.packs import pack_version
from portal.rfps.attachments import Attachment


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
        figure = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return counted(figure, field.unit) if field.unit else number(figure)


# --- what is attached -----------------------------------------------------------------------------


def _configuration(found: Mapping[str, Any]) -> Shown:
    product = said(found)
    prices = (amount for _label, amount in product.prices)
    text = " · ".join([product.name, product.code, *prices])
    return Shown(text, product.options + product.figures)


def _calculation(found: Mapping[str, Any]) -> Shown:
    calculator = pack_version(UUID(found["edition"])).calculators.get(found["calculator"])
    name = found["name"] or (words(calculator.text) if calculator else found["calculator"])
    text = _dated(name, found["number"], datetime.fromisoformat(found["saved_at"]))
    lines = [_alternative(each, words(found["scale"])) for each in found["alternatives"]]
    return Shown(text, tuple(lines))


def _dated(name: str, version: int, at: datetime) -> str:
    return _("%(name)s, version %(n)s of %(day)s", name=name, n=version, day=day(at))


def _alternative(each: Mapping[str, Any], scale: str) -> tuple[str, str]:
    cost = f"{number(Decimal(each['present_cost']), 1)}{NBSP}{scale}".strip()
    text = _("present cost %(cost)s", cost=cost)
    if not each["reference"]:
        gain = f"{signed(Decimal(each['net_savings']), 1)}{NBSP}{scale}".strip()
        text = _("%(cost)s, net savings %(gain)s", cost=text, gain=gain)
    return words(each["text"]), text


def label_of(row: Attachment) -> str:
    """A saved configuration or cost case in one line, as a list to choose from shows it."""
    if isinstance(row, Configuration):
        model = pack_version(row.pack_version_id).models[row.product]
        return f"{row.name or words(model.text)} · {row.code} · {day(row.updated_at)}"
    return _dated(title_of(row.calculation), row.number, row.saved_at)


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
