"""A file of meter readings, what is used of it, and the buyer's milestones."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import ValidationError

from portal.forms import BaseForm, NumberField, options
from portal.i18n import _
from portal.i18n import lazy_gettext as _l
from pricing.emissions import Path

MOST_BYTES = 40_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2100


class FileForm(BaseForm):
    """A file to read."""

    file = FileField(_l("File of readings"))

    content: bytes = b""

    def validate_file(self, field: FileField) -> None:
        """Needed, and no larger than a year of quarter-hours of twenty meters needs."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file."))
        self.content = field.data.read(MOST_BYTES + 1)
        if len(self.content) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 40 MB. Export fewer meters at a time.")
            )
        if not self.content.strip():
            raise ValidationError(_("The file is empty."))


class UseForm(BaseForm):
    """Which meters, how their faults are treated, and which earlier load goes on with them."""

    meters = SelectMultipleField(_l("Meters"), coerce=int)
    treatment = RadioField(_l("Gaps and spikes"), default="mended")
    after = RadioField(_l("Together with earlier readings"), default="")

    def __init__(
        self, meters: list[dict[str, Any]], earlier: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """The form with a choice for each meter of the file and each earlier load (id, words)."""
        super().__init__(**kwargs)
        self.after.choices = options([("", _("A load of its own")), *earlier])
        self.summaries = meters
        self.meters.choices = options(
            (place, meter["name"] or _("The meter")) for place, meter in enumerate(meters)
        )
        self.treatment.choices = options(
            {
                "mended": _("Replace them by what the meter counted around them"),
                "as_it_is": _("Use the readings as they are: gaps use no energy"),
            }.items()
        )

    def validate_meters(self, field: SelectMultipleField) -> None:
        """Such as make one load together."""
        if why := why_not(self.summaries, field.data or []):
            raise ValidationError(why)


def why_not(meters: Sequence[Mapping[str, Any]], places: Sequence[int]) -> str:
    """Why these meters of a file make no load together; nothing where they do."""
    chosen = [meters[place] for place in places if place in range(len(meters))]
    if not chosen:
        return _("Choose one meter at least.")
    if len({meter["minutes"] for meter in chosen}) > 1:
        return _("These meters are read at different intervals. Choose alike ones.")
    if chosen[0]["kw"] is None:
        return _("Readings of days or months say nothing of hours. Type them as bills instead.")
    return ""


class YearField(NumberField):
    """A calendar year, written without separators."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(int(self.data or 0) or "")


class GoalForm(BaseForm):
    """The path the buyer measures themselves by."""

    base_year = YearField(_l("Base year"), minimum=FIRST_YEAR, maximum=LAST_YEAR)
    base = NumberField(_l("Emissions of the base year"), minimum=0, maximum=10**9)
    target_year = YearField(_l("Target year"), minimum=FIRST_YEAR, maximum=LAST_YEAR)
    cut_percent = NumberField(_l("Cut until then"), minimum=0, maximum=100)

    def validate_target_year(self, field: NumberField) -> None:
        """Later than the base year."""
        start, end = self.base_year.data, field.data
        if start is not None and end is not None and end <= start:
            raise ValidationError(_("The target year comes after the base year."))

    def path(self) -> Path:
        """What was typed, as a path."""
        return Path(
            int(self.base_year.data or 0),
            self.base.data or Decimal(0),
            int(self.target_year.data or 0),
            (self.cut_percent.data or Decimal(0)) / 100,
        )
