"""The demo's mailbox: a folder that takes what no server sends."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from portal import clock
from portal.delivery.letters import Letter

KEPT = 500


@dataclass(frozen=True)
class Received:
    """A letter or a text message in the mailbox."""

    id: str
    kind: str
    at: datetime
    letter: Letter


def folder() -> Path:
    """The folder, made when it is missing."""
    path: Path = current_app.extensions["settings"].instance / "mailbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


def put(kind: str, key: str, letter: Letter) -> None:
    """Nothing: the letter lies in the mailbox, once, however often it is delivered."""
    id = hashlib.sha256(key.encode()).hexdigest()[:20]
    path = folder() / f"{id}.json"
    if path.exists():
        return
    content = {"kind": kind, "at": clock.now().isoformat(), "letter": asdict(letter)}
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1))
    beside.replace(path)
    for old in sorted(folder().glob("*.json"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def received() -> list[Received]:
    """Everything in the mailbox, newest first."""
    found = [_read(path) for path in folder().glob("*.json")]
    return sorted(found, key=lambda r: r.at, reverse=True)


def _read(path: Path) -> Received:
    content = json.loads(path.read_text())
    return Received(
        id=path.stem,
        kind=content["kind"],
        at=datetime.fromisoformat(content["at"]),
        letter=Letter(**content["letter"]),
    )
