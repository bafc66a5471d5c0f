"""The worker: carries out what is due in the outbox, and keeps the clocks.

A message is claimed for a while (its `due_at` moves ahead and the attempt is counted), carried out
outside any transaction, then marked. A worker that dies in between leaves a message that comes due
again: at least once, and receivers key on the message's key. Any number of workers may run.
"""

import random
import signal
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

import structlog
from sqlalchemy import case, select, update

from portal import clock, delivery, stop_points
from portal.db import session
from portal.models import OutboxMessage
from portal.outbox import HANDLERS, Undeliverable
from portal.packs import serving

assert delivery.email  # importing the package registers the handlers

MOST_ATTEMPTS = 10
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
LEASE = timedelta(seconds=120)
SLOW = ("meter_file", "document")
"""Kinds that take seconds: letters do not wait for them, and of them the newest goes first, as
somebody looks at a page that waits for it."""


@dataclass(frozen=True)
class Delivered:
    """What one round did."""

    sent: int
    failed: int


def deliver(lease: timedelta = LEASE, stop: threading.Event | None = None) -> Delivered:
    """Carries out every message that is due now; stops between two when `stop` is set."""
    sent = failed = 0
    while not (stop and stop.is_set()):
        message = claim(clock.now(), lease)
        if message is None:
            break
        if carry_out(message):
            sent += 1
        else:
            failed += 1
    return Delivered(sent, failed)


def claim(now: datetime, lease: timedelta = LEASE) -> OutboxMessage | None:
    """The message to carry out next, ours for `lease`; None when nothing is due. Committed.

    What is quick comes first, the longest due before the others; then what is slow, the newest first.
    PostgreSQL skips what another worker looks at; SQLite lets one transaction write at a time.
    """
    slow = OutboxMessage.kind.in_(SLOW)
    newest = case((slow, OutboxMessage.created_at)).desc()
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == "waiting", OutboxMessage.due_at <= now)
        .order_by(slow, newest, OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = session.scalars(due).one_or_none()
    if message is not None:
        message.attempts += 1
        message.due_at = now + lease
    session.commit()
    return message


def carry_out(message: OutboxMessage) -> bool:
    """Whether the effect happened; either way the outcome is marked and committed."""
    log = structlog.get_logger().bind(kind=message.kind, key=message.key, attempt=message.attempts)
    try:
        with serving(message.pack):
            HANDLERS[message.kind](message)
    except Exception as error:
        session.rollback()
        _mark_failed(message, error)
        log.warning("not_delivered", error=repr(error)[:500])
        return False
    stop_points.reach("after_send")
    _mark(message, state="sent", sent_at=clock.now(), last_error="")
    log.info("delivered")
    return True


def delay(attempts: int) -> timedelta:
    """How long to wait after this many attempts: doubling, with a jitter of up to a half."""
    longest = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return longest * random.uniform(0.5, 1)


def _mark_failed(message: OutboxMessage, error: Exception) -> None:
    words = f"{error.__class__.__name__}: {error}"[:500]
    if message.attempts >= MOST_ATTEMPTS or isinstance(error, Undeliverable):
        _mark(message, state="dead", last_error=words)
    else:
        _mark(message, due_at=clock.now() + delay(message.attempts), last_error=words)


def _mark(message: OutboxMessage, **values: object) -> None:
    """Nothing: a worker whose time ran out does not undo what another one has marked."""
    waiting = (OutboxMessage.id == message.id) & (OutboxMessage.state == "waiting")
    session.execute(update(OutboxMessage).where(waiting).values(**values))
    stop_points.reach("before_mark")
    session.commit()


def work(pause: timedelta, lease: timedelta) -> None:
    """Nothing, once SIGTERM or SIGINT came and the message at hand is done."""
    # They enqueue: late imports.
    from portal.compare.watching import tell_changes
    from portal.documents.paper import typesetters
    from portal.handover.operations import expire_overdue
    from portal.meters.letters.operations import send_monthly

    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    structlog.get_logger().info("worker_started")
    while not stop.is_set():
        for job in (
            typesetters.keep_one,
            expire_overdue,
            tell_changes,
            send_monthly,
            lambda: deliver(lease, stop),
        ):
            _try(job)
        session.remove()
        stop.wait(pause.total_seconds())
    typesetters.dismiss()
    structlog.get_logger().info("worker_stopped")


def _try(job: object) -> None:
    """Nothing: a database that is away for a moment ends no worker."""
    try:
        job()  # type: ignore[operator]
    except Exception:
        session.rollback()
        structlog.get_logger().error("job_failed", exc_info=True)
