"""Places where a test may kill the process, to prove that nothing is lost and nothing doubled.

`BIDWRIGHT_STOP_AT` names one: `before_commit` and `after_commit` of an act that enqueued an
effect, `after_send` and `before_mark` in the worker. Unset, as everywhere else, they cost nothing.
"""

import os
import signal

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

ENQUEUED = "enqueued an effect"


def reach(name: str) -> None:
    """Nothing; or the end of this process, without a chance to tidy up."""
    if os.environ.get("BIDWRIGHT_STOP_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def init_app(app: Flask) -> None:
    """Watch the commits, after everything else that happens before them."""
    if os.environ.get("BIDWRIGHT_STOP_AT") in ("before_commit", "after_commit"):
        factory = app.extensions["session"].session_factory
        event.listen(factory, "before_commit", lambda s: _reach_at_end(s, "before_commit"))
        event.listen(factory, "after_commit", lambda s: _reach_at_end(s, "after_commit"))


def _reach_at_end(session: Session, name: str) -> None:
    """Nothing: the end of a savepoint inside the transaction is no commit."""
    if session.info.get(ENQUEUED) and not session.in_nested_transaction():
        reach(name)
