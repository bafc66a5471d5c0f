"""What a buyer can mend or should know, as data; the portal puts it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A code, what it is about, and the values its sentence needs.

    >>> Finding("reading_gap", ("row 7",), {"hours": 2}).code
    'reading_gap'
    """

    code: str
    subjects: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
