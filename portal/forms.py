"""What people type: trimmed, composed, with their own decimal signs, and never believed."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea, TextInput

from portal.i18n import _, language, number

MAX_TEXT = 2000
LARGEST = Decimal("1e15")


def tidy(value: Any) -> Any:
    """`value` trimmed and in composed Unicode (NFC); anything but text as it is."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a field lets people choose from, of pairs of what is sent and what is read."""
    return [SelectChoice(value, label) for value, label in pairs]


class NotANumber(ValueError):
    """The text is no finite number in the reader's notation."""


def parse_number(text: str, lang: str) -> Decimal:
    """The number in `text`: "1.234.567,5" in Vietnamese, "1,234,567.5" in English.

    Where only one reading is sensible the other notation is understood too ("1850.5" and "0.125"
    in Vietnamese); "1.850" in Vietnamese is one thousand eight hundred and fifty.

    Raises:
        NotANumber: letters, NaN, infinities, or beyond ±10¹⁵.

    >>> parse_number("1.234.567,5", "vi")
    Decimal('1234567.5')
    >>> parse_number("1,234,567.5", "en")
    Decimal('1234567.5')
    """
    bare = "".join(tidy(text).split()).replace("\u2212", "-").replace("_", "x")
    group, point = (".", ",") if lang == "vi" else (",", ".")
    whole, _sep, rest = bare.partition(point)
    if group in rest:
        raise NotANumber(text)
    if group in whole:
        parts = whole.lstrip("+-").split(group)
        grouped = 1 <= len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:])
        grouped = grouped and not parts[0].startswith("0")
        if grouped:
            whole = whole.replace(group, "")
        elif len(parts) == 2 and not rest:
            whole, rest = whole.split(group)
        else:
            raise NotANumber(text)
    if not (whole + rest).lstrip("+-").isascii() or not (whole + rest).lstrip("+-").isdigit():
        raise NotANumber(text)
    try:
        value = Decimal(f"{whole or '0'}.{rest or '0'}")
    except InvalidOperation as error:
        raise NotANumber(text) from error
    if not value.is_finite() or abs(value) > LARGEST:
        raise NotANumber(text)
    return value


class NumberField(Field):
    """A finite decimal in the reader's notation; what was typed stays when it is wrong."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        self.minimum: Decimal | None = _decimal(kwargs.pop("minimum", None))
        self.maximum: Decimal | None = _decimal(kwargs.pop("maximum", None))
        self.required: bool = kwargs.pop("required", True)
        super().__init__(label, validators, **kwargs)
        self.flags.required = self.required

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse what was typed."""
        self.data = None
        text = tidy(valuelist[0]) if valuelist else ""
        if not text:
            return
        try:
            self.data = parse_number(text, language())
        except NotANumber:
            example = number(Decimal("1234.5"))
            raise ValueError(
                _(
                    "“%(typed)s” is not a number. Type it like %(example)s.",
                    typed=text[:40],
                    example=example,
                )
            ) from None

    def pre_validate(self, form: Any) -> None:
        """Required and within bounds."""
        if self.process_errors:
            raise StopValidation()
        if self.data is None:
            if self.required:
                raise StopValidation(_("Enter a number."))
            return
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and not low <= self.data <= high:
            raise ValidationError(
                _("Enter a number from %(low)s to %(high)s.", low=number(low), high=number(high))
            )
        if low is not None and self.data < low:
            raise ValidationError(_("Enter %(low)s or more.", low=number(low)))
        if high is not None and self.data > high:
            raise ValidationError(_("Enter %(high)s or less.", high=number(high)))


class TextField(StringField):
    """A line of text, required unless told otherwise, with a length that fits its column."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        self.required: bool = kwargs.pop("required", True)
        self.longest: int = kwargs.pop("longest", 200)
        super().__init__(label, validators, filters=[tidy], **kwargs)
        self.flags.required = self.required

    def pre_validate(self, form: Any) -> None:
        """Required, printable and not too long."""
        text = self.data or ""
        if self.required and not text:
            raise StopValidation(_("Fill this in."))
        if len(text) > self.longest:
            raise ValidationError(
                _(
                    "Shorten this to %(longest)s characters; it has %(length)s.",
                    longest=number(self.longest),
                    length=number(len(text)),
                )
            )
        if any(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text):
            raise ValidationError(_("Remove the control characters in this text."))


class LinesField(TextField):
    """Several lines of text."""

    widget = TextArea()


class OurWords:
    """What the library's own fields say about a forged or forgotten value, in our words."""

    def gettext(self, text: str) -> str:
        """Our sentence for a day, or for a choice; the library's own are not shown."""
        if "date" in text:
            return _("This is no day. Write it like 2026-12-31.")
        return _("Choose one of the answers in the list.")

    def ngettext(self, singular: str, _plural: str, _n: int) -> str:
        """Our sentence, whatever the library's was."""
        return self.gettext(singular)


class BaseForm(FlaskForm):
    """A form whose built-in messages are ours, in both languages."""

    class Meta(FlaskForm.Meta):
        """Our words instead of the library's."""

        locales = False

        def get_translations(self, form: Any) -> "OurWords":
            """What fields of the library say."""
            return OurWords()


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
