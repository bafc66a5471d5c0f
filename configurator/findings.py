"""What a buyer can mend or wants explained, as data: the portal puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One statement about a configuration, an answer or a choice.

    `code` names the kind, `subjects` the ids it is about, `params` the figures in the sentence.
    """

    code: str
    subjects: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
