"""A key of a pack's file and what it means."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Key:
    """One key, or several that belong together, in the reader's language."""

    name: str
    text: Any
