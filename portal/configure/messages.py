"""What the engine says about choices, in words."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from configurator import NOTHING, Finding, ProductModel
from portal.i18n import _, counted, number, words
from portal.messages import Finding as Said
from portal.messages import joined, says, sentence


def told(model: ProductModel, findings: Iterable[Finding]) -> list[str]:
    """Each finding as a sentence with the words of its model."""
    return [sentence(with_model(model, finding)) for finding in findings]


def with_model(model: ProductModel, finding: Finding) -> Finding:
    """The finding, carrying the model whose words its sentence needs."""
    return Finding(finding.code, finding.subjects, {**finding.params, "model": model})


def choice_name(model: ProductModel, subject: str, value: Any) -> str:
    """A choice as a noun: the option's name, or the number with its unit."""
    if isinstance(value, Decimal):
        figure = model.number(subject)
        return f"{words(figure.text)} {counted(value, figure.unit)}"
    if value == NOTHING:
        return _("nothing for %(group)s", group=words(model.group(subject).text))
    if value is False:
        return _("no %(option)s", option=words(model.option(subject).text))
    return words(model.option(subject if value is True else value).text)


def card_reason(model: ProductModel, code: str, reason: Iterable[Finding], *, forced: bool) -> str:
    """One line on an option card: which choices block or force it, and by which rule."""
    findings = list(reason)
    own = [f for f in findings if f.code == "choice"]
    rules = [f for f in findings if f.code in ("rule", "table")] or [
        f for f in findings if f.code == "group"
    ]
    choices = joined([choice_name(model, f.params["choice"], f.params["value"]) for f in own])
    why = " ".join(told(model, rules[:2]))
    option = words(model.option(code).text)
    if forced:
        return (
            _("Comes with %(choices)s: %(rules)s", choices=choices, rules=why)
            if own
            else _("Part of every product: %(rules)s", rules=why)
        )
    if not own:
        return _("%(option)s is not to be had: %(rules)s", option=option, rules=why)
    return _("%(option)s does not go with %(choice)s: %(rule)s",
             option=option, choice=choices, rule=why)  # fmt: skip


@says("choice")
def choice(finding: Said) -> str:
    """One of the buyer's own choices."""
    model, value = finding.params["model"], finding.params["value"]
    name = choice_name(model, finding.params["choice"], value)
    if value is False:
        option = words(model.option(finding.params["choice"]).text)
        return _("You left out %(option)s.", option=option)
    return _("You chose %(choice)s.", choice=name)


@says("rule")
@says("table")
def rule(finding: Said) -> str:
    """The sentence of a rule or a table."""
    return words(finding.params["model"].rule(finding.subjects[0]).text)


@says("group")
def group(finding: Said) -> str:
    """How many of a group there are."""
    found = finding.params["model"].group(finding.subjects[0])
    name = words(found.text)
    if found.single:
        return (
            _("%(group)s: one at most.", group=name)
            if not found.min
            else _("%(group)s: exactly one.", group=name)
        )
    return _("%(group)s: from %(low)s to %(high)s.", group=name, low=found.min, high=found.max)


@says("unknown_subject")
def unknown_subject(finding: Said) -> str:
    """Nothing in this product has that name."""
    return _("“%(name)s” is not part of this product. Reload the page and choose again.",
             name=finding.subjects[0][:40])  # fmt: skip


@says("between_steps")
def between_steps(finding: Said) -> str:
    """A number beside its steps."""
    return _("Enter a number in steps of %(step)s, counted from %(low)s.",
             step=number(finding.params["step"]), low=number(finding.params["min"]))  # fmt: skip
