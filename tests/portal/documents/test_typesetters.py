"""A typesetter waits with everything loaded; each makes one paper."""

import json
from subprocess import Popen

from portal.documents.paper import Typesetters


def end(process: "Popen[bytes]") -> int:
    process.kill()
    process.communicate()
    return process.pid


def test_the_one_that_waits_is_taken_once_and_makes_a_paper() -> None:
    ready = Typesetters()
    ready.keep_one()
    ready.keep_one()
    waiting, another = ready.take(), ready.take()
    assert waiting.pid != end(another)
    asked = {"html": "<html lang=en><title>One</title><p>One", "style": "", "attachment": None}
    made, told = waiting.communicate(json.dumps(asked).encode(), 60)
    assert made.startswith(b"%PDF-") and not told and waiting.returncode == 0


def test_one_that_died_is_not_taken_and_another_waits_in_its_place() -> None:
    ready = Typesetters()
    ready.keep_one()
    dead = ready.take()
    ready._waiting = dead
    end(dead)
    living = ready.take()
    assert living.pid != dead.pid and living.poll() is None
    ready._waiting = dead
    ready.keep_one()
    assert end(ready.take()) not in {dead.pid, end(living)}


def test_one_nobody_needs_ends_without_a_word() -> None:
    ready = Typesetters()
    ready.keep_one()
    waiting = ready.take()
    made, told = waiting.communicate(b"", 60)
    assert (made, told, waiting.returncode) == (b"", b"", 0)
    ready.keep_one()
    ready.dismiss()
    ready.dismiss()
