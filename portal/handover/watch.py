"""Every transaction that recorded a touchpoint ends with a look at its account.

It hangs on the commit itself, not on each operation, so that no act can forget it: whatever the
act wrote is seen, and the offer is in the same transaction. Touchpoints that the look itself
records do not start another one.
"""

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.handover.operations import consider
from portal.models import Account
from portal.packs import serving
from portal.touchpoints.operations import TOUCHED


def init_app(app: Flask) -> None:
    """Watch the commits of the app's sessions."""
    factory = app.extensions["session"].session_factory
    event.listen(factory, "before_commit", look)
    event.listen(factory, "after_rollback", forget)


def look(session: Session) -> None:
    """Nothing: each account touched in this transaction was considered."""
    touched: dict[UUID, Account] = session.info.get(TOUCHED, {})
    if session.in_nested_transaction() or not touched:
        return
    session.info[TOUCHED] = {}
    for account in touched.values():
        with serving(account.pack):
            consider(account)
    session.info[TOUCHED] = {}


def forget(session: Session, *_more: Any) -> None:
    """Nothing: what was rolled back did not happen; a savepoint is not the whole of it."""
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)
