"""The draft that an address names."""

from flask import g

from portal.models import Configuration
from portal.owner import get_mine


def draft(code: str) -> Configuration:
    """The reader's configuration under this code, found once in a request; 404 otherwise."""
    found: Configuration | None = g.get("asked_draft")
    if found is None or found.code != code:
        found = g.asked_draft = get_mine(Configuration, code=code)
    return found
