"""Findings of the two cores, put into words."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from portal.i18n import _


class Finding(Protocol):
    """What a core says: a code, what it is about, and values for the sentence."""

    @property
    def code(self) -> str:
        """Which sentence."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it is about."""

    @property
    def params(self) -> Any:
        """Values for the sentence."""


Words = Callable[[Finding], str]
_words: dict[str, Words] = {}


def says(code: str) -> Callable[[Words], Words]:
    """A decorator: this function words findings of `code`."""

    def add(words: Words) -> Words:
        _words[code] = words
        return words

    return add


def sentence(finding: Finding) -> str:
    """The finding in the reader's language.

    Raises:
        KeyError: nobody words this code; a test holds every code of the cores worded.
    """
    return _words[finding.code](finding)


def sentences(findings: Iterable[Finding]) -> list[str]:
    """Every finding in the reader's language, in order."""
    return [sentence(finding) for finding in findings]


def joined(names: Sequence[str]) -> str:
    """“IRR, MIRR and SIR”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1])


def worded() -> set[str]:
    """The codes that have words."""
    return set(_words)
