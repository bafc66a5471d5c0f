"""HTML in, PDF out: a process of its own, so that no document can exhaust the portal."""

import base64
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from portal.documents.style import style_of

TYPESETTER = Path(__file__).with_name("typesetting.py")
CPU_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
PATIENCE_SECONDS = 90


class PaperError(RuntimeError):
    """The document could not be made; the message is for the log."""


@dataclass(frozen=True)
class Attachment:
    """A file inside a paper: the source of its figures."""

    name: str
    content: bytes


def write_apart(html: str, attachment: Attachment | None = None) -> bytes:
    """The PDF of `html` (PDF/UA-1), made in a process limited in time and memory.

    With an attachment it is PDF/A-3a as well, for archives, and the file is inside.

    Raises:
        PaperError: it took too long, too much, or broke.
    """
    process = typesetters.take()
    try:
        made, told = process.communicate(_asked(html, attachment), PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise PaperError(f"no PDF after {PATIENCE_SECONDS} s") from error
    if process.returncode or not made.startswith(b"%PDF-"):
        raise PaperError(told.decode(errors="replace")[-2000:])
    return made


class Typesetters:
    """Processes for one paper each; one may wait with everything loaded, so that nobody else does."""

    def __init__(self) -> None:
        self._waiting: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def take(self) -> "subprocess.Popen[bytes]":
        """The one that waits, or a new one."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        return waiting if waiting and waiting.poll() is None else _started()

    def keep_one(self) -> None:
        """Nothing: one waits from now on. It ends with this process."""
        with self._lock:
            if self._waiting is None or self._waiting.poll() is not None:
                self._waiting = _started()

    def dismiss(self) -> None:
        """Nothing: none waits any more."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting:
            waiting.kill()
            waiting.communicate()


typesetters = Typesetters()


def _started() -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    command = [sys.executable, "-P", str(TYPESETTER)]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=_limit)


def _asked(html: str, attachment: Attachment | None) -> bytes:
    """What the typesetter reads."""
    inside = None
    if attachment is not None:
        content = base64.b64encode(attachment.content).decode()
        inside = {"name": attachment.name, "content": content}
    return json.dumps({"html": html, "style": style_of(html), "attachment": inside}).encode()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
