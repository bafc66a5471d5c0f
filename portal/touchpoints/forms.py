"""What a member of staff writes down about a talk, a letter, a visit."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import SelectField
from wtforms.validators import ValidationError
from wtforms.widgets import DateTimeLocalInput, TextArea

from portal import clock
from portal.forms import BaseForm, TextField, options
from portal.i18n import _, site_zone
from portal.i18n import lazy_gettext as _l
from portal.models import Account

KINDS = {
    "call": _l("Phone call"),
    "letter": _l("Letter"),
    "email": _l("E-mail"),
    "visit": _l("Event or visit"),
    "meeting": _l("Online meeting"),
    "distributor": _l("Talk with a distributor"),
    "complaint": _l("Complaint"),
    "complaint_closed": _l("Complaint settled"),
}
OUTCOMES = {
    "reached": _l("Talked; they are interested"),
    "callback": _l("Talked; call again"),
    "no_answer": _l("Nobody answered"),
    "wrong_number": _l("Wrong number"),
    "not_interested": _l("Talked; not interested"),
}
DIRECTIONS = {"out": _l("We went to them"), "in": _l("They came to us")}
OLDEST = timedelta(days=366)
CLOCKS_DIFFER = timedelta(minutes=5)


class OneOf:
    """A validator: one of the field's own choices, in our words."""

    def __call__(self, form: Any, field: SelectField) -> None:
        """Refuse anything that is not on the list; left out is nothing chosen."""
        field.data = field.data or ""
        if field.data not in {str(each.value) for each in field.choices}:
            raise ValidationError(_("Choose one of the list."))


def choice(label: Any, choices: dict[str, Any], *, empty: Any = None, **kwargs: Any) -> SelectField:
    """A list to choose from; with `empty`, nothing is chosen until somebody does."""
    first = [("", empty)] if empty is not None else []
    return SelectField(
        label,
        choices=options([*first, *choices.items()]),
        validate_choice=False,
        validators=[OneOf()],
        **kwargs,
    )


def note_field(label: Any, **kwargs: Any) -> TextField:
    """A few sentences."""
    return TextField(label, widget=TextArea(), longest=1000, **{"required": False, **kwargs})


class MomentField(TextField):
    """A moment in the site's zone; empty is now."""

    widget = DateTimeLocalInput()

    def pre_validate(self, form: Any) -> None:
        """A moment that has been, within a year; `moment` is it, in UTC."""
        self.moment = clock.now()
        if not self.data:
            return
        try:
            local = datetime.fromisoformat(self.data)
        except ValueError:
            raise ValidationError(_("This is not a day and time.")) from None
        self.moment = local.replace(tzinfo=ZoneInfo(site_zone())).astimezone(UTC)
        if self.moment > clock.now() + CLOCKS_DIFFER:
            raise ValidationError(_("This has not happened yet. Leave it empty for now."))
        if self.moment < clock.now() - OLDEST:
            raise ValidationError(_("This is more than a year ago."))


class LogForm(BaseForm):
    """One touch off the web."""

    kind = choice(_l("What happened"), KINDS)
    outcome = choice(_l("Outcome of a call"), OUTCOMES, empty=_l("No call"))
    direction = choice(_l("Who went to whom"), DIRECTIONS)
    person = SelectField(_l("With whom"), validate_choice=False, validators=[OneOf()])
    when = MomentField(_l("When, if not now"), required=False, longest=30)
    note = note_field(_l("What was said"))

    def about(self, account: Account) -> "LogForm":
        """The form with the people of this account to choose from."""
        people = [(str(person.id), person.name) for person in account.people]
        self.person.choices = options([("", _("Nobody in particular")), *people])
        return self

    def validate_outcome(self, field: SelectField) -> None:
        """A call has an outcome."""
        if self.kind.data == "call" and not field.data:
            raise ValidationError(_("Say how the call ended."))
