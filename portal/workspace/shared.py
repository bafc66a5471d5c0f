"""What the buyer lets the supplier see: shared answers, and the choices of a configuration."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from configurator import ProductModel
from configurator.rfp import RfpField, RfpTemplate
from portal.i18n import _, number, words
from portal.models import Configuration, RfpVersion
from portal.packs import pack_version
from portal.packs.pack import Pack

SHORT = 60


@dataclass(frozen=True)
class Answer:
    """One field of an RFP: its value as shared, or None when it is the buyer's own."""

    id: str
    label: str
    value: str | None
    short: bool
    """Fit for a sentence: a choice or a figure."""


def answers(version: RfpVersion) -> list[Answer]:
    """The fields of the RFP with what was shared of them; nothing else is read.

    Source: `RfpVersion.shared`; the answers themselves are never looked at.
    """
    template = pack_version(version.pack_version_id).rfp_templates.get(version.rfp.template)
    if template is None:
        return [Answer(key, key, _plain(value), False) for key, value in version.shared.items()]
    return [_answer(field, version.shared) for field in _shareable(template)]


def in_short(found: list[Answer]) -> str:
    """The first shared choices and figures, fit for the middle of a sentence."""
    words_of = [answer.value for answer in found if answer.short and answer.value]
    text = ", ".join(words_of[:3])
    acronym = text[1:2].isupper() or not text[:1].isalpha()
    return text if acronym else text[:1].lower() + text[1:]


def _shareable(template: RfpTemplate) -> list[RfpField]:
    return [field for field in template.fields if field.shareable]


def _answer(field: RfpField, shared: dict[str, Any]) -> Answer:
    value = shared.get(field.id)
    there = value not in (None, "", [], ())
    short = field.kind in ("choice", "number")
    return Answer(field.id, words(field.text), shown(field, value) if there else None, short)


def shown(field: RfpField, value: Any) -> str:
    """A shared value in words."""
    if field.kind == "choice":
        texts = {option.code: words(option.text) for option in field.options}
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(texts.get(str(code), str(code)) for code in codes)
    if field.kind == "number":
        try:
            figure = number(Decimal(str(value)))
        except InvalidOperation:
            return _plain(value)
        unit = words(field.unit)
        return f"{figure}\u00a0{unit}" if unit else figure
    if field.kind in ("configuration", "calculation"):
        return _("attached")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def chosen(configuration: Configuration) -> list[tuple[str, str]]:
    """Group and option, number and value: what the buyer chose, in the order of choosing."""
    model = product_of(configuration)
    if model is None:
        return []
    return [pair for pair in (_pair(model, k, v) for k, v in configuration.choices.items()) if pair]


def product_of(configuration: Configuration) -> ProductModel | None:
    """The product model it was made with."""
    return _pack_of(configuration).models.get(configuration.product)


def _pack_of(configuration: Configuration) -> Pack:
    return pack_version(configuration.pack_version_id)


def _pair(model: ProductModel, subject: str, value: Any) -> tuple[str, str] | None:
    """(what, which) of one choice; None for what this edition of the model does not know."""
    groups = {group.id: group for group in model.groups}
    numbers = {figure.id: figure for figure in model.numbers}
    options = {option.code: option for group in model.groups for option in group.options}
    if subject in numbers:
        figure = numbers[subject]
        return words(figure.text), f"{number(Decimal(str(value)))}\u00a0{words(figure.unit)}"
    if subject in groups and str(value) in options:
        return words(groups[subject].text), words(options[str(value)].text)
    if subject in options:
        return words(options[subject].text), _("yes") if _yes(value) else _("no")
    return None


def _yes(value: Any) -> bool:
    return str(value).lower() in ("true", "yes", "1")
