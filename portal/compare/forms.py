"""A buyer's usage: typed, pasted or uploaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import ValidationError

from portal import clock
from portal.compare import messages  # noqa: F401  the sentences register themselves
from portal.config import MAX_UPLOAD_BYTES
from portal.forms import BaseForm, NumberField, TextField, options
from portal.i18n import _, language, site_zone, words
from portal.i18n import lazy_gettext as _l
from portal.messages import sentence, sentences
from portal.packs import current_pack
from portal.phones import NotAPhone, normal_phone
from portal.places import PROVINCES
from pricing import Finding, Tariff
from pricing.bills import parse_bills
from pricing.loads import Readings, parse_readings
from pricing.sheets import is_workbook

MONTHS = 12
MOST_KWH = Decimal(100_000_000)
MOST_PASTED = 20_000
MOST_BILL_ROWS = 40
MOST_PROBLEMS = 3
FAULTS = {
    "reading_gap", "reading_duplicate", "reading_not_a_number", "reading_negative",
    "reading_without_time", "reading_off_grid",
}  # fmt: skip
DECIMAL = {"vi": ",", "en": "."}


def last_months(count: int = MONTHS) -> list[date]:
    """The first days of the last complete months, oldest first."""
    today = clock.today(site_zone())
    last = today.year * 12 + today.month - 2
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - count + 1, last + 1)]


def months_between(months: Sequence[date]) -> list[date]:
    """The months that are missing between the first and the last, oldest first."""
    known = {month.year * 12 + month.month - 1 for month in months}
    wanted = range(min(known), max(known)) if known else range(0)
    return [date(n // 12, n % 12 + 1, 1) for n in wanted if n not in known]


@dataclass(frozen=True)
class Usage:
    """What the buyer gave: monthly bills, or a meter's readings."""

    bills: tuple[tuple[date, Decimal], ...]
    origin: str
    """typed | pasted | bills_file | readings_file"""
    readings: Any = None
    notes: tuple[str, ...] = ()


def metered(readings: Readings, notes: tuple[str, ...]) -> Usage:
    """Usage that a meter counted; readings of days or months say as much as bills."""
    if readings.has_hours:
        return Usage((), "readings_file", readings, notes)
    return Usage(tuple(readings.monthly()), "bills_file", None, notes)


def usage_form(plans: list[Tariff], **kwargs: Any) -> "UsageForm":
    """The form with a field for each of the last twelve months and the plans to choose from."""
    fields = {
        f"kwh_{n}": NumberField(
            month.strftime("%m/%Y"), required=False, minimum=0, maximum=MOST_KWH
        )
        for n, month in enumerate(last_months())
    }
    form_class = type("UsageFormWithMonths", (UsageForm,), fields)
    form: UsageForm = form_class(**kwargs)
    known = [(plan.id, words(plan.text)) for plan in plans]
    form.current.choices = options([("", _("Another supplier, or I do not know")), *known])
    return form


class UsageForm(BaseForm):
    """Province, twelve bills or a file, the share of peak hours, the plan of today."""

    province = SelectField(
        _l("Province or city"), choices=options([("", "–"), *((p, p) for p in PROVINCES)])
    )
    pasted = TextField(_l("Paste your bills"), required=False, longest=MOST_PASTED)
    file = FileField(_l("Upload a file"))
    as_it_is = BooleanField(
        _l(
            "Use it as it is: unusable rows are left out, gaps in readings use no energy, months "
            "without a bill are taken at the mean"
        )
    )
    peak_percent = NumberField(_l("Share in peak hours"), minimum=0, maximum=100)
    off_peak_percent = NumberField(
        _l("Share in off-peak hours"), minimum=0, maximum=100, required=False
    )
    current = SelectField(_l("Your plan today"))

    usage: Usage | None = None

    def month_fields(self) -> list[NumberField]:
        """The twelve fields, oldest month first."""
        return [self[f"kwh_{n}"] for n in range(MONTHS)]

    def validate_province(self, field: SelectField) -> None:
        """Needed: delivery and distribution differ by province."""
        if not field.data:
            raise ValidationError(_("Choose your province or city."))

    def validate_off_peak_percent(self, field: NumberField) -> None:
        """Peak and off-peak share one whole."""
        if (self.peak_percent.data or 0) + (field.data or 0) > 100:
            raise ValidationError(_("Peak and off-peak together exceed 100%. Lower one of them."))

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, then the usage itself, from the file, the pasted text or the twelve fields."""
        fine = super().validate(extra_validators)
        return self._read_usage() and fine

    def _read_usage(self) -> bool:
        if self.file.data and self.file.data.filename:
            return self._read_file() and self._uses_energy(self.file)
        if self.pasted.errors:
            return False
        if self.pasted.data:
            return self._read_pasted() and self._uses_energy(self.pasted)
        if any(field.errors for field in self.month_fields()):
            return False
        typed = zip(last_months(), (f.data for f in self.month_fields()), strict=True)
        bills = tuple((month, kwh) for month, kwh in typed if kwh is not None)
        if not bills or not sum(kwh for _month, kwh in bills):
            self.month_fields()[0].errors = [
                _("Type at least one bill, paste them, or upload a file.")
            ]
            return False
        self.usage = Usage(bills, "typed")
        return True

    def _uses_energy(self, field: Field) -> bool:
        """Whether there is anything to compare: nothing used costs the fixed charges alone."""
        assert self.usage is not None
        bills, readings = self.usage.bills, self.usage.readings
        if readings.total if readings is not None else sum(kwh for _month, kwh in bills):
            return True
        field.errors = [
            _("No energy is used in these figures: they are all 0. Check the column of kWh.")
        ]
        return False

    def _read_pasted(self) -> bool:
        found = parse_bills(self.pasted.data, DECIMAL[language()], last_months()[-1])
        if found.problems:
            self.pasted.errors = sentences(found.problems[:MOST_PROBLEMS])
            return False
        self.usage = Usage(found.bills, "pasted")
        return self._has_no_hole(self.pasted)

    def _read_file(self) -> bool:
        """A short text is bills, anything longer is a meter's readings."""
        content = self.file.data.read(MAX_UPLOAD_BYTES + 1)
        if len(content) > MAX_UPLOAD_BYTES:
            self.file.errors = [sentence(Finding("readings_too_large", (), {"megabytes": 10}))]
            return False
        if content.count(b"\n") <= MOST_BILL_ROWS and not is_workbook(content):
            return self._read_bill_file(content)
        found = parse_readings(content, zone=ZoneInfo(site_zone()))
        if len(found.meters) > 1:
            several = Finding("readings_of_meters", (), {"count": len(found.meters)})
            self.file.errors = [sentence(several)]
            return False
        if found.readings is None:
            self.file.errors = sentences(found.findings[:MOST_PROBLEMS])
            return False
        faults = [f for f in found.findings if f.code in FAULTS]
        if faults and not self.as_it_is.data:
            self.file.errors = [
                *sentences(faults[:MOST_PROBLEMS]),
                _("Correct the file, or tick “Use it as it is” and upload it again."),
            ]
            return False
        notes = tuple(sentences(found.findings))
        self.usage = metered(found.readings, notes)
        return True

    def _read_bill_file(self, content: bytes) -> bool:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.file.errors = [
                _("This is not a text file. Save the table as CSV (UTF-8) and upload it again.")
            ]
            return False
        found = parse_bills(text, DECIMAL[language()], last_months()[-1])
        if found.problems:
            self.file.errors = sentences(found.problems[:MOST_PROBLEMS])
            return False
        self.usage = Usage(found.bills, "bills_file")
        return self._has_no_hole(self.file)

    def _has_no_hole(self, field: Field) -> bool:
        """Whether no month is missing between the first bill and the last, or that is meant."""
        assert self.usage is not None
        missing = months_between([month for month, _kwh in self.usage.bills])
        if missing and not self.as_it_is.data:
            field.errors = [sentence(Finding("bills_with_a_hole", (), {"months": missing}))]
        return not field.errors


def rings(_form: BaseForm, field: TextField) -> None:
    """Nothing: the number can ring, and stands in `data_normal`."""
    try:
        field.data_normal = normal_phone(field.data or "")
    except NotAPhone:
        raise ValidationError(_("This number cannot ring. Type it like 0912 345 678.")) from None


class WatchForm(BaseForm):
    """Whom to tell when a plan's price changes."""

    watched = SelectField(_l("Plan"))
    number = TextField(_l("Phone"), [rings], longest=30)
    agreed = BooleanField(_l("Your consent"))

    def validate_agreed(self, field: BooleanField) -> None:
        """Silence is not consent."""
        if not field.data:
            raise ValidationError(
                _("Without your consent we may not keep your number. Tick the box.")
            )


class HoldForm(BaseForm):
    """A phone number and a consent for one purpose."""

    phone = TextField(_l("Phone"), [rings], longest=30)
    plan = SelectField(_l("Plan"))
    consent = BooleanField(_l("Your consent"))
    wants_call = BooleanField()

    def validate_consent(self, field: BooleanField) -> None:
        """Silence is not consent."""
        if not field.data:
            raise ValidationError(
                _(
                    "Without your consent we may not keep your number. Tick the box, or leave without holding."
                )
            )


def plans_for(segment: str) -> list[Tariff]:
    """The plans compared in a segment, in the pack's order."""
    pack = current_pack()
    profile = pack.segments.get(segment)
    wanted = profile.plans if profile else ()
    return [pack.tariffs[id] for id in wanted]
