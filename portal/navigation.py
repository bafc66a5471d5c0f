"""Where a person can go from any page: the modules of their segment, or their desk."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_security import current_user

from portal.access import POLICIES
from portal.i18n import _
from portal.packs.formats import SegmentProfile


@dataclass(frozen=True)
class Item:
    """One entry of the main navigation."""

    text: str
    href: str
    current: bool


def items(segment: SegmentProfile | None) -> list[Item]:
    """The entries for whoever reads: staff see their desk, buyers the modules of their segment."""
    if current_user.is_authenticated and current_user.is_staff:
        return _present(_desk())
    modules = {
        "compare": (_("Compare prices"), "compare.start"),
        "configure": (_("Configure"), "configure.start"),
        "calculate": (_("Cost of ownership"), "calculators.start"),
        "rfp": (_("RFP"), "rfps.start"),
        "usage": (_("Usage"), "meters.start"),
    }
    wanted = segment.modules if segment else ()
    return _present([modules[name] for name in wanted])


def _desk() -> list[tuple[str, str]]:
    """What a member of staff works with, by role."""
    roles = current_user.role_names
    entries = [(_("Customers"), "touchpoints.customers")]
    if roles & POLICIES["rep"]:
        entries.insert(0, (_("Queue"), "workspace.queue"))
    if roles & POLICIES["marketer"]:
        entries.append((_("Returned"), "handover.returned"))
    if roles & POLICIES["head"]:
        entries.append((_("Discounts"), "discounts.waiting"))
        entries.append((_("Outbox"), "outbox.show"))
    return entries


def _present(entries: list[tuple[str, str]]) -> list[Item]:
    return [
        Item(text, url_for(endpoint), _room(endpoint) == _room(request.endpoint))
        for text, endpoint in entries
        if endpoint in current_app.view_functions
    ]


def _room(endpoint: str | None) -> str:
    return (endpoint or "").split(".")[0]
