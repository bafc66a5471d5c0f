"""Memory tidied between answers instead of in the middle of one."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YOUNG, ROUNDS = 5_000, 10
"""So many new objects are looked through after an answer, and so often before older ones are."""
KEPT = 64 << 20
"""So many bytes that were freed stay ready for the next answer."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as malloc.h counts them
LATE = 20
"""Python looks by itself where there are so many times more: no answer was closed meanwhile."""


class TidyBetween:
    """A WSGI application after whose answers, when they are sent, circles of objects are freed.

    Python looks for circles every some new objects, in the middle of whichever answer makes them:
    one of twenty would take a third longer than the others.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer; memory is tidied when the server has sent it and closes it."""
        return ClosingIterator(self.app(environ, start_response), tidy)


def tidy() -> None:
    """Nothing: circles among young objects are freed, among older ones the seldomer."""
    young, middle, old = gc.get_count()
    if young >= YOUNG:
        gc.collect(2 if old >= ROUNDS else 1 if middle >= ROUNDS else 0)


def settle() -> None:
    """Nothing: what stands now is not looked through again, and Python itself looks late."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(LATE * YOUNG, LATE * ROUNDS, LATE * ROUNDS)
    _keep_memory()


def _keep_memory() -> None:
    """Nothing: arrays are made in memory that was used before, where the C library can be told.

    It would give a hundred kilobytes and more back at once, and an answer makes hundreds of those.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, KEPT)
        mallopt(_MMAP_THRESHOLD, KEPT)
