"""Texts that a pack carries in Vietnamese and English."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

from pricing.errors import PricingError

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Text:
    """One sentence in both languages, both present.

    >>> Text("giá niêm yết", "list price").in_("vi")
    'giá niêm yết'
    """

    vi: _Words
    en: _Words

    def in_(self, language: str) -> str:
        """The words in `language` ("vi" or "en")."""
        if language not in ("vi", "en"):
            raise PricingError(f"no text in language {language!r}")
        return self.vi if language == "vi" else self.en
