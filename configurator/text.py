"""A text a person reads, in every language of the product."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class Text(BaseModel):
    """One text in Vietnamese and in English; both are always there.

    >>> Text(vi="Máy sấy", en="Dryer").in_("vi")
    'Máy sấy'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: Words
    en: Words

    def in_(self, language: str) -> str:
        """The text in `language` ("vi", "vi_VN", "en" …); English for a language not carried."""
        return self.vi if language.lower().startswith("vi") else self.en
