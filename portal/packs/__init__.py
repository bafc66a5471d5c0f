"""Offering packs: which supplier is served, and with which published edition."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from flask import current_app, g, has_app_context, has_request_context
from flask import session as cookie
from flask_security import current_user
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.models import PackVersion
from portal.packs.pack import Pack

PACKS = ("energy", "equipment")

_served: ContextVar[str] = ContextVar("served_pack", default="")


class NoPackPublished(RuntimeError):
    """No edition of the pack is in force; `flask pack publish` makes one."""


@contextmanager
def serving(pack_id: str) -> Iterator[None]:
    """Inside the block, the supplier `pack_id` is served: for jobs, commands and tests."""
    token = _served.set(pack_id)
    try:
        yield
    finally:
        _served.reset(token)


def served_pack_id() -> str:
    """The supplier served: one per portal; in the demo a visitor may switch."""
    if _served.get():
        return _served.get()
    settings = current_app.extensions["settings"]
    if has_request_context():
        if current_user.is_authenticated and (pack := _pack_of(current_user)):
            return pack
        if settings.demo and cookie.get("pack") in PACKS:
            return str(cookie["pack"])
    return str(settings.pack)


def _pack_of(person: object) -> str:
    """A buyer belongs to the supplier of their account, a member of staff to their own."""
    account = getattr(person, "account", None)
    return str(account.pack if account else getattr(person, "pack", ""))


def current_pack() -> Pack:
    """The edition in force of the supplier served."""
    if has_request_context():
        key = f"pack:{served_pack_id()}"
        if key not in g:
            setattr(g, key, pack_in_force(served_pack_id(), clock.now()))
        found: Pack = getattr(g, key)
        return found
    return pack_in_force(served_pack_id(), clock.now())


def pack_in_force(pack_id: str, on: datetime) -> Pack:
    """The newest edition of `pack_id` effective at `on`.

    Raises:
        NoPackPublished: none is.
    """
    query = (
        select(PackVersion.id)
        .where(PackVersion.pack == pack_id, PackVersion.effective_from <= on)
        .order_by(PackVersion.effective_from.desc(), PackVersion.published_at.desc())
        .limit(1)
    )
    version_id = session.scalar(query)
    if version_id is None:
        raise NoPackPublished(pack_id)
    return pack_version(version_id)


@lru_cache(maxsize=32)
def pack_version(version_id: UUID) -> Pack:
    """The edition with this key; editions never change, so each is read once a process."""
    row = session.get_one(PackVersion, version_id)
    files = {path: text.encode() for path, text in row.files.items()}
    zone = Pack(files, row.id, row.content_hash).profile.zone
    day = clock.in_zone(row.effective_from, zone).date()
    return Pack(files, row.id, row.content_hash, day)


def served_zone() -> str:
    """The time zone of the supplier served; the default outside any app."""
    if not has_app_context():
        return "Asia/Ho_Chi_Minh"
    try:
        return current_pack().profile.zone
    except NoPackPublished:
        return "Asia/Ho_Chi_Minh"
