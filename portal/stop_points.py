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
        for name in ("before_commit", "after_commit"):
            event.listen(session, name, lambda _session, name=name: reach(name), once=True)
