"""A buyer's choices → literals; what cannot be meant is refused with findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from configurator.engine.encoding import Encoding
from configurator.errors import ChoiceError
from configurator.findings import Finding
from configurator.model import NOTHING, Group, Number

Value = str | Decimal | bool
Choices = Mapping[str, Value | int]


@dataclass(frozen=True)
class Choice:
    """One choice: the key and value the buyer gave, and the literal that says the same."""

    key: str
    value: Value
    literal: int

    def finding(self, encoding: Encoding) -> Finding:
        """The choice as part of an explanation: (group or number, option or value)."""
        params = {"choice": self.key, "value": self.value}
        if self.key in encoding.options:
            subjects = (encoding.model.group_of(self.key).id, self.key)
        else:
            subjects = (self.key, str(self.value))
        return Finding("choice", subjects, params)


def read_choices(encoding: Encoding, choices: Choices) -> list[Choice]:
    """The choices as literals, in the order given; ChoiceError names all that make no sense."""
    read, findings = [], []
    for key, value in choices.items():
        result = read_choice(encoding, key, value)
        if isinstance(result, Finding):
            findings.append(result)
        else:
            read.append(result)
    if findings:
        raise ChoiceError(findings)
    return read


def read_choice(encoding: Encoding, key: str, value: object) -> Choice | Finding:
    """One choice, or the finding that says why it is none."""
    if key in encoding.options:
        if not isinstance(value, bool):
            return Finding("not_a_choice", (key, str(value)))
        return Choice(key, value, encoding.options[key] if value else -encoding.options[key])
    if key in encoding.axes:
        return _number(encoding, encoding.model.number(key), value)
    try:
        group = encoding.model.group(key)
    except KeyError:
        return Finding("unknown_subject", (key,))
    return _of_group(encoding, group, value)


def _of_group(encoding: Encoding, group: Group, value: object) -> Choice | Finding:
    if value == NOTHING and group.id in encoding.nothing:
        return Choice(group.id, NOTHING, encoding.nothing[group.id])
    if not group.single or not isinstance(value, str):
        return Finding("not_a_choice", (group.id, str(value)))
    if value not in {option.code for option in group.options}:
        return Finding("unknown_option", (group.id, value))
    return Choice(group.id, value, encoding.options[value])


def _number(encoding: Encoding, number: Number, value: object) -> Choice | Finding:
    figure = _figure(value)
    if figure is None:
        return Finding("not_a_number", (number.id, str(value)[:40]))
    if not number.min <= figure <= number.max:
        params = {"min": number.min, "max": number.max}
        return Finding("out_of_bounds", (number.id, str(figure)), params)
    if not number.allows(figure):
        params = {"min": number.min, "step": number.step}
        return Finding("between_steps", (number.id, str(figure)), params)
    return Choice(number.id, figure, encoding.axes[number.id].stretch(figure).variable)


def _figure(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        return None
    try:
        figure = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return figure if figure.is_finite() and len(figure.as_tuple().digits) <= 24 else None
