"""Why an account is not with a rep, in words."""

from flask import Flask

from portal.handover.queries import promise_to
from portal.i18n import _, number
from portal.messages import Finding, says
from portal.models import Account
from portal.rfps.wording import addressed


@says("handover_below_threshold")
def below_threshold(finding: Finding) -> str:
    """Engagement against the threshold."""
    return _(
        "Engagement is %(score)s; a rep is called in at %(threshold)s.",
        score=number(finding.params["score"]),
        threshold=number(finding.params["threshold"]),
    )


@says("handover_stopped")
def stopped(finding: Finding) -> str:
    """A hard stop."""
    return {
        "competitor": _("They are a competitor: nobody is called in."),
        "unsubscribed": _("They asked not to hear from us."),
        "no_consent": _("Nobody there has agreed to be contacted."),
        "open_complaint": _("A complaint is open: settle it first."),
    }[finding.subjects[1]]


@says("handover_too_soon")
def too_soon(finding: Finding) -> str:
    """Hysteresis."""
    return _(
        "Hand-over %(number)s was closed; the next one waits until engagement has been below "
        "%(level)s once, or a new RFP comes.",
        number=finding.subjects[0],
        level=number(finding.params["level"]),
    )


@says("handover_without_needs")
def without_needs(_finding: Finding) -> str:
    """A name and nothing else."""
    return _(
        "Nothing is known about what they need: no RFP, configuration, cost case or comparison."
    )


@says("handover_without_context")
def without_context(_finding: Finding) -> str:
    """No segment."""
    return _("Their segment is not known yet.")


@says("handover_without_history")
def without_history(_finding: Finding) -> str:
    """No touchpoint of a person."""
    return _("Nothing has happened with them yet.")


@says("handover_without_contact")
def without_contact(_finding: Finding) -> str:
    """Nobody to call."""
    return _("There is nobody who can be reached and has agreed to it.")


@says("handover_without_rep")
def without_rep(_finding: Finding) -> str:
    """No staff."""
    return _("No sales rep is there to take it.")


def init_app(app: Flask) -> None:
    """Let any page of a buyer show who calls by when: `promise_to(account)`."""
    app.jinja_env.filters["addressed"] = addressed

    @app.context_processor
    def _promise() -> dict[str, object]:
        def promise(account: Account | None) -> object:
            return promise_to(account) if account else None

        return {"promise_to": promise}
