"""Places where a test may kill the process, to prove that nothing is lost and nothing doubled.

`BIDWRIGHT_STOP_AT` names one: `before_commit` and `after_commit` of an act that enqueued an
effect, `after_send` and `before_mark` in the worker. Unset, as everywhere else, they cost nothing.
"""

import os
import signal

from sqlalchemy import event
from sqlalchemy.orm import Session


def reach(name: str) -> None:
    """Nothing; or the end of this process, without a chance to tidy up."""
    if os.environ.get("BIDWRIGHT_STOP_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


def around_commit(session: Session) -> None:
    """Nothing: the commit that ends the transaction of `session` passes both its stop points."""
    if os.environ.get("BIDWRIGHT_STOP_AT") in ("before_commit", "after_commit"):
        event.listen(session, "before_commit", lambda s: _reach_at_end(s, "before_commit"))
        event.listen(session, "after_commit", lambda s: _reach_at_end(s, "after_commit"))


def _reach_at_end(session: Session, name: str) -> None:
    """Nothing: the end of a savepoint inside the transaction is no commit."""
    if not session.in_nested_transaction():
        reach(name)
