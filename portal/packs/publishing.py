"""Checking, publishing and comparing offering packs."""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from configurator import Problem
from portal import clock
from portal.db import session
from portal.models import PackVersion
from portal.packs.checking import NOWHERE, check_files
from portal.packs.pack import Pack
from portal.packs.tables import csv_of_workbook, why
from pricing.sheets import SheetError

FOLDER = Path(__file__).parent
SUFFIXES = {".yaml", ".csv", ".xlsx"}
LARGEST_FILE = 20_000_000


class PackRefused(Exception):
    """The pack has problems; nothing was published."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


@dataclass(frozen=True)
class Published:
    """What publishing did."""

    version: PackVersion
    is_new: bool


def read_folder(folder: Path) -> dict[str, bytes]:
    """Path inside the pack → content, for every YAML, CSV and XLSX file under `folder`.

    A workbook stands there as the CSV text of its first sheet, under its own name.

    Raises:
        PackRefused: no such folder, a file too large to be a pack's, an unreadable workbook.
    """
    if not (folder / "pack.yaml").is_file():
        raise PackRefused([Problem(str(folder), 0, "", "this folder has no pack.yaml")])
    files = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())
    large = [p for p in files if p.stat().st_size > LARGEST_FILE]
    if large:
        raise PackRefused(
            [Problem(str(p.relative_to(folder)), 0, p.stem, "larger than 20 MB") for p in large]
        )
    return {str(p.relative_to(folder)): _content(p, str(p.relative_to(folder))) for p in files}


def _content(path: Path, name: str) -> bytes:
    content = path.read_bytes()
    try:
        return csv_of_workbook(content) if path.suffix == ".xlsx" else content
    except SheetError as error:
        raise PackRefused([Problem(name, 0, "", why(error))]) from error


def folder_of(name: str) -> Path:
    """The folder of a pack named like ours, or the path as given."""
    return FOLDER / name if (FOLDER / name / "pack.yaml").is_file() else Path(name)


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over paths and contents: the same files are the same edition."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0".encode() + files[path])
    return digest.hexdigest()


def publish(files: Mapping[str, bytes], effective_from: datetime | None = None) -> Published:
    """The edition in force from `effective_from` (now, when left out); committed.

    Publishing the same content for a time at which it is already the newest edition changes
    nothing. On every later day on which an option or a rule of a product begins or ends, the same
    content comes into force once more, so that drafts are told of it as of any new edition; what
    an edition it takes over from had planned in that way is given up.

    Raises:
        PackRefused: the check found problems.
    """
    pack_id, problems = check_files(files)
    if problems:
        raise PackRefused(problems)
    now = clock.now()
    start = effective_from or now
    digest = content_hash(files)
    newest = session.scalar(
        select(PackVersion)
        .where(PackVersion.pack == pack_id, PackVersion.effective_from <= start)
        .order_by(PackVersion.effective_from.desc(), PackVersion.published_at.desc())
        .limit(1)
    )
    if newest is not None and newest.content_hash == digest:
        return Published(newest, is_new=False)
    _give_up_turns(pack_id, start)
    text = {path: content.decode("utf-8-sig") for path, content in files.items()}
    versions = [
        PackVersion(
            pack=pack_id, content_hash=digest, published_at=now, effective_from=each, files=text
        )
        for each in (start, *_turns(files, start))
    ]
    session.add_all(versions)
    session.commit()
    return Published(versions[0], is_new=True)


def _turns(files: Mapping[str, bytes], after: datetime) -> list[datetime]:
    """The later midnights at which a product changes by the dates in it."""
    pack = Pack(files, NOWHERE, "")
    zone = ZoneInfo(pack.profile.zone)
    days = {day for id in pack.paths("products") for day in pack.model(id).turning_days()}
    starts = (datetime.combine(day, time(), zone).astimezone(UTC) for day in sorted(days))
    return [start for start in starts if start > after]


def _give_up_turns(pack_id: str, start: datetime) -> None:
    """Remove what the edition in force at `start` still has planned for days to come."""
    rows = select(PackVersion).filter_by(pack=pack_id).order_by(PackVersion.effective_from)
    known = list(session.scalars(rows))
    before = [row for row in known if row.effective_from <= start]
    for row in known[len(before) :]:
        if not before or row.content_hash != before[-1].content_hash:
            return
        session.delete(row)


def editions(pack_id: str = "") -> list[PackVersion]:
    """Published editions, newest first."""
    query = select(PackVersion).order_by(PackVersion.effective_from.desc())
    return list(session.scalars(query.filter_by(pack=pack_id) if pack_id else query))


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Unified diff lines of every file that differs."""
    lines: list[str] = []
    for path in sorted({*before, *after}):
        old, new = before.get(path, "").splitlines(), after.get(path, "").splitlines()
        lines += difflib.unified_diff(old, new, f"before/{path}", f"after/{path}", lineterm="", n=2)
    return lines
