"""What a file of offers holds, before anything of it is kept."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FoundOffers:
    """Offers as they would be kept, how the columns were read, and what is wrong."""

    offers: list[dict[str, Any]] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    """Title in the file and what it was taken for, in words."""
    unused: list[str] = field(default_factory=list)
    """Titles that nothing was read from."""
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """In words, with row and column; offers count only where there are none."""
