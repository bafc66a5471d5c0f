"""What a buyer changes in a cost case, typed in the reader's own notation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import ValidationError

from portal.accounts.forms import EmailField
from portal.calculators import own_lines, units
from portal.calculators.messages import category, not_whole
from portal.forms import BaseForm, LinesField, NumberField, TextField, options
from portal.i18n import _, number, words
from portal.i18n import lazy_gettext as _l
from pricing import Finding
from pricing.calculators.assumptions import WHOLE
from pricing.calculators.fields import DISCOUNT_RATE, HORIZON, LARGEST
from pricing.calculators.inputs import AssumptionValue
from pricing.text import Text

VALUE, SOURCE = "value_", "source_"
LONGEST_SOURCE = 200
LONGEST_NAME = 120
PERCENT = Decimal(100)
LARGEST_AMOUNT = Decimal(10) ** 12
LAST_YEAR = 60


class AssumptionField(NumberField):
    """A number that stays as it is when it is not sent: a form may send one figure alone.

    `beyond` says what is not defined below and above its bounds, and why.
    """

    def __init__(self, *args: Any, beyond: tuple[str, str] = ("", ""), **kwargs: Any) -> None:
        self.beyond = beyond
        super().__init__(*args, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Within bounds, else what would not be defined."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            assert self.data is not None and self.minimum is not None
            below, endless = self.data < self.minimum, self.maximum == LARGEST
            least = _("Enter %(low)s or more.", low=number(self.minimum))
            bounds = least if below and endless else str(error)
            raise ValidationError(f"{bounds} {self.beyond[0 if below else 1]}".strip()) from None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse what was typed, if anything was sent."""
        if valuelist:
            super().process_formdata(valuelist)


class LevelField(SelectField):
    """One of the named levels of an assumption, by its number."""

    def __init__(self, label: str, levels: Sequence[Text], **kwargs: Any) -> None:
        named = options((f"{at}", words(each)) for at, each in enumerate(levels, start=1))
        super().__init__(label, choices=named, coerce=_level, **kwargs)


def _level(number: Any) -> Decimal:
    return Decimal(int(number))


class StartForm(BaseForm):
    """A name for a new cost case, and what it may take figures from."""

    name = TextField(_l("Name of the case"), required=False, longest=LONGEST_NAME)
    configuration = TextField(_l("Configuration code"), required=False, longest=12)
    load = SelectField(_l("Meter data"), default="")

    def offer(self, loads: Sequence[tuple[str, str]], wanted: str = "") -> None:
        """Nothing: the loads (id, words) to choose from, `wanted` or none of them chosen."""
        self.load.choices = options([("", _("none: the sample's use")), *loads])
        if wanted in dict(loads):
            self.load.data = wanted


class NameForm(BaseForm):
    """Another name for the case."""

    name = TextField(_l("Name of the case"), required=False, longest=LONGEST_NAME)


class LineForm(BaseForm):
    """A cost line of the buyer's own."""

    alternative = SelectField(_l("Alternative"))
    text = TextField(_l("What it is for"), longest=LONGEST_NAME)
    category = SelectField(_l("Kind of cost"))
    when = SelectField(
        _l("When it is paid"),
        choices=options(
            {
                "yearly": _l("every year"),
                "start": _l("once, at the start"),
                "end": _l("once, at the end"),
            }.items()
        ),
    )
    value = NumberField(_l("Amount"), minimum=0, maximum=LARGEST_AMOUNT)
    growth = NumberField(_l("Growth a year, %"), required=False, minimum=-99, maximum=1000)
    first = NumberField(_l("First year"), required=False, minimum=1, maximum=LAST_YEAR)
    last = NumberField(_l("Last year"), required=False, minimum=1, maximum=LAST_YEAR)
    source = TextField(_l("Source"), required=False, longest=LONGEST_SOURCE)

    @classmethod
    def over(cls, alternatives: list[tuple[str, str]], **kwargs: Any) -> "LineForm":
        """The form for these alternatives: pairs of id and name."""
        form: LineForm = cls(**kwargs)
        form.alternative.choices = options(alternatives)
        form.category.choices = options((k, category(k)) for k in own_lines.OWN_CATEGORIES)
        return form

    def validate_first(self, field: NumberField) -> None:
        """Years are whole, and the first is not after the last."""
        self._whole_year(field)
        if field.data and self.last.data and field.data > self.last.data:
            raise ValidationError(_("The first year comes after the last."))

    def validate_last(self, field: NumberField) -> None:
        """Years are whole."""
        self._whole_year(field)

    def _whole_year(self, field: NumberField) -> None:
        if field.data is not None and field.data != int(field.data):
            raise ValidationError(_("Enter a whole number."))

    def left_out(self) -> bool:
        """Whether the line was emptied on purpose: it has neither name nor amount."""
        return not self.text.data and not any(self.value.raw_data or [])

    def line(self) -> dict[str, Any]:
        """The line as it is kept."""
        assert self.value.data is not None
        return {
            "alternative": self.alternative.data,
            "text": self.text.data,
            "category": self.category.data,
            "when": self.when.data,
            "value": f"{self.value.data:f}",
            "growth": f"{(self.growth.data or Decimal(0)) / PERCENT:f}",
            "first": str(int(self.first.data or 1)),
            "last": str(int(self.last.data or LAST_YEAR)),
            "source": self.source.data or "",
        }


class InviteForm(BaseForm):
    """A colleague who shall work on the case, or read it."""

    name = TextField(_l("Full name"))
    email = EmailField(_l("E-mail"))
    job = TextField(_l("Job"), required=False)
    right = SelectField(
        _l("What they may do"),
        choices=options(
            {
                "comment": _l("read and suggest figures"),
                "edit": _l("read and change figures"),
                "read": _l("read"),
            }.items()
        ),
    )
    note = LinesField(_l("A word from you"), required=False, longest=600)


class VersionForm(BaseForm):
    """An act on the case as the reader saw it."""

    version = IntegerField()

    def validate_version(self, field: IntegerField) -> None:
        """A form that was not tampered with names its version."""
        if field.data is None:
            raise ValidationError("version")


class ChangeForm(VersionForm):
    """The assumptions of one scenario, a number each."""

    scenario = HiddenField()
    put_back = HiddenField()
    source = TextField(_l("Source of what you change now"), required=False, longest=LONGEST_SOURCE)

    def number(self, id: str) -> NumberField | LevelField | None:
        """The field of an assumption, unless the scenario sets it."""
        return self._fields.get(VALUE + id)

    def source_of(self, id: str) -> TextField | None:
        """The field for the source of a value the buyer changed."""
        return self._fields.get(SOURCE + id)

    def wrong(self, id: str) -> bool:
        """Whether something about an assumption needs another look."""
        fields = (self.number(id), self.source_of(id))
        return any(field is not None and field.errors for field in fields)


class SuggestForm(BaseForm):
    """Another figure for one assumption."""

    assumption = HiddenField()
    source = TextField(_l("Where it comes from"), required=False, longest=LONGEST_SOURCE)
    value: NumberField | LevelField

    @classmethod
    def over(cls, each: AssumptionValue) -> "SuggestForm":
        """The form with the bounds of this assumption, as it was sent."""
        form: SuggestForm = type("SuggestFormOf", (cls,), {"value": _field(each)})()
        return form


@dataclass(frozen=True)
class Typed:
    """A value that differs from what the page showed, or a source that does."""

    id: str
    value: Decimal
    source: str


def change_form(values: Sequence[AssumptionValue], changeable: Callable[[AssumptionValue], bool],
                changed: Callable[[str], str | None], **kwargs: Any) -> ChangeForm:  # fmt: skip
    """The form over these values.

    Args:
        changeable: which of them the reader may change here.
        changed: the source of a value that the buyer changed already, None for all others.
    """
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for each in values:
        if not changeable(each):
            continue
        fields[VALUE + each.id] = _field(each)
        data[VALUE + each.id] = units.shown(each.value, each.unit)
        source = changed(each.id)
        if source is not None:
            fields[SOURCE + each.id] = TextField(
                _l("Source"), required=False, longest=LONGEST_SOURCE
            )
            data[SOURCE + each.id] = source
    form_class = type("ChangeFormOfCalculator", (ChangeForm,), fields)
    form: ChangeForm = form_class(data=data, **kwargs)
    return form


def _field(each: AssumptionValue) -> AssumptionField | LevelField:
    """The field of an assumption, with its levels, or its bounds as people type them."""
    if each.levels:
        return LevelField(words(each.text), each.levels)
    per = PERCENT if each.is_fraction else Decimal(1)
    return AssumptionField(
        words(each.text),
        minimum=each.minimum * per,
        maximum=each.maximum * per,
        validators=[_whole] if each.unit in WHOLE else [],
        beyond=_beyond(each),
    )


def _beyond(each: AssumptionValue) -> tuple[str, str]:
    """What is not defined below and above the bounds of an input, and why."""
    if each.id == DISCOUNT_RATE:
        return (
            _(
                "Below that no present cost is defined, because towards −100% later money would be worth more than any amount today."
            ),
            _(
                "Above that no present cost is defined, because later money would be worth nothing today."
            ),
        )
    if each.id == HORIZON:
        years = _("Beyond that nothing is defined, because no figures were given for those years.")
        return years, years
    other = _(
        "Beyond that the result is not defined, because the calculator is not made for such values."
    )
    if each.is_fraction and each.minimum < 0:
        nothing = _("Below that the result is not defined, because at −100% nothing is left.")
        return nothing, other
    return other, other


def _whole(form: BaseForm, field: NumberField) -> None:
    if field.data is not None and field.data != int(field.data):
        raise ValidationError(not_whole(Finding("not_whole", (field.name,))))


def typed_anew(values: Sequence[AssumptionValue], sent: Mapping[str, str],
               changed: Callable[[str], str | None]) -> list[AssumptionValue]:  # fmt: skip
    """The values for which something else was sent than the page showed.

    Args:
        sent: what was sent, by the name of its field.
        changed: as in `change_form`.
    """

    def as_shown(each: AssumptionValue) -> bool:
        typed, source = sent.get(VALUE + each.id), sent.get(SOURCE + each.id)
        if typed is not None and typed != number(units.shown(each.value, each.unit)):
            return False
        return source is None or source == (changed(each.id) or "")

    return [each for each in values if not as_shown(each)]


def typed_changes(form: ChangeForm, values: tuple[AssumptionValue, ...]) -> list[Typed]:
    """What the reader changed against the values that the page showed.

    What was not sent was not changed: a script may send one field alone.
    """
    found = []
    for each in values:
        field = form.number(each.id)
        if field is None or field.raw_data in (None, []) or each.id == form.put_back.data:
            continue
        shown = units.shown(each.value, each.unit)
        source = form.source_of(each.id)
        told = (source.data or "") if source is not None else ""
        same = field.data == shown
        if same and (source is None or source.raw_data in (None, []) or told == source.object_data):
            continue
        value = each.value if same else in_unit(field.data, each)
        fresh = source is not None and told != (source.object_data or "")
        kept = told if same or fresh else form.source.data or told
        found.append(Typed(each.id, value, kept))
    return found


def in_unit(number: Decimal | None, each: AssumptionValue) -> Decimal:
    """The number that was typed as the assumption keeps it: per cent as a fraction."""
    assert number is not None
    return number / PERCENT if each.is_fraction else number
