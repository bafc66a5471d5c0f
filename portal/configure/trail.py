"""The trail of a configuration: its last changes, who made each, and what takes it back.

It tells one page what happened on another, marks what the supplier's people changed until the
buyer has looked at it, and brings back an edition that a draft was moved from.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_security import current_user

from portal import clock
from portal.configure.choices import Changes, Product, Value, keep, read
from portal.ids import new_id
from portal.models import Configuration

KEPT = 30
"""How many changes a configuration remembers."""
CHOICES, NAME, CURRENCY, MOVED = "choices", "name", "currency", "moved"


@dataclass(frozen=True)
class Entry:
    """One change of a configuration."""

    id: str
    version: int
    """The version it made."""
    at: str
    by: str
    """The name of who made it; nothing for a browser nobody knows."""
    staff: bool
    """Whether it was one of the supplier's people."""
    kind: str = CHOICES
    """choices | name | currency | moved"""
    did: Mapping[str, Any] = field(default_factory=dict)
    """Subject → its new choice, None where one was taken back."""
    back: Mapping[str, Any] = field(default_factory=dict)
    """Subject → the choice before, None where there was none."""
    edition: str = ""
    """Of a move: the edition before."""
    seen: bool = True
    """Whether the buyer has accepted it; only what the supplier's people did waits for that."""

    @property
    def moment(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)


def entries(configuration: Configuration) -> list[Entry]:
    """The changes that are remembered, oldest first."""
    return [Entry(**each) for each in configuration.trail]


def waiting(configuration: Configuration) -> list[Entry]:
    """What the supplier's people changed and the buyer has not accepted yet."""
    return [entry for entry in entries(configuration) if not entry.seen]


def note(
    configuration: Configuration,
    kind: str = CHOICES,
    *,
    did: Changes | None = None,
    back: Changes | None = None,
    edition: UUID | None = None,
) -> None:
    """Nothing: the change that made the version the row now has is remembered."""
    known = current_user.is_authenticated
    staff = bool(known and current_user.is_staff)
    entry = Entry(
        id=new_id().hex,
        version=configuration.version,
        at=clock.now().isoformat(),
        by=current_user.name if known else "",
        staff=staff,
        kind=kind,
        did=plain(did or {}),
        back=plain(back or {}),
        edition=str(edition or ""),
        seen=not staff,
    )
    configuration.trail = [*configuration.trail, asdict(entry)][-KEPT:]


def differences(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[dict[str, Value | None], dict[str, Value | None]]:
    """What leads from one set of choices to another, and what leads back."""
    subjects = [k for k in {**before, **after} if before.get(k) != after.get(k)]
    return {k: after.get(k) for k in subjects}, {k: before.get(k) for k in subjects}


def accept(configuration: Configuration, ids: Set[str]) -> bool:
    """Whether any of these was waiting; they no longer are."""
    trail = [{**e, "seen": e["seen"] or e["id"] in ids} for e in configuration.trail]
    moved = trail != list(configuration.trail)
    configuration.trail = trail
    return moved


def product_at(configuration: Configuration, version: int) -> Product | None:
    """The product as version `version` had it; None where that is forgotten or looked different."""
    now = Product.of(configuration)
    kept: dict[str, Any] = dict(configuration.choices)
    for entry in _since(configuration, version):
        if entry is None or entry.kind != CHOICES:
            return None
        kept |= entry.back
    known = {k: v for k, v in kept.items() if v is not None}
    return now.holding(read(now.model, known))


def _since(configuration: Configuration, version: int) -> Iterator[Entry | None]:
    """Changes after `version`, newest first; None where one of them is not remembered."""
    found = {entry.version: entry for entry in entries(configuration)}
    return (found.get(each) for each in range(configuration.version, version, -1))


def plain(changes: Changes) -> dict[str, Any]:
    """Changes as plain data."""
    given = {k: v for k, v in changes.items() if v is not None}
    return {**{k: None for k, v in changes.items() if v is None}, **keep(given)}
