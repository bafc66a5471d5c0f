"""What a rep answers."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import ValidationError

from portal.forms import BaseForm, TextField
from portal.i18n import _
from portal.i18n import lazy_gettext as _l
from portal.touchpoints.forms import OUTCOMES, choice, note_field

RETURN_REASONS = {
    "not_now": _l("Not the time to buy"),
    "wrong_segment": _l("Wrong segment"),
    "no_decider": _l("The decision-maker is missing"),
    "no_budget": _l("No budget"),
    "unreachable": _l("Cannot be reached"),
    "duplicate": _l("Somebody has this customer already"),
}
ACCEPT_REASONS = {
    "clear_need": _l("The need is clear"),
    "right_people": _l("The right people are in it"),
    "budget_known": _l("Budget and date are known"),
    "asked_to_be_called": _l("They asked to be called"),
}
CLOSE_REASONS = {
    "won": {
        "won:price": _l("Won: on price"),
        "won:cost_of_ownership": _l("Won: on total cost of ownership"),
        "won:service": _l("Won: on service"),
        "won:trust": _l("Won: on trust"),
        "won:delivery": _l("Won: on delivery"),
    },
    "lost": {
        "lost:price": _l("Lost: on price"),
        "lost:rival": _l("Lost: to a rival's offer"),
        "lost:no_budget": _l("Lost: no budget"),
        "lost:no_decision": _l("Lost: no decision was made"),
        "lost:not_our_product": _l("Lost: we do not have what they need"),
    },
    "recycled": {
        "recycled:later": _l("Back to nurture: they will buy later"),
        "recycled:reorganised": _l("Back to nurture: they are reorganising"),
        "recycled:no_contact": _l("Back to nurture: the contact left"),
    },
}
ALL_CLOSE_REASONS = {key: text for group in CLOSE_REASONS.values() for key, text in group.items()}


class CallForm(BaseForm):
    """How a call ended."""

    outcome = choice(_l("How did the call end?"), OUTCOMES, empty=_l("Choose"))
    note = note_field(_l("What was said"), id="call-note")

    def validate_outcome(self, field: SelectField) -> None:
        """A call has an outcome."""
        if not field.data:
            raise ValidationError(_("Say how the call ended."))


class AcceptForm(BaseForm):
    """Why the prospect is worth the time."""

    reason = choice(_l("Why you accept"), ACCEPT_REASONS, id="accept-reason")


class ReturnForm(BaseForm):
    """Why the prospect goes back; marketing reads it and answers."""

    reason = choice(_l("Reason"), RETURN_REASONS, empty=_l("Choose a reason"), id="return-reason")
    note = note_field(_l("One sentence for whoever comes next"), required=True, id="return-note")

    def validate_reason(self, field: SelectField) -> None:
        """The reason is mandatory."""
        if not field.data:
            raise ValidationError(_("Choose a reason: marketing answers to it."))


class CloseForm(BaseForm):
    """How it ended, and why."""

    outcome = choice(_l("How it ended"), ALL_CLOSE_REASONS, empty=_l("Choose"), id="close-outcome")
    note = note_field(_l("One sentence for whoever comes next"), id="close-note")

    def validate_outcome(self, field: SelectField) -> None:
        """The reason is mandatory."""
        if not field.data:
            raise ValidationError(_("Say how it ended, and why."))


class LookForm(BaseForm):
    """The code a buyer reads over the phone."""

    code = TextField(_l("Code"), longest=20)


def reason_words(state: str, reason: str) -> str:
    """The reason of an event in words; empty where it is none of ours."""
    known: dict[str, Any] = {
        **RETURN_REASONS,
        **ACCEPT_REASONS,
        **OUTCOMES,
        "phone": _("by phone"),
        "post": _("by post"),
        "event": _("in person"),
        "web": _("online"),
        "consent_withdrawn": _("They no longer want to hear from us"),
        "escalated": _("Nobody called in time"),
    }
    return str(ALL_CLOSE_REASONS.get(f"{state}:{reason}") or known.get(reason, ""))
