"""What differs between two versions of an RFP."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from configurator.rfp import RfpField, RfpTemplate
from portal.i18n import _, words
from portal.rfps.wording import Shown, shown

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field or clause that is not the same; None: there was, or is, no answer."""

    place: str
    label: str
    before: Shown | None
    after: Shown | None
    kind: Literal["added", "removed", "changed", "privacy"]
    privacy: tuple[bool, bool] | None = None
    """Shared before, shared after; None where that stayed the same."""


def changes(template: RfpTemplate, before: Content, after: Content) -> list[Change]:
    """Everything that differs, in the order of the template; clauses last."""
    return [
        *_title(before, after),
        *_fields(template, before, after),
        *_clauses(template, before, after),
    ]


def _title(before: Content, after: Content) -> Iterator[Change]:
    if before["title"] != after["title"]:
        yield Change(
            "", _("Title of this RFP"), Shown(before["title"]), Shown(after["title"]), "changed"
        )


def _fields(template: RfpTemplate, before: Content, after: Content) -> Iterator[Change]:
    for section in template.sections:
        for field in section.fields:
            change = _field(words(section.text), field, before, after)
            if change:
                yield change


def _field(place: str, field: RfpField, before: Content, after: Content) -> Change | None:
    old, new = before["answers"].get(field.id), after["answers"].get(field.id)
    seen = before["privacy"].get(field.id, False), after["privacy"].get(field.id, False)
    privacy = seen if seen[0] != seen[1] else None
    if old == new and privacy is None:
        return None
    return Change(
        place, words(field.text), _shown(field, old), _shown(field, new), _kind(old, new), privacy
    )


def _shown(field: RfpField, value: Any) -> Shown | None:
    return None if value is None else shown(field, value)


def _kind(old: Any, new: Any) -> Literal["added", "removed", "changed", "privacy"]:
    if old == new:
        return "privacy"
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _clauses(template: RfpTemplate, before: Content, after: Content) -> Iterator[Change]:
    for clause in template.clauses:
        was, stands = clause.id in before["clauses"], clause.id in after["clauses"]
        if was != stands:
            text = Shown(words(clause.body))
            kind: Literal["added", "removed"] = "added" if stands else "removed"
            yield Change(
                _("Clauses"),
                words(clause.text),
                text if was else None,
                text if stands else None,
                kind,
            )
