"""HTML in, PDF out: a process of its own, so that no document can exhaust the portal."""

import base64
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
    try:
        done = subprocess.run(
            [sys.executable, "-P", TYPESETTER],
            input=_asked(html, attachment),
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired as error:
        raise PaperError(f"no PDF after {PATIENCE_SECONDS} s") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PaperError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


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
