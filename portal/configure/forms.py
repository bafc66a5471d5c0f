"""What a buyer chooses in one step, names, or types as a code."""

from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField

from configurator import NOTHING, ProductModel
from configurator.model import Group, Number
from portal.configure.choices import Value, home_of
from portal.forms import BaseForm, NumberField, TextField
from portal.i18n import lazy_gettext as _l
from portal.i18n import words
from portal.ids import CODE_LENGTH, normal_code

NUMBER = "number-"
LONGEST_CODE = 40


def asked_version() -> int | None:
    """The version of the configuration that the page showed."""
    return request.form.get("version", type=int)


class StepForm(BaseForm):
    """One step as it stands on the page: a radio or ticks, and its numbers."""

    step = HiddenField()
    choice = HiddenField()
    """Of a group of one: the option, or "-" for nothing."""
    action = HiddenField()
    """clear: take back every choice of this step."""

    group: Group
    numbers: tuple[Number, ...]

    def changes(self, choices: dict[str, Value]) -> dict[str, Value | None]:
        """Subject → new choice, for what differs from the choices the page showed."""
        if self.action.data == "clear":
            return self._cleared(choices)
        asked = self._one(choices) if self.group.single else self._ticks(choices)
        return asked | self._figures(choices)

    def typed(self) -> dict[str, str]:
        """Number → what was typed for it."""
        names = {n.id: NUMBER + n.id for n in self.numbers}
        return {id: request.form[name] for id, name in names.items() if name in request.form}

    def faults(self) -> dict[str, list[str]]:
        """Number → what is wrong with it."""
        fields = {n.id: self[NUMBER + n.id] for n in self.numbers}
        return {id: [str(e) for e in field.errors] for id, field in fields.items() if field.errors}

    def _one(self, choices: dict[str, Value]) -> dict[str, Value | None]:
        asked = self.choice.data
        if not asked or asked == choices.get(self.group.id):
            return {}
        if asked == NOTHING and self.group.min == 0:
            return {self.group.id: None} if self.group.id in choices else {}
        return {self.group.id: asked}

    def _ticks(self, choices: dict[str, Value]) -> dict[str, Value | None]:
        ticked = dict.fromkeys(request.form.getlist("tick"))
        on = {code: True for code in ticked if choices.get(code) is not True}
        known = {option.code for option in self.group.options}
        off = {k: None for k, v in choices.items() if k in known and v is True and k not in ticked}
        return {**on, **off}

    def _figures(self, choices: dict[str, Value]) -> dict[str, Value | None]:
        found: dict[str, Value | None] = {}
        for figure in self.numbers:
            if NUMBER + figure.id not in request.form:
                continue
            value = self[NUMBER + figure.id].data
            if value != choices.get(figure.id):
                found[figure.id] = value
        return found

    def _cleared(self, choices: dict[str, Value]) -> dict[str, Value | None]:
        here = {self.group.id, *(o.code for o in self.group.options), *(n.id for n in self.numbers)}
        return {key: None for key in choices if key in here}


def step_form(model: ProductModel, group: Group) -> StepForm:
    """The form of one step, with a field for each of its numbers."""
    numbers = tuple(n for n in model.numbers if home_of(model, n) is group)
    fields: dict[str, Any] = {
        NUMBER + n.id: NumberField(words(n.text), required=False, minimum=n.min, maximum=n.max)
        for n in numbers
    }
    form: StepForm = type("StepFormWithNumbers", (StepForm,), fields)()
    form.group, form.numbers = group, numbers
    return form


class NeedForm(BaseForm):
    """Figures that a buyer needs; what is left empty is left open."""

    numbers: tuple[Number, ...]
    asked: bool
    """Whether any field was sent, however empty."""

    @property
    def needs(self) -> dict[str, Decimal]:
        """Number → what is needed, in the order of the model."""
        found = {n.id: self[NUMBER + n.id].data for n in self.numbers}
        return {id: value for id, value in found.items() if value is not None}


def need_form(model: ProductModel, sent: MultiDict[str, str]) -> NeedForm:
    """The form of every number of a model, filled with what was sent.

    It is read from an address too, and changes nothing by itself; the page that stores something
    is guarded by the token of its own form.
    """
    fields: dict[str, Any] = {
        NUMBER + n.id: NumberField(words(n.text), required=False, minimum=n.min, maximum=n.max)
        for n in model.numbers
    }
    made = type("NeedFormWithNumbers", (NeedForm,), fields)
    form: NeedForm = made(formdata=sent, meta={"csrf": False})
    form.numbers, form.asked = model.numbers, any(key.startswith(NUMBER) for key in sent)
    return form


class NameForm(BaseForm):
    """What a buyer calls a configuration."""

    name = TextField(_l("Name"), required=False, longest=120)


class CurrencyForm(BaseForm):
    """One of the currencies the supplier shows."""

    currency = SelectField(_l("Currency"))


class CodeForm(BaseForm):
    """Six characters, read out or written down."""

    code = TextField(_l("Code"), longest=LONGEST_CODE)

    def normal(self) -> str:
        """The code as it is kept; empty when it cannot be one."""
        found = normal_code(self.code.data or "")
        return found if len(found) == CODE_LENGTH else ""
