"""What a buyer can mend or should know, as data; the portal puts it into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def row_subjects(rows: Sequence[int], most: int = 10) -> tuple[str, ...]:
    """Rows of a file as the subjects of a finding, the first few of them.

    >>> row_subjects([3, 7])
    ('row 3', 'row 7')
    """
    return tuple(f"row {row}" for row in rows[:most])
